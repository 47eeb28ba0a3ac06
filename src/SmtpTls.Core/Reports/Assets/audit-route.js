'use strict';

// Where the address leads: a part of the overview, the list as it is asked for, or a domain. Back and forward, and links from outside, work.
(() => {
  const { make, drawAll } = smtptls;
  const sections = document.getElementById('sections'), article = document.getElementById('domain');
  const title = document.title;
  let scrolled = 0, left = null, turn = 0;

  const message = text => [make('p', { class: 'quiet' }, make('a', { href: list.address() }, '← All domains')), make('h2', { tabindex: '-1' }, 'This domain cannot be shown'), make('p', {}, text)];

  const contentOf = async domain => {
    const row = audit.placeOf(domain);
    if (row === undefined) {
      return message(`This report has no domain ${domain}.`);
    }
    if (typeof DecompressionStream === 'undefined') {
      return message('This browser is too old to unpack what is known of it: use one of 2023 or later.');
    }
    return domainPage(row);
  };

  const showDomain = async domain => {
    const mine = ++turn;
    if (article.hidden) {
      scrolled = scrollY;
    }
    const content = await contentOf(domain);
    if (mine !== turn) {
      return;
    }
    article.replaceChildren(...content);
    sections.hidden = true;
    article.hidden = false;
    document.title = `${domain} – ${title}`;
    scrollTo(0, 0);
    article.querySelector('h2').focus({ preventScroll: true });
    article.dataset.shown = domain;
    performance.mark('domain');
  };

  const showSections = (place, from) => {
    turn++;
    const back = !article.hidden;
    article.hidden = true;
    article.replaceChildren();
    delete article.dataset.shown;
    sections.hidden = false;
    document.title = title;
    const target = sections.querySelector('#' + CSS.escape(place || 'overview'));
    if (back && left === location.hash) {
      scrollTo(0, scrolled);
      const link = [...sections.querySelectorAll('#list a')].find(one => one.getAttribute('href') === from);
      (link ?? target.querySelector('h2')).focus({ preventScroll: true });
    } else if (target && from !== null) {
      target.scrollIntoView();
      (target.querySelector('h2') ?? target).focus({ preventScroll: true });
    } else if (target && place) {
      target.scrollIntoView();
    }
  };

  // From the address that was left; null when the page is opened.
  const route = from => {
    const hash = location.hash;
    if (hash.startsWith('#domain/')) {
      if (from !== null && !from.startsWith('#domain/')) {
        left = from;
      }
      let domain = hash.slice('#domain/'.length);
      try {
        domain = decodeURIComponent(domain);
      } catch {
        // Not written by this page: shown as it is.
      }
      showDomain(domain.toLowerCase());
      return;
    }
    const [place, ...query] = hash.slice(1).split('?');
    if (place === 'domains' && hash !== list.address()) {
      list.read(query.join('?'));
    }
    showSections(place, from);
  };

  history.scrollRestoration = 'manual';
  addEventListener('hashchange', event => route(new URL(event.oldURL).hash));
  route(null);
  document.documentElement.dataset.ready = 'yes';
  performance.mark('ready');
})();
