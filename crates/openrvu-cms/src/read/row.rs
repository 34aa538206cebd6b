//! One row of a file as fields of bytes, whatever form the file has.

use std::borrow::Cow;

use crate::error::Problem;

/// The mark by which CP/M and DOS ended a text file; some CMS files still carry it.
const END_OF_FILE: u8 = 0x1A;

/// A row: its number and its fields. Borrowed from the table that reads it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'r> {
    /// The row as an editor or a spreadsheet numbers it; the first is 1.
    pub(super) number: u32,
    text: &'r [u8],
    bounds: &'r [(u32, u32)],
}

impl<'r> Row<'r> {
    pub(super) fn new(number: u32, text: &'r [u8], bounds: &'r [(u32, u32)]) -> Self {
        Self { number, text, bounds }
    }

    /// How many fields the row has.
    pub(super) fn len(&self) -> usize {
        self.bounds.len()
    }

    /// A field as it stands, empty where the row has none there.
    #[inline]
    pub(super) fn raw(&self, index: usize) -> &'r [u8] {
        let bytes = |&(from, to): &(u32, u32)| self.text.get(from as usize..to as usize);
        self.bounds.get(index).and_then(bytes).unwrap_or_default()
    }

    /// A field without the blanks around it.
    #[inline]
    pub(super) fn get(&self, index: usize) -> &'r [u8] {
        trim(self.raw(index))
    }

    /// Every field without the blanks around it.
    pub(super) fn fields(&self) -> impl Iterator<Item = &'r [u8]> + use<'r> {
        let row = *self;
        (0..row.len()).map(move |index| row.get(index))
    }

    /// Whether every field is blank.
    pub(super) fn is_blank(&self) -> bool {
        self.fields().all(<[u8]>::is_empty)
    }

    /// Whether only the first field holds anything, and that is no number: a title or a footnote.
    pub(super) fn is_note(&self) -> bool {
        let first = self.get(0);
        !first.is_empty()
            && !first.iter().all(u8::is_ascii_digit)
            && self.fields().skip(1).all(<[u8]>::is_empty)
    }

    /// Checks the number of fields; blank ones past the last column do no harm.
    pub(super) fn expect_columns(&self, expected: usize) -> Result<(), Problem> {
        let extra = (expected..self.len()).any(|index| !self.get(index).is_empty());
        if self.len() < expected || extra {
            return Err(Problem::Columns { found: self.len(), expected });
        }
        Ok(())
    }
}

/// Takes blanks and end-of-file marks off both ends.
#[inline]
pub(super) fn trim(text: &[u8]) -> &[u8] {
    match text {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => trim_slowly(text),
    }
}

fn trim_slowly(mut text: &[u8]) -> &[u8] {
    let blank = |byte: u8| byte.is_ascii_whitespace() || byte == END_OF_FILE || byte == 0xA0;
    while let [rest @ .., last] = text
        && blank(*last)
    {
        text = rest;
    }
    while let [first, rest @ ..] = text
        && blank(*first)
    {
        text = rest;
    }
    text
}

/// Text of a CMS file: UTF-8 where it is valid, otherwise Windows-1252, a superset of Latin-1's letters.
pub(super) fn decode(text: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(text) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(text).0,
    }
}

/// Text for an error message, cut to a length fit for one.
pub(super) fn shown(text: &[u8]) -> String {
    const MOST: usize = 40;
    let mut shown: String = decode(text).chars().take(MOST).collect();
    if decode(text).chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

/// Text of a header made comparable: upper case, single blanks, no footnote's asterisks.
pub(super) fn normal(text: &[u8]) -> String {
    let text = decode(text).to_uppercase().replace('*', "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_the_end_mark_are_trimmed() {
        assert_eq!(trim(b" 1.00\t"), b"1.00");
        assert_eq!(trim(b"\x1a"), b"");
        assert_eq!(trim(b"a b"), b"a b");
        assert_eq!(trim(b""), b"");
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_windows_1252() {
        assert_eq!(decode(b"caf\xe9 \x96"), "café –");
        assert_eq!(decode("café".as_bytes()), "café");
    }

    #[test]
    fn a_header_compares_without_asterisks_and_line_breaks() {
        assert_eq!(normal(b"2026 PW  GPCI (with 1.0 Floor)***"), "2026 PW GPCI (WITH 1.0 FLOOR)");
        assert_eq!(normal(b"HCPCS/\nCPT Code"), "HCPCS/ CPT CODE");
    }
}
