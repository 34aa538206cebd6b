/** What a word found in each kind of name gives the code, and what a fit with the name is worth, in thousandths. */
const KINDS = { t: [1000, 1000], s: [1000, 1000], d: [900, 930], l: [1000, 980], f: [700, 930], u: [600, 780] };

/** The binary logarithm in 64ths, exact at powers of two and linear between them. */
function log2(number) {
  const whole = 31 - Math.clz32(number);
  return whole * 64 + floor((number * 64) / 2 ** whole) - 64;
}

/** A value and the mass that goes with it, by name or code, and a list of those that are not zero. */
function lane(length) {
  const [value, mass] = [new Int32Array(length), new Int32Array(length)];
  let touched = [];
  const touch = (at) => value[at] || mass[at] || touched.push(at);
  return {
    offer(at, v, m) {
      touch(at);
      if (v > value[at]) [value[at], mass[at]] = [v, m];
    },
    add(at, v, m) {
      touch(at);
      value[at] += v;
      mass[at] += m;
    },
    drain(take) {
      for (const at of touched) {
        take(at, value[at], mass[at]);
        value[at] = mass[at] = 0;
      }
      touched = [];
    },
  };
}

/** Sums the units of a query by name or code: best stem of a word, words of a choice, best choice of a unit. */
function sums(length, postings) {
  const [word, choice, unit, query] = [1, 2, 3, 4].map(() => lane(length));
  const offer = (to, term, fit) => postings(term, (at, value, mass) => to.offer(at, floor((fit * value) / 1000), mass));
  return {
    add({ weight, choices }) {
      for (const { value, isMeaning, words } of choices) {
        if (words.length === 1) {
          for (const [term, fit] of words[0].stems) offer(unit, term, floor((fit * value) / 1000));
          continue;
        }
        const together = Math.max(words.reduce((sum, one) => sum + one.weight, 0), 1);
        for (const one of words) {
          for (const [term, fit] of one.stems) offer(word, term, fit);
          const share = floor((one.weight * 1000) / together);
          word.drain((at, fit, mass) => choice.add(at, floor((fit * share) / 1000), mass));
        }
        choice.drain((at, fit, mass) => {
          const partly = isMeaning ? floor((fit * fit) / 1000) : fit;
          unit.offer(at, floor((partly * value) / 1000), mass);
        });
      }
      unit.drain((at, fit, mass) => query.add(at, floor((fit * weight) / 1000), mass));
    },
    drain: query.drain,
  };
}

/** Scores every code that has any of a query's words: a list of place and points, best first. */
function scorer(index, anesthesia) {
  const { codes, ranks, retired, kindsOf, entryOf, kindOf, masses, own, parts, weights, lexicon } = index;
  const names = sums(entryOf.length, (term, take) => {
    for (const at of own[term]) take(at, 1000, weights[term]);
    for (const [mass, list] of parts[term] ?? []) for (const at of list) take(at, 850, mass);
  });
  const value = (name) => KINDS[kindOf[name]][0];
  const entries = sums(codes.length, (term, take) => {
    for (const at of own[term]) take(entryOf[at], value(at), 0);
    for (const [, list] of parts[term] ?? []) for (const at of list) take(entryOf[at], floor((value(at) * 850) / 1000), 0);
  });
  const use = (at) => {
    if (ranks[at]) return floor((100 * Math.max(768 - log2(ranks[at]), 0)) / 768);
    return /[tl]/.test(kindsOf[at]) ? 0 : -100;
  };
  return ({ units, wanted }) => {
    for (const unit of units) {
      names.add(unit);
      entries.add(unit);
    }
    const all = Math.max(units.reduce((sum, { weight }) => sum + weight, 0), 1);
    const share = (part, whole) => Math.min(floor((part * 1000) / whole), 1000);
    const best = new Map();
    names.drain((at, sum, mass) => {
      const filled = share(mass, Math.max(masses[at], 1));
      const fit = floor((share(sum, all) * (700 + floor((300 * filled) / 1000))) / 1000);
      const worth = Math.max(floor((fit * KINDS[kindOf[at]][1]) / 1000), 1);
      best.set(entryOf[at], Math.max(best.get(entryOf[at]) ?? 0, worth));
    });
    const asksAnesthesia = units.some(({ choices }) => choices.some(({ words }) => words.some(({ stems }) => stems.has(anesthesia))));
    const scored = [];
    entries.drain((at, sum) => {
      const fit = floor(((best.get(at) ?? 0) * 550 + share(sum, all) * 450) / 1000);
      if (fit < 150) return;
      let points = fit + use(at) + quantityPoints(wanted, index.quantities[at] ?? []);
      if (retired.has(at)) points -= 150;
      if (!asksAnesthesia && /^0[01]\d{3}$/.test(codes[at]) && codes[at] >= "00100") points -= 200;
      if (points >= 0) scored.push({ at, points });
    });
    scored.sort((a, b) => b.points - a.points || (ranks[a.at] || Infinity) - (ranks[b.at] || Infinity) || a.at - b.at);
    return scored.filter(({ points }) => points >= floor((scored[0].points * 400) / 1000));
  };
}
