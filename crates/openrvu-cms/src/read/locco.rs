//! LOCCO: the counties of each locality.

use openrvu_core::LocalityId;

use super::{FileKind, Input};
use crate::error::{Problem, ReadError};

/// A LOCCO file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoccoFile {
    /// Calendar year, from the title.
    pub year: Option<u16>,
    /// The rows in the order of the file. A locality may have several.
    pub rows: Vec<LoccoRow>,
}

/// A row of LOCCO: what a locality covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoccoRow {
    /// `Medicare Administrative Contractor` and `Locality Number`.
    pub locality: LocalityId,
    /// `State`, its full name in capitals.
    pub state: String,
    /// `Fee Schedule Area`.
    pub area: String,
    /// `Counties`, as one text.
    pub counties: String,
}

/// Reads the file.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn locco(input: Input<'_>) -> Result<LoccoFile, ReadError> {
    Err(ReadError::of_file(input, Problem::NoHeader { kind: FileKind::Locco, expected: "a header" }))
}
