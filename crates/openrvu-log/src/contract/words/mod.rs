//! A contract in words, fit for signature: plain prose, with worked examples that the engine computes.

mod examples;
mod pay;

use jiff::civil::Date;
use openrvu_core::policy::{CreditPolicy, MultipleProcedureCredit};
use openrvu_core::{Factor, Schedule, SourceFile};
use serde::Serialize;

use super::modifiers::{capitalized, percent, rule_in_words};
use super::{Contract, ContractError, CreditedValues, Sites};
use crate::period::long;
use crate::{Crediting, Role};

pub use examples::{Example, ExampleLine};
pub use pay::{plain, rate_in_words};

/// A part of the words, under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The heading.
    pub title: &'static str,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
    /// A list behind them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
    /// Paragraphs behind the list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closing: Vec<String>,
}

/// A contract in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContractWords {
    /// The contract's name.
    pub name: String,
    /// What stands under which heading.
    pub sections: Vec<Section>,
    /// Worked examples.
    pub examples: Vec<Example>,
    /// What the examples stand on: the release, and its files.
    pub example_release: String,
    /// The files of the release that is credited, or of that of the examples.
    pub files: Vec<SourceFile>,
}

impl ContractWords {
    /// Words a contract. The examples are of the release that it credits; of the newest one held where it credits that
    /// of the day.
    ///
    /// # Errors
    /// [`ContractError`] where its preset is unknown or its release not held.
    pub fn of(schedule: &Schedule, contract: &Contract) -> Result<Self, ContractError> {
        let crediting = contract.crediting(schedule)?;
        let values = contract.values.resolve(schedule)?;
        let release = match values {
            Some(values) => Some(schedule.release(values.release)?),
            None => schedule.newest(),
        };
        let sections = vec![
            covers(contract),
            values_in_words(schedule, contract)?,
            modifiers(schedule, &crediting.policy),
            several_procedures(&crediting.policy),
            not_paid(&crediting.policy),
            roles(&crediting),
            pay::section(contract),
            rounding(),
        ];
        Ok(Self {
            name: contract.name.to_string(),
            sections,
            examples: release.map_or_else(Vec::new, |release| examples::of(schedule, &crediting, release)),
            example_release: release.map_or_else(String::new, |release| release.id.to_string()),
            files: release.map_or_else(Vec::new, |release| release.sources.clone()),
        })
    }
}

fn section(title: &'static str, paragraphs: Vec<String>, items: Vec<String>) -> Section {
    Section { title, paragraphs, items, closing: Vec::new() }
}

