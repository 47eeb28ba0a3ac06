'use strict';

// What the scripts of a page share. Texts become text nodes; nothing is ever read as markup.
const smtptls = (() => {
  const root = document.documentElement;
  const charts = [];

  const make = (tag, settings, ...children) => {
    const element = document.createElement(tag);
    Object.entries(settings ?? {}).forEach(([name, value]) => {
      if (value !== null && value !== undefined && value !== false) {
        element.setAttribute(name, value === true ? '' : value);
      }
    });
    element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== ''));
    return element;
  };

  // Asked of the browser once for all charts: each question makes it work out the styles of the whole page again.
  const palette = new Map();
  const readPalette = () => {
    const style = getComputedStyle(root);
    ['ground', 'text', 'quiet', 'line', 'good', 'bad', 'warn', 'accent', 'faint', 'on-chart', 'on-faint'].forEach(name => palette.set(name, style.getPropertyValue('--' + name).trim()));
  };
  const colour = name => palette.get(name);
  const number = value => value.toLocaleString('en-US');
  const font = size => size + 'px system-ui, "Segoe UI", Roboto, Arial, sans-serif';

  // Numbers beside and on the bars: a chart says what it shows without a pointer, and without its colours.
  const numbers = {
    id: 'numbers',
    afterDatasetsDraw(chart) {
      const context = chart.ctx, ring = chart.config.type === 'doughnut', several = chart.data.datasets.length > 1;
      const all = ring ? chart.data.datasets[0].data.reduce((sum, value) => sum + value, 0) : 0;
      context.save();
      context.font = '600 ' + font(12);
      context.textBaseline = 'middle';
      chart.data.datasets.forEach((set, i) => {
        if (!chart.isDatasetVisible(i)) {
          return;
        }
        chart.getDatasetMeta(i).data.forEach((bar, j) => {
          const value = set.data[j];
          const text = ring ? Math.round(value * 100 / all) + ' %' : number(value);
          const width = context.measureText(text).width;
          const ground = Array.isArray(set.backgroundColor) ? set.backgroundColor[j] : set.backgroundColor;
          context.fillStyle = colour(ground === colour('faint') ? 'on-faint' : 'on-chart');
          context.textAlign = 'center';
          if (ring && value / all >= .06) {
            const place = bar.tooltipPosition();
            context.fillText(text, place.x, place.y);
          } else if (!ring && several && value > 0) {
            const long = Math.abs(bar.horizontal ? bar.x - bar.base : bar.y - bar.base), wide = bar.horizontal ? bar.height : bar.width;
            if (bar.horizontal ? long > width + 6 && wide > 13 : long > 15 && wide > width + 4) {
              context.fillText(text, bar.horizontal ? (bar.x + bar.base) / 2 : bar.x, bar.horizontal ? bar.y : (bar.y + bar.base) / 2);
            }
          } else if (!ring && !several && bar.horizontal) {
            context.fillStyle = colour('text');
            context.textAlign = 'left';
            context.fillText(text, bar.x + 6, bar.y);
          }
        });
      });
      context.restore();
    },
  };

  const setOf = (one, ring) => ({
    label: one.name,
    data: one.values,
    backgroundColor: one.colours.length > 0 ? one.colours.map(colour) : colour(one.colour),
    borderColor: colour('ground'),
    borderWidth: ring ? 2 : 0,
    maxBarThickness: 30,
  });

  // A long name is shown whole as far as there is room; the library alone would cut it at half the chart.
  const widen = labels => scale => {
    scale.ctx.font = font(labels.some(label => label.length > 24) ? 11 : 12.5);
    const needed = Math.max(...labels.map(label => scale.ctx.measureText(label).width)) + 12;
    scale.width = Math.min(Math.max(needed, 24), scale.chart.width * .6);
  };

  const draw = canvas => {
    const data = JSON.parse(document.getElementById(canvas.dataset.from).textContent);
    const ring = data.kind === 'ring', sideways = data.kind === 'bars', several = data.series.length > 1;
    const text = colour('text'), quiet = colour('quiet');
    const most = sideways && several ? Math.max(...data.labels.map((_, i) => data.series.reduce((sum, one) => sum + one.values[i], 0))) : undefined;
    const values = { stacked: true, beginAtZero: true, max: most, grace: several ? 0 : '4%', grid: { color: colour('line') }, border: { display: false }, ticks: { color: quiet, precision: 0, maxTicksLimit: 7, font: { size: 12 } } };
    const names = { stacked: true, afterFit: sideways ? widen(data.labels) : undefined, grid: { display: false }, border: { color: colour('line') }, ticks: { color: text, autoSkip: !sideways, maxRotation: sideways ? 0 : 50, font: { size: data.labels.some(label => label.length > 24) ? 11 : 12.5 } } };
    return new Chart(canvas, {
      type: ring ? 'doughnut' : 'bar',
      data: { labels: data.labels, datasets: data.series.map(one => setOf(one, ring)) },
      options: {
        animation: false,
        maintainAspectRatio: false,
        indexAxis: sideways ? 'y' : 'x',
        cutout: '58%',
        layout: { padding: { right: sideways && !several ? 44 : 4 } },
        font: { family: 'system-ui, "Segoe UI", Roboto, Arial, sans-serif' },
        scales: ring ? {} : { x: sideways ? values : names, y: sideways ? names : values },
        plugins: {
          legend: { display: ring || several, position: ring ? 'right' : 'top', align: ring ? 'center' : 'start', labels: { color: text, boxWidth: 12, boxHeight: 12, font: { size: 12.5 } } },
        },
      },
      plugins: [numbers],
    });
  };

  const drawAll = () => {
    readPalette();
    charts.splice(0).forEach(chart => chart.destroy());
    // Before they are drawn: a place that is not shown has no size.
    root.dataset.charts = '0';
    document.querySelectorAll('canvas[data-from]').forEach(canvas => charts.push(draw(canvas)));
    root.dataset.charts = String(charts.length);
  };

  const valueOf = (row, index) => {
    const cell = row.cells[index];
    return 'value' in cell.dataset ? Number(cell.dataset.value) : cell.textContent;
  };

  const sort = (table, header, index) => {
    const down = header.getAttribute('aria-sort') !== 'descending';
    table.querySelectorAll('th').forEach(other => other.removeAttribute('aria-sort'));
    header.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const compare = (a, b) => typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
    [...table.tBodies[0].rows].sort((a, b) => (down ? -1 : 1) * compare(valueOf(a, index), valueOf(b, index))).forEach(row => table.tBodies[0].append(row));
  };

  document.querySelectorAll('table.sortable').forEach(table => {
    table.querySelectorAll('thead th').forEach((header, index) => {
      const button = make('button', { type: 'button' }, header.textContent);
      button.addEventListener('click', () => sort(table, header, index));
      header.replaceChildren(button);
    });
  });

  const dark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : dark.matches;
  const theme = make('button', { type: 'button', class: 'theme' });
  const nameTheme = () => { theme.textContent = isDark() ? 'Light colours' : 'Dark colours'; };
  theme.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    nameTheme();
    drawAll();
  });
  document.querySelector('header').append(theme);
  nameTheme();

  // On paper everything is there, in the colours of paper.
  let opened = [];
  addEventListener('beforeprint', () => {
    root.dataset.printing = '';
    opened = [...document.querySelectorAll('#domain details:not([open])')];
    opened.forEach(one => { one.open = true; });
    drawAll();
  });
  addEventListener('afterprint', () => {
    delete root.dataset.printing;
    opened.splice(0).forEach(one => { one.open = false; });
    drawAll();
  });

  // Not by its address, which says what is shown.
  document.querySelector('.skip').addEventListener('click', event => {
    event.preventDefault();
    document.getElementById('content').focus();
  });

  drawAll();
  dark.addEventListener('change', () => {
    nameTheme();
    drawAll();
  });
  return { make, number, drawAll };
})();
