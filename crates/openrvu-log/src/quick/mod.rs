//! Quick entry: one string, typed as fast as one can, read as lines of encounters.
//!
//! `99213524364451932` reads as 99213-52, 43644-51, and the beginning of a code. Codes and modifiers may follow each
//! other without a mark between them; the fee schedule decides where one ends. Blanks, commas and `+` part what could
//! run together; `;`, `#` and a new line begin a new encounter; `-` and its like say that a modifier follows; `x3` or
//! `*3` are units, `@90` minutes, `=150` a charge. Words are looked up by the caller's search.
//!
//! Nothing is dropped: every byte of the text belongs to a [`Piece`], and what is not understood says why.

mod book;
mod parse;
mod phrase;
mod reading;
mod report;
mod run;
mod scan;
mod value;

pub use book::{Book, Candidate, Found, ScheduleBook};
pub use reading::{Choice, Piece, PieceKind, QuickLine, Reading, Review, State, Words};
pub use report::{OtherReading, Report, Row, RowState};
pub use value::{Circumstances, ReadingValue, value_reading};

/// Most characters that are read.
pub const MOST_CHARACTERS: usize = 2_000;
/// Most lines that are read.
pub const MOST_LINES: usize = 200;

/// Reads a text. Any text has a reading.
///
/// With `apart`, every line is an encounter of its own.
#[must_use]
pub fn read(text: &str, book: &dyn Book, apart: bool) -> Reading {
    parse::Parser::new(text, book, apart).read()
}

#[cfg(test)]
mod tests;
