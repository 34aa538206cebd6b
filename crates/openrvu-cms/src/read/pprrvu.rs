//! PPRRVU: the relative values and policy indicators of every code.

use jiff::civil::Date;
use openrvu_core::{ConversionFactor, FeeRow, ReleaseLetter};

use super::{FileKind, Input, Layout};
use crate::error::{Problem, ReadError};

/// A PPRRVU file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PprrvuFile {
    /// The form it was read from.
    pub layout: Layout,
    /// 31 columns until 2025, 32 since 2026, which added `PRIC IND`. A fixed-width file has no header and
    /// counts as 32 where the position of `PRIC IND` is filled.
    pub columns: u8,
    /// Year of the title line; fixed-width files have none.
    pub title_year: Option<u16>,
    /// Release named in the title line. A corrected January release has January's title.
    pub title_letter: Option<ReleaseLetter>,
    /// `RELEASED mm/dd/yyyy`.
    pub released: Option<Date>,
    /// `CONV FACTOR`, the same in every row.
    pub conversion_factor: ConversionFactor,
    /// The rows in the order of the file; no code and modifier twice.
    pub rows: Vec<FeeRow>,
    /// `DESCRIPTION` of each row, where the caller asked for them. They belong to the AMA and the ADA.
    pub descriptions: Option<Vec<String>>,
}

/// Reads a PPRRVU file in any form.
///
/// # Errors
/// [`ReadError`] for whatever departs from the layout: a column missing or too many, a value CMS does not
/// define, a total that does not add up, a code and modifier that occur twice, two conversion factors.
pub fn pprrvu(input: Input<'_>, keep_descriptions: bool) -> Result<PprrvuFile, ReadError> {
    let _ = keep_descriptions;
    Err(ReadError::of_file(input, Problem::NoHeader { kind: FileKind::Pprrvu, expected: "HCPCS,MOD,DESCRIPTION" }))
}
