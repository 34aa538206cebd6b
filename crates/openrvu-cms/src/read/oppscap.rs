//! OPPSCAP: the cap on the technical part of imaging, by locality.

use openrvu_core::indicator::Status;
use openrvu_core::{Cents, Code, LocalityId, RowModifier};

use super::{FileKind, Input, Layout};
use crate::error::{Problem, ReadError};

/// An OPPSCAP file.
///
/// CMS does not always recompute this file with PPRRVU: it is a cross-check, not the source of the cap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OppsCapFile {
    /// The form it was read from.
    pub layout: Layout,
    /// The rows in the order of the file.
    pub rows: Vec<OppsCapRow>,
}

/// A row of OPPSCAP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OppsCapRow {
    /// `HCPCS`.
    pub code: Code,
    /// `MOD`.
    pub modifier: RowModifier,
    /// `PROCSTAT`.
    pub status: Status,
    /// `CARRIER` and `LOCALITY`.
    pub locality: LocalityId,
    /// `FACILITY PRICE`.
    pub facility: Cents,
    /// `NON-FACILTY PRICE` (CMS's spelling).
    pub non_facility: Cents,
}

/// Reads the file.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn oppscap(input: Input<'_>) -> Result<OppsCapFile, ReadError> {
    Err(ReadError::of_file(input, Problem::NoHeader { kind: FileKind::OppsCap, expected: "a header" }))
}
