/* What answers to words: départements, communes, Territoires d'industrie, regions. Knows no page.
   Ranks: lower is better; answers of one rank keep their order. */
const Search = (() => {
  'use strict';
  const SHOWN = 12;
  const SMALL = /^(?:(?:l|la|le|les|d|de|du|des|departement|region|commune|territoire) )+(?=.)/;

  /* As the tables of the program fold: no case, accents, hyphens; and « st » as people write it. */
  const fold = text => text.toLowerCase().replace(/œ/g, 'oe').replace(/æ/g, 'ae').normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '').replace(/[^0-9a-z]+/g, ' ').trim()
    .replace(/\bst\b/g, 'saint').replace(/\bste\b/g, 'sainte');
  const keyOf = text => fold(text).replace(SMALL, '');
  const joined = key => key.replace(/ /g, '');

  /* 0 the same, 1 begins so, 2 a word begins so, 3 every word begins one of its words; else -1. */
  const closeness = (key, words) => {
    if (key === words) return 0;
    if (key.startsWith(words)) return 1;
    if (` ${key}`.includes(` ${words}`) || joined(key).startsWith(joined(words))) return 2;
    const asked = words.split(' ');
    return asked.length > 1 && asked.every(word => ` ${key}`.includes(` ${word}`)) ? 3 : -1;
  };

  /* index: { departements: [{code, name, address, told, also}], territoires: [{id, name, address,
     told}], regions: [{name, address, told}] }. */
  const prepared = index => ({
    departements: index.departements.map(each => ({ ...each, key: keyOf(each.name),
      keys: each.also.map(name => [name, keyOf(name)]) })),
    territoires: index.territoires.map(each => ({ ...each, key: keyOf(each.name) })),
    regions: index.regions.map(each => ({ ...each, key: keyOf(each.name) })),
    communes: null,
  });

  /* groups: [[file of the Territoire or "", code of the département, "name|name"]]. */
  const withCommunes = (index, groups) => {
    const places = new Map(index.departements.map(each => [each.code, each]));
    const wholes = new Map(index.territoires.map(each => [each.address, each]));
    const communes = [];
    for (const [file, code, names] of groups) {
      const place = places.get(code), whole = wholes.get(file);
      if (!place) continue;
      for (const name of names.split('|')) communes.push({ name, key: keyOf(name), place, whole });
    }
    return { ...index, communes };
  };

  const titled = place => `${place.name} (${place.code})`;

  const ofDepartements = (index, words, number, add) => {
    for (const each of index.departements) {
      const near = closeness(each.key, words);
      if (each.code === number) add(0, titled(each), each.told, each.address);
      else if (/^\d{1,2}$/.test(words) && each.code.startsWith(words)) {
        add(5, titled(each), each.told, each.address);
      } else if (near >= 0) add(1 + near, titled(each), each.told, each.address);
      else for (const [name, key] of each.keys) {
        const found = closeness(key, words);
        if (found >= 0) { add(20 + found, titled(each), `Pour « ${name} »`, each.address); break; }
      }
    }
  };

  /* A number of five signs is a postal code or that of a commune: it begins as the département. */
  const ofNumbers = (index, words, add) => {
    const [, start] = /^(97\d|2[ab]|\d\d)[0-9]{2,3}$/.exec(joined(words)) || [];
    if (!start || joined(words).length !== 5) return;
    const code = /^2[ab]$/.test(start) ? '20' : start;
    const place = index.departements.find(each => each.code === code);
    if (place) add(1, titled(place), 'D’après le début du code', place.address);
  };

  const ofTerritoires = (index, words, add) => {
    for (const each of index.territoires) {
      const near = closeness(each.key, words), id = fold(each.id);
      if (words === id || words === id.replace('ti ', '')) add(4, each.name, each.told, each.address);
      else if (near >= 0) add(30 + near, each.name, each.told, each.address);
    }
  };

  const ofCommunes = (index, words, add) => {
    for (const { name, key, place, whole } of index.communes || []) {
      const near = closeness(key, words);
      if (near < 0 || (near && words.length < 3)) continue;
      const outside = whole ? '' : ', hors Territoire d’industrie';
      const where = `Commune${outside}\u00a0: fiche ${titled(place)}`;
      if (near) add(50 + near, name, whole ? `${where}, ${whole.name}` : where, place.address);
      else {
        if (place.key !== key) add(10, name, where, place.address);
        if (whole) add(11, whole.name, `Territoire d’industrie, avec ${name}`, whole.address);
      }
    }
  };

  /* { total, first: [{name, told, address}] } */
  const answers = (index, text) => {
    const words = keyOf(text), found = [], seen = new Set();
    if (!words) return { total: 0, first: [] };
    const add = (rank, name, told, address) => found.push({ rank, name, told, address });
    ofDepartements(index, words, /^\d$/.test(words) ? `0${words}` : words.toUpperCase(), add);
    ofNumbers(index, words, add);
    for (const each of index.regions) {
      const near = closeness(each.key, words);
      if (near >= 0) add(6 + near, each.name, each.told, each.address);
    }
    ofTerritoires(index, words, add);
    ofCommunes(index, words, add);
    found.sort((one, other) => one.rank - other.rank);
    const kept = found.filter(({ name, address }) => {
      const same = `${name}|${address}`;
      return !seen.has(same) && seen.add(same);
    });
    return { total: kept.length, first: kept.slice(0, SHOWN) };
  };

  /* What is said of them; communes: 'asked', 'held' or 'missing'. */
  const said = ({ total }, communes) => {
    if (total > SHOWN) return `${total} réponses, les ${SHOWN} premières`;
    if (total) return `${total} réponse${total > 1 ? 's' : ''}`;
    if (communes === 'asked') return 'Recherche parmi les communes…';
    return communes === 'held'
      ? 'Aucune réponse\u00a0: commune hors Territoire d’industrie, ou inconnue.'
      : 'Aucune réponse\u00a0; la liste des communes n’a pas pu être lue.';
  };

  return { fold, answers, prepared, said, withCommunes };
})();
