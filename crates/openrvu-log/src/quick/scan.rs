//! Characters and tokens of quick entry.

use std::ops::Range;

/// What begins a new encounter.
pub(super) const fn is_break(c: char) -> bool {
    matches!(c, ';' | '#' | '\n' | '\r')
}

/// What parts things and says nothing.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '+' | '&' | '(' | ')' | '"' | '\'' | '\u{2019}' | '\u{200b}' | '|')
}

/// What joins a modifier to its code, and words to each other.
pub(super) const fn is_join(c: char) -> bool {
    matches!(c, '-' | '.' | '/' | ':' | '_' | '\u{2010}'..='\u{2015}')
}

/// The end of the characters from `at` on that satisfy a condition.
pub(super) fn end_of(text: &str, at: usize, is: impl Fn(char) -> bool) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.find(|c| !is(c)).unwrap_or(rest.len())
}

/// Letters and digits that follow each other, with the stars before digits among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) span: Range<usize>,
    pub(super) text: &'a str,
}

impl<'a> Token<'a> {
    /// The token that begins at a place.
    pub(super) fn at(text: &'a str, at: usize) -> Option<Self> {
        let rest = text.get(at..)?;
        if !rest.starts_with(|c: char| c.is_alphanumeric()) {
            return None;
        }
        let mut end = end_of(text, at, char::is_alphanumeric);
        while text[end..].starts_with('*') && text[end + 1..].starts_with(|c: char| c.is_ascii_digit()) {
            end = end_of(text, end + 1, char::is_alphanumeric);
        }
        Some(Self { span: at..end, text: text.get(at..end)? })
    }

    pub(super) fn is_letters(&self) -> bool {
        self.text.chars().all(char::is_alphabetic)
    }

    pub(super) fn is_digits(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_digit())
    }

    pub(super) fn has_letters(&self) -> bool {
        self.text.chars().any(char::is_alphabetic)
    }

    pub(super) fn is(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.text.eq_ignore_ascii_case(word))
    }
}

/// A whole number of ASCII digits at a place: its end and its value.
pub(super) fn number(text: &str, at: usize) -> Option<(usize, u32)> {
    let end = end_of(text, at, |c| c.is_ascii_digit());
    Some((end, text.get(at..end)?.parse().ok()?))
}

/// The head of a token such as `50x2`, and its units: an `x` or star before one to three digits at the end.
pub(super) fn with_units(token: &str) -> Option<(&str, &str)> {
    let head = token.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = token.get(head.len()..).filter(|digits| (1..=3).contains(&digits.len()))?;
    Some((head.strip_suffix(['x', 'X', '*'])?, digits))
}
