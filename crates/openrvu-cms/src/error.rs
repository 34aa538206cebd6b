//! What can be wrong with a CMS file, where, and what to do about it.

use std::fmt;

use openrvu_core::{CodeError, DecimalError, LocalityError};

use crate::read::{FileKind, Input, NotData};

/// A file that could not be read: which one, where in it, what was wrong and what to do.
///
/// Shown as `GPCI2026.csv, row 14, column 2026 PE GPCI: "1.O93" is not a number. …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// The file's name as it was given.
    pub file: String,
    /// The row as an editor or a spreadsheet numbers it: the first line of the file is 1.
    pub row: Option<u32>,
    /// The column's name as CMS's layout has it.
    pub column: Option<&'static str>,
    /// What was wrong.
    pub problem: Box<Problem>,
}

/// What was wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The file is of a kind that holds no data to read.
    #[error("this is {0}")]
    NotData(NotData),
    /// The header that tells the file's kind is missing.
    #[error("no {kind} header was found: expected {expected}")]
    NoHeader {
        /// The kind that was asked for.
        kind: FileKind,
        /// What the header looks like.
        expected: &'static str,
    },
    /// The header names another column than the layout has there.
    #[error("the header reads {found:?} where the layout has {expected:?}")]
    Header {
        /// The header's text, its lines joined by blanks.
        found: String,
        /// The layout's.
        expected: &'static str,
    },
    /// A row has another number of columns than the layout.
    #[error("the row has {found} columns, and the layout has {expected}")]
    Columns {
        /// How many the row has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// A line of a fixed-width file ends too early.
    #[error("the line has {found} characters, and the layout needs {expected}")]
    ShortLine {
        /// How many the line has.
        found: usize,
        /// How many it should have at least.
        expected: usize,
    },
    /// The file holds no row of data.
    #[error("the file has no rows of data")]
    NoRows,
    /// A number is missing or is not one.
    #[error(transparent)]
    Number(#[from] DecimalError),
    /// A procedure code is not one.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// A contractor or locality number is not one.
    #[error(transparent)]
    Locality(#[from] LocalityError),
    /// A value is none of those that CMS defines for the column.
    #[error("{}", describe_value(found, expected))]
    Value {
        /// What the column holds.
        found: String,
        /// What it should hold, in words.
        expected: String,
    },
    /// A printed total is not the sum of its parts.
    #[error("the printed total {printed} is not work, practice expense and malpractice together, {computed}")]
    Total {
        /// What the file prints.
        printed: String,
        /// What the parts add up to.
        computed: String,
    },
    /// A value that should be the same in the whole file is not.
    #[error("the {what} is {found} here and {first} before")]
    Mixed {
        /// What should be the same.
        what: &'static str,
        /// The value of the rows before.
        first: String,
        /// The value of this row.
        found: String,
    },
    /// Two rows have the same key.
    #[error("{key} occurs a second time; it was first in row {first_row}")]
    Duplicate {
        /// The key, in words.
        key: String,
        /// Where it was first.
        first_row: u32,
    },
    /// The file has another number of localities than the country.
    #[error("{found} localities, expected {expected} in {year}")]
    LocalityCount {
        /// How many the file has.
        found: usize,
        /// How many Medicare had that year.
        expected: usize,
        /// The file's year.
        year: u16,
    },
    /// A number is outside what the column can hold.
    #[error("{found} is not between {least} and {most}")]
    Range {
        /// What the column holds.
        found: String,
        /// The least believable value.
        least: &'static str,
        /// The greatest believable value.
        most: &'static str,
    },
    /// The file is larger than any that CMS publishes.
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
    /// A quoted field is never closed.
    #[error("a quotation mark is never closed")]
    OpenQuote,
}

fn describe_value(found: &str, expected: &str) -> String {
    match found {
        "" => format!("the field is blank; expected {expected}"),
        _ => format!("{found:?} is not {expected}"),
    }
}

impl Problem {
    /// What the reader of the message can do, in a sentence.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NotData(not_data) => not_data.advice(),
            Self::NoHeader { .. } => "Give the file as CMS publishes it, with its header.",
            Self::Header { .. } => {
                "The layout may be newer than this version of OpenRVU: give CMS's own file, or report it."
            }
            Self::Columns { .. } | Self::ShortLine { .. } | Self::OpenQuote => {
                "The file was cut or edited: download it again from CMS."
            }
            Self::NoRows => "Download the file again from CMS.",
            Self::Number(_) | Self::Code(_) | Self::Locality(_) => {
                "Compare the row with CMS's own file; a spreadsheet may have changed it."
            }
            Self::Value { .. } => "Compare the row with the record layout that CMS ships with the file.",
            Self::Total { .. } => "A figure of the row was changed: download the file again from CMS.",
            Self::Mixed { .. } => "Rows of two files were put together: give each file by itself.",
            Self::Duplicate { .. } => "Rows were repeated or two files put together: give CMS's own file.",
            Self::LocalityCount { .. } => {
                "This is not the complete file of CMS: download it again from cms.gov."
            }
            Self::Range { .. } => "The value cannot be right: compare it with CMS's own file.",
            Self::TooMuch { .. } => "No CMS file of this kind is so large: check what was given.",
            Self::Workbook(_) => "Save it again as .xlsx, or give the .csv or .txt of the same release.",
        }
    }
}

impl ReadError {
    /// A problem with the file as a whole.
    #[must_use]
    pub fn of_file(input: Input<'_>, problem: Problem) -> Self {
        Self { file: input.name.to_owned(), row: None, column: None, problem: Box::new(problem) }
    }

    /// A problem with a row.
    #[must_use]
    pub fn of_row(input: Input<'_>, row: u32, problem: Problem) -> Self {
        Self { row: Some(row), ..Self::of_file(input, problem) }
    }

    /// A problem with a column of a row.
    #[must_use]
    pub fn of_column(input: Input<'_>, row: u32, column: &'static str, problem: impl Into<Problem>) -> Self {
        Self { column: Some(column), ..Self::of_row(input, row, problem.into()) }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = self.column {
            write!(f, ", column {column}")?;
        }
        write!(f, ": {}. {}", self.problem, self.problem.advice())
    }
}

// The message already holds the problem's, so there is no source to add.
impl std::error::Error for ReadError {}
