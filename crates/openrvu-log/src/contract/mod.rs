//! Contracts: which days and sites they cover, what work they credit, what they pay.

mod calendar;
mod check;
mod choose;
mod credit;
pub mod modifiers;
mod over;
mod pay;
mod values;
pub mod words;
mod year;

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use openrvu_core::schedule::NotHeld;
use openrvu_core::{Factor, Schedule};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Crediting, ShortText};

pub use calendar::{ContractYear, Days, Part};
pub use check::{MOST_BONUSES, MOST_SITES, MOST_TIERS, Problem};
pub use choose::{choose, choose_for, conflict, same_site};
pub use credit::CreditTerms;
pub use pay::{Bonus, Deficit, Draw, Over, PayTerms, Settlement, Tier, TierPays};
pub use values::{CreditedValues, ValueRelease};
pub use year::YearDay;

crate::entry::id! {
    /// Names a contract.
    ContractId
}

/// The sites that a contract covers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sites {
    /// Every site, and entries without one.
    #[default]
    All,
    /// Those of these names, whatever their case.
    Listed(Vec<ShortText>),
}

/// A contract: what credits and pays the work of its days and sites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Names it.
    pub id: ContractId,
    /// What its owner calls it.
    pub name: ShortText,
    /// First day of service that it covers.
    pub from: Date,
    /// Last day of service; none while it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// The sites that it covers.
    #[serde(default)]
    pub sites: Sites,
    /// The share of full time.
    #[serde(default = "full_time")]
    pub fte: Factor,
    /// The release whose work RVUs it credits.
    #[serde(default)]
    pub values: CreditedValues,
    /// How it credits them.
    pub credit: CreditTerms,
    /// The day of the year on which its years begin.
    pub year_start: YearDay,
    /// What it pays.
    #[serde(default)]
    pub pay: PayTerms,
}

const fn full_time() -> Factor {
    Factor::ONE
}

/// Why a contract cannot credit work with the figures at hand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContractError {
    /// The preset that its credit begins with is unknown.
    #[error("{0:?} is not a credit policy: choose one of the presets")]
    UnknownPreset(String),
    /// Its release is not held.
    #[error(transparent)]
    NotHeld(#[from] NotHeld),
    /// No release of its year is held.
    #[error("the contract credits the work RVUs of {year}, of which no release is held: held are {held}")]
    YearNotHeld {
        /// The year.
        year: u16,
        /// What is held, in words.
        held: String,
    },
}

impl Contract {
    /// Whether it covers a day of service.
    #[must_use]
    pub fn covers_day(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// What decides the credit of work under it.
    ///
    /// # Errors
    /// [`ContractError`] where its preset is unknown or its release not held.
    pub fn crediting(&self, schedule: &Schedule) -> Result<Crediting, ContractError> {
        let policy = self.credit.policy(self.name.as_str(), schedule.policy())?;
        let release = self.values.resolve(schedule)?.map(|values| values.release);
        Ok(Crediting { roles: self.credit.roles(&policy), policy, release })
    }

    /// Its days in words: `2025-07-01 to 2026-06-30`, `2025-07-01 on`.
    #[must_use]
    pub fn days_in_words(&self) -> String {
        match self.to {
            Some(to) => format!("{} to {to}", self.from),
            None => format!("{} on", self.from),
        }
    }
}

#[cfg(test)]
mod tests;
