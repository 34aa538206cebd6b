//! What can be wrong with a table, where, and what to do about it.

use std::fmt;

/// A file that is no table that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableError {
    /// The row as an editor or a spreadsheet numbers it; none where the whole file is meant.
    pub row: Option<u32>,
    /// What was wrong.
    pub problem: Problem,
}

/// What was wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A kind of file that is no table.
    #[error("this is {0}, not a table")]
    NotATable(&'static str),
    /// Past a limit.
    #[error("more than {most} {what}")]
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        most: usize,
    },
    /// The workbook could not be opened.
    #[error("the workbook cannot be opened: {0}")]
    Workbook(String),
    /// A quoted cell is never closed.
    #[error("a quotation mark is opened here and never closed")]
    OpenQuote,
}

impl Problem {
    /// What the reader of the message can do, in a sentence.
    #[must_use]
    pub const fn advice(&self) -> &'static str {
        match self {
            Self::Empty => "Choose the file again.",
            Self::NotATable(_) => "Save the table as .csv or .xlsx and give that.",
            Self::TooMuch { .. } => "Divide the file, by month for instance, and give the parts one by one.",
            Self::Workbook(_) => "Save it again as .xlsx or .csv and give that.",
            Self::OpenQuote => "Close the quotation mark, or take it out.",
        }
    }
}

impl TableError {
    /// A problem with the file as a whole.
    #[must_use]
    pub const fn of_file(problem: Problem) -> Self {
        Self { row: None, problem }
    }

    /// A problem that begins in a row.
    #[must_use]
    pub const fn of_row(row: u32, problem: Problem) -> Self {
        Self { row: Some(row), problem }
    }
}

impl From<Problem> for TableError {
    fn from(problem: Problem) -> Self {
        Self::of_file(problem)
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(row) = self.row {
            write!(f, "Row {row}: ")?;
        }
        write!(f, "{}. {}", self.problem, self.problem.advice())
    }
}

// The message already holds the problem's, so there is no source to add.
impl std::error::Error for TableError {}
