//! A header's columns by name, and a line's fields by column.

use crate::error::{Problem, ReadError};
use crate::read::row::{decode, shown, trim};
use crate::read::value::digits;
use crate::read::{Input, limits};

/// A column that is looked for: its name today, and every name that it has had, in lower case.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) names: &'static [&'static str],
}

/// A column of the header that nobody asks for.
const UNUSED: u8 = u8::MAX;

/// Where `K` columns stand in a file's lines.
#[derive(Debug, Clone)]
pub(super) struct Columns<const K: usize> {
    separator: u8,
    /// The place in `K` of each column of the header, or [`UNUSED`].
    places: Vec<u8>,
    found: [bool; K],
}

/// The separator of a header, and its names in lower case.
pub(super) fn names(header: &[u8]) -> (u8, Vec<String>) {
    let separator = if header.contains(&b'\t') { b'\t' } else { b',' };
    let names = header
        .split(|&byte| byte == separator)
        .map(|field| decode(trim(field)).trim_matches(['"', '\u{feff}']).to_lowercase())
        .collect();
    (separator, names)
}

impl<const K: usize> Columns<K> {
    /// Finds the columns in a header.
    pub(super) fn find(name: &str, header: &[u8], wanted: &[Column; K]) -> Result<Self, ReadError> {
        let (separator, names) = names(header);
        if names.len() > limits::COLUMNS {
            let problem = Problem::TooMuch { what: "columns", most: limits::COLUMNS };
            return Err(ReadError::of_row(Input { name, bytes: &[] }, 1, problem));
        }
        let mut places = vec![UNUSED; names.len()];
        let mut found = [false; K];
        for (at, column) in wanted.iter().enumerate() {
            let place = names.iter().position(|name| column.names.contains(&name.as_str()));
            if let Some(place) = place.and_then(|place| places.get_mut(place)) {
                *place = u8::try_from(at).unwrap_or(UNUSED);
                found[at] = true;
            }
        }
        Ok(Self { separator, places, found })
    }

    /// Whether the header has a column.
    pub(super) fn has(&self, at: usize) -> bool {
        self.found.get(at).copied().unwrap_or(false)
    }

    /// Refuses a header without one of the columns.
    pub(super) fn require(
        &self,
        name: &str,
        header: &[u8],
        wanted: &[Column; K],
        needed: impl IntoIterator<Item = usize>,
    ) -> Result<(), ReadError> {
        match needed.into_iter().find(|&at| !self.has(at)).and_then(|at| wanted.get(at)) {
            None => Ok(()),
            Some(column) => {
                let problem = Problem::Header { found: shown(header), expected: column.name };
                Err(ReadError::of_column(Input { name, bytes: &[] }, 1, column.name, problem))
            }
        }
    }

    /// The fields of a line, without quotation marks and blanks around them; empty where the header lacks the column.
    #[inline]
    pub(super) fn fields<'l>(&self, line: &'l [u8]) -> Result<[&'l [u8]; K], Problem> {
        let mut fields: [&[u8]; K] = [b""; K];
        let (mut column, mut start) = (0_usize, 0_usize);
        let mut take = |column: usize, field: &'l [u8]| {
            if let Some(place) = self.places.get(column)
                && let Some(slot) = fields.get_mut(usize::from(*place))
            {
                *slot = field;
            }
        };
        if self.separator == b',' {
            let mut quoted = false;
            for at in memchr::memchr2_iter(b',', b'"', line) {
                if line[at] == b'"' {
                    quoted = !quoted;
                } else if !quoted {
                    take(column, &line[start..at]);
                    (column, start) = (column + 1, at + 1);
                }
            }
            if quoted {
                return Err(Problem::OpenQuote);
            }
        } else {
            // Names in tabbed files hold single quotation marks.
            for at in memchr::memchr_iter(self.separator, line) {
                take(column, &line[start..at]);
                (column, start) = (column + 1, at + 1);
            }
        }
        take(column, &line[start..]);
        if column + 1 != self.places.len() {
            return Err(Problem::Columns { found: column + 1, expected: self.places.len() });
        }
        Ok(fields.map(bare))
    }
}

/// A field without the quotation marks and blanks around it.
#[inline]
fn bare(field: &[u8]) -> &[u8] {
    match trim(field) {
        [b'"', inner @ .., b'"'] => trim(inner),
        field => field,
    }
}

/// A national provider identifier: ten digits, the first of which is 1 or 2.
pub(super) fn npi(text: &[u8]) -> Option<u32> {
    let (high, low) =
        text.split_at_checked(5).filter(|_| text.len() == 10 && matches!(text[0], b'1' | b'2'))?;
    (digits(high)? * 100_000).checked_add(digits(low)?)
}

/// A count or an amount such as `115`, `37.0` or `12.5`, rounded half-up to hundredths.
#[inline]
pub(super) fn hundredths(text: &[u8]) -> Option<u64> {
    let (mut value, mut whole, mut decimals) = (0_u64, 0_u8, None::<u8>);
    for &byte in text {
        match (byte, &mut decimals) {
            (b'0'..=b'9', None) => {
                whole += 1;
                value = value * 10 + u64::from(byte - b'0');
                if whole > 15 {
                    return None;
                }
            }
            (b'0'..=b'9', Some(seen)) => {
                match *seen {
                    0 | 1 => value = value * 10 + u64::from(byte - b'0'),
                    2 => value += u64::from(byte >= b'5'),
                    _ => {}
                }
                *seen = seen.saturating_add(1);
            }
            (b'.', None) => decimals = Some(0),
            _ => return None,
        }
    }
    let missing = match decimals.unwrap_or(0) {
        0 => 100,
        1 => 10,
        _ => 1,
    };
    (whole > 0).then_some(value * missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_to_hundredths() {
        let read = |text: &str| hundredths(text.as_bytes());
        assert_eq!(read("115"), Some(11_500));
        assert_eq!(read("37.0"), Some(3_700));
        assert_eq!(read("12.345"), Some(1_235));
        assert_eq!(read("12.344999"), Some(1_234));
        assert_eq!(read("0.999"), Some(100));
        for bad in ["", ".5", "-1", "1e5", "1.2.3", "1,000", "9999999999999999"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_npi_begins_with_one_or_two() {
        assert_eq!(npi(b"2999999999"), Some(2_999_999_999));
        for bad in ["0000000001", "3000000000", "100300012", "10030001266", "10030001x6"] {
            assert_eq!(npi(bad.as_bytes()), None, "{bad}");
        }
    }
}
