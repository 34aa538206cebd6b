//! Who bills a code.

use openrvu_core::Code;
use serde::Serialize;

use super::Figure;
use crate::{Services, Share};

/// A code's use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeUse {
    /// The code.
    pub code: Code,
    /// Individual providers that bill it.
    pub providers: u32,
    /// Their services.
    pub services: Services,
    /// How much of the national services of the code, organizations' among them, stands in these rows.
    pub coverage: Figure<Share>,
    /// Specialties with enough providers, the largest share first.
    pub specialties: Vec<SpecialtyOfCode>,
}

/// A specialty's part in a code's use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SpecialtyOfCode {
    /// The specialty's name.
    pub specialty: String,
    /// Its providers that bill the code.
    pub providers: u32,
    /// Their services.
    pub services: Services,
    /// Its share of the code's services by individual providers.
    pub share: Share,
    /// Services of the provider at the median of those that bill it, by nearest rank.
    pub median_services: Services,
}

impl CodeUse {
    /// The share of its services that specialties with too few providers have.
    #[must_use]
    pub fn other_share(&self) -> Option<Share> {
        let listed: u64 = self.specialties.iter().map(|part| part.services.get()).sum();
        Share::of(self.services.get().saturating_sub(listed).into(), self.services.get().into())
    }
}

impl SpecialtyOfCode {
    /// The order of the list: the most services first.
    pub(crate) fn by_services(&self, other: &Self) -> std::cmp::Ordering {
        other.services.cmp(&self.services).then_with(|| self.specialty.cmp(&other.specialty))
    }
}
