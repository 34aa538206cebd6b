//! AOC: the NCCI add-on code edits.

use openrvu_core::AddOnEdit;

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

/// Reads the file.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn add_on(input: Input<'_>) -> Result<AddOnFile, ReadError> {
    Err(ReadError::of_file(input, Problem::NoHeader { kind: FileKind::AddOn, expected: "a header" }))
}
