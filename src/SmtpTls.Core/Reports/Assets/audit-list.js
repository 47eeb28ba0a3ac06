'use strict';

// The list of domains: filters, search, order and pages. What is asked for stands in the address, so that it can be kept and sent on.
const list = (() => {
  const { make, number } = smtptls;
  const { index } = audit;
  const perPage = 50, mostOptions = 200;
  const place = document.getElementById('list');
  const wish = new Map();
  let order = [];

  // How many rows have each value, counted by place where there are places.
  const tally = of => {
    const all = new Map();
    for (let row = 0; row < audit.count; row++) {
      of(row).forEach(key => all.set(key, (all.get(key) ?? 0) + 1));
    }
    return [...all];
  };
  const places = (column, names) => () => {
    const counts = names.map(() => 0);
    index[column].forEach(list => list.forEach(place => { counts[place]++; }));
    return names.map((name, place) => [name, counts[place]]).filter(([, many]) => many > 0);
  };
  const verdicts = () => index.mechanisms.flatMap((name, i) => {
    const counts = new Map();
    for (const letter of index.verdicts[i]) {
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    return [...counts].map(([letter, many]) => [`${name}: ${audit.word(letter)}`, many]);
  });
  const named = (column, names) => row => index[column][row].map(one => names[one]);
  const keys = index.findings.map(one => one.key);
  const labels = new Map(index.findings.map(one => [one.key, `${one.id} (${one.severity})`]));
  const common = (a, b) => b[1] - a[1] || a[0].localeCompare(b[0]);
  const within = (names) => (a, b) => names.indexOf(a[0]) - names.indexOf(b[0]);

  // Each filter: its name in the address, its label, the values of a row, the order of the choices, and a quick way to count them.
  const filters = [
    ['assurance', 'Assurance', row => [audit.standing(row)], within(index.standings)],
    ['grade', 'Grade', row => [audit.grade(row)], (a, b) => a[0].localeCompare(b[0])],
    ['severity', 'Worst finding', row => audit.worst[row] < 0 ? ['None'] : [audit.severities[audit.worst[row]]], within([...audit.severities].reverse())],
    ['finding', 'Finding', named('finding', keys), (a, b) => a[0].localeCompare(b[0]), places('finding', keys)],
    ['provider', 'Provider of a mail host', named('provider', index.providers), common, places('provider', index.providers)],
    ['version', 'TLS version', named('version', index.versions), (a, b) => b[0].localeCompare(a[0]), places('version', index.versions)],
    ['expires', 'Next end of a certificate', row => audit.horizon(row) === null ? [] : [audit.horizon(row)], within(index.horizons)],
    ['mechanism', 'Mechanism', row => index.mechanisms.map((name, i) => `${name}: ${audit.verdict(i, row)}`), null, verdicts],
  ].map(([name, label, of, sort, all]) => ({ name, label, of, sort, all, choice: null }));

  // The worst first; what has none is last.
  const gradeOrder = 'FDCBA-', standingOrder = '3210456';
  const byName = (a, b) => index.domains[a] < index.domains[b] ? -1 : index.domains[a] > index.domains[b] ? 1 : 0;
  const verdictColours = { Pass: 'good', Warn: 'warn', Fail: 'bad', 'Not present': 'quiet', Inconclusive: 'quiet', 'Not asked': 'quiet' };
  const verdictCell = (mechanism, row) => {
    const verdict = audit.verdict(mechanism, row);
    return make('span', { class: verdictColours[verdict] }, verdict === 'Not asked' ? '–' : verdict);
  };
  const link = row => make('a', { href: '#domain/' + encodeURIComponent(index.domains[row]) }, index.domains[row]);

  // Each column: heading, cell, and what it is sorted by.
  const columns = [
    ['Domain', link, byName],
    ['Grade', row => make('span', { class: 'grade ' + (index.grade[row] === '-' ? '' : index.grade[row]) }, index.grade[row] === '-' ? '–' : index.grade[row]), (a, b) => gradeOrder.indexOf(index.grade[a]) - gradeOrder.indexOf(index.grade[b])],
    ['Assurance', row => audit.standing(row), (a, b) => standingOrder.indexOf(index.standing[a]) - standingOrder.indexOf(index.standing[b])],
    ...index.mechanisms.map((name, i) => [name, row => verdictCell(i, row), (a, b) => 'FIWPN-'.indexOf(index.verdicts[i][a]) - 'FIWPN-'.indexOf(index.verdicts[i][b])]),
    ['TLS', row => index.version[row].map(one => index.versions[one].replace('TLSv', '')).join(', ') || '–', (a, b) => (index.version[a].map(one => index.versions[one]).sort()[0] ?? '~').localeCompare(index.version[b].map(one => index.versions[one]).sort()[0] ?? '~')],
    ['Provider', row => index.provider[row].map(one => index.providers[one]).join(', ') || '–', (a, b) => (index.providers[index.provider[a][0]] ?? '~').localeCompare(index.providers[index.provider[b][0]] ?? '~')],
    ['Next end', row => index.left[row] === null ? '–' : index.left[row] < 0 ? make('span', { class: 'bad' }, 'expired') : make('span', { class: index.left[row] < 14 ? 'bad' : index.left[row] < 30 ? 'warn' : null }, `${number(index.left[row])} d`), (a, b) => (index.left[a] ?? Infinity) - (index.left[b] ?? Infinity)],
    ['Worst finding', row => audit.worst[row] < 0 ? '–' : make('span', { class: 'chip ' + audit.severities[audit.worst[row]] }, audit.severities[audit.worst[row]]), (a, b) => audit.worst[b] - audit.worst[a]],
  ];
  // At first the worst grades, and among those the worst findings.
  const worstFirst = (a, b) => columns[1][2](a, b) || audit.worst[b] - audit.worst[a] || byName(a, b);

  const search = make('input', { id: 'filter-q', type: 'search', autocomplete: 'off', spellcheck: 'false', placeholder: 'contoso.com, mx1, …' });
  const reset = make('button', { type: 'button' }, 'Clear filters');
  const found = make('p', { 'aria-live': 'polite' });
  const previous = make('button', { type: 'button' }, 'Previous'), next = make('button', { type: 'button' }, 'Next'), page = make('span', {});
  const headings = columns.map(([name], i) => {
    const button = make('button', { type: 'button' }, name);
    button.addEventListener('click', () => {
      const current = wish.get('sort');
      set('sort', current === String(i) ? '-' + i : String(i));
    });
    return make('th', { scope: 'col' }, button);
  });
  const body = make('tbody', {});

  const address = () => {
    const parts = [...wish].filter(([, value]) => value !== '').map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return '#domains' + (parts.length > 0 ? '?' + parts.join('&') : '');
  };

  const set = (name, value) => {
    wish.set(name, value);
    if (name !== 'page') {
      wish.delete('page');
    }
    history.replaceState(null, '', address());
    show();
  };

  const isWanted = row => {
    const words = (wish.get('q') ?? '').toLowerCase();
    return filters.every(filter => !wish.get(filter.name) || filter.of(row).includes(wish.get(filter.name)))
      && (words === '' || index.domains[row].includes(words) || index.host[row].some(host => index.hosts[host].includes(words)));
  };

  const show = () => {
    order = [];
    for (let row = 0; row < audit.count; row++) {
      if (isWanted(row)) {
        order.push(row);
      }
    }
    const sort = wish.get('sort') ?? '', column = Math.abs(Number(sort)), down = sort.startsWith('-');
    const compare = sort === '' ? worstFirst : columns[column][2];
    order.sort((a, b) => (down ? -1 : 1) * compare(a, b) || byName(a, b));
    headings.forEach((heading, i) => {
      if (sort !== '' && i === column) {
        heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      } else {
        heading.removeAttribute('aria-sort');
      }
    });
    const pages = Math.max(1, Math.ceil(order.length / perPage));
    const at = Math.min(Math.max(1, Number(wish.get('page')) || 1), pages);
    const shown = order.slice((at - 1) * perPage, at * perPage);
    body.replaceChildren(...shown.map(row => make('tr', {}, columns.map(([, cell]) => make('td', {}, cell(row))))));
    found.textContent = order.length === audit.count ? `${number(audit.count)} domains.` : `${number(order.length)} of ${number(audit.count)} domains.`;
    page.textContent = `Page ${number(at)} of ${number(pages)}`;
    previous.disabled = at === 1;
    next.disabled = at === pages;
  };

  const build = () => {
    const form = make('form', { class: 'filters', role: 'search', 'aria-label': 'Filter domains' },
      make('div', { class: 'wide' }, make('label', { for: 'filter-q' }, 'Search domains and mail hosts'), search));
    filters.forEach(filter => {
      const all = filter.all ? filter.all() : tally(filter.of);
      all.sort(filter.sort ?? ((a, b) => a[0].localeCompare(b[0])));
      filter.choice = make('select', { id: 'filter-' + filter.name }, make('option', { value: '' }, 'All'),
        all.slice(0, mostOptions).map(([value, many]) => make('option', { value }, `${labels.get(value) ?? value} · ${number(many)}`)));
      filter.choice.addEventListener('change', () => set(filter.name, filter.choice.value));
      form.append(make('div', {}, make('label', { for: 'filter-' + filter.name }, filter.label), filter.choice));
    });
    form.append(reset);
    form.addEventListener('submit', event => event.preventDefault());
    search.addEventListener('input', () => set('q', search.value.trim()));
    reset.addEventListener('click', () => {
      read('');
      history.replaceState(null, '', '#domains');
      search.focus();
    });
    previous.addEventListener('click', () => turn(-1));
    next.addEventListener('click', () => turn(1));
    place.append(form, make('div', { class: 'count' }, found, make('div', { class: 'pager' }, previous, page, next)),
      make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'List of domains' },
        make('table', {}, make('caption', {}, 'Domains; the worst first, unless a heading is chosen.'), make('thead', {}, make('tr', {}, headings)), body)));
  };

  const turn = by => {
    set('page', String((Number(wish.get('page')) || 1) + by));
    if (document.activeElement === document.body || document.activeElement.disabled) {
      (by > 0 ? previous : next).focus();
    }
  };

  // Takes what an address asks for; words that no filter has are left out.
  const read = query => {
    wish.clear();
    new URLSearchParams(query).forEach((value, name) => {
      const number = ['sort', 'page'].includes(name);
      if (name === 'q' || filters.some(filter => filter.name === name) || (number && /^-?\d{1,6}$/.test(value) && (name !== 'sort' || Math.abs(Number(value)) < columns.length))) {
        wish.set(name, value);
      }
    });
    search.value = wish.get('q') ?? '';
    filters.forEach(filter => {
      const value = wish.get(filter.name) ?? '';
      if (![...filter.choice.options].some(option => option.value === value)) {
        filter.choice.append(make('option', { value }, value));
      }
      filter.choice.value = value;
    });
    show();
  };

  build();
  read('');
  return {
    read,
    address,
    // The domains before and behind one, in the order of the list.
    beside: row => {
      const at = order.indexOf(row);
      return at < 0 ? [] : [order[at - 1], order[at + 1]];
    },
  };
})();
