//! Anesthesia base units by code.

use openrvu_core::AnesthesiaBaseUnits;

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

/// Reads the file.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn anesthesia_base(input: Input<'_>) -> Result<AnesthesiaBaseFile, ReadError> {
    Err(ReadError::of_file(input, Problem::NoHeader { kind: FileKind::AnesthesiaBase, expected: "a header" }))
}
