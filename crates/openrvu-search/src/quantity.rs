//! Quantities in titles and queries: minutes, centimeters, views, levels, counts, each as an interval.

use rustc_hash::FxHashMap;

use crate::text::{Word, is_number};

/// An interval of one unit, in hundredths, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Quantity {
    /// The unit's place in the lexicon's list of units.
    pub(crate) unit: u16,
    pub(crate) least: u32,
    pub(crate) most: u32,
}

/// A word that names a unit: which unit, and how many hundredths of it one of the word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UnitWord {
    pub(crate) unit: u16,
    pub(crate) hundredths: u32,
    /// Whether the number may follow the word, as in `level 4`, and the meaning is a rank and not a count.
    pub(crate) ordinal: bool,
}

/// The words that name units.
pub(crate) type Units = FxHashMap<String, UnitWord>;

/// No upper end.
pub(crate) const OPEN: u32 = u32::MAX;

/// How a query's quantity stands to a document's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// They have nothing in common.
    Apart,
    /// They overlap.
    Overlap,
    /// The query's lies within the document's.
    Inside,
    /// They are the same.
    Equal,
}

impl Quantity {
    pub(crate) fn fit(&self, document: &Self) -> Fit {
        if (self.least, self.most) == (document.least, document.most) {
            Fit::Equal
        } else if self.least >= document.least && self.most <= document.most {
            Fit::Inside
        } else if self.most >= document.least && document.most >= self.least {
            Fit::Overlap
        } else {
            Fit::Apart
        }
    }
}

/// A number in hundredths, as `2.5` is 250.
fn hundredths(token: &str) -> Option<u32> {
    if !is_number(token) {
        return None;
    }
    let (whole, part) = token.split_once('.').unwrap_or((token, ""));
    let part: String = part.chars().chain("00".chars()).take(2).collect();
    let whole: u32 = whole.parse().ok().filter(|whole| *whole < 1_000_000)?;
    Some(whole * 100 + part.parse::<u32>().ok()?)
}

fn scaled(number: u32, word: UnitWord) -> u32 {
    u32::try_from(u64::from(number) * u64::from(word.hundredths) / 100).unwrap_or(OPEN - 1)
}

/// A quantity found, and the tokens from the first to before the last that make it up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) quantity: Quantity,
    pub(crate) tokens: std::ops::Range<usize>,
}

/// Finds the quantities in a text's tokens.
///
/// Understood are `45 minutes`, `30 to 39 minutes`, `2.6 cm to 7.5 cm`, `1 or 2 views`, `up to 2.5 cm`,
/// `over 12.5 cm`, `15 or more lesions`, `at least 60 minutes`, `2.5cm/<` and `level 4`. What is said of each
/// additional unit is not a quantity of the code.
pub(crate) fn find(tokens: &[Word], units: &Units) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match ordinal(tokens, at, units).or_else(|| measured(tokens, at, units)) {
            Some(one) => {
                at = one.tokens.end.max(at + 1);
                found.push(one);
            }
            None => at += 1,
        }
    }
    found
}

fn token(tokens: &[Word], at: usize) -> &str {
    tokens.get(at).map_or("", Word::as_str)
}

/// `level 4`.
fn ordinal(tokens: &[Word], at: usize, units: &Units) -> Option<Found> {
    let number = hundredths(token(tokens, at + 1))?;
    let word = units.get(token(tokens, at)).filter(|word| word.ordinal)?;
    let quantity = Quantity { unit: word.unit, least: number, most: number };
    Some(Found { quantity, tokens: at..at + 2 })
}

