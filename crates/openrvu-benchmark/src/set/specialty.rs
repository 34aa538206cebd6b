//! What a set says of one specialty.

use openrvu_core::Code;
use serde::Serialize;

use super::{BiasCount, EmDistribution, EmFamily, Figure};
use crate::{Distribution, Services, Share, WorkRvus};

/// A specialty: the whole area, its states, the codes that make it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Specialty {
    /// The end of its address.
    pub slug: String,
    /// The name that Medicare gives it (`Rndrng_Prvdr_Type`).
    pub name: String,
    /// Individual providers in the files, also those below the floor.
    pub providers: u32,
    /// Services of all of them that a work RVU values.
    pub services: Services,
    /// Their work RVUs.
    pub work: WorkRvus,
    /// The whole area.
    pub whole: Cell,
    /// States with enough providers, by their abbreviations.
    pub states: Vec<StateCell>,
    /// The codes that make up its work, the largest share first; those that too few of it bill are left out.
    pub codes: Vec<CodeOfSpecialty>,
    /// What the amounts tell of modifiers, where there are amounts.
    pub biases: Vec<BiasCount>,
}

/// The distributions of a group of providers, all of whom reach the floor of services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Services of a year. `services.n` is the number of providers.
    pub services: Distribution<Services>,
    /// Medicare work RVUs of a year, of the same providers.
    pub work: Distribution<WorkRvus>,
    /// Work RVUs per beneficiary-day, where a day is counted once for each code (`Tot_Bene_Day_Srvcs`).
    pub work_per_day: Figure<Distribution<WorkRvus>>,
    /// Office visits by level; a family that too few bill is left out.
    pub em: Vec<EmDistribution>,
    /// How much of the providers' services the rows show.
    pub coverage: Figure<Coverage>,
}

/// The cell of a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StateCell {
    /// Postal abbreviation.
    pub state: String,
    /// Its distributions.
    #[serde(flatten)]
    pub cell: Cell,
}

/// How much of the services that the file by provider counts stands in the rows, which lack those of few patients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Providers with a total.
    pub providers: u32,
    /// Services in rows, of the totals of these providers.
    pub pooled: Share,
    /// The provider at the median, by nearest rank.
    pub median: Share,
}

/// A code's part in a specialty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CodeOfSpecialty {
    /// The code.
    pub code: Code,
    /// Providers of the specialty that bill it.
    pub providers: u32,
    /// Their services.
    pub services: Services,
    /// Their work RVUs; zero also where the release has no work RVU for the code.
    pub work: WorkRvus,
    /// Its share of the specialty's work.
    pub work_share: Share,
    /// Services of the provider at the median of those that bill it, by nearest rank.
    pub median_services: Services,
}

impl Specialty {
    /// A state's cell.
    #[must_use]
    pub fn state(&self, state: &str) -> Option<&Cell> {
        self.states.iter().find(|cell| cell.state == state).map(|cell| &cell.cell)
    }

    /// A code's part in it.
    #[must_use]
    pub fn code(&self, code: Code) -> Option<&CodeOfSpecialty> {
        self.codes.iter().find(|of_specialty| of_specialty.code == code)
    }

    /// The share of its work that stands in codes which too few of it bill.
    #[must_use]
    pub fn other_work_share(&self) -> Option<Share> {
        let listed: u64 = self.codes.iter().map(|code| code.work.get()).sum();
        Share::of(u128::from(self.work.get().saturating_sub(listed)), u128::from(self.work.get()))
    }
}

impl Cell {
    /// Providers in it.
    #[must_use]
    pub const fn providers(&self) -> u32 {
        self.work.n
    }

    /// The levels of a family.
    #[must_use]
    pub fn em_of(&self, family: EmFamily) -> Option<&EmDistribution> {
        self.em.iter().find(|em| em.family == family)
    }
}

impl CodeOfSpecialty {
    /// The order of the list: the most work first.
    pub(crate) fn by_work(&self, other: &Self) -> std::cmp::Ordering {
        let most = other.work.cmp(&self.work).then(other.services.cmp(&self.services));
        most.then(self.code.cmp(&other.code))
    }
}
