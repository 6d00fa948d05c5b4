/* The catalogue with a script: search, sorting, regions, a map for fingers. All is on the page
   without it, but the communes, which are read when someone first looks for a place. */
(() => {
  'use strict';
  document.documentElement.classList.add('js');
  const byId = name => document.getElementById(name);
  const table = document.querySelector('.ct table'), body = table.tBodies[0];
  const rows = [...body.rows], link = row => row.querySelector('th a');
  const asked = new URLSearchParams(location.search);
  const made = (name, words, more = {}) => Object.assign(
    document.createElement(name), { textContent: words }, more);
  const amount = (row, place) => row.cells[place].textContent;
  const told = row => `${amount(row, 2)}, export ${amount(row, 3)}\u00a0M€, import `
    + `${amount(row, 4)}\u00a0M€`;

  /* -- search -- */
  const field = byId('q'), list = byId('reponses'), status = byId('nombre'), way = byId('ailleurs');
  const region = byId('region');
  let index = null, communes = '';

  const read = () => Search.prepared({
    departements: rows.map(row => ({ code: row.dataset.c, name: link(row).textContent,
      address: link(row).getAttribute('href'), told: told(row),
      also: row.dataset.also ? row.dataset.also.split('|') : [] })),
    territoires: [...document.querySelectorAll('.az li')].map(item => ({
      id: item.dataset.t, name: item.firstChild.textContent,
      address: item.firstChild.getAttribute('href'),
      told: `Territoire d’industrie, ${item.lastChild.textContent}` })),
    regions: [...region.options].filter(each => each.value).map(each => ({
      name: each.text, address: `?region=${each.value}#departements`, told: 'Région' })),
  });

  const answer = ({ name, told: words, address }) => {
    const item = document.createElement('li'), anchor = made('a', '', { href: address });
    anchor.append(made('b', name), made('span', words));
    item.append(anchor);
    return item;
  };

  const search = () => {
    const text = field.value.trim();
    if (text) load();
    const found = text ? Search.answers(index, text) : { total: 0, first: [] };
    list.replaceChildren(...found.first.map(answer));
    status.textContent = text ? Search.said(found, communes) : '';
    way.hidden = !text || found.total > 0 || communes === 'asked';
  };

  const load = () => {
    if (index) return;
    index = read();
    communes = 'asked';
    const script = made('script', '', { src: 'communes.js' });
    script.onload = () => {
      communes = 'held';
      index = Search.withCommunes(index, window.COMMUNES);
      search();
    };
    script.onerror = () => { communes = 'missing'; search(); };
    document.head.append(script);
  };

  field.addEventListener('focus', load);
  field.addEventListener('input', search);
  field.form.addEventListener('submit', event => {
    event.preventDefault();
    const first = list.querySelector('a');
    if (first) location.href = first.href;
  });
  addEventListener('pageshow', () => { if (field.value) search(); });
  if (asked.get('q')) { field.value = asked.get('q'); search(); }

  /* -- regions -- */
  const totals = [...table.querySelectorAll('tr[data-total]')];
  const choose = () => {
    const chosen = region.value;
    let shown = 0;
    for (const row of rows) {
      row.hidden = !!chosen && row.dataset.r !== chosen;
      shown += !row.hidden;
    }
    for (const row of totals) row.hidden = row.dataset.total !== chosen;
    byId('restent').textContent = `${shown} département${shown > 1 ? 's' : ''}`;
    for (const area of areas()) {
      area.classList.toggle('off', !!chosen && row(area.dataset.c).dataset.r !== chosen);
    }
  };
  const areas = code => document.querySelectorAll(code ? `.fr a[data-c="${code}"]` : '.fr a');
  const row = code => byId(`d-${code}`);
  region.addEventListener('change', choose);
  if ([...region.options].some(each => each.value && each.value === asked.get('region'))) {
    region.value = asked.get('region');
  }
  if (region.value) choose();

  /* -- sorting -- */
  const heads = [...table.tHead.rows[0].cells];
  const worth = (line, place) => {
    const cell = line.cells[place];
    return 'v' in cell.dataset ? Number(cell.dataset.v) : Search.fold(cell.textContent);
  };
  const sort = place => {
    const before = heads[place].getAttribute('aria-sort');
    const words = !('v' in rows[0].cells[place].dataset);
    const up = before ? before === 'descending' : words;
    for (const head of heads) head.removeAttribute('aria-sort');
    heads[place].setAttribute('aria-sort', up ? 'ascending' : 'descending');
    const valued = rows.map(line => [worth(line, place), line]);
    valued.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0) * (up ? 1 : -1));
    body.append(...valued.map(([, line]) => line));
  };
  heads.forEach((head, place) => {
    if (head.classList.contains('fi')) return;
    const button = made('button', head.textContent, { type: 'button' });
    button.addEventListener('click', () => sort(place));
    head.replaceChildren(button);
  });
  heads[0].setAttribute('aria-sort', 'ascending');

  /* -- the map -- */
  const map = document.querySelector('.fr'), pick = byId('choix');
  const light = code => {
    for (const area of document.querySelectorAll('.fr a.on')) area.classList.remove('on');
    if (code) for (const area of areas(code)) area.classList.add('on');
  };
  if (map) {
    /* The smallest are far under the tip of a finger: the first touch says which it was. */
    map.addEventListener('click', event => {
      const area = event.target.closest('a');
      const finger = event.pointerType ? event.pointerType !== 'mouse'
        : matchMedia('(pointer:coarse)').matches;
      if (!area || !finger || area.classList.contains('on')) return;
      event.preventDefault();
      const line = row(area.dataset.c), { href } = link(line);
      light(area.dataset.c);
      const words = `${link(line).textContent} (${area.dataset.c})\u00a0: ouvrir la fiche`;
      pick.replaceChildren(made('a', words, { href }), made('span', told(line)));
      pick.hidden = false;
    });
    body.addEventListener('pointerover', event => {
      const line = event.target.closest('tr');
      light(line && line.dataset.c);
    });
    body.addEventListener('pointerleave', () => light(''));
  }
})();
