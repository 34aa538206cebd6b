const CODE = /^(\d{4}[\dAFTUM]|[A-Z](\d{4}|XXX\d))$/;
const INTRODUCTION = /^(CPTS?|HCPCS|CODES?|CPT-?4|PROCEDURE)$/;
const PARTING = /[-./:_+]/;

/** A code as typed, in upper case; the letter O may stand for a zero. */
function codeOf(text) {
  if (CODE.test(text)) return text;
  const mended = text[0] + text.slice(1).replaceAll("O", "0");
  return (text.match(/\d/g) ?? []).length >= 3 && CODE.test(mended) ? mended : undefined;
}

const isBeginning = (text) => /^[A-Z0-9]\d*$/.test(text);

/** What a query says of codes: codes, the ends of a range, the beginning of a code; and the words left over. */
function codesIn(query, modifiers) {
  /** `27447`, `27447-50`, `2744750`, `97110x3`, `99202-99215`, `99202-15`, and a slip of one key as `27447x`. */
  const withTail = (text) => {
    const first = codeOf(text.slice(0, 5));
    const tail = text.slice(5);
    if (!first) return undefined;
    const isUnits = (part) => /^[X*]\d+$/.test(part);
    if (!tail || isUnits(tail) || modifiers.has(tail)) return { code: first, plain: !modifiers.has(tail) };
    if (/^[A-Z0-9]$/.test(tail) && /\d$/.test(text[4])) return { code: first, plain: true };
    if (!PARTING.test(tail[0])) return undefined;
    const rest = tail.slice(1);
    const last = codeOf(rest);
    if (last) return { range: [first, last].sort() };
    const parts = rest.split(PARTING).filter((part) => part && !isUnits(part));
    if (parts.every((part) => modifiers.has(part))) return { code: first, plain: !parts.length };
    if (/^\d{2,4}$/.test(rest)) {
      const end = codeOf(text.slice(0, 5 - rest.length) + rest);
      if (end > first) return { range: [first, end] };
    }
    return { code: first, plain: true };
  };

  const part = (text, afterCode) => {
    const trimmed = text.toUpperCase().replace(/^[^A-Z0-9*-]+|[^A-Z0-9*-]+$/g, "");
    const bare = trimmed.replace(/^-+|-+$/g, "");
    if (INTRODUCTION.test(bare)) return { introduction: true };
    if ((!trimmed && text.includes("-")) || /^(TO|THROUGH|THRU|UNTIL|-)$/.test(trimmed)) return { to: true };
    const introduced = bare.match(/^(?:CPT|HCPCS|CODE)[:#\-.=]*(.{4,})$/);
    if (introduced && /\d/.test(introduced[1])) return part(introduced[1], afterCode);
    const named = withTail(bare);
    if (named) return named;
    const open = bare.match(/^([A-Z0-9]\d{1,3})([X*?]+)$/);
    if (open && (bare.length === 5 || bare.endsWith("*")) && isBeginning(open[1])) return { prefix: open[1] };
    if (modifiers.has(bare) && (afterCode || (trimmed.startsWith("-") && bare.length === 2))) return { modifier: true };
    return {};
  };

  const pieces = query.replace(/[\u2010-\u2014\u2212]/g, "-").split(/[\s,;|&()[\]"]+/).filter(Boolean).flatMap((piece) => {
    const parts = piece.split("/");
    return parts.length > 1 && parts.every((one) => one.length === 5 && codeOf(one.toUpperCase())) ? parts : [piece];
  });
  const found = { codes: [], range: undefined, prefix: undefined, words: [] };
  let [afterCode, asked, from, open] = [false, false, undefined, false];
  for (const piece of pieces) {
    const [wasAfter, wasAsked, first] = [afterCode, asked, from];
    [afterCode, asked, from] = [false, false, undefined];
    const read = part(piece, wasAfter || wasAsked);
    if (read.code && first) found.range = [first, read.code].sort();
    else if (read.code) {
      afterCode = true;
      open = read.plain;
      if (!found.codes.includes(read.code)) found.codes.push(read.code);
    } else if (read.range) found.range = read.range;
    else if (read.prefix) found.prefix = read.prefix;
    else if (read.to && wasAfter && open) from = found.codes.at(-1);
    else if (read.introduction) afterCode = wasAfter;
    else if (read.modifier) {
      [afterCode, asked] = [wasAfter, wasAsked];
      open = false;
    } else {
      asked = /^mod(ifiers?)?$/i.test(piece) && !read.to;
      afterCode = asked && wasAfter;
      if (!asked) found.words.push(piece);
    }
  }
  if (found.range) found.codes = found.codes.filter((code) => !found.range.includes(code));
  const only = found.words.length === 1 && found.words[0].toUpperCase();
  if (!found.codes.length && !found.range && !found.prefix && only && only.length <= 4 && isBeginning(only)) found.prefix = only;
  if (found.prefix && (found.prefix.length === 1 || found.words.every((word) => /^\d*$/.test(word)))) found.words = [];
  return found;
}
