//! Codes, ranges, prefixes and modifiers in a query; what is left over are words.

use openrvu_core::{Code, Modifier};

use crate::answer::CodeReading;

/// The part of a query that speaks of codes, and the rest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct CodeQuery {
    /// Codes named, in order, without repeats.
    pub(crate) codes: Vec<CodeReading>,
    /// The beginning of a code in upper case, one to four characters.
    pub(crate) prefix: Option<String>,
    /// A range in ascending order.
    pub(crate) range: Option<(Code, Code)>,
    /// Modifiers without a code.
    pub(crate) modifiers: Vec<Modifier>,
    /// What is not about codes.
    pub(crate) words: String,
}

/// Words that introduce a code and say nothing themselves.
const INTRODUCTIONS: [&str; 8] = ["CPT", "CPTS", "HCPCS", "CODE", "CODES", "CPT4", "CPT-4", "PROCEDURE"];

/// Modifiers that a query may hold after a code. Two characters that are not listed are words.
pub(crate) const MODIFIERS: [&str; 4] = [
    "22 23 24 25 26 27 32 33 47 50 51 52 53 54 55 56 57 58 59 62 63 66 73 74 76 77 78 79 80 81 82 90 91 92 93 \
     95 96 97 99",
    "1P 2P 3P 8P AA AD AF AG AI AM AQ AR AS AT CO CQ CR CS E1 E2 E3 E4 ET F1 F2 F3 F4 F5 F6 F7 F8 F9 FA FQ FS \
     FT FX FY G0 G7 GA GC GE GG GJ GN GO GP GQ GR GT GV GW GX GY GZ",
    "JW JZ KX LC LD LM LT P1 P2 P3 P4 P5 P6 PA PB PC PN PO PT Q0 Q1 Q3 Q4 Q5 Q6 Q7 Q8 Q9 QK QS QW QX QY QZ RC \
     RI RT SA SG",
    "T1 T2 T3 T4 T5 T6 T7 T8 T9 TA TC UN UP UQ UR US V5 V6 V7 XE XP XS XU",
];

fn modifier(text: &str) -> Option<Modifier> {
    MODIFIERS.iter().any(|line| line.split_whitespace().any(|known| known == text)).then_some(())?;
    text.parse().ok()
}

/// A code as typed, in upper case already. Forgives the letter O for the digit 0 and a number that has lost its
/// place among letters, but nothing that would make a word into a code.
fn code(text: &str) -> Option<Code> {
    if text.len() != 5 || !text.is_ascii() {
        return None;
    }
    text.parse().ok().or_else(|| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if digits < 3 || !text[1..].contains('O') {
            return None;
        }
        format!("{}{}", &text[..1], text[1..].replace('O', "0")).parse().ok()
    })
}

/// One blank-separated part of a query.
enum Part {
    Code(Code, Vec<Modifier>),
    Range(Code, Code),
    Prefix(String),
    To,
    Introduction,
    Modifier(Modifier),
    Word,
}

fn part(text: &str, after_code: bool) -> Part {
    let upper = text.to_ascii_uppercase();
    let trimmed = upper.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '*' && c != '-');
    let bare = trimmed.trim_matches('-');
    if INTRODUCTIONS.contains(&bare) {
        return Part::Introduction;
    }
    if (trimmed.is_empty() && upper.contains('-'))
        || ["TO", "THROUGH", "THRU", "UNTIL", "-"].contains(&trimmed)
    {
        return Part::To;
    }
    if let Some(rest) = ["CPT", "HCPCS", "CODE"].iter().find_map(|word| bare.strip_prefix(word)) {
        let rest = rest.trim_start_matches([':', '#', '-', '.', '=']);
        if rest.len() >= 4 && rest.bytes().any(|byte| byte.is_ascii_digit()) {
            return part(rest, after_code);
        }
    }
    if let Some(found) = code_with_tail(bare) {
        return found;
    }
    if let Some(prefix) = wildcard(bare) {
        return Part::Prefix(prefix);
    }
    // A hyphen before two characters says modifier; so does a place right after a code.
    if let Some(found) = modifier(bare)
        && (after_code || (trimmed.starts_with('-') && bare.len() == 2))
    {
        return Part::Modifier(found);
    }
    Part::Word
}

