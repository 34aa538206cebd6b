//! Workbooks: the cells of each sheet as text, as the spreadsheet shows them.

use openrvu_table::{Limits, Table, workbook};

use super::row::Row;
use super::{Input, limits};
use crate::error::{Problem, ReadError};

/// What no workbook of CMS exceeds.
const LIMITS: Limits = Limits {
    bytes: limits::INFLATED,
    rows: limits::ROWS,
    columns: limits::COLUMNS,
    cells: limits::CELLS,
    unpacked: limits::INFLATED,
};

/// A sheet: its name and its rows that hold anything.
#[derive(Debug)]
pub(super) struct Sheet(Table);

impl Sheet {
    pub(super) fn name(&self) -> &str {
        self.0.name()
    }

    /// The row at a place among those that hold anything.
    pub(super) fn row(&self, index: usize) -> Option<Row<'_>> {
        let row = self.0.row(index)?;
        let (text, bounds) = row.parts();
        Some(Row::new(row.number(), text.as_bytes(), bounds))
    }
}

/// Reads every sheet, or no more than the first `rows` rows of each.
///
/// # Errors
/// [`Problem::Workbook`] where it is no workbook or a broken one, [`Problem::TooMuch`] past a limit.
pub(super) fn sheets(input: Input<'_>, rows: usize) -> Result<Vec<Sheet>, ReadError> {
    let sheets = workbook::sheets(input.bytes, rows, &LIMITS);
    sheets.map(|sheets| sheets.into_iter().map(Sheet).collect()).map_err(|problem| {
        let problem = match problem {
            openrvu_table::Problem::TooMuch { what, most } => Problem::TooMuch { what, most },
            openrvu_table::Problem::Workbook(message) => Problem::Workbook(message),
            other => Problem::Workbook(other.to_string()),
        };
        ReadError::of_file(input, problem)
    })
}
