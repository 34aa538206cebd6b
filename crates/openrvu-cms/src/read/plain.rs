//! Lines of csv in the plain form in which CMS writes nearly all of them, read in one pass.
//!
//! A cursor takes one field after the other and gives up at the first that has another form: a blank, a lost
//! zero, a fourth decimal, a wrong value. The line then goes the general way, which reads such a field or says
//! what is wrong with it. So this way is never the only judge of a line; it is what makes an import fast.

use memchr::memchr;

/// What is left of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a>(&'a [u8]);

/// `None` where the line has not the plain form.
impl<'a> Cursor<'a> {
    pub(super) fn new(line: &'a [u8]) -> Self {
        Self(line)
    }

    /// What is left.
    #[inline]
    pub(super) fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// Takes a field of exactly `N` bytes and the comma behind it.
    #[inline]
    pub(super) fn exactly<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (field, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest.strip_prefix(b",")?;
        Some(field)
    }

    /// Takes a field that is either blank or of exactly `N` bytes.
    #[inline]
    pub(super) fn exactly_or_blank<const N: usize>(&mut self) -> Option<&'a [u8]> {
        match self.0 {
            [b',', rest @ ..] => {
                self.0 = rest;
                Some(&[])
            }
            _ => self.exactly::<N>().map(<[u8; N]>::as_slice),
        }
    }

    /// Takes a field that is either blank or `mark`, and tells which.
    #[inline]
    pub(super) fn flag(&mut self, mark: &[u8]) -> Option<bool> {
        let marked = self.0.strip_prefix(mark);
        self.0 = marked.unwrap_or(self.0).strip_prefix(b",")?;
        Some(marked.is_some())
    }

    /// Takes a field of any length.
    #[inline]
    pub(super) fn text(&mut self) -> Option<&'a [u8]> {
        let (field, rest) = self.0.split_at_checked(memchr(b',', self.0)?)?;
        self.0 = &rest[1..];
        Some(field)
    }

    /// Takes a field of any length, in quotation marks or not; without quotation marks inside it.
    #[inline]
    pub(super) fn quoted_text(&mut self) -> Option<&'a [u8]> {
        let Some(open) = self.0.strip_prefix(b"\"") else { return self.text() };
        let (field, rest) = open.split_at_checked(memchr(b'"', open)?)?;
        self.0 = rest.strip_prefix(b"\",")?;
        Some(field)
    }

    /// Takes a field of exactly `N` digits.
    #[inline]
    pub(super) fn digits<const N: usize>(&mut self) -> Option<u32> {
        const { assert!(N <= 9, "nine digits are what u32 holds") };
        let digits = self.exactly::<N>()?;
        let valid = digits.iter().all(u8::is_ascii_digit);
        valid.then(|| digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
    }

    /// Takes a number of at most four digits with two decimals, in hundredths.
    #[inline]
    pub(super) fn hundredths(&mut self) -> Option<i32> {
        let (value, rest) = take_hundredths(self.0)?;
        self.0 = rest.strip_prefix(b",")?;
        Some(value)
    }

    /// Takes such a number as the last field of the line.
    #[inline]
    pub(super) fn last_hundredths(self) -> Option<i32> {
        let (value, rest) = take_hundredths(self.0)?;
        rest.is_empty().then_some(value)
    }
}

/// Reads `d.dd` to `dddd.dd` off the front of a text.
#[inline]
fn take_hundredths(text: &[u8]) -> Option<(i32, &[u8])> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i32::from(byte - b'0'));
    let (mut whole, mut rest) = match text {
        [first, rest @ ..] => (digit(*first)?, rest),
        [] => return None,
    };
    for _ in 0..3 {
        match rest {
            [byte @ b'0'..=b'9', after @ ..] => {
                whole = whole * 10 + i32::from(byte - b'0');
                rest = after;
            }
            _ => break,
        }
    }
    match rest {
        [b'.', tenths, hundredths, rest @ ..] => {
            Some((whole * 100 + digit(*tenths)? * 10 + digit(*hundredths)?, rest))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_numbers_are_taken_and_all_others_left() {
        for (text, value) in [("0.00,", 0), ("1.30,", 130), ("12.05,", 1205), ("9999.99,", 999_999)] {
            let mut cursor = Cursor::new(text.as_bytes());
            assert_eq!(cursor.hundredths(), Some(value), "{text}");
            assert!(cursor.0.is_empty());
        }
        for text in
            ["", ",", ".10,", "1,", "1.3,", "1.305,", "10000.00,", "-1.00,", " 1.00,", "1.0x,", "1.00"]
        {
            assert_eq!(Cursor::new(text.as_bytes()).hundredths(), None, "{text}");
        }
        assert_eq!(Cursor::new(b"1.30").last_hundredths(), Some(130));
        assert_eq!(Cursor::new(b"1.30,").last_hundredths(), None);
    }

    #[test]
    fn a_quotation_mark_inside_a_text_is_left_to_the_general_way() {
        assert_eq!(Cursor::new(b"\"a, b\",x").quoted_text(), Some(b"a, b".as_slice()));
        assert_eq!(Cursor::new(b"ab,x").quoted_text(), Some(b"ab".as_slice()));
        assert_eq!(Cursor::new(b"\"a \"\"b\"\"\",x").quoted_text(), None);
        assert_eq!(Cursor::new(b"\"never closed,x").quoted_text(), None);
    }

    #[test]
    fn digits_are_taken_by_their_count() {
        assert_eq!(Cursor::new(b"01112,").digits::<5>(), Some(1112));
        for text in ["1112,", "011123,", "0111x,", "     ,", ""] {
            assert_eq!(Cursor::new(text.as_bytes()).digits::<5>(), None, "{text}");
        }
    }

    #[test]
    fn flags_are_blank_or_their_mark() {
        assert_eq!(Cursor::new(b",").flag(b"NA"), Some(false));
        assert_eq!(Cursor::new(b"NA,").flag(b"NA"), Some(true));
        assert_eq!(Cursor::new(b"NAN,").flag(b"NA"), None);
        assert_eq!(Cursor::new(b",").exactly_or_blank::<2>(), Some(b"".as_slice()));
        assert_eq!(Cursor::new(b"26,").exactly_or_blank::<2>(), Some(b"26".as_slice()));
        assert_eq!(Cursor::new(b"2,").exactly_or_blank::<2>(), None);
    }
}
