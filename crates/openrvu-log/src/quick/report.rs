//! A reading as it is read back to whoever types: rows with values, the same from the server and from the phone.

use openrvu_core::{Code, ReleaseId};
use serde::Serialize;

use super::{Candidate, Piece, PieceKind, Reading, ReadingValue, State};
use crate::figures;

/// Most candidates that are offered for words.
const MOST_CANDIDATES: usize = 6;

/// Whether a row can be logged as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowState {
    /// A line that is understood.
    Complete,
    /// The beginning of something, at the end of the text.
    Open,
    /// A line that can be logged and is to be looked at, or something that is not understood.
    Review,
}

/// A line, or a part of the text that is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The encounter, from 1; none where it is no line.
    pub encounter: Option<usize>,
    /// The line as it will be logged, such as `99213-25`; none where it cannot be.
    pub line: Option<String>,
    /// The code.
    pub code: Option<Code>,
    /// The title of the service in our own words; empty where there is none.
    pub title: String,
    /// The part of the text that named it, where it was not the code.
    pub words: Option<String>,
    /// Where the words stand, in UTF-16 units from the start of the text.
    pub at: Option<(usize, usize)>,
    /// What the words may mean, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// Work RVUs; none where they are unknown.
    pub work: Option<String>,
    /// Work RVUs of this line and those before it.
    pub sum: Option<String>,
    /// The release that credits.
    pub release: Option<ReleaseId>,
    /// The release of the day, where it is not held and another stands in for it.
    pub provisional_for: Option<ReleaseId>,
    /// Whether it can be logged as it stands.
    pub state: RowState,
    /// Why it needs review.
    pub review: Vec<String>,
    /// How many such services are logged on that day already.
    pub logged: usize,
}

/// Another way to read a part of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherReading {
    /// Where the part stands, in UTF-16 units from the start of the text.
    pub at: (usize, usize),
    /// The part.
    pub text: String,
    /// What to write in its place.
    pub instead: String,
}

/// A reading with its values.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// Lines and what is not a line, in the order of the text.
    pub rows: Vec<Row>,
    /// Other sound ways to read parts of it.
    pub others: Vec<OtherReading>,
    /// How many lines can be logged.
    pub lines: usize,
    /// In how many encounters.
    pub encounters: usize,
    /// Their work RVUs.
    pub work: String,
    /// Lines whose work RVUs are unknown, and so not in the sum.
    pub uncredited: usize,
    /// How many rows need review.
    pub review: usize,
    /// Whether logging the lines leaves nothing of the text.
    pub whole: bool,
    /// What is left of the text when the lines are logged.
    pub left: String,
}

impl Report {
    /// The report of a reading. `logged` tells by loggable line how many such services stand on the day already.
    #[must_use]
    pub fn new(
        reading: &Reading,
        value: &ReadingValue,
        logged: &[usize],
        title: impl Fn(Code) -> String,
    ) -> Self {
        let mut rows: Vec<Row> = Vec::new();
        let mut row_of_line: Vec<Option<usize>> = vec![None; reading.lines.len()];
        let mut logged = logged.iter().copied();
        for piece in &reading.pieces {
            let Some(at) = piece.line else {
                if !matches!(piece.kind, PieceKind::Separator | PieceKind::NewEncounter) {
                    rows.push(part(reading, piece));
                }
                continue;
            };
            let row = *row_of_line[at].get_or_insert_with(|| {
                rows.push(line(reading, value, at, &mut logged, &title));
                rows.len() - 1
            });
            match &piece.state {
                State::Review(review) => {
                    rows[row].review.push(format!("{}: {}", reading.text_of(piece), review.words()));
                    rows[row].state = RowState::Review;
                }
                State::Open => rows[row].state = rows[row].state.max(RowState::Open),
                State::Complete => {}
            }
        }
        let choices = reading.choices.iter().flat_map(|choice| {
            let text = reading.text.get(choice.span.clone()).unwrap_or_default();
            let at = utf_16(&reading.text, choice.span.clone());
            choice.texts.iter().map(move |instead| OtherReading {
                at,
                text: text.to_owned(),
                instead: instead.clone(),
            })
        });
        let lines: Vec<(usize, _)> = reading.loggable().collect();
        Self {
            others: choices.collect(),
            lines: lines.len(),
            encounters: lines.chunk_by(|one, other| one.0 == other.0).count(),
            work: figures::work(value.work),
            uncredited: value.uncredited,
            review: rows.iter().filter(|row| row.state == RowState::Review).count(),
            whole: reading.is_whole(),
            left: reading.left().trim().to_owned(),
            rows,
        }
    }
}

impl Report {
    /// The release of the day that is not held, and the one that stands in for it.
    #[must_use]
    pub fn stands_in(&self) -> Option<(ReleaseId, ReleaseId)> {
        self.rows.iter().find_map(|row| row.provisional_for.zip(row.release))
    }
}

fn utf_16(text: &str, span: std::ops::Range<usize>) -> (usize, usize) {
    let units = |until: usize| text.get(..until).map_or(0, |text| text.encode_utf16().count());
    (units(span.start), units(span.end))
}

/// What is not a line.
fn part(reading: &Reading, piece: &Piece) -> Row {
    let (state, review) = match &piece.state {
        State::Review(review) => (RowState::Review, vec![review.words()]),
        _ => (RowState::Open, Vec::new()),
    };
    Row {
        encounter: None,
        line: None,
        code: None,
        title: String::new(),
        words: Some(reading.text_of(piece).to_owned()),
        at: Some(utf_16(&reading.text, piece.span.clone())),
        candidates: Vec::new(),
        work: None,
        sum: None,
        release: None,
        provisional_for: None,
        state,
        review,
        logged: 0,
    }
}

fn line(
    reading: &Reading,
    value: &ReadingValue,
    at: usize,
    logged: &mut impl Iterator<Item = usize>,
    title: impl Fn(Code) -> String,
) -> Row {
    let quick = &reading.lines[at];
    let code = quick.line.as_ref().map(|line| line.code);
    let value = value.lines.get(at).and_then(Option::as_ref);
    let review: Vec<String> =
        value.map(|(value, _)| value.review().iter().map(ToString::to_string).collect()).unwrap_or_default();
    let words = quick.words.as_ref();
    // Where the services to choose from stand, the words' own message does not say more.
    let candidates = words.map(|words| words.candidates.iter().take(MOST_CANDIDATES).cloned().collect());
    Row {
        encounter: quick.line.is_some().then_some(quick.encounter + 1),
        line: quick.line.as_ref().map(ToString::to_string),
        code,
        title: code.map(title).unwrap_or_default(),
        words: words.and_then(|words| reading.text.get(words.span.clone())).map(ToOwned::to_owned),
        at: words.map(|words| utf_16(&reading.text, words.span.clone())),
        candidates: candidates.unwrap_or_default(),
        work: value.and_then(|(value, _)| value.work()).map(figures::work),
        sum: value.map(|(_, sum)| figures::work(*sum)),
        release: value.and_then(|(value, _)| value.release),
        provisional_for: value.and_then(|(value, _)| value.provisional_for),
        state: if review.is_empty() { RowState::Complete } else { RowState::Review },
        review,
        logged: if quick.line.is_some() { logged.next().unwrap_or(0) } else { 0 },
    }
}
