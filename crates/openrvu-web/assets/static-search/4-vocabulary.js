/** How many letters added, left out, replaced or exchanged with a neighbor part two words; more than `farthest` is undefined. */
function distance(a, b, farthest) {
  let [beforeLast, last] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 0; i < a.length; i += 1) {
    const row = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      let cost = Math.min(last[j] + (a[i] !== b[j]), last[j + 1] + 1, row[j] + 1);
      if (i && j && a[i] === b[j - 1] && a[i - 1] === b[j]) cost = Math.min(cost, beforeLast[j - 1] + 1);
      row.push(cost);
    }
    if (Math.min(...row) > farthest) return undefined;
    [beforeLast, last] = [last, row];
  }
  return last.at(-1) <= farthest ? last.at(-1) : undefined;
}

/** One bit for each letter that a word has; what two words differ in here they differ in at least. */
const lettersOf = (word) => [...word].reduce((bits, letter) => bits | (1 << (letter.charCodeAt(0) - 97)), 0);
const count = (bits) => {
  let sum = 0;
  for (let rest = bits; rest; rest &= rest - 1) sum += 1;
  return sum;
};

/** The words of the index: their stems, the words that begin with some letters, the words near a misspelled one. */
function vocabulary(words, signed, counts, stem) {
  const terms = new Map();
  const term = (key) => {
    if (!terms.has(key)) terms.set(key, terms.size);
    return terms.get(key);
  };
  const letters = words.map(lettersOf);
  const termOf = words.map((word) => term(stem(word)));
  signed.forEach(term);
  const named = (at) => Math.max(counts[termOf[at]], 0);
  const first = (text) => {
    let [low, high] = [0, words.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[middle] < text) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const completions = (beginning) => {
    const found = new Map();
    for (let at = first(beginning); words[at]?.startsWith(beginning); at += 1) {
      if (named(at)) found.set(termOf[at], named(at));
    }
    return [...found].sort(([, a], [, b]) => b - a).slice(0, 48).map(([one]) => one);
  };
  const corrections = (word) => {
    if (word.length < 4) return [];
    const farthest = word.length < 7 ? 1 : 2;
    const wanted = lettersOf(word);
    const found = [];
    words.forEach((other, at) => {
      if (Math.abs(other.length - word.length) > farthest || count(letters[at] ^ wanted) > 2 * farthest || /\d/.test(other)) return;
      const changes = distance(word, other, farthest);
      if (changes !== undefined) found.push({ word: other, changes, badness: changes * 2 + (word[0] !== other[0]), named: named(at) });
    });
    found.sort((a, b) => a.badness - b.badness || b.named - a.named || (a.word < b.word ? -1 : 1));
    return found.filter((one) => one.badness <= found[0].badness + 1).slice(0, 3);
  };
  const isNamed = (word) => words[first(word)] === word && named(first(word)) > 0;
  return { id: (key) => terms.get(key), completions, corrections, isNamed };
}