/// `27447`, `27447-50`, `27447-50-RT`, `2744750`, `97110x3`, `99202-99215`, `99202-15`, and a slip such as `27447x`.
fn code_with_tail(text: &str) -> Option<Part> {
    let first = code(text.get(..5)?)?;
    let tail = &text[5..];
    if tail.is_empty() {
        return Some(Part::Code(first, Vec::new()));
    }
    let units = |tail: &str| {
        tail.strip_prefix(['X', '*']).is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    if units(tail) {
        return Some(Part::Code(first, Vec::new()));
    }
    if let Some(attached) = modifier(tail) {
        return Some(Part::Code(first, vec![attached]));
    }
    // One key too many, as the finger leaves the code: `27447x`.
    if tail.len() == 1 && tail.as_bytes()[0].is_ascii_alphanumeric() && text.as_bytes()[4].is_ascii_digit() {
        return Some(Part::Code(first, Vec::new()));
    }
    let rest = tail.strip_prefix(['-', '.', '/', ':', '_', '+'])?;
    if let Some(last) = code(rest) {
        return Some(Part::Range(first.min(last), first.max(last)));
    }
    let pieces: Vec<&str> = rest.split(['-', '.', '/', ':', '_', '+']).filter(|p| !p.is_empty()).collect();
    let modifiers: Option<Vec<Modifier>> =
        pieces.iter().filter(|piece| !units(piece)).map(|piece| modifier(piece)).collect();
    if let Some(modifiers) = modifiers {
        return Some(Part::Code(first, modifiers));
    }
    // The end of a range may be cut to the digits that change.
    if (2..=4).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit()) {
        let last = code(&format!("{}{rest}", &text[..5 - rest.len()]))?;
        if last > first {
            return Some(Part::Range(first, last));
        }
    }
    Some(Part::Code(first, Vec::new()))
}

/// `9921x`, `9921*`, `992xx`, `992**`: the beginning of a code with its end left open.
fn wildcard(text: &str) -> Option<String> {
    let stem = text.trim_end_matches(['X', '*', '?']);
    let open = text.len() - stem.len();
    let is_open = stem.len() + open == 5 || text.ends_with('*');
    (open > 0 && is_open && (2..=4).contains(&stem.len()) && is_beginning(stem)).then(|| stem.to_owned())
}

/// Whether a code can begin with this: digits, or a letter and perhaps digits.
fn is_beginning(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_alphanumeric) && bytes.iter().skip(1).all(u8::is_ascii_digit)
}

/// Reads what a query says about codes.
pub(crate) fn read(query: &str) -> CodeQuery {
    let plain = query.replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'], "-");
    let pieces: Vec<&str> = plain
        .split(|c: char| c.is_whitespace() || ",;|&()[]\"".contains(c))
        .filter(|piece| !piece.is_empty())
        .flat_map(split_codes_at_slash)
        .collect();
    let mut found = CodeQuery::default();
    let mut words: Vec<&str> = Vec::new();
    let mut open_range: Option<Code> = None;
    let mut after_code = false;
    let mut asked_for_modifier = false;
    for piece in pieces {
        let was_after_code = std::mem::take(&mut after_code);
        let was_asked = std::mem::take(&mut asked_for_modifier);
        let from = open_range.take();
        match part(piece, was_after_code || was_asked) {
            Part::Code(last, modifiers) => match from {
                Some(first) => found.range = Some((first.min(last), first.max(last))),
                None => {
                    after_code = true;
                    add_code(&mut found.codes, last, modifiers);
                }
            },
            Part::Range(first, last) => found.range = Some((first, last)),
            Part::Prefix(prefix) => found.prefix = Some(prefix),
            Part::To
                if was_after_code && found.codes.last().is_some_and(|last| last.modifiers.is_empty()) =>
            {
                open_range = found.codes.last().map(|last| last.code);
            }
            Part::To => words.push(piece),
            Part::Introduction => after_code = was_after_code,
            Part::Modifier(modifier) => {
                after_code = was_after_code;
                asked_for_modifier = was_asked;
                match found.codes.last_mut() {
                    Some(last) if !last.modifiers.contains(&modifier) => last.modifiers.push(modifier),
                    Some(_) => {}
                    None if !found.modifiers.contains(&modifier) => found.modifiers.push(modifier),
                    None => {}
                }
            }
            Part::Word => {
                asked_for_modifier = ["modifier", "modifiers", "mod"].contains(&&*piece.to_ascii_lowercase());
                after_code = asked_for_modifier && was_after_code;
                if !asked_for_modifier {
                    words.push(piece);
                }
            }
        }
    }
    if let Some((first, last)) = found.range {
        // A code that begins a range is the range's, not a code of its own.
        found.codes.retain(|named| named.code != first && named.code != last);
    }
    let nothing_else = found.codes.is_empty() && found.range.is_none() && found.prefix.is_none();
    if nothing_else && let [only] = words[..] {
        let upper = only.to_ascii_uppercase();
        if (1..=4).contains(&upper.len()) && is_beginning(&upper) {
            found.prefix = Some(upper);
        }
    }
    // Numbers alone are the beginning of a code and no word; nor is a letter alone.
    if let Some(prefix) = &found.prefix
        && (prefix.len() == 1 || words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_digit())))
    {
        words.clear();
    }
    found.words = words.join(" ");
    found
}

