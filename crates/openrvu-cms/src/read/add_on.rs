//! AOC: the NCCI add-on code edits.

use jiff::civil::Date;
use openrvu_core::{AddOnEdit, AddOnType};

use super::row::{Row, decode};
use super::table::{self, Opened};
use super::value::{ColumnProblem, code, date, ordinal_date, unexpected};
use super::{FileKind, Input};
use crate::error::{Problem, ReadError};

/// An NCCI add-on code file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddOnFile {
    /// Year and quarter (1-4), from the sheet's or the file's name (`AOC_V2026Q2`).
    pub version: Option<(u16, u8)>,
    /// The edits in the order of the file.
    pub edits: Vec<AddOnEdit>,
}

const EXPECTED: &str = "AOC_Edit_Type, Add-On_Code, AOC_DelDT, Primary_Code, …";
const COLUMNS: [&str; 8] = [
    "AOC_Edit_Type",
    "Add-On_Code",
    "AOC_DelDT",
    "Primary_Code",
    "Primary_Code_DelDT",
    "AOC_Edit_EffDT",
    "AOC_Edit_DelDT",
    "Special_Instruction_Notes",
];

/// What stands for a primary code that the contractor decides.
const CONTRACTOR_DEFINED: &[u8] = b"CCCCC";

/// Whether a row is the header.
pub(super) fn is_header(fields: &[String]) -> bool {
    ["AOC_EDIT_TYPE", "ADD-ON_CODE", "PRIMARY_CODE"]
        .iter()
        .all(|name| fields.iter().any(|field| field == name))
}

/// Reads an NCCI add-on code file, a workbook or separated text.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn add_on(input: Input<'_>) -> Result<AddOnFile, ReadError> {
    let mut opened = table::open(input, FileKind::AddOn, EXPECTED, is_header)?;
    let places = places(input, &opened)?;
    let mut edits = Vec::new();
    while let Some(row) = opened.table.next_row()? {
        if row.is_blank() || row.is_note() {
            continue;
        }
        let edit = read_row(&row, &places)
            .map_err(|(column, problem)| ReadError::of_column(input, row.number, column, problem))?;
        edits.push(edit);
    }
    if edits.is_empty() {
        return Err(ReadError::of_file(input, Problem::NoRows));
    }
    let version = version_in(opened.table.sheet_name()).or_else(|| version_in(input.name));
    Ok(AddOnFile { version, edits })
}

/// The place of each of [`COLUMNS`].
fn places(input: Input<'_>, opened: &Opened<'_>) -> Result<[usize; COLUMNS.len()], ReadError> {
    let mut places = [0; COLUMNS.len()];
    for (place, name) in places.iter_mut().zip(COLUMNS) {
        *place = opened.require(input, name, |header| header.eq_ignore_ascii_case(name))?;
    }
    Ok(places)
}

fn read_row(row: &Row<'_>, places: &[usize; COLUMNS.len()]) -> Result<AddOnEdit, ColumnProblem> {
    let [kind, add_on, add_on_deleted, primary, primary_deleted, effective, deleted, note] =
        places.map(|place| row.get(place));
    Ok(AddOnEdit {
        kind: match kind {
            b"1" => AddOnType::Listed,
            b"2" => AddOnType::ContractorDefined,
            b"3" => AddOnType::PartlyListed,
            other => return Err((COLUMNS[0], unexpected(other, "1, 2 or 3"))),
        },
        add_on: code(add_on).map_err(|error| (COLUMNS[1], error.into()))?,
        add_on_deleted: optional_day(add_on_deleted, COLUMNS[2])?,
        primary: match primary {
            CONTRACTOR_DEFINED => None,
            text => Some(code(text).map_err(|error| (COLUMNS[3], error.into()))?),
        },
        primary_deleted: optional_day(primary_deleted, COLUMNS[4])?,
        effective_from: day(effective, COLUMNS[5])?,
        deleted: optional_day(deleted, COLUMNS[6])?,
        note: (!note.is_empty()).then(|| decode(note).trim_matches('"').to_owned()),
    })
}

/// Reads a day, which this file writes as the year and the day in it.
fn day(text: &[u8], column: &'static str) -> Result<Date, ColumnProblem> {
    ordinal_date(text)
        .or_else(|| date(text))
        .ok_or_else(|| (column, unexpected(text, "a year and the day in it, YYYYDDD")))
}

fn optional_day(text: &[u8], column: &'static str) -> Result<Option<Date>, ColumnProblem> {
    if text.is_empty() { Ok(None) } else { day(text, column).map(Some) }
}

/// The year and quarter of a name such as `AOC_V2026Q2-MCR`.
fn version_in(name: &str) -> Option<(u16, u8)> {
    name.char_indices().filter(|(_, c)| c.eq_ignore_ascii_case(&'V')).find_map(|(at, _)| {
        let year = name.get(at + 1..at + 5)?.parse().ok().filter(|year| (2000..2100).contains(year))?;
        let quarter = name.get(at + 5..at + 7)?.strip_prefix(['Q', 'q'])?.parse().ok()?;
        (1..=4).contains(&quarter).then_some((year, quarter))
    })
}
