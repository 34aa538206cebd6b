//! Goals: so many work RVUs in a year, a fiscal year or a month.

mod basis;
mod pace;
mod projection;

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use openrvu_core::{CreditRvu, Exact};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ledger::{Ledger, Sums};
use crate::period::{Divisions, Period, PeriodKind};
use crate::settings::{Fte, Settings};
use crate::{ContractId, ShortText};

pub(crate) use basis::share as part;
pub use basis::{Basis, LONGEST_BASIS, SHORTEST_BASIS};
pub use pace::{GoalMonth, GoalState, Pace, PaceDay};
pub use projection::Projection;

crate::entry::id! {
    /// Names a goal.
    GoalId
}

/// The largest target.
const LARGEST_TARGET: CreditRvu = CreditRvu::new(1_000_000_000);
/// The largest share of a month, in percent of an even one.
const LARGEST_SHARE: u16 = 1000;

/// The days in which a goal is to be reached. Text in JSON: `2026`, `FY2027`, `2026-08`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum GoalSpan {
    /// A calendar year.
    Year(i16),
    /// A fiscal year, by the calendar year in which it ends.
    FiscalYear(i16),
    /// A month, by its year and number.
    Month(i16, i8),
}

impl GoalSpan {
    /// The days.
    #[must_use]
    pub fn period(self, divisions: Divisions) -> Period {
        let first = |year, month| Date::new(year, month, 1).unwrap_or(Date::MAX);
        match self {
            Self::Year(year) => Period::of(PeriodKind::Year, first(year, 1), divisions),
            Self::FiscalYear(year) => Period::fiscal_year(year, divisions),
            Self::Month(year, month) => Period::of(PeriodKind::Month, first(year, month), divisions),
        }
    }

    /// How many months it has.
    #[must_use]
    pub const fn months(self) -> usize {
        match self {
            Self::Year(_) | Self::FiscalYear(_) => 12,
            Self::Month(..) => 1,
        }
    }
}

impl fmt::Display for GoalSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::FiscalYear(year) => write!(f, "FY{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
        }
    }
}

impl FromStr for GoalSpan {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let error = || {
            let text: String = text.chars().take(24).collect();
            format!(
                "{text:?} is not the time of a goal: write a year of 2000 to 2199, such as 2026, a fiscal year, such as FY2027, or a month, such as 2026-08"
            )
        };
        let number = |text: &str, digits| {
            (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit()))
                .then(|| text.parse::<i16>().ok())?
        };
        let year = |text| number(text, 4).filter(|year| (2000..=2199).contains(year));
        let trimmed = text.trim();
        if let Some(fiscal) = trimmed.strip_prefix("FY") {
            return year(fiscal).map(Self::FiscalYear).ok_or_else(error);
        }
        match trimmed.split_once('-') {
            None => year(trimmed).map(Self::Year).ok_or_else(error),
            Some((of_year, month)) => {
                let month = number(month, 2).and_then(|month| i8::try_from(month).ok());
                let month = month.filter(|month| (1..=12).contains(month));
                year(of_year).zip(month).map(|(year, month)| Self::Month(year, month)).ok_or_else(error)
            }
        }
    }
}

impl TryFrom<String> for GoalSpan {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<GoalSpan> for String {
    fn from(span: GoalSpan) -> Self {
        span.to_string()
    }
}

/// Which work RVUs count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Those that contracts credit.
    #[default]
    Credited,
    /// Those published for the services, times units.
    Published,
}

impl Measure {
    /// Its part of sums.
    #[must_use]
    pub const fn of(self, sums: &Sums) -> CreditRvu {
        match self {
            Self::Credited => sums.work,
            Self::Published => sums.published,
        }
    }
}

/// A goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// Names it.
    pub id: GoalId,
    /// What its owner calls it.
    pub name: ShortText,
    /// When it is to be reached.
    pub span: GoalSpan,
    /// Work RVUs in all of that time.
    pub target: CreditRvu,
    /// Whether the target is stated for full time, so that the share of full time acts on it.
    #[serde(default)]
    pub for_full_time: bool,
    /// The share of full time; none for that of the settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fte: Option<Fte>,
    /// What is expected of a working day in each month, in percent of an even one; empty where every month is even.
    /// The target stays what it is: shares only place it within its time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ramp: Vec<u16>,
    /// Which work RVUs count.
    #[serde(default)]
    pub measure: Measure,
    /// The contract whose entries count alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<ContractId>,
}

/// What is wrong with a goal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GoalError {
    /// No name.
    #[error("name: give the goal a name")]
    NoName,
    /// A target that nobody sets.
    #[error("target: write work RVUs above 0, at most 1,000,000")]
    Target,
    /// The number of shares.
    #[error("ramp: give one share for each month, here {expected}, or none; there are {found}")]
    RampLength {
        /// How many months there are.
        expected: usize,
        /// How many shares there are.
        found: usize,
    },
    /// A share that nobody means.
    #[error("ramp: a share is 0 to {LARGEST_SHARE} percent of an even month, and not every one is 0")]
    RampShare,
}

impl Goal {
    /// Checks what the types alone do not.
    ///
    /// # Errors
    /// [`GoalError`], which names the field.
    pub fn check(&self) -> Result<(), GoalError> {
        if self.name.as_str().is_empty() {
            return Err(GoalError::NoName);
        }
        if self.target <= CreditRvu::ZERO || self.target > LARGEST_TARGET {
            return Err(GoalError::Target);
        }
        let (expected, found) = (self.span.months(), self.ramp.len());
        if found != 0 && found != expected {
            return Err(GoalError::RampLength { expected, found });
        }
        if self.ramp.iter().any(|share| *share > LARGEST_SHARE)
            || (found > 0 && self.ramp.iter().all(|share| *share == 0))
        {
            return Err(GoalError::RampShare);
        }
        Ok(())
    }

    /// The target after the share of full time, rounded half-up to a thousandth.
    #[must_use]
    pub fn target_of(&self, settings: &Settings) -> CreditRvu {
        if !self.for_full_time {
            return self.target;
        }
        let fte = self.fte.unwrap_or(settings.fte).factor();
        CreditRvu::new(Exact::whole(self.target.get()).times(fte).round())
    }

    /// The sums of what counts, from the first day to the last.
    #[must_use]
    pub fn sums(&self, ledger: &Ledger, from: Date, to: Date) -> Sums {
        self.by_day(ledger, from, to).map(|(_, sums)| sums).sum()
    }

    /// The sums of what counts by day, in parts where a contract is chosen.
    fn by_day<'a>(
        &self,
        ledger: &'a Ledger,
        from: Date,
        to: Date,
    ) -> impl Iterator<Item = (Date, Sums)> + use<'a> {
        let contract = self.contract;
        let whole = contract.is_none().then(|| ledger.days(from, to).map(|(day, sums)| (day, *sums)));
        let of_contract = contract.map(|contract| {
            let values = ledger.values(from, to);
            values
                .filter(move |(_, value)| value.contract == Some(contract))
                .map(|(day, value)| (day, value.sums()))
        });
        whole.into_iter().flatten().chain(of_contract.into_iter().flatten())
    }
}
