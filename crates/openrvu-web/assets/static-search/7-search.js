/** The numbers of a list in base 36, parted by blanks. */
const numbers = (text) => (text ? text.split(" ").map((part) => Number.parseInt(part, 36)) : []);
const items = (text) => (text ? text.split(" ") : []);
/** Ascending numbers that are written as differences. */
function ascending(text) {
  let last = 0;
  return numbers(text).map((number) => (last += number));
}

/** Puts the tables of the file in the form in which they are asked. */
function unpacked(file) {
  const codes = items(file.codes);
  const kindsOf = file.names.split(" ");
  const counts = numbers(file.counts);
  const weights = counts.map(Math.abs).map((some) => (
    some ? Math.max(log2(floor(((codes.length + some) * 256) / some)) - 512, 0) + 32 : 0
  ));
  const own = file.own.map(ascending);
  const entryOf = kindsOf.flatMap((kinds, at) => Array(kinds.length).fill(at));
  const masses = new Int32Array(entryOf.length);
  own.forEach((list, term) => list.forEach((at) => { masses[at] += weights[term]; }));
  const parts = {};
  for (const [term, lists] of Object.entries(file.parts)) {
    parts[term] = Object.entries(lists).map(([mass, list]) => [Number(mass), ascending(list)]);
  }
  return {
    ...file, codes, kindsOf, counts, weights, own, parts, entryOf, masses, ranks: numbers(file.ranks),
    retired: new Set(ascending(file.retired)), kindOf: kindsOf.join(""),
    isUsed: (term) => term !== undefined && (own[term].length > 0 || parts[term] !== undefined),
  };
}

/** A search over an index: from a query to the places of codes, best first. */
function searcher(file) {
  const index = unpacked(file);
  const { codes, ranks } = index;
  const speech = language(index.lexicon);
  const known = vocabulary(items(index.words), items(index.signed), index.counts, speech.stem);
  const read = reader(index, speech, known);
  const score = scorer(index, known.id(speech.stem("anesthesia")));
  const modifiers = new Set(items(index.lexicon.modifiers));
  const placeOf = new Map(codes.map((code, at) => [code, at]));

  const byUse = (test) => [...codes.keys()].filter((at) => test(codes[at]))
    .sort((a, b) => (ranks[a] || Infinity) - (ranks[b] || Infinity) || a - b);
  const beginningWith = (text) => byUse((code) => code.startsWith(text));
  const neighbors = (text) => [4, 3].map((length) => beginningWith(text.slice(0, length)).slice(0, 8)).find((near) => near.length) ?? [];

  return (query, most) => {
    const text = [...query].slice(0, 200).join("");
    const named = codesIn(text, modifiers);
    const points = new Map();
    const push = (at, sum) => { if (at !== undefined && !points.has(at)) points.set(at, sum); };
    for (const code of named.codes) push(placeOf.get(code), 3000);
    for (const code of named.codes.filter((one) => !placeOf.has(one))) neighbors(code).forEach((at) => push(at, 500));
    if (named.range) {
      const [first, last] = named.range;
      named.range.forEach((end) => push(placeOf.get(end), 2500));
      byUse((code) => first <= code && code <= last).forEach((at) => push(at, 2000));
    }
    if (named.prefix) {
      const found = beginningWith(named.prefix);
      if (!found.length && named.prefix.length >= 4) neighbors(named.prefix).forEach((at) => push(at, 500));
      found.forEach((at) => push(at, 900));
    }
    if (named.words.length) {
      for (const { at, points: sum } of score(read(named.words.join(" "), !/\s$/.test(text))).slice(0, most)) {
        if (!(points.get(at) >= sum)) points.set(at, sum);
      }
    }
    return [...points].sort(([, a], [, b]) => b - a).slice(0, most).map(([at]) => at);
  };
}

/** A search over the index at an address, fetched when a search field is first entered or asked. */
export function over(address) {
  let loading;
  const load = () => {
    loading ??= fetch(address).then(async (response) => {
      if (!response.ok) throw new Error(String(response.status));
      const file = await response.json();
      return { ...file, search: searcher(file.index) };
    });
    // A connection that failed may hold the next time.
    loading.catch(() => { loading = undefined; });
    return loading;
  };
  globalThis.document?.addEventListener("focusin", ({ target }) => { if (target.matches("[data-search]")) load(); });
  return async (query, most = 50) => {
    const { search, titles, work, index } = await load();
    const code = index.codes.split(" ");
    return search(query, most).map((at) => (
      { code: code[at], title: titles[at], work: work[at], url: new URL(`codes/${code[at]}/`, address).href }
    ));
  };
}
