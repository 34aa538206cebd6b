//! ZIP5: the carrier locality in which a ZIP code is priced.

use openrvu_core::ZipLocality;

use super::{FileKind, Input};
use crate::error::{Problem, ReadError};

/// A ZIP code to carrier locality file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZipLocalityFile {
    /// Year of `Year/Quarter`.
    pub year: u16,
    /// Quarter of `Year/Quarter`, 1-4.
    pub quarter: u8,
    /// The rows in the order of the file; no ZIP code twice.
    pub rows: Vec<ZipLocality>,
}

/// Reads the file.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn zip_locality(input: Input<'_>) -> Result<ZipLocalityFile, ReadError> {
    Err(ReadError::of_file(input, Problem::NoHeader { kind: FileKind::ZipLocality, expected: "a header" }))
}
