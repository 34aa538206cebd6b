//! How a set was made: files, definitions, what became of the rows, what the amounts tell of modifiers.

use openrvu_core::{Factor, ReleaseId, SourceFile};
use serde::{Deserialize, Serialize};

use crate::{Services, Share};

/// Providers that a figure needs behind it, as few as Medicare itself shows patients.
pub const LEAST_PROVIDERS: u32 = 11;

/// The definitions in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    /// How percentiles are defined: `nearest rank`.
    pub percentile: String,
    /// Services that a provider needs to enter the distributions.
    pub least_services: Services,
    /// Visits of a family that a provider needs to enter its levels.
    pub least_em_services: Services,
    /// The share of a provider's services that must stand in the rows, where totals by provider were read.
    pub least_coverage: Option<Share>,
    /// Whether all codes of the value release were held, or those of chosen codes.
    pub release_complete: bool,
}

/// A file that a set was made from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// Name, SHA-256 and size.
    pub file: SourceFile,
    /// What it is.
    pub kind: SourceKind,
    /// Its rows.
    pub rows: u64,
}

/// Which of Medicare's files a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// Medicare Physician & Other Practitioners, by Provider and Service.
    ProviderService,
    /// The same, by Provider: totals without suppression.
    Provider,
    /// The same, by Geography and Service.
    Geography,
}

impl SourceKind {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::ProviderService => "by Provider and Service",
            Self::Provider => "by Provider",
            Self::Geography => "by Geography and Service",
        }
    }
}

/// What became of the rows of the files by provider and service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct RowCounts {
    /// Rows read.
    pub read: u64,
    /// Rows whose services count.
    pub used: u64,
    /// Rows among the used that tell no place of service.
    pub without_place: u64,
    /// Rows among the used that do not count days.
    pub without_days: u64,
    /// Rows left out, by reason.
    pub excluded: Vec<Excluded>,
    /// Individual providers with a row that counts.
    pub providers: u64,
    /// Providers among them below the floor of services.
    pub below_floor: u64,
    /// Providers among them of whose services the rows show too little.
    pub below_coverage: u64,
}

/// Rows left out for one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// The reason.
    pub reason: Exclusion,
    /// Rows.
    pub rows: u64,
    /// Their services.
    pub services: Services,
}

/// Why a row does not count. Where several reasons hold, the first of this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exclusion {
    /// `Rndrng_Prvdr_Ent_Cd` is not `I`.
    Organization,
    /// `HCPCS_Drug_Ind` is `Y`.
    Drug,
    /// An anesthesia code, 00100-01999: units of time, no work RVU.
    Anesthesia,
    /// The value release has no row for the code.
    NotInRelease,
    /// Status E, X, P or J: not a service under the fee schedule.
    NotUnderFeeSchedule,
    /// PC/TC indicator 3: the technical part alone.
    TechnicalOnly,
    /// Status C, or R without RVUs: contractors price it, so it has no known work RVU.
    NoWorkRvu,
}

impl Exclusion {
    /// Every reason, in the order in which they are tried.
    pub const ALL: [Self; 7] = [
        Self::Organization,
        Self::Drug,
        Self::Anesthesia,
        Self::NotInRelease,
        Self::NotUnderFeeSchedule,
        Self::TechnicalOnly,
        Self::NoWorkRvu,
    ];

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Organization => "billed by an organization",
            Self::Drug => "a drug",
            Self::Anesthesia => "anesthesia, which has no work RVU",
            Self::NotInRelease => "a code that is not in the value release",
            Self::NotUnderFeeSchedule => "not a service under the fee schedule (status E, X, P or J)",
            Self::TechnicalOnly => "the technical part of a test alone",
            Self::NoWorkRvu => "priced by contractors, without a known work RVU",
        }
    }
}

/// What the amounts tell of modifiers, which the files do not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "biases", rename_all = "kebab-case")]
pub enum Biases {
    /// Nothing was looked for, and work counts in full.
    NotApplicable {
        /// Why.
        reason: NoBiases,
    },
    /// Amounts allowed were compared with the fee schedule.
    Compared {
        /// The release whose amounts they were compared with.
        release: ReleaseId,
        /// How far from a class's ratio an amount may lie, of that ratio.
        tolerance: Share,
        /// Rows compared.
        compared: u64,
        /// Rows that could not be: no amount, no locality for the ZIP code, no fee.
        not_compared: u64,
        /// What was found, in the order of [`BiasClass`].
        classes: Vec<BiasCount>,
    },
}

/// Why amounts were not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoBiases {
    /// The files have no allowed amounts, or no place of service or ZIP code to compare them by.
    NoAmounts,
    /// No release of the data's own year is held with its localities.
    NoRelease,
}

impl NoBiases {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoAmounts => "the files have no allowed amounts with place and ZIP code",
            Self::NoRelease => "no release of the year of the services is held to compare amounts with",
        }
    }
}

/// What an allowed amount far from the fee schedule means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BiasClass {
    /// About 0.16 of the fee, 0.136 for a non-physician: an assistant at surgery.
    Assistant,
    /// About 0.625: one of two surgeons.
    CoSurgeon,
    /// About the technical component's part: the technical part alone, which has no work.
    TechnicalComponent,
    /// About 1.5: both sides, counted as one service.
    Bilateral,
    /// About 0.85, and a specialty that Medicare pays so: work counts in full.
    NonPhysician,
}

impl BiasClass {
    /// Every class.
    pub const ALL: [Self; 5] =
        [Self::Assistant, Self::CoSurgeon, Self::TechnicalComponent, Self::Bilateral, Self::NonPhysician];

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Assistant => "assistant at surgery",
            Self::CoSurgeon => "two surgeons",
            Self::TechnicalComponent => "technical part alone",
            Self::Bilateral => "both sides as one service",
            Self::NonPhysician => "paid at the non-physician rate",
        }
    }
}

/// Rows of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BiasCount {
    /// The class.
    pub class: BiasClass,
    /// What the work RVU is multiplied by.
    pub weight: Factor,
    /// Rows.
    pub rows: u64,
    /// Their services.
    pub services: Services,
}
