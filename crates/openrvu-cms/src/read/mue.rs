//! MUE: the NCCI medically unlikely edits.

use openrvu_core::Mue;

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

/// Reads the file.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn mue(input: Input<'_>) -> Result<MueFile, ReadError> {
    Err(ReadError::of_file(input, Problem::NoHeader { kind: FileKind::Mue, expected: "a header" }))
}
