//! MUE: the NCCI medically unlikely edits.

use openrvu_core::{Mue, MueAdjudication};

use super::row::{Row, decode};
use super::table;
use super::value::{ColumnProblem, Interner, check_unique, code, digits, unexpected};
use super::{FileKind, Input};
use crate::error::{Problem, ReadError};

/// Whose claims a medically unlikely edits file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MueService {
    /// `Practitioner Services MUE Values`.
    Practitioner,
    /// `Outpatient Hospital Services MUE Values`.
    OutpatientHospital,
    /// `DME Supplier Services MUE Values`.
    DmeSupplier,
}

/// An NCCI medically unlikely edits file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MueFile {
    /// Whose claims it is for, from the header.
    pub service: MueService,
    /// The edits in the order of the file, no code twice.
    pub edits: Vec<Mue>,
    /// The distinct texts of `MUE Rationale`; an edit holds its place here.
    pub rationales: Vec<String>,
}

const EXPECTED: &str = "HCPCS/CPT Code, … MUE Values, MUE Adjudication Indicator, MUE Rationale";
const COLUMNS: [&str; 4] = ["HCPCS/CPT Code", "MUE Values", "MUE Adjudication Indicator", "MUE Rationale"];

/// Whether a row is the header.
pub(super) fn is_header(fields: &[String]) -> bool {
    fields.len() >= COLUMNS.len()
        && fields[0].starts_with("HCPCS")
        && fields[1].contains("MUE VALUES")
        && fields[2].contains("ADJUDICATION")
        && fields[3].contains("RATIONALE")
}

/// Reads a file of medically unlikely edits, csv or a workbook.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn mue(input: Input<'_>) -> Result<MueFile, ReadError> {
    let mut opened = table::open(input, FileKind::Mue, EXPECTED, is_header)?;
    let header = &opened.header[1];
    let service = [
        ("PRACTITIONER", MueService::Practitioner),
        ("OUTPATIENT", MueService::OutpatientHospital),
        ("HOSPITAL", MueService::OutpatientHospital),
        ("DME", MueService::DmeSupplier),
    ];
    let service = service.into_iter().find(|(word, _)| header.contains(word)).map(|(_, service)| service);
    let service = service.ok_or_else(|| {
        let expected = "Practitioner, Outpatient Hospital or DME Supplier Services MUE Values";
        let problem = Problem::Header { found: header.clone(), expected };
        ReadError::of_row(input, opened.header_row, problem)
    })?;

    let (mut edits, mut keys) = (Vec::new(), Vec::new());
    let mut rationales = Interner::default();
    while let Some(row) = opened.table.next_row()? {
        if row.is_blank() {
            continue;
        }
        row.expect_columns(COLUMNS.len()).map_err(|problem| ReadError::of_row(input, row.number, problem))?;
        let edit = read_row(&row, &mut rationales)
            .map_err(|(column, problem)| ReadError::of_column(input, row.number, column, problem))?;
        keys.push((edit.code, row.number));
        edits.push(edit);
    }
    if edits.is_empty() {
        return Err(ReadError::of_file(input, Problem::NoRows));
    }
    check_unique(input, keys, |code| format!("code {code}"))?;
    Ok(MueFile { service, edits, rationales: rationales.into_texts() })
}

fn read_row(row: &Row<'_>, rationales: &mut Interner) -> Result<Mue, ColumnProblem> {
    let (units, adjudication) = (row.get(1), row.get(2));
    Ok(Mue {
        code: code(row.get(0)).map_err(|error| (COLUMNS[0], error.into()))?,
        units: digits(units).ok_or_else(|| (COLUMNS[1], unexpected(units, "a whole number of units")))?,
        adjudication: match adjudication {
            [b'1'] | [b'1', b' ', ..] => MueAdjudication::ClaimLine,
            [b'2'] | [b'2', b' ', ..] => MueAdjudication::DayPolicy,
            [b'3'] | [b'3', b' ', ..] => MueAdjudication::DayClinical,
            other => return Err((COLUMNS[2], unexpected(other, "1, 2 or 3 with its meaning"))),
        },
        rationale: rationales.place(&decode(row.get(3))).ok_or_else(|| {
            let most = usize::from(Interner::MOST);
            (COLUMNS[3], Problem::TooMuch { what: "distinct rationales", most })
        })?,
    })
}
