//! Values that several files write alike: codes, dates, years.

use std::fmt::Display;

use jiff::ToSpan;
use jiff::civil::Date;
use openrvu_core::{Code, CodeError, RowModifier};

use super::Input;
use super::row::shown;
use crate::error::{Problem, ReadError};

/// A column's name and what is wrong with it.
pub(super) type ColumnProblem = (&'static str, Problem);

/// Reads a code. Spreadsheets take the leading zeros from the anesthesia codes, 00100-01999: those are put back.
#[inline]
pub(super) fn code(text: &[u8]) -> Result<Code, CodeError> {
    match text {
        [b'1'..=b'9', _, _] | [b'1', _, _, _] if text.iter().all(u8::is_ascii_digit) => {
            let mut padded = *b"00000";
            padded[5 - text.len()..].copy_from_slice(text);
            Code::from_bytes(&padded)
        }
        _ => Code::from_bytes(text),
    }
}

/// A problem with a value that is none of those the column may hold.
#[cold]
pub(super) fn unexpected(found: &[u8], expected: impl Display) -> Problem {
    Problem::Value { found: shown(found), expected: expected.to_string() }
}

/// Reads digits as a number; `None` for anything else or more than nine of them.
pub(super) fn digits(text: &[u8]) -> Option<u32> {
    let plain = !text.is_empty() && text.len() <= 9 && text.iter().all(u8::is_ascii_digit);
    plain.then(|| text.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
}

/// Reads `YYYYMMDD`, `YYYY-MM-DD` or `MM/DD/YYYY`.
pub(super) fn date(text: &[u8]) -> Option<Date> {
    let (year, month, day) = match *text {
        [y1, y2, y3, y4, m1, m2, d1, d2] | [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
            ([y1, y2, y3, y4], [m1, m2], [d1, d2])
        }
        [m1, m2, b'/', d1, d2, b'/', y1, y2, y3, y4] => ([y1, y2, y3, y4], [m1, m2], [d1, d2]),
        _ => return None,
    };
    let (year, month, day) = (digits(&year)?, digits(&month)?, digits(&day)?);
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Reads `YYYYDDD`, the year and the day in it.
pub(super) fn ordinal_date(text: &[u8]) -> Option<Date> {
    let (year, day) = text.split_at_checked(4)?;
    let (year, day) = (digits(year)?, digits(day).filter(|day| (1..=366).contains(day) && text.len() == 7)?);
    let first = Date::new(i16::try_from(year).ok()?, 1, 1).ok()?;
    let date = first.checked_add((i64::from(day) - 1).days()).ok()?;
    (date.year() == first.year()).then_some(date)
}

/// The first number of four digits in a text that can be a year of the fee schedule, 1992-2099.
pub(super) fn year_in(text: &str) -> Option<u16> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|part| part.len() == 4)
        .filter_map(|part| part.parse().ok())
        .find(|year| (1992..=2099).contains(year))
}

/// A row's key in words, for an error.
pub(super) fn row_name(code: Code, modifier: RowModifier) -> String {
    match modifier {
        RowModifier::Global => format!("code {code} without a modifier"),
        _ => format!("code {code} with modifier {modifier}"),
    }
}

/// Checks that no key occurs twice; `keys` gives each row's key and number in the order of the file.
///
/// # Errors
/// [`Problem::Duplicate`] at the second row.
pub(super) fn check_unique<K: Ord + Copy>(
    input: Input<'_>,
    keys: impl IntoIterator<Item = (K, u32), IntoIter: Clone>,
    describe: impl Fn(K) -> String,
) -> Result<(), ReadError> {
    let keys = keys.into_iter();
    // Most files are in the order of their keys, and then a look at neighbours is enough.
    if keys.clone().map(|(key, _)| key).is_sorted_by(|before, after| before < after) {
        return Ok(());
    }
    let mut keys: Vec<(K, u32)> = keys.collect();
    keys.sort_unstable();
    let repeated = keys.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    match repeated.min_by_key(|pair| pair[1].1) {
        None => Ok(()),
        Some(pair) => {
            let problem = Problem::Duplicate { key: describe(pair[0].0), first_row: pair[0].1 };
            Err(ReadError::of_row(input, pair[1].1, problem))
        }
    }
}

/// Keeps each distinct text once and gives its place.
#[derive(Debug, Default)]
pub(super) struct Interner {
    texts: Vec<String>,
    last: u16,
}

impl Interner {
    /// The place of a text; `None` when there are more distinct ones than a place can number.
    pub(super) fn place(&mut self, text: &str) -> Option<u16> {
        // Rows come in runs of the same text.
        if self.texts.get(usize::from(self.last)).is_some_and(|last| last == text) {
            return Some(self.last);
        }
        let place = self.texts.iter().position(|known| known == text).unwrap_or(self.texts.len());
        let number = u16::try_from(place).ok().filter(|&number| number < Self::MOST)?;
        if place == self.texts.len() {
            self.texts.push(text.to_owned());
        }
        self.last = number;
        Some(number)
    }

    /// The distinct texts in the order of their places.
    pub(super) fn into_texts(self) -> Vec<String> {
        self.texts
    }

    /// CMS uses about twenty; a file with more than this is not CMS's.
    pub(super) const MOST: u16 = 1000;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_zeros_are_put_back_on_anesthesia_codes_only() {
        assert_eq!(code(b"100").unwrap().as_str(), "00100");
        assert_eq!(code(b"1999").unwrap().as_str(), "01999");
        for bad in [&b"2744"[..], b"99", b"010", b"1E2", b"1E+02", b"0100", b""] {
            assert!(code(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn dates_are_read_in_the_forms_of_cms() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(date(b"20220101"), Some(day("2022-01-01")));
        assert_eq!(date(b"2022-01-01"), Some(day("2022-01-01")));
        assert_eq!(date(b"06/30/2026"), Some(day("2026-06-30")));
        assert_eq!(ordinal_date(b"2016366"), Some(day("2016-12-31")));
        assert_eq!(ordinal_date(b"2013091"), Some(day("2013-04-01")));
        for bad in [&b"2015366"[..], b"2015000", b"201509", b"20150911", b"x015091"] {
            assert_eq!(ordinal_date(bad), None, "{bad:?}");
        }
        for bad in [&b"20220230"[..], b"2022010", b"1/1/2022", b"*", b""] {
            assert_eq!(date(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn the_second_of_two_equal_keys_is_named_with_the_first() {
        let input = Input { name: "x.csv", bytes: b"" };
        let error =
            check_unique(input, vec![(7, 11), (8, 12), (7, 13)], |key| format!("key {key}")).unwrap_err();
        assert_eq!(error.row, Some(13));
        assert_eq!(*error.problem, Problem::Duplicate { key: "key 7".into(), first_row: 11 });
    }
}
