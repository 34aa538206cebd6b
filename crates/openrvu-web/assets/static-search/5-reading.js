const UNKNOWN_WEIGHT = 480;

/** The words of a query: corrected, grouped into terms of the lexicon, each with all that may stand for it. */
function reader({ lexicon, weights, isUsed }, { words, completeSpelling, stem, compound, signs, isStop }, { id, completions, corrections, isNamed }) {
  const terms = lexicon.terms.map(([stems, meanings]) => ({ stems: stems.split(" "), meanings }));
  const weight = (key) => weights[id(key)] || UNKNOWN_WEIGHT;
  const isKnown = (word) => !isWord(word) || /\d/.test(word) || isStop(word) || id(stem(word)) !== undefined;

  const add = (stems, more) => {
    for (const [term, value] of more) stems.set(term, Math.max(stems.get(term) ?? 0, value));
    return stems;
  };
  /** A stem and those of the same meaning. */
  const stemsFor = (key, value) => {
    const known = (stem, worth) => (id(stem) === undefined ? [] : [[id(stem), worth]]);
    const same = lexicon.same[key] ?? [];
    return add(new Map(known(key, value)), same.flatMap((other) => known(other, floor((value * 880) / 1000))));
  };
  const soughtExactly = (word) => ({ weight: weight(stem(word)), stems: stemsFor(stem(word), 1000) });
  const sought = (typed) => {
    const own = stem(typed.word);
    const stems = typed.instead.length ? new Map() : stemsFor(own, 1000);
    for (const [guess, value] of typed.instead) {
      for (const word of words(guess)) add(stems, stemsFor(stem(word), value));
    }
    if (typed.incomplete && typed.word.length > 1 && !isNamed(typed.word)) add(stems, completions(typed.word).map((term) => [term, 820]));
    return { weight: isNumber(typed.word) && !stems.size ? UNKNOWN_WEIGHT / 2 : weight(own), stems };
  };
  const parts = (word) => {
    const meaning = compound(word).map(soughtExactly);
    return meaning.length ? [{ value: 850, isMeaning: true, words: meaning }] : [];
  };

  /** A word that is two known words written together. */
  const parted = (word) => {
    let best;
    for (let at = 3; word.length >= 7 && at <= word.length - 3; at += 1) {
      const two = [word.slice(0, at), word.slice(at)];
      const shorter = Math.min(at, word.length - at);
      if (two.every((one) => isUsed(id(stem(one)))) && !(best?.shorter > shorter)) best = { two, shorter };
    }
    return best?.two;
  };

  /** Parts words written together, joins words written apart, and finds what a misspelled word may have meant. */
  const correct = (list, counted, incomplete) => {
    const out = [];
    for (let at = 0; at < list.length; at += 1) {
      const word = list[at];
      const last = at + 1 === list.length;
      const plain = (text, open = false) => ({ word: text, instead: [], incomplete: open, counted: counted[at] });
      if (isKnown(word)) {
        if (isWord(word)) out.push(plain(word, incomplete && last && !isStop(word)));
        continue;
      }
      const joined = word + list[at + 1];
      if (/^[a-z]+$/.test(list[at + 1] ?? "") && joined.length >= 5 && isKnown(joined)) {
        out.push(plain(joined));
        at += 1;
        continue;
      }
      const begins = ((incomplete && last) || word.length >= 4) && completions(word).length > 0;
      let guesses = begins && last ? [] : corrections(word);
      if (begins) guesses = guesses.filter(({ changes }) => changes === 1);
      const two = !begins && !(guesses[0]?.changes <= (word.length < 10 ? 1 : 2)) && parted(word);
      if (two) {
        out.push(...two.map((one) => plain(one)));
        continue;
      }
      const typed = plain(word, begins);
      if (guesses.length) {
        typed.instead = guesses.map((guess) => [guess.word, 950 - 120 * (guess.changes - 1)]);
        typed.word = words(guesses[0].word).join(" ");
      }
      out.push(typed);
    }
    const seen = new Set();
    return out.filter(({ word }) => !seen.has(stem(word)) && seen.add(stem(word)));
  };

  /** Groups words into the lexicon's terms; each word belongs to one group. */
  const group = (typed) => {
    const stems = typed.map(({ word }) => stem(word));
    const free = typed.map(() => true);
    const units = [];
    const within = terms.filter((term) => term.stems.every((one) => stems.includes(one)));
    for (const term of within.sort((a, b) => b.stems.length - a.stems.length)) {
      const places = [...stems.keys()].filter((at) => term.stems.includes(stems[at]));
      if (!places.every((at) => free[at])) continue;
      for (const at of places) free[at] = false;
      const own = places.map((at) => sought(typed[at]));
      const meanings = term.meanings.map((text, nth) => (
        { value: 970 - 30 * Math.min(nth, 10), isMeaning: true, words: text.split(" ").map(soughtExactly) }
      ));
      units.push({
        weight: own.reduce((sum, word) => sum + word.weight, 0),
        choices: [{ value: 1000, words: own }, ...meanings, ...(places.length === 1 ? parts(typed[places[0]].word) : [])],
      });
    }
    const onlyStop = typed.every(({ word }, at) => free[at] && isStop(word));
    typed.filter((_, at) => free[at]).forEach((one) => {
      if (isStop(one.word) && !onlyStop) return;
      const word = sought(one);
      const missed = one.counted ? 0 : word.stems.size ? word.weight : floor(word.weight / 2);
      units.push({ weight: missed, choices: [{ value: 1000, words: [word] }, ...parts(one.word)] });
    });
    return units;
  };

  return (text, incomplete) => {
    const list = (incomplete ? completeSpelling(words(text)) : words(text)).slice(0, 24);
    const wanted = quantities(lexicon.units, list);
    const counted = list.map((_, at) => wanted.some(({ from, to }) => from <= at && at < to));
    const signed = new Set();
    list.forEach((word, at) => {
      if (!isWord(word) || isStop(word)) return;
      const own = signs(list, at);
      if (own.length) counted[at] = true;
      for (const one of own) signed.add(one);
    });
    const units = group(correct(list, counted, incomplete));
    for (const key of [...signed].sort()) {
      const stems = new Map(id(key) === undefined ? [] : [[id(key), 1000]]);
      units.push({ weight: weight(key), choices: [{ value: 1000, words: [{ weight: weight(key), stems }] }] });
    }
    return { units, wanted };
  };
}