fn measured(tokens: &[Word], at: usize, units: &Units) -> Option<Found> {
    let first = hundredths(token(tokens, at))?;
    let mut next = at + 1;
    let mut last = None;
    let mut first_unit = None;
    let mut open_above = false;
    let mut open_below = false;
    loop {
        let here = token(tokens, next);
        let after = token(tokens, next + 1);
        if let Some(word) = counted(here, units) {
            if first_unit.is_some() {
                break;
            }
            first_unit = Some(word);
            next += 1;
            // `sq cm` and `square centimeters` are one unit of two words.
            continue;
        }
        match (here, after) {
            ("sq" | "square", _) if counted(after, units).is_some() => {
                first_unit = units.get("sqcm").copied();
                next += 2;
            }
            ("to" | "through" | "or" | "and", number) if last.is_none() && is_number(number) => {
                last = hundredths(number);
                next += 2;
                first_unit = None;
            }
            (number, _) if last.is_none() && first_unit.is_none() && is_number(number) => {
                last = hundredths(number);
                next += 1;
            }
            ("or" | "and", "more" | "greater" | "larger" | "longer" | "above" | "over" | "older") => {
                open_above = true;
                next += 2;
            }
            ("or" | "and", "less" | "fewer" | "smaller" | "under" | "below" | "shorter" | "younger") => {
                open_below = true;
                next += 2;
            }
            ("+" | ">", _) => {
                open_above = true;
                next += 1;
            }
            ("<", _) => {
                open_below = true;
                next += 1;
            }
            _ => break,
        }
    }
    let word = first_unit?;
    let one = scaled(first, word);
    let two = last.map_or(one, |last| scaled(last, word));
    let (mut least, mut most) = (one.min(two), one.max(two));
    let mut start = at;
    let before = |back: usize| at.checked_sub(back).map_or("", |place| token(tokens, place));
    match (before(2), before(1)) {
        (_, "additional" | "addl" | "extra") => return None,
        ("up", "to") => {
            least = 0;
            start = at - 2;
        }
        (_, "under" | "below" | "<") | ("less" | "fewer" | "smaller" | "shorter", "than") => {
            least = 0;
            most = most.saturating_sub(1);
            start = at - 1;
        }
        (_, "over" | "above" | "beyond" | ">" | "exceeding")
        | ("more" | "greater" | "larger" | "longer", "than") => {
            least = least.saturating_add(1);
            most = OPEN;
            start = at - 1;
        }
        ("at", "least") => {
            most = OPEN;
            start = at - 2;
        }
        _ => {}
    }
    if open_above {
        most = OPEN;
    }
    if open_below {
        least = 0;
    }
    Some(Found { quantity: Quantity { unit: word.unit, least, most }, tokens: start..next })
}

fn counted(token: &str, units: &Units) -> Option<UnitWord> {
    units.get(token).copied().filter(|word| !word.ordinal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn units() -> Units {
        let word = |unit, hundredths| UnitWord { unit, hundredths, ordinal: false };
        [
            ("minutes", word(0, 100)),
            ("min", word(0, 100)),
            ("hour", word(0, 6000)),
            ("cm", word(1, 100)),
            ("mm", word(1, 10)),
            ("sqcm", word(2, 100)),
            ("centimeters", word(1, 100)),
            ("views", word(3, 100)),
            ("lesions", word(4, 100)),
            ("level", UnitWord { unit: 5, hundredths: 100, ordinal: true }),
        ]
        .into_iter()
        .map(|(name, word)| (name.to_owned(), word))
        .collect()
    }

    #[test]
    fn quantities_are_intervals() {
        for (text, unit, least, most) in [
            ("new patient 45 minutes", 0, 4500, 4500),
            ("30 to 39 minutes", 0, 3000, 3900),
            ("30-39 min", 0, 3000, 3900),
            ("1 hour", 0, 6000, 6000),
            ("2.6 cm to 7.5 cm", 1, 260, 750),
            ("up to 2.5 cm", 1, 0, 250),
            ("2.5cm/<", 1, 0, 250),
            ("2.5 cm or less", 1, 0, 250),
            ("over 12.5 cm", 1, 1251, OPEN),
            ("> 30 min", 0, 3001, OPEN),
            ("8 mm", 1, 80, 80),
            ("15 or more lesions", 4, 1500, OPEN),
            ("15+ lesions", 4, 1500, OPEN),
            ("at least 60 minutes", 0, 6000, OPEN),
            ("less than 20 minutes", 0, 0, 1999),
            ("1 or 2 views", 3, 100, 200),
            ("20 sq cm", 2, 2000, 2000),
            ("20 square centimeters or less", 2, 0, 2000),
            ("level 4 visit", 5, 400, 400),
        ] {
            let found = find(&tokens(text), &units());
            assert_eq!(
                found.iter().map(|one| one.quantity.clone()).collect::<Vec<_>>(),
                [Quantity { unit, least, most }],
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_quantity_is_left() {
        for text in
            ["each additional 30 minutes", "vitamin b12", "type 2 diabetes", "minutes", "9999999999 cm"]
        {
            assert_eq!(find(&tokens(text), &units()), [], "{text}");
        }
    }
}
