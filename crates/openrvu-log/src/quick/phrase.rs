//! Words that name a service: where they end, and what stands beside them.

use std::ops::Range;

use openrvu_core::{Code, Modifier};

use super::scan::{Token, end_of, is_join, with_units};
use super::{Book, Found};

/// Words behind a number that make it a part of the words: `25 minutes`, `2 cm`.
const UNITS: &str = "min mins minute minutes hour hours hr hrs cm mm cc ml mg mcg view views level levels lesion \
    lesions year years";
/// Words before a number that make it a part of the words: `level 4`.
const GRADES: [&str; 7] = ["level", "lvl", "type", "grade", "stage", "class", "of"];
/// Modifiers that are no words of medicine, so that they are modifiers also between words.
const PLAIN: [&str; 6] = ["LT", "RT", "AS", "TC", "GC", "GE"];

/// The modifier of a word that names a side.
pub(super) fn side(token: &Token<'_>) -> Option<Modifier> {
    let side = if token.is(&["left", "lt"]) {
        b"LT"
    } else if token.is(&["right", "rt"]) {
        b"RT"
    } else if token.is(&["bilateral", "bilat", "bilaterally"]) {
        b"50"
    } else {
        return None;
    };
    Some(Modifier::known(side))
}

/// Whether two letters are a modifier even where words follow.
pub(super) fn is_plain_modifier(token: &Token<'_>) -> bool {
    token.is(&PLAIN)
}

pub(super) fn is_unit(token: &Token<'_>) -> bool {
    UNITS.split_ascii_whitespace().any(|unit| token.is(&[unit]))
}

/// The word that follows a token with blanks or a joint between them.
pub(super) fn next<'a>(text: &'a str, after: usize) -> Option<Token<'a>> {
    let blanks = end_of(text, after, is_within);
    let joint = end_of(text, after, is_join);
    // A joint joins only where it touches both.
    let at = if joint > after { joint } else { blanks };
    Token::at(text, at)
}

/// Blanks and marks that may stand between words of one phrase.
fn is_within(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\'' | '\u{2019}' | '&' | '(' | ')')
}

/// Words that stand together.
pub(super) struct Phrase<'a> {
    pub(super) tokens: Vec<Token<'a>>,
}

impl<'a> Phrase<'a> {
    /// The phrase that begins with a token.
    pub(super) fn gather(text: &'a str, book: &dyn Book, first: Token<'a>) -> Self {
        let mut tokens = vec![first];
        while let Some(last) = tokens.last()
            && let Some(token) = next(text, last.span.end)
            && Self::goes_on(text, book, last, &token)
        {
            tokens.push(token);
        }
        Self { tokens }
    }

    fn goes_on(text: &str, book: &dyn Book, last: &Token<'_>, token: &Token<'_>) -> bool {
        let after = next(text, token.span.end);
        let before_word = after.as_ref().is_some_and(Token::is_letters);
        if token.is_letters() {
            let before_units = after.as_ref().is_some_and(Token::is_digits);
            return !(token.is(&["x"]) && before_units);
        }
        if token.is_digits() {
            return match token.text.len() {
                1 => before_word || last.is(&GRADES),
                2..=4 => after.as_ref().is_some_and(|next| is_unit(next)) || last.is(&GRADES),
                _ => false,
            };
        }
        // Letters and digits: a code, units, a modifier, or a word such as `l4`.
        let units = with_units(token.text).is_some_and(|(head, _)| head.is_empty());
        let starts_with_code = token.text.get(..5).is_some_and(|start| start.parse::<Code>().is_ok());
        let known = token.text.parse().is_ok_and(|modifier| book.knows(modifier));
        token.has_letters() && !units && !starts_with_code && (!known || before_word)
    }

    pub(super) fn span(&self) -> Range<usize> {
        match (self.tokens.first(), self.tokens.last()) {
            (Some(first), Some(last)) => first.span.start..last.span.end,
            _ => 0..0,
        }
    }

    /// Parts modifiers at its ends from the words: sides, and two letters that are no words of medicine.
    pub(super) fn parted(&self) -> (Range<usize>, Vec<(Range<usize>, Modifier)>) {
        let modifier = |token: &Token<'_>| {
            side(token).or_else(|| is_plain_modifier(token).then(|| token.text.parse().ok()).flatten())
        };
        let leading = usize::from(self.tokens.first().is_some_and(|token| side(token).is_some()));
        let trailing = self.tokens.iter().rev().take_while(|token| modifier(token).is_some()).count();
        let trailing = trailing.min(self.tokens.len() - leading);
        let middle = leading..self.tokens.len() - trailing;
        let ends = self.tokens[..middle.start].iter().chain(&self.tokens[middle.end..]);
        let modifiers = ends.filter_map(|token| Some((token.span.clone(), modifier(token)?))).collect();
        let words = &self.tokens[middle];
        let span = match (words.first(), words.last()) {
            (Some(first), Some(last)) => first.span.start..last.span.end,
            _ => 0..0,
        };
        (span, modifiers)
    }
}

/// What a phrase means: its words, with the modifiers at its ends or without.
pub(super) struct Meaning {
    pub(super) words: Range<usize>,
    pub(super) modifiers: Vec<(Range<usize>, Modifier)>,
    pub(super) found: Found,
}

/// Looks a phrase up. A side at its end is a modifier where the service has sides, and else part of the words, as in
/// `left heart catheterization`.
pub(super) fn meaning(text: &str, book: &dyn Book, phrase: &Phrase<'_>) -> Meaning {
    let whole = phrase.span();
    let (words, modifiers) = phrase.parted();
    if words.is_empty() {
        return Meaning { found: book.find(&text[whole.clone()]), words: whole, modifiers: Vec::new() };
    }
    let found = book.find(&text[words.clone()]);
    let has_sides = |found: &Found| found.candidates.first().is_some_and(|first| book.has_sides(first.code));
    let sided = modifiers.iter().any(|(_, modifier)| {
        [b"LT", b"RT", b"50"].into_iter().any(|side| *modifier == Modifier::known(side))
    });
    if sided && !has_sides(&found) {
        let with_side = book.find(&text[whole.clone()]);
        if !with_side.candidates.is_empty() {
            return Meaning { words: whole, modifiers: Vec::new(), found: with_side };
        }
    }
    Meaning { words, modifiers, found }
}
