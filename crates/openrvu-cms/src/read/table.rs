//! A file as rows of fields: text or workbook, opened at its header.

use super::detect::{Container, container};
use super::row::{Row, normal};
use super::text::Delimited;
use super::workbook::{self, Sheet};
use super::{FileKind, Input, Layout, limits};
use crate::error::{Problem, ReadError};

/// In how many rows from the top a header is looked for.
pub(super) const HEADER_WITHIN: usize = 60;

/// The rows of a file.
pub(super) enum Table<'a> {
    Text(Delimited<'a>),
    Workbook { sheet: Sheet, next: usize },
}

impl Table<'_> {
    /// The next row, or `None` after the last.
    #[inline]
    pub(super) fn next_row(&mut self) -> Result<Option<Row<'_>>, ReadError> {
        match self {
            Self::Text(rows) => rows.next_row(),
            Self::Workbook { sheet, next } => {
                *next += 1;
                Ok(sheet.row(*next - 1))
            }
        }
    }

    /// The form of the file.
    pub(super) fn layout(&self) -> Layout {
        match self {
            Self::Text(_) => Layout::Csv,
            Self::Workbook { .. } => Layout::Xlsx,
        }
    }

    /// The name of the sheet; a text has none.
    pub(super) fn sheet_name(&self) -> &str {
        match self {
            Self::Text(_) => "",
            Self::Workbook { sheet, .. } => sheet.name(),
        }
    }
}

/// A table whose header has been read: the next row is the one below it.
pub(super) struct Opened<'a> {
    pub(super) table: Table<'a>,
    /// The rows above the header, made comparable.
    pub(super) preamble: Vec<Vec<String>>,
    /// The header, made comparable.
    pub(super) header: Vec<String>,
    /// The number of the header's row.
    pub(super) header_row: u32,
}

impl Opened<'_> {
    /// The place of the one column whose header is as wanted.
    pub(super) fn column(&self, is_wanted: impl Fn(&str) -> bool) -> Option<usize> {
        self.header.iter().position(|name| is_wanted(name))
    }

    /// The place of a column that the layout requires.
    ///
    /// # Errors
    /// [`Problem::Header`] where no column has such a header.
    pub(super) fn require(
        &self,
        input: Input<'_>,
        name: &'static str,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Result<usize, ReadError> {
        self.column(is_wanted).ok_or_else(|| {
            let problem = Problem::Header { found: self.header.join(", "), expected: name };
            ReadError::of_row(input, self.header_row, problem)
        })
    }

    /// Every text of the rows above the header and of the header itself.
    pub(super) fn head_texts(&self) -> impl Iterator<Item = &str> {
        self.preamble.iter().flatten().chain(&self.header).map(String::as_str)
    }
}

/// Opens a text or a workbook and reads down to the header, in the first sheet that has one.
///
/// `is_header` sees each of the first rows with its fields made comparable.
///
/// # Errors
/// [`ReadError`] where the file is none that can hold a table, or has no such header.
pub(super) fn open<'a>(
    input: Input<'a>,
    kind: FileKind,
    expected: &'static str,
    is_header: impl Fn(&[String]) -> bool,
) -> Result<Opened<'a>, ReadError> {
    let tables: Vec<Table<'a>> = match container(input) {
        Container::NotData(what) => return Err(ReadError::of_file(input, Problem::NotData(what))),
        Container::Text => vec![Table::Text(Delimited::new(input))],
        Container::Workbook => workbook::sheets(input, limits::ROWS)?
            .into_iter()
            .map(|sheet| Table::Workbook { sheet, next: 0 })
            .collect(),
    };
    for mut table in tables {
        let mut preamble = Vec::new();
        while preamble.len() < HEADER_WITHIN {
            let Some(row) = table.next_row()? else { break };
            let fields: Vec<String> = row.fields().map(normal).collect();
            let header_row = row.number;
            if is_header(&fields) {
                return Ok(Opened { table, preamble, header: fields, header_row });
            }
            preamble.push(fields);
        }
    }
    Err(ReadError::of_file(input, Problem::NoHeader { kind, expected }))
}
