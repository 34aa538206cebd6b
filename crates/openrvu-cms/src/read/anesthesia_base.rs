//! Anesthesia base units by code.

use openrvu_core::AnesthesiaBaseUnits;

use super::table;
use super::value::{check_unique, code, digits, unexpected, year_in};
use super::{FileKind, Input};
use crate::error::{Problem, ReadError};

/// An anesthesia base units file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnesthesiaBaseFile {
    /// Calendar year, from the header.
    pub year: u16,
    /// The rows in the order of the file, no code twice.
    pub rows: Vec<AnesthesiaBaseUnits>,
}

const EXPECTED: &str = "CODE and a year, with BASE UNIT below the year";
const CODE: &str = "CODE";
const UNITS: &str = "BASE UNIT";
const COLUMNS: usize = 2;

/// Whether a row is the first line of the header: `CODE` and the year.
pub(super) fn is_header(fields: &[String]) -> bool {
    let columns = fields.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1);
    columns == COLUMNS && fields[0] == CODE && year_in(&fields[1]).is_some()
}

/// Reads an anesthesia base units file, a workbook or csv.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn anesthesia_base(input: Input<'_>) -> Result<AnesthesiaBaseFile, ReadError> {
    let mut opened = table::open(input, FileKind::AnesthesiaBase, EXPECTED, is_header)?;
    let year = opened.header.get(1).and_then(|header| year_in(header)).unwrap_or_default();
    let (mut rows, mut keys) = (Vec::new(), Vec::new());
    while let Some(row) = opened.table.next_row()? {
        // The header's other lines stand above the units only.
        if row.is_blank() || (rows.is_empty() && row.get(0).is_empty()) || row.is_note() {
            continue;
        }
        row.expect_columns(COLUMNS).map_err(|problem| ReadError::of_row(input, row.number, problem))?;
        let at =
            |column: &'static str, problem: Problem| ReadError::of_column(input, row.number, column, problem);
        let code = code(row.get(0)).map_err(|error| at(CODE, error.into()))?;
        if !code.is_anesthesia() {
            return Err(at(CODE, unexpected(row.get(0), "an anesthesia code, 00100-01999")));
        }
        let units =
            digits(row.get(1)).and_then(|units| u8::try_from(units).ok()).filter(|&units| units <= 50);
        let units =
            units.ok_or_else(|| at(UNITS, unexpected(row.get(1), "a whole number of units, 0-50")))?;
        keys.push((code, row.number));
        rows.push(AnesthesiaBaseUnits { code, units });
    }
    if rows.is_empty() {
        return Err(ReadError::of_file(input, Problem::NoRows));
    }
    check_unique(input, keys, |code| format!("code {code}"))?;
    Ok(AnesthesiaBaseFile { year, rows })
}
