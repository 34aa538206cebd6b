//! A row in 32 bytes: what of it is kept until all rows are read.

use openrvu_cms::read::PlaceOfRow;
use openrvu_core::Code;
use serde::{Deserialize, Serialize};

/// A row of an individual or an organization, as it is kept.
///
/// Specialties are numbers of [`Specialties`](super::specialties::Specialties), codes places in
/// [`Values`](super::value::Values).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    /// National Provider Identifier.
    pub(super) npi: u32,
    /// Code and place of service, packed: the order of numbers is that of codes, then places.
    pub(super) code_place: CodePlace,
    /// In hundredths.
    pub(super) services: u64,
    /// The line, counted over all files.
    pub(super) line: u32,
    /// Beneficiary-days, or [`NO_DAYS`].
    pub(super) days: u32,
    pub(super) specialty: u16,
    /// The two letters, or zeros.
    pub(super) state: [u8; 2],
    /// The code's place in the values, or [`NO_VALUE`].
    pub(super) value: u16,
    /// What the work RVU is multiplied by, in thousandths, and [`USED`] or [`ORGANIZATION`].
    pub(super) weight: u16,
}

/// The file does not count days.
pub(super) const NO_DAYS: u32 = u32::MAX;
/// The release has no row of the code.
pub(super) const NO_VALUE: u16 = u16::MAX;
/// Set in [`Record::weight`] where the row counts.
pub(super) const USED: u16 = 0x8000;
/// Set in [`Record::weight`] where an organization billed.
pub(super) const ORGANIZATION: u16 = 0x4000;

impl Record {
    /// The order that brings together what belongs to a provider and, in it, to a code.
    pub(super) fn key(&self) -> u64 {
        (u64::from(self.npi) << 32) | u64::from(self.code_place.0)
    }

    pub(super) fn is_used(&self) -> bool {
        self.weight & USED != 0
    }

    pub(super) fn is_organization(&self) -> bool {
        self.weight & ORGANIZATION != 0
    }

    /// Thousandths that the work RVU is multiplied by.
    pub(super) fn thousandths(&self) -> u64 {
        u64::from(self.weight & !(USED | ORGANIZATION))
    }
}

/// A code, six bits a sign, and two bits for the place of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct CodePlace(u32);

/// The first sign that a code may have.
const FIRST: u8 = b'0';

impl CodePlace {
    pub(super) fn new(code: Code, place: Option<PlaceOfRow>) -> Self {
        let signs = code.as_str().bytes().fold(0, |packed, sign| {
            // Signs are digits and capital letters: 43 of them from '0' to 'Z'.
            (packed << 6) | u32::from(sign.saturating_sub(FIRST) & 0x3F)
        });
        let place = match place {
            Some(PlaceOfRow::Facility) => 0,
            Some(PlaceOfRow::Office) => 1,
            None => 2,
        };
        Self((signs << 2) | place)
    }

    /// The code alone, packed.
    pub(super) fn packed_code(self) -> u32 {
        self.0 >> 2
    }

    /// The place of service as an index of three: facility, office, not told.
    pub(super) fn place(self) -> usize {
        (self.0 & 3) as usize
    }
}

/// The code behind [`CodePlace::packed_code`].
pub(super) fn unpack(packed: u32) -> Option<Code> {
    let sign = |at: u32| u8::try_from((packed >> (6 * (4 - at))) & 0x3F).unwrap_or_default() + FIRST;
    Code::from_bytes(&[sign(0), sign(1), sign(2), sign(3), sign(4)]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_packed_in_their_order_and_back() {
        let codes = ["00100", "0001F", "0002M", "99213", "A0425", "GXXX1", "Z9999"];
        let packed: Vec<CodePlace> =
            codes.iter().map(|code| CodePlace::new(code.parse().unwrap(), None)).collect();
        for (code, packed) in codes.iter().zip(&packed) {
            assert_eq!(unpack(packed.packed_code()).unwrap().as_str(), *code);
            assert_eq!(packed.place(), 2);
        }
        assert!(packed[3..].is_sorted());
    }

    #[test]
    fn a_row_takes_32_bytes() {
        assert_eq!(size_of::<Record>(), 32);
    }
}