/// Items with commas, and `and` before the last.
fn joined(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn day_of_year(day: Date) -> String {
    day.strftime("%B %-d").to_string()
}

fn covers(contract: &Contract) -> Section {
    let days = match contract.to {
        Some(to) => format!("from {} to {}", long(contract.from), long(to)),
        None => format!("from {} on", long(contract.from)),
    };
    let sites = match &contract.sites {
        Sites::All => "at every site that no other agreement names".to_owned(),
        Sites::Listed(sites) => {
            format!("at {}", joined(&sites.iter().map(ToString::to_string).collect::<Vec<_>>()))
        }
    };
    let start = day_of_year(contract.year_start.in_year(2001));
    let fte = match contract.fte {
        fte if fte.is_one() => "The clinician works full time.".to_owned(),
        fte => format!("The clinician works {fte} of full time."),
    };
    let paragraphs = vec![
        format!(
            "This agreement credits work relative value units (work RVUs) for services given {days}, {sites}."
        ),
        format!("{fte} Contract years begin on {start}."),
    ];
    section("What it covers", paragraphs, Vec::new())
}

fn values_in_words(schedule: &Schedule, contract: &Contract) -> Result<Section, ContractError> {
    let of_schedule = "of the Medicare Physician Fee Schedule that CMS publishes";
    let words = match (contract.values, contract.values.resolve(schedule)?) {
        (CreditedValues::DayOfService, _) | (_, None) => format!(
            "The work RVU of a service is that of the release {of_schedule} which is in effect on the date of service."
        ),
        (CreditedValues::Release(id), _) => {
            format!(
                "The work RVU of a service is that of release {id} {of_schedule}, whatever the date of service."
            )
        }
        (CreditedValues::Year(year), Some(values)) => {
            let held = match values.instead_of {
                Some(first) => format!(
                    " That is {first}; it is not held here, so {} stands in for it in what is computed here.",
                    values.release
                ),
                None => format!(" That is {}.", values.release),
            };
            format!(
                "The work RVU of a service is that of calendar year {year}, whatever the date of service: of the release {of_schedule} which was in effect on January 1, {year}.{held}"
            )
        }
    };
    let absent = "A code that the release does not have, or has without work RVUs because Medicare's contractors price it, is not credited until the parties agree on a value for it. Such lines are listed apart on every statement.";
    Ok(section("Which work RVUs", vec![words, absent.to_owned()], Vec::new()))
}

fn modifiers(schedule: &Schedule, policy: &CreditPolicy) -> Section {
    let known = &schedule.policy().modifiers;
    let items = policy.modifiers.iter().map(|(modifier, rule)| {
        let name =
            known.get(*modifier).map_or(String::new(), |known| format!(" ({})", known.name.to_lowercase()));
        format!("{modifier}{name}: {}.", rule_in_words(*rule))
    });
    let words = "A modifier changes the credit of a line as follows. Several modifiers are multiplied. A modifier that is not listed changes nothing.";
    section("Modifiers", vec![words.to_owned()], items.collect())
}

fn several_procedures(policy: &CreditPolicy) -> Section {
    let words = match &policy.multiple_procedures {
        MultipleProcedureCredit::None => {
            "Every procedure of a session is credited in full, whatever else is done in the session.".to_owned()
        }
        MultipleProcedureCredit::AsMedicare => {
            "Several procedures of one session are credited as Medicare pays them: the one with the largest amount in full and each further one at 50 percent; of endoscopies of one family, the largest in full and each other one less its base procedure. Add-on codes are credited in full."
                .to_owned()
        }
        MultipleProcedureCredit::ByRank(factors) => {
            let ranks: Vec<_> = factors.iter().map(|factor| percent(*factor)).collect();
            let last = factors.last().copied().unwrap_or(Factor::ONE);
            format!(
                "Several procedures of one session that Medicare ranks are ordered by their work RVUs, the largest first, and credited at {}; every further one at {}. Add-on codes, visits and tests are credited in full.",
                joined(&ranks),
                percent(last)
            )
        }
    };
    section("Several procedures in one session", vec![words], Vec::new())
}

fn not_paid(policy: &CreditPolicy) -> Section {
    let credited: Vec<_> =
        policy.credited_plus_statuses.iter().map(|status| format!("{status} ({})", status.name())).collect();
    let mut words = "Services that Medicare pays by work RVUs (status A, R or T) are credited. ".to_owned();
    if credited.is_empty() {
        words.push_str("Services that Medicare does not pay are credited at nothing, also where the release shows work RVUs for them.");
    } else {
        words.push_str(&format!(
            "Of the services that Medicare does not pay, those of status {} are credited where the release shows work RVUs for them; all others are credited at nothing.",
            joined(&credited)
        ));
    }
    let anesthesia = "Anesthesia has no work RVU; it is counted in anesthesia units and not credited here.";
    section("Services that Medicare does not pay", vec![words, anesthesia.to_owned()], Vec::new())
}

fn roles(crediting: &Crediting) -> Section {
    let items = Role::ALL.into_iter().map(|role| {
        let words = match crediting.roles.get(&role).copied().unwrap_or(Factor::ONE) {
            factor if factor.is_one() => "in full".to_owned(),
            factor if factor.is_zero() => "not at all".to_owned(),
            factor => format!("at {}", percent(factor)),
        };
        format!("{}: {words}.", capitalized(role.name()))
    });
    let words = "A service is credited by what the clinician did. Where a listed modifier says the role already, as 80 does of an assistant, the modifier alone counts.";
    section("Who is credited", vec![words.to_owned()], items.collect())
}

fn rounding() -> Section {
    let words = "The credit of a line is computed exactly and rounded once, half up, to a thousandth of a work RVU. Every line of the pay is rounded once, half up, to the cent.";
    section("Rounding", vec![words.to_owned()], Vec::new())
}

#[cfg(test)]
mod tests;
