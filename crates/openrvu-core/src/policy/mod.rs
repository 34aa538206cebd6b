//! Dated parameters: conversion factors, percentages, places of service, modifiers, credit policies.
//!
//! The values lie in the repository's `policy/` folder, each with its source and its days in force. The loader
//! refuses unknown keys, unknown names, duplicates, gaps and overlaps, and names file and line.

mod anesthesia;
mod calendar;
mod conversion_factors;
mod corrections;
mod credit;
mod efficiency;
mod global_only;
mod gpci;
mod localities;
mod modifiers;
mod ncci;
mod places;
mod rates;
mod timeline;

pub use anesthesia::{AnesthesiaRules, AnesthesiaShares};
pub use calendar::ReleaseCalendar;
pub use conversion_factors::ConversionFactors;
pub use corrections::Correction;
pub use credit::{CreditPolicy, CreditRule, CreditRuleError, MultipleProcedureCredit};
pub use efficiency::EfficiencyAdjustment;
pub use global_only::GlobalOnlyCodes;
pub use gpci::WorkFloor;
pub use localities::LocalityAliases;
pub use modifiers::{ModifierEffect, ModifierRule, Modifiers};
pub use ncci::NcciRules;
pub use places::{PlaceOfService, PlaceOfServiceCode, PlacesOfService};
pub use rates::{RateName, Rates};
pub use timeline::{Checked, Dated, Timeline};

/// Why policy data was refused: which file, which line, what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct PolicyError {
    /// The policy file's name.
    pub file: String,
    /// Line, from one.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

/// A policy file on its way in: its name for errors, and its text.
#[derive(Debug, Clone, Copy)]
pub struct PolicyFile<'a> {
    /// Name, for errors.
    pub name: &'a str,
    /// TOML.
    pub text: &'a str,
}

impl<'a> PolicyFile<'a> {
    /// Parses the file into its schema.
    fn parse<T: serde::de::DeserializeOwned>(self) -> Result<T, PolicyError> {
        toml::from_str(self.text).map_err(|error| {
            self.error(error.span().map_or(0, |span| span.start), error.message().to_owned())
        })
    }

    /// An error at a byte of the file.
    fn error(self, at: usize, message: String) -> PolicyError {
        let line = 1 + self.text.bytes().take(at).filter(|b| *b == b'\n').count();
        PolicyError { file: self.name.to_owned(), line, message }
    }
}

/// Everything under `policy/`.
#[derive(Debug, Clone)]
pub struct Policy {
    /// `conversion_factors.toml`.
    pub conversion_factors: Timeline<ConversionFactors>,
    /// `releases.toml`.
    pub calendar: ReleaseCalendar,
    /// `corrections.toml`.
    pub corrections: Vec<Correction>,
    /// `efficiency.toml`, in the order of years.
    pub efficiency: Vec<EfficiencyAdjustment>,
    /// `gpci.toml`.
    pub work_floor: Timeline<WorkFloor>,
    /// `places_of_service.toml`.
    pub places: PlacesOfService,
    /// `rates.toml`.
    pub rates: Rates,
    /// `anesthesia.toml`.
    pub anesthesia: AnesthesiaRules,
    /// `global_only.toml`.
    pub global_only: GlobalOnlyCodes,
    /// `modifiers.toml`.
    pub modifiers: Modifiers,
    /// `localities.toml`.
    pub localities: LocalityAliases,
    /// `ncci.toml`.
    pub ncci: NcciRules,
    /// `credit/*.toml`: the presets, `full` first.
    pub credit: Vec<CreditPolicy>,
}

/// A file of the repository's policy folder, with its name there.
macro_rules! policy_file {
    ($name:literal) => {
        PolicyFile {
            name: concat!("policy/", $name),
            text: include_str!(concat!("../../../../policy/", $name)),
        }
    };
}

impl Policy {
    /// The policy data that ships with the program.
    ///
    /// # Errors
    /// [`PolicyError`] where a file breaks a rule; a test keeps the shipped files from doing so.
    pub fn builtin() -> Result<Self, PolicyError> {
        Ok(Self {
            conversion_factors: conversion_factors::load(policy_file!("conversion_factors.toml"))?,
            calendar: calendar::load(policy_file!("releases.toml"))?,
            corrections: corrections::load(policy_file!("corrections.toml"))?,
            efficiency: efficiency::load(policy_file!("efficiency.toml"))?,
            work_floor: gpci::load(policy_file!("gpci.toml"))?,
            places: places::load(policy_file!("places_of_service.toml"))?,
            rates: rates::load(policy_file!("rates.toml"))?,
            anesthesia: anesthesia::load(policy_file!("anesthesia.toml"))?,
            global_only: global_only::load(policy_file!("global_only.toml"))?,
            modifiers: modifiers::load(policy_file!("modifiers.toml"))?,
            localities: localities::load(policy_file!("localities.toml"))?,
            ncci: ncci::load(policy_file!("ncci.toml"))?,
            credit: vec![
                CreditPolicy::load(policy_file!("credit/full.toml"))?,
                CreditPolicy::load(policy_file!("credit/mirror-cms.toml"))?,
                CreditPolicy::load(policy_file!("credit/half-second.toml"))?,
            ],
        })
    }

    /// A credit preset by its name.
    #[must_use]
    pub fn credit_preset(&self, name: &str) -> Option<&CreditPolicy> {
        self.credit.iter().find(|policy| policy.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_shipped_policy_loads() {
        let policy = Policy::builtin().unwrap();
        let factors = policy.conversion_factors.on(date(2024, 3, 9)).unwrap();
        assert_eq!(factors.non_qualifying.to_string(), "33.2875");
        assert_eq!(
            policy.conversion_factors.on(date(2024, 3, 8)).unwrap().non_qualifying.to_string(),
            "32.7442"
        );
        assert_eq!(policy.conversion_factors.on(date(2027, 1, 1)), None);
        assert_eq!(policy.credit[0].name, "full");
    }

    #[test]
    fn a_fault_is_named_by_file_and_line() {
        let text = "[[work_floor]]\nfrom = 2020-01-01\nto = 2020-12-31\nfloor = \"1.000\"\nchecked = \"file\"\nsource = \"x\"\n";
        let again = text.replace("2020", "2022");
        let gap = format!("{text}\n{again}");
        let error = gpci::load(PolicyFile { name: "gpci.toml", text: &gap }).unwrap_err();
        assert_eq!((error.line, error.file.as_str()), (9, "gpci.toml"));
        assert!(error.message.contains("gap"), "{error}");
        let unknown = text.replace("floor =", "flor =");
        let error = gpci::load(PolicyFile { name: "gpci.toml", text: &unknown }).unwrap_err();
        assert!(error.message.contains("flor") && error.line == 4, "{error}");
        let overlap = format!("{text}\n{text}");
        let error = gpci::load(PolicyFile { name: "gpci.toml", text: &overlap }).unwrap_err();
        assert!(error.message.contains("overlap"), "{error}");
    }
}
