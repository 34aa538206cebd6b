//! GPCI: the geographic practice cost indices of each locality.

use openrvu_core::Locality;

use super::{FileKind, Input, Layout};
use crate::error::{Problem, ReadError};

/// A GPCI file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GpciFile {
    /// The form it was read from.
    pub layout: Layout,
    /// Calendar year, from the header.
    pub year: u16,
    /// The localities in the order of the file, each once; without counties and anesthesia factors.
    pub localities: Vec<Locality>,
}

/// Reads the file.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn gpci(input: Input<'_>) -> Result<GpciFile, ReadError> {
    Err(ReadError::of_file(input, Problem::NoHeader { kind: FileKind::Gpci, expected: "a header" }))
}
