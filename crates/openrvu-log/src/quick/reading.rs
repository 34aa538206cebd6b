//! How a text was understood.

use std::ops::Range;

use openrvu_core::{Cents, Code, Line, Modifier};
use serde::{Deserialize, Serialize};

use super::{Candidate, MOST_CHARACTERS, MOST_LINES};

/// What a piece of the text is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "kebab-case")]
pub enum PieceKind {
    /// A code.
    Code(Code),
    /// A modifier, also as a word such as `left`.
    Modifier(Modifier),
    /// Units.
    Units(u32),
    /// Minutes.
    Minutes(u32),
    /// A charge.
    Charge(Cents),
    /// Words that name a service.
    Words,
    /// The beginning of a code or modifier.
    Beginning,
    /// Blanks, commas, dashes.
    Separator,
    /// A mark that begins a new encounter.
    NewEncounter,
    /// What is not understood.
    Unread,
}

/// Whether a piece is understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", content = "why", rename_all = "kebab-case")]
pub enum State {
    /// Understood.
    Complete,
    /// At the end of the text, and not yet whole.
    Open,
    /// Needs to be looked at.
    Review(Review),
}

/// Why a piece needs to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", content = "of", rename_all = "kebab-case")]
pub enum Review {
    /// Fewer characters than a code has.
    NotACode,
    /// A modifier, units, minutes or a charge without a code before it.
    NoCodeBefore,
    /// A modifier that the line has already.
    RepeatedModifier(Modifier),
    /// More modifiers than a line has.
    TooManyModifiers,
    /// Units, minutes or a charge a second time.
    Twice,
    /// No units, minutes or charge behind their mark, or not within their limits.
    NotANumber,
    /// No service was found for the words.
    NotFound,
    /// The words may mean several services.
    Several,
    /// Characters that say nothing here.
    Unreadable,
    /// Behind the most characters that are read.
    TooLong,
    /// Behind the most lines that are read.
    TooManyLines,
}

impl Review {
    /// In a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::NotACode => "Not a whole code: a code has five characters.".to_owned(),
            Self::NoCodeBefore => "No code stands before it to which it could belong.".to_owned(),
            Self::RepeatedModifier(modifier) => format!("Modifier {modifier} stands on the line already."),
            Self::TooManyModifiers => "A line has at most four modifiers.".to_owned(),
            Self::Twice => "The line has it already: write it once.".to_owned(),
            Self::NotANumber => {
                "Not a number that fits: x3 is 3 units, @90 is 90 minutes, =150.00 is a charge.".to_owned()
            }
            Self::NotFound => "No service was found for these words: write the code.".to_owned(),
            Self::Several => {
                "These words may mean several services: choose one, or write the code.".to_owned()
            }
            Self::Unreadable => "Not understood: write codes, modifiers, x and units, or words.".to_owned(),
            Self::TooLong => format!("Not read: a text has at most {MOST_CHARACTERS} characters."),
            Self::TooManyLines => format!("Not read: a text has at most {MOST_LINES} lines."),
        }
    }
}

/// A piece of the text. Pieces follow each other without a gap from its first byte to its last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Its place in bytes.
    pub span: Range<usize>,
    /// What it is.
    pub kind: PieceKind,
    /// Whether it is understood.
    #[serde(flatten)]
    pub state: State,
    /// The line it belongs to, by its place among the reading's lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

/// Words of a line, and what they may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    /// Their place in bytes.
    pub span: Range<usize>,
    /// The services found, the likeliest first.
    pub candidates: Vec<Candidate>,
}

/// A line as understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuickLine {
    /// The encounter, from 0. Lines of one encounter are one claim.
    pub encounter: usize,
    /// The service; none where the words name none for certain. Then the line cannot be logged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
    /// The words that named it, where it was not given by its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// Other ways to read a part of the text that the schedule leaves possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The part in bytes.
    pub span: Range<usize>,
    /// What to write in its place to have it read so.
    pub texts: Vec<String>,
}

/// A text as understood.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Reading {
    /// The text.
    pub text: String,
    /// Every piece of it.
    pub pieces: Vec<Piece>,
    /// The lines.
    pub lines: Vec<QuickLine>,
    /// Where it could be read otherwise.
    pub choices: Vec<Choice>,
}

impl Reading {
    /// The text of a piece.
    #[must_use]
    pub fn text_of(&self, piece: &Piece) -> &str {
        self.text.get(piece.span.clone()).unwrap_or_default()
    }

    /// The lines that can be logged, each with its encounter.
    pub fn loggable(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.lines.iter().filter_map(|line| Some((line.encounter, line.line.as_ref()?)))
    }

    /// Whether logging the lines would leave nothing of the text behind.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.pieces.iter().all(|piece| !self.is_left(piece))
    }

    /// Whether a piece is left when the lines are logged: it is not understood, or its line has no service.
    fn is_left(&self, piece: &Piece) -> bool {
        let separates = matches!(piece.kind, PieceKind::Separator | PieceKind::NewEncounter);
        let logged = piece.line.and_then(|at| self.lines.get(at)).is_some_and(|line| line.line.is_some());
        !separates && (piece.state != State::Complete || !logged)
    }

    /// The reading as a text that reads the same, with a mark between any two things.
    #[must_use]
    pub fn canonical(&self) -> String {
        self.written(|_| true)
    }

    /// What is left of the text when the lines are logged.
    #[must_use]
    pub fn left(&self) -> String {
        self.written(|logged| !logged)
    }

    /// Writes lines and what is not understood, those of which `keep` says so: it is told whether a line is logged.
    fn written(&self, keep: impl Fn(bool) -> bool) -> String {
        let mut out = String::new();
        let mut between = None;
        let mut is_written = vec![false; self.lines.len()];
        let mut last = &State::Complete;
        // Where the last piece ended that was written as it stood; none behind a line.
        let mut verbatim: Option<usize> = None;
        for piece in &self.pieces {
            if piece.kind == PieceKind::Separator {
                continue;
            }
            if piece.kind == PieceKind::NewEncounter {
                (between, verbatim) = (Some("; "), None);
                continue;
            }
            let line =
                piece.line.and_then(|at| Some((self.lines.get(at)?.line.as_ref()?, is_written.get_mut(at)?)));
            if let Some((line, is_written)) = line.filter(|_| !self.is_left(piece)) {
                if !std::mem::replace(is_written, true) && keep(true) {
                    begin(&mut out, between.take().unwrap_or(", "));
                    out.push_str(&line.to_string());
                    // A line does not write one unit; where it was given, it cannot be given again.
                    let one = |other: &Piece| other.line == piece.line && other.kind == PieceKind::Units(1);
                    out.push_str(if self.pieces.iter().any(one) { "x1" } else { "" });
                    last = &piece.state;
                }
                verbatim = None;
            } else if keep(false) {
                let gap = verbatim.and_then(|end| self.text.get(end..piece.span.start));
                begin(&mut out, between.take().or(gap).unwrap_or(", "));
                out.push_str(self.text_of(piece));
                (verbatim, last) = (Some(piece.span.end), &piece.state);
            }
        }
        // What stands at the very end of a text may go on; what was said not to be whole did not stand there.
        if matches!(last, State::Review(_)) {
            out.push(' ');
        }
        out
    }
}

fn begin(out: &mut String, mark: &str) {
    if !out.is_empty() {
        out.push_str(mark);
    }
}
