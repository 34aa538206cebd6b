// Search over the compact index of a static export: what the crate openrvu-search does, over the same tables.
// The parts of this folder are one module, joined in the order of their names.

const floor = Math.floor;
const ACCENTS = { ø: "o", æ: "ae", œ: "oe", ß: "ss", "≤": " < ", "≥": " > " };
const isWord = (token) => /^[a-z0-9]/.test(token);
const isNumber = (token) => /^\d[\d.]*$/.test(token);

/** How words are read: their spelling, their stems, the parts of compounds. */
function language(tables) {
  const stop = new Set(tables.stop);
  const scans = new Set(tables.scans);
  const spelling = new Map(Object.entries(tables.spelling));
  const written = [...spelling.keys()];
  const longest = Math.max(...written.map((key) => key.split(" ").length));
  const measure = new RegExp(`^([\\d.]+)(${tables.measures.join("|")})$`);

  /** Lower-case words, numbers and the signs < > + of a text. */
  const tokens = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'’]/g, "")
    .replace(/[øæœß≤≥]/g, (c) => ACCENTS[c])
    .replace(/(?<=[a-z0-9])\(s\)/g, "")
    .replace(/(?<![a-z0-9])w\/(o?)/g, (_, o) => (o ? " without " : " with "))
    .replace(/(?<![a-z0-9])\.(?=\d)/g, "0.")
    .replace(/(?<!\d)\.|\.(?!\d)/g, " ")
    .match(/[a-z0-9.]+|[<>+]/g)?.flatMap((word) => word.match(measure)?.slice(1) ?? [word]) ?? [];

  /** The words of a text in their one spelling. */
  const words = (text) => {
    const read = tokens(text);
    const out = [];
    for (let at = 0; at < read.length;) {
      let length = Math.min(longest, read.length - at);
      while (length && !spelling.has(read.slice(at, at + length).join(" "))) length -= 1;
      out.push(...(length ? spelling.get(read.slice(at, at + length).join(" ")).split(" ") : [read[at]]));
      at += length || 1;
    }
    if (/^with(out)?$/.test(out.at(-1)) && out.some((word) => scans.has(word))) out.push("contrast");
    return out;
  };

  /** Completes two words at the end that are on their way to a spelling, as `x r` is to `x ray`. */
  const completeSpelling = (list) => {
    const [first, second] = list.slice(-2);
    if (list.length < 2 || (first.length > 1 && second.length < 2)) return list;
    const key = written.find((other) => other.startsWith(`${first} ${second}`) && other.split(" ").length === 2);
    return key ? [...list.slice(0, -2), ...spelling.get(key).split(" ")] : list;
  };

  const american = (word) => {
    if (word.length < 6) return word;
    const out = word.replaceAll("ae", "e").replace(/o(?=e[sdmcatl].)/g, "");
    return out.replace(/ours?$/, "or").replace(/isation$/, "ization").replace(/yse$/, "yze").replace(/tre$/, "ter");
  };
  const singular = (word) => {
    if (!word.endsWith("s") || /(ss|us)$/.test(word)) return word;
    if (word.length >= 7 && /(os|es|ys|stas)es$/.test(word)) return word.replace(/es$/, "is");
    if (word.endsWith("is")) return word;
    if (word.length > 4 && word.endsWith("ies")) return word.replace(/ies$/, "y");
    return word.slice(0, /(x|ch|sh|ss|zz)es$/.test(word) ? -2 : -1);
  };
  const isPlain = (word) => word.length >= 4 && /^[a-z]+$/.test(word);
  const baseForm = (word) => (isPlain(word) ? singular(american(word)) : word);

  /** The form that the spellings, plurals and endings of a word share. */
  const stem = (text) => {
    if (!isPlain(text)) return text;
    let word = baseForm(text);
    for (const [end, instead, stays] of tables.endings) {
      const root = word.slice(0, -end.length);
      if (!word.endsWith(end) || root.length < stays || !/[aeiouy]/.test(root)) continue;
      word = root + instead;
      if (end === "ing" || end === "ed") word = word.replace(/([bdgmnprt])\1$/, "$1");
      if (end === "al") word = word.replace(/([ts])ion$/, "$1");
      break;
    }
    if (word.length > 4 && /[ea]$/.test(word)) return word.slice(0, -1);
    return word.length > 3 ? word.replace(/y$/, "i") : word;
  };

  const fits = (rest, root) => rest.startsWith(root)
    && (rest.length === root.length || root.length >= 4 || /^[oiae]/.test(rest.slice(root.length)));

  /** What the parts of a compound mean, as words; nothing where the word is not wholly known parts. */
  const compound = (text) => {
    const word = baseForm(text);
    if (word.length < 7) return [];
    for (const [end, means] of tables.ends) {
      if (!word.endsWith(end)) continue;
      let rest = word.slice(0, -end.length);
      const parts = [];
      for (let root; rest && (root = tables.roots.find(([beginning]) => fits(rest, beginning)));) {
        parts.push(root[1]);
        rest = rest.slice(root[0].length).replace(/^[oiae]+/, "");
      }
      if (!rest && parts.length) return [...parts, means].join(" ").split(" ");
    }
    for (const [end, means] of tables.ends) {
      if (!/^(ectomy|oplasty)$/.test(end) || !word.endsWith(end) || word.length - end.length < 5) continue;
      return [word.slice(0, -end.length), ...means.split(" ")];
    }
    return [];
  };

  /** The word at a place with the signs that `with` and `without` before it give. */
  const signs = (list, at) => {
    const found = new Set();
    for (const before of list.slice(0, at).reverse()) {
      if (before === "without") found.add("-");
      else if (before === "with") { if (tables.polar.includes(list[at])) found.add("+"); }
      else if (!tables.between.includes(before)) break;
    }
    return [...found].map((sign) => sign + stem(list[at]));
  };

  return { words, completeSpelling, stem, compound, signs, isStop: (word) => stop.has(word) };
}