fn add_code(codes: &mut Vec<CodeReading>, code: Code, modifiers: Vec<Modifier>) {
    match codes.iter_mut().find(|named| named.code == code) {
        Some(named) => named.modifiers.extend(modifiers),
        None => codes.push(CodeReading { code, modifiers }),
    }
}

/// `99213/99214` is two codes; `w/o` stays one word.
fn split_codes_at_slash(piece: &str) -> Vec<&str> {
    let parts: Vec<&str> = piece.split('/').collect();
    let all_codes = parts.iter().all(|part| code(&part.to_ascii_uppercase()).is_some());
    if parts.len() > 1 && all_codes { parts } else { vec![piece] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &str) -> String {
        let found = read(query);
        let mut out: Vec<String> = found
            .codes
            .iter()
            .map(|named| {
                let tail: String = named.modifiers.iter().map(|m| format!("-{m}")).collect();
                format!("{}{tail}", named.code)
            })
            .collect();
        out.extend(found.range.map(|(first, last)| format!("{first}..{last}")));
        out.extend(found.prefix.map(|prefix| format!("{prefix}*")));
        out.extend(found.modifiers.iter().map(|m| format!("-{m}")));
        if !found.words.is_empty() {
            out.push(format!("\"{}\"", found.words));
        }
        out.join(" ")
    }

    #[test]
    fn a_query_of_codes_is_read_however_it_is_written() {
        for (query, reading) in [
            ("27447", "27447"),
            ("  27447 ", "27447"),
            ("g0105", "G0105"),
            ("GO105", "G0105"),
            ("6040f", "6040F"),
            ("cpt 27447", "27447"),
            ("CPT27447", "27447"),
            ("CPT® 27447", "27447"),
            ("cpt code: 27447", "27447"),
            ("#27447.", "27447"),
            ("27447-50", "27447-50"),
            ("27447 50 RT", "27447-50-RT"),
            ("27447-50-rt", "27447-50-RT"),
            ("27447-50,RT", "27447-50-RT"),
            ("27447 modifier 50", "27447-50"),
            ("27447 -lt", "27447-LT"),
            ("9921325", "99213-25"),
            ("97110x3", "97110"),
            ("97110x3 GP", "97110-GP"),
            ("99213, 99214", "99213 99214"),
            ("99213/99214", "99213 99214"),
            ("99213 99214 99213", "99213 99214"),
            ("2744", "2744*"),
            ("9921x", "9921*"),
            ("992xx", "992*"),
            ("274*", "274*"),
            ("g01", "G01* \"g01\""),
            ("g", "G*"),
            ("27447x", "27447"),
            ("27447x rt", "27447-RT"),
            ("j3301q", "J3301"),
            ("99202-99215", "99202..99215"),
            ("99202\u{2013}99215", "99202..99215"),
            ("99202 to 99215", "99202..99215"),
            ("99202 - 99215", "99202..99215"),
            ("99202 through 99215", "99202..99215"),
            ("99215-99202", "99202..99215"),
            ("99202-05", "99202..99205"),
            ("G0438-9", "G0438"),
        ] {
            assert_eq!(shown(query), reading, "{query}");
        }
    }

    #[test]
    fn words_stay_words() {
        for query in [
            "knee replacement",
            "3 view xray",
            "new patient 45 minutes",
            "w/o contrast",
            "tc",
            "go to er",
            "i&d",
        ] {
            let found = read(query);
            assert!(
                found.codes.is_empty() && found.prefix.is_none() && found.modifiers.is_empty(),
                "{query}"
            );
            assert!(!found.words.is_empty());
        }
        assert_eq!(shown("27447 knee"), "27447 \"knee\"");
        assert_eq!(shown("modifier 25"), "-25");
        assert_eq!(shown("knee replacement -50"), "-50 \"knee replacement\"");
    }
}
