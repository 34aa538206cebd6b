//! What a contract pays.

use openrvu_core::{Cents, ConversionFactor, CreditRvu};
use serde::{Deserialize, Serialize};

use crate::ShortText;

/// How often work is settled: pay is computed and rounded once for each such part of a contract year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Settlement {
    Month,
    Quarter,
    #[default]
    Year,
}

impl Settlement {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::Year];

    /// Months of one.
    #[must_use]
    pub const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// The name in forms and JSON, and in words.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// Over which time work is counted towards a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Over {
    /// Over the contract year: a settlement goes on where the one before it ended.
    #[default]
    Year,
    /// Over the settlement: each begins at zero.
    Settlement,
}

/// Which work the rate of a tier pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TierPays {
    /// The work above its threshold, up to that of the next tier.
    #[default]
    WorkAbove,
    /// All work from the first on, once the threshold is passed.
    AllWork,
}

impl TierPays {
    /// Both.
    pub const ALL: [Self; 2] = [Self::WorkAbove, Self::AllWork];

    /// The name in forms and JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::WorkAbove => "work-above",
            Self::AllWork => "all-work",
        }
    }

    /// In words, behind "the rate of a tier pays".
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::WorkAbove => "the work above its threshold",
            Self::AllWork => "all work, once its threshold is passed",
        }
    }
}

/// A rate for the work above a threshold, up to that of the next tier; or for all work once the threshold is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Work RVUs above which the rate applies.
    pub above: CreditRvu,
    /// Dollars for one work RVU.
    pub rate: ConversionFactor,
}

/// What becomes of a draw that was not earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deficit {
    /// Taken off what later settlements pay.
    #[default]
    CarriedForward,
    /// Forgiven: the draw is a guarantee.
    Forgiven,
    /// Owed back at once.
    Repaid,
}

impl Deficit {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::CarriedForward, Self::Forgiven, Self::Repaid];

    /// The name in forms and JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::CarriedForward => "carried-forward",
            Self::Forgiven => "forgiven",
            Self::Repaid => "repaid",
        }
    }

    /// In words, behind "a deficit is".
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::CarriedForward => "carried forward to the next settlement",
            Self::Forgiven => "forgiven",
            Self::Repaid => "owed back",
        }
    }
}

/// An advance on what is earned, trued up at each settlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draw {
    /// Paid each month.
    pub monthly: Cents,
    /// What becomes of a draw that was not earned.
    #[serde(default)]
    pub deficit: Deficit,
}

/// A fixed amount for reaching a number of work RVUs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bonus {
    /// What it is called.
    pub name: ShortText,
    /// Work RVUs to reach.
    pub at_least: CreditRvu,
    /// The amount.
    pub amount: Cents,
    /// Over which time.
    #[serde(default)]
    pub over: Over,
}

/// What a contract pays. Without anything it pays nothing and only credits work.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PayTerms {
    /// How often work is settled.
    pub settlement: Settlement,
    /// Rates by the work above thresholds, in ascending order. A first threshold above zero pays nothing below it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<Tier>,
    /// Over which time the tiers count.
    pub tiers_over: Over,
    /// Which work a tier's rate pays.
    pub tier_pays: TierPays,
    /// Salary of a contract year, paid beside everything else in twelve parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salary: Option<Cents>,
    /// A draw against what the tiers pay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draw: Option<Draw>,
    /// Bonuses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bonuses: Vec<Bonus>,
    /// Whether thresholds, salary, draw and bonuses are stated for full time, so that the share of full time acts on
    /// them.
    pub stated_for_full_time: bool,
    /// Whether thresholds and bonuses of a contract year or settlement that the contract covers in part shrink with it.
    pub prorated: bool,
}
