//! The steps by which pay comes about, in the shape of the engine's own.

use openrvu_core::Factor;
use openrvu_core::valuation::Quantity;
use serde::{Serialize, Serializer};

/// The term of a contract that a step applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the titles say it")]
pub enum PayRule {
    Work,
    Threshold,
    Tier,
    Earned,
    Draw,
    CarriedIn,
    TrueUp,
    Deficit,
    Bonus,
    Salary,
    Total,
}

impl PayRule {
    /// A fixed word for programs.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Threshold => "threshold",
            Self::Tier => "tier",
            Self::Earned => "earned",
            Self::Draw => "draw",
            Self::CarriedIn => "carried-in",
            Self::TrueUp => "true-up",
            Self::Deficit => "deficit",
            Self::Bonus => "bonus",
            Self::Salary => "salary",
            Self::Total => "total",
        }
    }

    /// A few words for readers.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Work => "Work RVUs",
            Self::Threshold => "Threshold",
            Self::Tier => "Pay by tier",
            Self::Earned => "Earned",
            Self::Draw => "Draw",
            Self::CarriedIn => "Carried in",
            Self::TrueUp => "True-up",
            Self::Deficit => "Deficit",
            Self::Bonus => "Bonus",
            Self::Salary => "Salary",
            Self::Total => "Total",
        }
    }
}

impl Serialize for PayRule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

/// A step of the pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PayStep {
    /// The term.
    pub rule: PayRule,
    /// What was looked at and why, in a sentence.
    pub words: String,
    /// The factor, where the step multiplies by one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factor: Option<Factor>,
    /// The quantity before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Quantity>,
    /// The quantity after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Quantity>,
}

impl PayStep {
    /// A step that ends in a quantity.
    pub(super) const fn to(rule: PayRule, after: Quantity, words: String) -> Self {
        Self { rule, words, factor: None, before: None, after: Some(after) }
    }

    /// A step from a quantity to a quantity.
    pub(super) const fn change(rule: PayRule, before: Quantity, after: Quantity, words: String) -> Self {
        Self { rule, words, factor: None, before: Some(before), after: Some(after) }
    }
}
