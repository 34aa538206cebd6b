//! A figure, or the reason why there is none.

use serde::{Serialize, Serializer};

/// A figure, or the reason why there is none. In JSON the figure itself, or `{"absent": "too-few-providers"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure<T> {
    /// The figure.
    Known(T),
    /// Why there is none.
    Absent(Absent),
}

/// Why a figure is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Absent {
    /// Fewer than eleven providers stand behind it.
    TooFewProviders,
    /// The files have no count of beneficiary-days (`Tot_Bene_Day_Srvcs`).
    NoBeneficiaryDays,
    /// No file of totals by provider was given.
    NoProviderTotals,
    /// No file of totals by geography was given, or it has no row of the code.
    NoNationalTotals,
}

impl Absent {
    /// Every reason.
    pub const ALL: [Self; 4] =
        [Self::TooFewProviders, Self::NoBeneficiaryDays, Self::NoProviderTotals, Self::NoNationalTotals];

    /// The name in files and JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::TooFewProviders => "too-few-providers",
            Self::NoBeneficiaryDays => "no-beneficiary-days",
            Self::NoProviderTotals => "no-provider-totals",
            Self::NoNationalTotals => "no-national-totals",
        }
    }

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::TooFewProviders => "fewer than 11 providers",
            Self::NoBeneficiaryDays => "the files do not count days",
            Self::NoProviderTotals => "no file of provider totals was read",
            Self::NoNationalTotals => "no national total of the code was read",
        }
    }
}

impl<T> Figure<T> {
    /// The figure, where there is one.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(figure) => Some(figure),
            Self::Absent(_) => None,
        }
    }

    /// The reason, where there is none.
    pub const fn absent(&self) -> Option<Absent> {
        match self {
            Self::Known(_) => None,
            Self::Absent(reason) => Some(*reason),
        }
    }

    /// The figure, or a reason for its absence.
    pub fn from_option(figure: Option<T>, reason: Absent) -> Self {
        figure.map_or(Self::Absent(reason), Self::Known)
    }
}

impl<T: Serialize> Serialize for Figure<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Reason {
            absent: Absent,
        }
        match self {
            Self::Known(figure) => figure.serialize(serializer),
            Self::Absent(absent) => Reason { absent: *absent }.serialize(serializer),
        }
    }
}
