//! PFALL, PFREV and the carriers' files: payment amounts by locality.

use openrvu_core::indicator::{MultipleProcedure, PcTc, Status};
use openrvu_core::{Cents, Code, LocalityId, RowModifier};

use super::{FileKind, Input};
use crate::error::{Problem, ReadError};

/// A payment amount file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentFile {
    /// Calendar year, the same in every row.
    pub year: u16,
    /// The rows in the order of the file.
    pub rows: Vec<PaymentRow>,
}

/// A row of a payment amount file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PaymentRow {
    /// `Carrier Number` and `Locality`.
    pub locality: LocalityId,
    /// `HCPCS Code`.
    pub code: Code,
    /// `Modifier`.
    pub modifier: RowModifier,
    /// `Non Facility Fee Schedule Amount`. Not capped, whatever CMS's layout says.
    pub non_facility: Cents,
    /// `Facility Fee Schedule Amount`. Not capped either.
    pub facility: Cents,
    /// `PCTC Indicator`.
    pub pc_tc: PcTc,
    /// `Status Code`.
    pub status: Status,
    /// `Multiple Surgery Indicator`.
    pub multiple_procedure: MultipleProcedure,
    /// `50% Therapy Reduction Amount` outside institutions, or the flat visit fee of a payment model.
    pub therapy_non_institutional: Cents,
    /// `50% Therapy Reduction Amount` in institutions.
    pub therapy_institutional: Cents,
    /// `OPPS Indicator`: 1 where the imaging cap applies, 9 where it does not.
    pub opps_indicator: u8,
    /// `OPPS Non Facility Fee Amount`: the cap itself, not the lesser amount.
    pub opps_non_facility: Cents,
    /// `OPPS Facility Fee Amount`.
    pub opps_facility: Cents,
}

/// Reads the file.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn payment(input: Input<'_>) -> Result<PaymentFile, ReadError> {
    Err(ReadError::of_file(input, Problem::NoHeader { kind: FileKind::Payment, expected: "a header" }))
}
