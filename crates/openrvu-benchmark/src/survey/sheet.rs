//! A file that a user holds, as sheets of text cells.

use openrvu_table::{Limits, TableError};

/// What such a file may hold at most.
const LIMITS: Limits =
    Limits { bytes: 5 * 1024 * 1024, rows: 10_000, columns: 200, cells: 500_000, unpacked: 64 * 1024 * 1024 };

/// A sheet of a workbook, or a text as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The sheet's name; empty for a text.
    pub name: String,
    /// Its rows that hold anything.
    pub rows: Vec<SheetRow>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number as a spreadsheet shows it.
    pub number: u32,
    /// Its cells as the spreadsheet shows them, without blanks around.
    pub cells: Vec<String>,
}

/// The sheets of a csv, tabbed text or workbook.
///
/// # Errors
/// [`TableError`] where the file is none of these, is broken, or is past a limit.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, TableError> {
    let tables = openrvu_table::read(bytes, &LIMITS)?;
    let sheets = tables.iter().map(|table| {
        let rows = table.rows().map(|row| {
            let cells = row.cells().map(|cell| cell.trim().to_owned()).collect();
            SheetRow { number: row.number(), cells }
        });
        Sheet { name: table.name().to_owned(), rows: rows.collect() }
    });
    Ok(sheets.collect())
}
