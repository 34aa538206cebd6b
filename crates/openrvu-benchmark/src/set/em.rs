//! How providers divide their office visits among the levels.

use openrvu_core::Code;
use serde::Serialize;

use super::Figure;
use crate::Share;

/// The two families of office visits with levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EmFamily {
    /// New patients, 99202-99205.
    NewPatient,
    /// Established patients, 99211-99215.
    EstablishedPatient,
}

impl EmFamily {
    /// Both.
    pub const ALL: [Self; 2] = [Self::NewPatient, Self::EstablishedPatient];

    /// The numbers of its codes.
    #[must_use]
    pub const fn numbers(self) -> std::ops::RangeInclusive<u32> {
        match self {
            Self::NewPatient => 99_202..=99_205,
            Self::EstablishedPatient => 99_211..=99_215,
        }
    }

    /// The family of a code, where it has one.
    #[must_use]
    pub fn of(code: Code) -> Option<Self> {
        let number = code.number()?;
        Self::ALL.into_iter().find(|family| family.numbers().contains(&number))
    }

    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NewPatient => "new patients",
            Self::EstablishedPatient => "established patients",
        }
    }
}

/// The levels of a family within a specialty.
///
/// A level that a provider's rows do not show may be one of fewer than eleven patients, which Medicare leaves out: it
/// is missing, not zero. So a level's quartiles are over the providers that show it, and `providers` says how many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EmDistribution {
    /// The family.
    pub family: EmFamily,
    /// Providers with enough visits of the family ([`Method::least_em_services`](super::Method)).
    pub providers: u32,
    /// Every code of the family, in order.
    pub levels: Vec<EmLevel>,
}

/// One level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct EmLevel {
    /// Its code.
    pub code: Code,
    /// Its figures.
    pub figures: Figure<EmFigures>,
}

/// A level's share of the family's visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct EmFigures {
    /// Providers whose rows show the level.
    pub providers: u32,
    /// Its share of all visits of the family's providers taken together.
    pub pooled: Share,
    /// The provider at the 25th percentile of those that show it, by nearest rank.
    pub lower_quartile: Share,
    /// The one at the median.
    pub median: Share,
    /// The one at the 75th percentile.
    pub upper_quartile: Share,
}
