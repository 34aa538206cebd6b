//! Who uses a code: how a year's services divide among specialties.

use crate::Code;

/// Services of codes by specialty, from Medicare's provider-by-service files of one year.
///
/// Rows with fewer than eleven patients are absent from these files, so every count is a lower bound.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Usage {
    /// The calendar year of the services.
    pub year: u16,
    /// Whose services these are, in words: `21 states and territories`.
    pub area: String,
    /// Each code once, in order.
    pub codes: Vec<CodeUsage>,
}

/// The use of one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeUsage {
    /// The code.
    pub code: Code,
    /// Clinicians and organizations that billed it.
    pub providers: u32,
    /// The specialties with the most services, the largest share first; small shares are left out.
    pub shares: Vec<SpecialtyShare>,
}

/// A specialty's part of a code's services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialtyShare {
    /// The specialty as Medicare names it (`provider_type`, `Rndrng_Prvdr_Type`).
    pub specialty: String,
    /// Its services in thousandths of all services of the code, rounded half-up.
    pub permille: u16,
}

impl Usage {
    /// The use of a code, where the files have it.
    #[must_use]
    pub fn of(&self, code: Code) -> Option<&CodeUsage> {
        let at = self.codes.binary_search_by_key(&code, |usage| usage.code).ok()?;
        self.codes.get(at)
    }
}
