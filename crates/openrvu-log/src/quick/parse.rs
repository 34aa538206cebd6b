//! From text to reading: one pass over tokens, with the line that may still go on.

use std::ops::Range;

use openrvu_core::valuation::{MOST_MINUTES, MOST_MODIFIERS, MOST_UNITS};
use openrvu_core::{Cents, Code, Line, Modifier};

use super::phrase::{self, Phrase};
use super::reading::{Choice, Piece, PieceKind, QuickLine, Reading, Review, State, Words};
use super::run::{Before, Cut, Run};
use super::scan::{self, Token, end_of, is_blank, is_break, is_join, number};
use super::{Book, MOST_CHARACTERS, MOST_LINES};

/// The line that is being read.
#[derive(Debug, Clone, Default)]
struct Current {
    /// Its place among the lines; none before the first and after a mark of a new encounter.
    at: Option<usize>,
    code: Option<Code>,
    modifiers: Vec<Modifier>,
    units: Option<u32>,
    minutes: Option<u32>,
    charge: Option<Cents>,
}

pub(super) struct Parser<'a> {
    text: &'a str,
    book: &'a dyn Book,
    apart: bool,
    at: usize,
    /// Whether a dash stands right before.
    joined: bool,
    current: Current,
    encounter: usize,
    /// Whether the encounter holds anything yet.
    begun: bool,
    full: bool,
    reading: Reading,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, book: &'a dyn Book, apart: bool) -> Self {
        let cut = text.char_indices().nth(MOST_CHARACTERS).map_or(text.len(), |(at, _)| at);
        Self {
            text: &text[..cut],
            book,
            apart,
            at: 0,
            joined: false,
            current: Current::default(),
            encounter: 0,
            begun: false,
            full: false,
            reading: Reading { text: text.to_owned(), ..Reading::default() },
        }
    }

    pub(super) fn read(mut self) -> Reading {
        while let Some(c) = self.text[self.at..].chars().next() {
            if self.full {
                let rest = self.at..self.text.len();
                self.push(rest, PieceKind::Unread, State::Review(Review::TooManyLines), None);
                break;
            }
            if is_break(c) || is_blank(c) {
                self.separator();
            } else if is_join(c) {
                self.joint();
            } else if let Some(token) = Token::at(self.text, self.at) {
                self.token(token);
                self.joined = false;
            } else {
                match c {
                    '@' => self.minutes(),
                    '=' => self.charge(),
                    '*' | '\u{d7}' => self.units(c.len_utf8()),
                    _ => self.unread(self.at..self.at + c.len_utf8(), Review::Unreadable),
                }
                self.joined = false;
            }
        }
        self.finish_line();
        if self.text.len() < self.reading.text.len() {
            let rest = self.text.len()..self.reading.text.len();
            self.push(rest, PieceKind::Unread, State::Review(Review::TooLong), None);
        }
        self.reading
    }

    fn push(&mut self, span: Range<usize>, kind: PieceKind, state: State, line: Option<usize>) {
        self.at = span.end;
        self.begun |= !matches!(kind, PieceKind::Separator | PieceKind::NewEncounter);
        // What cannot be read is one piece, however long.
        if let (PieceKind::Unread, Some(last)) = (&kind, self.reading.pieces.last_mut())
            && (&last.kind, &last.state, last.line) == (&kind, &state, line)
        {
            last.span.end = span.end;
            return;
        }
        self.reading.pieces.push(Piece { span, kind, state, line });
    }

    fn part(&mut self, span: Range<usize>, kind: PieceKind) {
        self.push(span, kind, State::Complete, self.current.at);
    }

    fn unread(&mut self, span: Range<usize>, review: Review) {
        self.push(span, PieceKind::Unread, State::Review(review), self.current.at);
    }

    fn separator(&mut self) {
        let end = end_of(self.text, self.at, |c| is_blank(c) || is_break(c));
        let span = self.at..end;
        let breaks = self.text[span.clone()].contains(is_break);
        if breaks {
            self.finish_line();
            self.current = Current::default();
            self.encounter += usize::from(self.begun);
            self.push(span, PieceKind::NewEncounter, State::Complete, None);
            self.begun = false;
        } else {
            self.push(span, PieceKind::Separator, State::Complete, None);
        }
        self.joined = false;
    }

    fn joint(&mut self) {
        let span = self.at..end_of(self.text, self.at, is_join);
        self.push(span, PieceKind::Separator, State::Complete, None);
        self.joined = self.current.at.is_some();
    }

    /// Whether nothing follows a place, so that what stands there may go on.
    fn ends_at(&self, place: usize) -> bool {
        place == self.text.len() && self.text.len() == self.reading.text.len()
    }

    fn token(&mut self, token: Token<'a>) {
        if token.is_letters() {
            return self.letters(token);
        }
        if self.is_among_words(&token) {
            return self.words(token);
        }
        if !token.text.is_ascii() {
            return self.words(token);
        }
        if self.literal(&token) {
            return;
        }
        self.run(token);
    }

    /// Whether digits are the beginning of words: `3 view`, `25 minute visit`.
    fn is_among_words(&self, token: &Token<'_>) -> bool {
        if !token.is_digits() || token.text.len() > 3 || self.joined {
            return false;
        }
        let Some(next) = phrase::next(self.text, token.span.end).filter(Token::is_letters) else {
            return false;
        };
        let known = token.text.parse().is_ok_and(|modifier| self.book.knows(modifier));
        let starts_units = next.is(&["x"]);
        let as_modifier = known && self.current.at.is_some() && !phrase::is_unit(&next);
        !as_modifier && !starts_units && phrase::side(&next).is_none()
    }

    /// What is written whole is what it says, whether it is known or not: a code, a modifier, with or without units.
    fn literal(&mut self, token: &Token<'_>) -> bool {
        let (head, units) = match scan::with_units(token.text) {
            // Behind a dash `x1` is the modifier.
            Some((head, units)) if !(self.joined && head.is_empty()) => (head, Some(units)),
            _ => (token.text, None),
        };
        let start = token.span.start;
        let head_end = start + head.len();
        match head.len() {
            0 if units.is_some() => {}
            2 if self.current.at.is_some() => {
                let Ok(modifier) = head.parse::<Modifier>() else { return false };
                if !self.joined && !self.book.knows(modifier) {
                    return false;
                }
                self.modifier(start..head_end, modifier);
            }
            5 if !self.joined => {
                let Ok(code) = head.parse::<Code>() else { return false };
                self.code(start..head_end, code);
            }
            _ => return false,
        }
        if let Some(units) = units.filter(|_| !self.full) {
            self.set_units(head_end..token.span.end, units.parse().unwrap_or(0));
        }
        true
    }

    fn run(&mut self, token: Token<'a>) {
        let before = self.current.at.map(|_| Before {
            code: self.current.code,
            modifiers: &self.current.modifiers,
            has_units: self.current.units.is_some(),
        });
        let last = self.ends_at(token.span.end);
        let cuts = Run::new(token.text, self.book, before, self.joined, last).cut();
        let start = token.span.start;
        if !cuts.others.is_empty() {
            self.reading.choices.push(Choice { span: token.span.clone(), texts: cuts.others });
        }
        for (span, cut) in cuts.parts {
            let span = start + span.start..start + span.end;
            if self.full {
                return;
            }
            match cut {
                Cut::Code(code) => self.code(span, code),
                Cut::Modifier(modifier) => self.modifier(span, modifier),
                Cut::Units(units) => self.set_units(span, units),
                Cut::Beginning | Cut::Unread => {
                    let rest = span.start..token.span.end;
                    return self.rest(Token { text: &self.text[rest.clone()], span: rest }, start);
                }
            }
        }
    }

    /// What is left of a run that is neither code nor modifier: read by itself, for letters may be words. The run began
    /// at `start`.
    fn rest(&mut self, rest: Token<'a>, start: usize) {
        if rest.span.start > start {
            self.joined = false;
            // A star is read by the loop over the text.
            if !rest.text.starts_with('*') {
                self.token(rest);
            }
        } else if rest.has_letters() {
            self.words(rest);
        } else if rest.text.len() < 5 {
            self.beginning(rest.span);
        } else {
            self.unread(start..start + 1, Review::Unreadable);
        }
    }

    fn beginning(&mut self, span: Range<usize>) {
        let open = self.ends_at(span.end);
        let state = if open { State::Open } else { State::Review(Review::NotACode) };
        self.push(span, PieceKind::Beginning, state, None);
    }

    fn letters(&mut self, token: Token<'a>) {
        let next = phrase::next(self.text, token.span.end);
        let before_word = next.as_ref().is_some_and(|next| next.is_letters() && !next.is(&["x"]));
        if token.is(&["x"]) && (self.current.at.is_some() || next.as_ref().is_some_and(Token::is_digits)) {
            match self.units_behind(token.span.end) {
                Some((end, units)) => return self.set_units(token.span.start..end, units),
                None if !before_word => return self.half_written(token.span),
                None => {}
            }
        }
        if self.current.at.is_some() {
            let named = phrase::side(&token).or_else(|| token.text.parse().ok());
            let modifier = named.filter(|modifier| self.joined || self.book.knows(*modifier));
            let meant = self.joined || !before_word || phrase::is_plain_modifier(&token);
            if let Some(modifier) = modifier.filter(|_| meant) {
                return self.modifier(token.span, modifier);
            }
            let starts_modifier = token.text.is_ascii() && token.text.len() == 1;
            if starts_modifier && self.ends_at(token.span.end) {
                return self.beginning(token.span);
            }
        }
        self.words(token);
    }

    fn words(&mut self, first: Token<'a>) {
        let phrase = Phrase::gather(self.text, self.book, first);
        let phrase::Meaning { words, modifiers, found } = phrase::meaning(self.text, self.book, &phrase);
        let code = found.candidates.first().filter(|_| found.certain).map(|first| first.code);
        let state = match (code, found.candidates.is_empty()) {
            (Some(_), _) => State::Complete,
            (None, false) => State::Review(Review::Several),
            (None, true) => State::Review(Review::NotFound),
        };
        let (before, behind): (Vec<_>, Vec<_>) =
            modifiers.into_iter().partition(|(span, _)| span.start < words.start);
        if !self.begin_line(code) {
            return;
        }
        for (span, modifier) in before {
            self.modifier(span, modifier);
            self.gap(words.start);
        }
        if let Some(line) = self.current.at {
            self.reading.lines[line].words =
                Some(Words { span: words.clone(), candidates: found.candidates });
        }
        let line = self.current.at;
        self.push(words, PieceKind::Words, state, line);
        for (span, modifier) in behind {
            self.gap(span.start);
            self.modifier(span, modifier);
        }
    }

    /// What stands between two parts of a phrase.
    fn gap(&mut self, until: usize) {
        if self.at < until {
            self.push(self.at..until, PieceKind::Separator, State::Complete, None);
        }
    }

    /// Begins a line, unless there are as many as are read.
    fn begin_line(&mut self, code: Option<Code>) -> bool {
        if self.reading.lines.len() == MOST_LINES {
            self.full = true;
            return false;
        }
        self.finish_line();
        let encounter = if self.apart { self.reading.lines.len() } else { self.encounter };
        self.current = Current { at: Some(self.reading.lines.len()), code, ..Current::default() };
        self.reading.lines.push(QuickLine { encounter, line: None, words: None });
        true
    }

    fn code(&mut self, span: Range<usize>, code: Code) {
        if self.begin_line(Some(code)) {
            self.part(span, PieceKind::Code(code));
        }
    }

    fn modifier(&mut self, span: Range<usize>, modifier: Modifier) {
        let review = if self.current.at.is_none() {
            Some(Review::NoCodeBefore)
        } else if self.current.modifiers.contains(&modifier) {
            Some(Review::RepeatedModifier(modifier))
        } else if self.current.modifiers.len() == MOST_MODIFIERS {
            Some(Review::TooManyModifiers)
        } else {
            None
        };
        match review {
            Some(review) => self.unread(span, review),
            None => {
                self.current.modifiers.push(modifier);
                self.part(span, PieceKind::Modifier(modifier));
            }
        }
    }

    /// The number behind an `x` and blanks: its end and value.
    fn units_behind(&self, at: usize) -> Option<(usize, u32)> {
        let at = end_of(self.text, at, |c| c == ' ' || c == '\t');
        let (end, units) = number(self.text, at)?;
        let alone = !self.text[end..].starts_with(char::is_alphanumeric);
        (alone && end - at <= 3).then_some((end, units))
    }

    fn units(&mut self, mark: usize) {
        match self.units_behind(self.at + mark) {
            Some((end, units)) => self.set_units(self.at..end, units),
            None => self.half_written(self.at..self.at + mark),
        }
    }

    fn set_units(&mut self, span: Range<usize>, units: u32) {
        let fits = (1..=MOST_UNITS).contains(&units);
        if self.may_set(&span, fits, self.current.units.is_some()) {
            self.current.units = Some(units);
            self.part(span, PieceKind::Units(units));
        }
    }

    fn minutes(&mut self) {
        let from = end_of(self.text, self.at + 1, |c| c == ' ' || c == '\t');
        let Some((end, minutes)) = number(self.text, from).filter(|(end, _)| end - from <= 4) else {
            return self.half_written(self.at..self.at + 1);
        };
        let unit = end_of(self.text, end, |c| c == ' ' || c == '\t');
        let end = Token::at(self.text, unit)
            .filter(|token| token.is(&["m", "min", "mins", "minute", "minutes"]))
            .map_or(end, |token| token.span.end);
        let span = self.at..end;
        let fits = (1..=MOST_MINUTES).contains(&minutes);
        if self.may_set(&span, fits, self.current.minutes.is_some()) {
            self.current.minutes = Some(minutes);
            self.part(span, PieceKind::Minutes(minutes));
        }
    }

    fn charge(&mut self) {
        let from = end_of(self.text, self.at + 1, |c| matches!(c, ' ' | '\t' | '$'));
        let whole = end_of(self.text, from, |c| c.is_ascii_digit());
        let cents = match self.text[whole..].starts_with('.') {
            true => end_of(self.text, whole + 1, |c| c.is_ascii_digit()),
            false => whole,
        };
        let end = if cents > whole + 1 { cents } else { whole };
        if end == from {
            return self.half_written(self.at..self.at + 1);
        }
        let charge = self.text[from..end].parse::<Cents>().ok();
        let span = self.at..end;
        if self.may_set(&span, charge.is_some(), self.current.charge.is_some())
            && let Some(charge) = charge
        {
            self.current.charge = Some(charge);
            self.part(span, PieceKind::Charge(charge));
        }
    }

    /// A mark without its number: open at the end of the text.
    fn half_written(&mut self, span: Range<usize>) {
        if self.current.at.is_some() && self.ends_at(span.end) {
            self.push(span, PieceKind::Beginning, State::Open, self.current.at);
        } else {
            self.unread(span, Review::NotANumber);
        }
    }

    /// Whether a number can be set on the line; where it cannot, its text is kept with the reason.
    fn may_set(&mut self, span: &Range<usize>, fits: bool, is_set: bool) -> bool {
        let review = match (self.current.at, fits, is_set) {
            (None, ..) => Review::NoCodeBefore,
            (_, false, _) => Review::NotANumber,
            (_, _, true) => Review::Twice,
            _ => return true,
        };
        self.unread(span.clone(), review);
        false
    }

    fn finish_line(&mut self) {
        let Some((at, code)) = self.current.at.zip(self.current.code) else { return };
        if let Some(line) = self.reading.lines.get_mut(at) {
            line.line = Some(Line {
                modifiers: self.current.modifiers.clone(),
                units: self.current.units.unwrap_or(1),
                minutes: self.current.minutes,
                charge: self.current.charge,
                ..Line::new(code)
            });
        }
    }
}
