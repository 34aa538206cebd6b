//! PTP: the NCCI procedure-to-procedure edits.

use openrvu_core::PtpEdit;

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

/// Reads the file.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn ptp(input: Input<'_>) -> Result<PtpFile, ReadError> {
    Err(ReadError::of_file(input, Problem::NoHeader { kind: FileKind::Ptp, expected: "a header" }))
}
