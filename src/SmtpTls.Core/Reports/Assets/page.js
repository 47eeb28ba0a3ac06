(() => {
  'use strict';
  const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const charts = [];

  const draw = canvas => {
    const data = JSON.parse(document.getElementById(canvas.dataset.from).textContent);
    const colour = { good: style('--good'), bad: style('--bad'), accent: style('--accent') };
    const grid = { color: style('--line') }, ticks = { color: style('--quiet') };
    const sideways = data.kind === 'bars';
    return new Chart(canvas, {
      type: 'bar',
      data: {
        labels: data.labels,
        datasets: data.series.map(one => ({ label: one.name, data: one.values, backgroundColor: colour[one.colour], maxBarThickness: 36 })),
      },
      options: {
        animation: false, maintainAspectRatio: false, indexAxis: sideways ? 'y' : 'x',
        scales: {
          x: { stacked: true, grid, ticks, beginAtZero: true },
          y: { stacked: true, grid, ticks, beginAtZero: true },
        },
        plugins: { legend: { display: data.series.length > 1, labels: { color: style('--text') } } },
      },
    });
  };

  const drawAll = () => {
    charts.splice(0).forEach(chart => chart.destroy());
    document.querySelectorAll('canvas[data-from]').forEach(canvas => charts.push(draw(canvas)));
    document.documentElement.dataset.charts = String(charts.length);
  };

  const valueOf = (row, index) => {
    const cell = row.cells[index];
    return 'value' in cell.dataset ? Number(cell.dataset.value) : cell.textContent;
  };

  const sort = (table, header, index) => {
    const down = header.getAttribute('aria-sort') !== 'descending';
    table.querySelectorAll('th').forEach(other => other.removeAttribute('aria-sort'));
    header.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const body = table.tBodies[0];
    const compare = (a, b) => typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
    [...body.rows].sort((a, b) => (down ? -1 : 1) * compare(valueOf(a, index), valueOf(b, index))).forEach(row => body.append(row));
  };

  document.querySelectorAll('table.sortable').forEach(table => {
    table.querySelectorAll('thead th').forEach((header, index) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = header.textContent;
      button.addEventListener('click', () => sort(table, header, index));
      header.replaceChildren(button);
    });
  });

  drawAll();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
})();
