const OPEN = 4294967295;

/** The quantities in words, each as an interval of hundredths, and the places of the words that make them up. */
function quantities(units, list) {
  const found = [];
  const token = (at) => list[at] ?? "";
  const hundredths = (at) => {
    const number = isNumber(token(at)) ? floor(Number.parseFloat(token(at)) * 100 + 1e-6) : -1;
    return number < 1e8 ? number : -1;
  };
  const unit = (word) => units[word] && !units[word][2] && units[word];
  const measured = (at) => {
    const first = hundredths(at);
    let [next, last, own, above, below] = [at + 1, -1];
    for (; first >= 0; next += 1) {
      const [here, both] = [token(next), `${token(next)} ${token(next + 1)}`];
      if (unit(here) && !own) own = unit(here);
      else if (/^sq(uare)? /.test(both) && unit(token(next + 1))) own = units.sqcm;
      else if (last < 0 && /^(to|through|or|and) \d[\d.]*$/.test(both)) [last, own] = [hundredths(next + 1)];
      else if (/^(or|and) (more|greater|larger|longer|above|over|older)$/.test(both)) above = true;
      else if (/^(or|and) (less|fewer|smaller|under|below|shorter|younger)$/.test(both)) below = true;
      else if (here === "<") below = true;
      else if (here === ">" || here === "+") above = true;
      else if (last < 0 && !own && isNumber(here)) last = hundredths(next);
      else break;
      if (/^(sq|square|to|through|or|and)$/.test(here)) next += 1;
    }
    if (!own) return undefined;
    const ends = [first, last < 0 ? first : last].map((number) => floor((number * own[1]) / 100));
    let [least, most, from] = [Math.min(...ends), Math.max(...ends), at - 1];
    const before = `${token(at - 2)} ${token(at - 1)}`;
    if (/ (additional|addl|extra)$/.test(before)) return undefined;
    if (before === "up to") [least, from] = [0, at - 2];
    else if (before === "at least") [most, from] = [OPEN, at - 2];
    else if (/ (under|below|<)$|^(less|fewer|smaller|shorter) than$/.test(before)) [least, most] = [0, most - 1];
    else if (/ (over|above|beyond|>|exceeding)$|^(more|greater|larger|longer) than$/.test(before)) [least, most] = [least + 1, OPEN];
    else from = at;
    return { unit: own[0], least: below ? 0 : least, most: above ? OPEN : most, from, to: next };
  };
  for (let at = 0; at < list.length; at += 1) {
    const [kind, , isRank] = units[token(at)] ?? [];
    const rank = isRank ? hundredths(at + 1) : -1;
    const one = rank < 0 ? measured(at) : { unit: kind, least: rank, most: rank, from: at, to: at + 2 };
    if (one) {
      found.push(one);
      at = one.to - 1;
    }
  }
  return found;
}

/** Points for the quantities of a query against those of a code, each held one as unit, least and most. */
function quantityPoints(wanted, held) {
  const points = (one, [, least, most]) => {
    if (one.least === least && one.most === most) return 90;
    if (one.least >= least && one.most <= most) return 70;
    return one.most >= least && most >= one.least ? 10 : -160;
  };
  return wanted.reduce((sum, one) => {
    const fits = held.filter(([unit]) => unit === one.unit).map((other) => points(one, other));
    return fits.length ? sum + Math.max(...fits) : sum;
  }, 0);
}
