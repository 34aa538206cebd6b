//! PTP: the NCCI procedure-to-procedure edits.

use openrvu_core::{PtpEdit, PtpModifierIndicator};

use super::row::{Row, decode};
use super::table;
use super::value::{ColumnProblem, Interner, code, date, unexpected};
use super::{FileKind, Input};
use crate::error::{Problem, ReadError};

/// A part of an NCCI procedure-to-procedure table. CMS divides each table into several files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PtpFile {
    /// The edits in the order of the file.
    pub edits: Vec<PtpEdit>,
    /// The distinct texts of `PTP Edit Rationale`; an edit holds its place here.
    pub rationales: Vec<String>,
}

const EXPECTED: &str =
    "Column 1, Column 2, *=in existence, Effective, Deletion, Modifier, PTP Edit Rationale";
const COLUMNS: [&str; 7] = [
    "Column 1",
    "Column 2",
    "*=in existence prior to 1996",
    "Effective Date",
    "Deletion Date",
    "Modifier",
    "PTP Edit Rationale",
];

/// Whether a row is the first line of the header. Its blanks differ from file to file.
pub(super) fn is_header(fields: &[String]) -> bool {
    let names = ["COLUMN1", "COLUMN2", "=INEXISTENCE", "EFFECTIVE", "DELETION", "MODIFIER"];
    fields.len() >= COLUMNS.len()
        && fields.iter().zip(names).all(|(field, name)| field.replace(' ', "").starts_with(name))
}

/// Reads a file of procedure-to-procedure edits, tab-separated text or a workbook.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn ptp(input: Input<'_>) -> Result<PtpFile, ReadError> {
    let mut opened = table::open(input, FileKind::Ptp, EXPECTED, is_header)?;
    let mut edits = Vec::new();
    let mut rationales = Interner::default();
    while let Some(row) = opened.table.next_row()? {
        // The header's other lines leave the first column blank.
        if row.is_blank() || (edits.is_empty() && row.get(0).is_empty()) {
            continue;
        }
        row.expect_columns(COLUMNS.len()).map_err(|problem| ReadError::of_row(input, row.number, problem))?;
        let edit = read_row(&row, &mut rationales)
            .map_err(|(column, problem)| ReadError::of_column(input, row.number, column, problem))?;
        edits.push(edit);
    }
    if edits.is_empty() {
        return Err(ReadError::of_file(input, Problem::NoRows));
    }
    Ok(PtpFile { edits, rationales: rationales.into_texts() })
}

fn read_row(row: &Row<'_>, rationales: &mut Interner) -> Result<PtpEdit, ColumnProblem> {
    let [column_1, column_2, existing, effective, deleted, modifier, rationale] =
        std::array::from_fn(|column| row.get(column));
    let day = |text: &[u8], column: &'static str| {
        date(text).ok_or_else(|| (column, unexpected(text, "a day, YYYYMMDD")))
    };
    Ok(PtpEdit {
        column_1: code(column_1).map_err(|error| (COLUMNS[0], error.into()))?,
        column_2: code(column_2).map_err(|error| (COLUMNS[1], error.into()))?,
        before_1996: match existing {
            [] => false,
            b"*" => true,
            other => return Err((COLUMNS[2], unexpected(other, "blank or *"))),
        },
        effective_from: day(effective, COLUMNS[3])?,
        deleted: match deleted {
            [] | b"*" => None,
            text => Some(day(text, COLUMNS[4])?),
        },
        modifier: match modifier {
            b"0" => PtpModifierIndicator::NotAllowed,
            b"1" => PtpModifierIndicator::Allowed,
            b"9" => PtpModifierIndicator::NotApplicable,
            other => return Err((COLUMNS[5], unexpected(other, "0, 1 or 9"))),
        },
        rationale: rationales.place(&decode(rationale)).ok_or_else(|| {
            let most = usize::from(Interner::MOST);
            (COLUMNS[6], Problem::TooMuch { what: "distinct rationales", most })
        })?,
    })
}
