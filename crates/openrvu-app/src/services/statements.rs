//! Statements of contracts and productivity reports: what an address asks for, and the answer.

use jiff::ToSpan;
use jiff::civil::Date;
use openrvu_core::Schedule;
use openrvu_log::statement::{Report, Statement, Work};
use openrvu_log::{Contract, ContractId, Period, PeriodKind};
use serde::{Deserialize, Serialize};

use super::ledger::UserLedger;
use crate::{AppError, FieldProblem};

/// The longest time that is stated at once.
const MOST_YEARS: i32 = 40;
/// The year of the contract, as a period.
pub(crate) const CONTRACT_YEAR: &str = "contract-year";
/// Everything logged, as a period.
pub(crate) const ALL: &str = "all";

/// The periods that an address names, with their words.
pub(crate) const PERIODS: [(&str, &str); 8] = [
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("year", "Calendar year"),
    ("fiscal-year", "Fiscal year"),
    (CONTRACT_YEAR, "Contract year"),
    ("12-months", "12 months to the day"),
    (ALL, "Everything logged"),
    ("custom", "Other days"),
];

/// Which days an address asks for, as text. Everything may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct PeriodQuery {
    /// month, quarter, year, fiscal-year, contract-year, 12-months, all, custom. The month where it is left out; custom where `from` or `to` is given.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) period: String,
    /// A day of the period, or the last of 12 months; today where it is left out.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) on: String,
    /// First day of any days.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) from: String,
    /// Last day of any days.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) to: String,
}

impl PeriodQuery {
    /// Reads the days asked for. What cannot be read is named, and the month stands in for it.
    pub(crate) fn read(
        &self,
        ledger: &UserLedger,
        today: Date,
        contract: Option<&Contract>,
    ) -> (Period, Vec<FieldProblem>) {
        let mut problems = Vec::new();
        let mut day = |field: &str, text: &str| -> Option<Date> {
            if text.is_empty() {
                return None;
            }
            super::dashboard::day(text).map_err(|words| problems.push(FieldProblem::new(field, words))).ok()
        };
        let (on, from, to) = (day("on", &self.on), day("from", &self.from), day("to", &self.to));
        let on = on.unwrap_or(today);
        let divisions = ledger.settings.divisions();
        let of = |kind| Period::of(kind, on, divisions);
        let mut period = match self.period.as_str() {
            _ if from.is_some() || to.is_some() => {
                Period::custom(from.unwrap_or_else(|| to.unwrap_or(on).first_of_month()), to.unwrap_or(on))
            }
            "" | "custom" => of(PeriodKind::Month),
            ALL => ledger
                .ledger
                .extent()
                .map_or_else(|| of(PeriodKind::Month), |(from, to)| Period::custom(from, to)),
            CONTRACT_YEAR => match contract.map(|contract| contract.year_on(on)) {
                Some(Some(days)) => Period::custom(days.from, days.to),
                Some(None) => {
                    problems.push(FieldProblem::new("on", format!("The contract does not cover {on}.")));
                    of(PeriodKind::Year)
                }
                None => {
                    problems.push(FieldProblem::new("period", "Choose a contract for a contract year."));
                    of(PeriodKind::Year)
                }
            },
            name => match name.parse() {
                Ok(kind) => of(kind),
                Err(_) => {
                    let names: Vec<_> = PERIODS.iter().map(|(name, _)| *name).collect();
                    problems.push(FieldProblem::new("period", format!("Write one of {}.", names.join(", "))));
                    of(PeriodKind::Month)
                }
            },
        };
        if period.to > period.from.saturating_add(MOST_YEARS.years()) {
            problems.push(FieldProblem::new("to", format!("At most {MOST_YEARS} years are stated at once.")));
            period.to = period.from.saturating_add(MOST_YEARS.years());
        }
        (period, problems)
    }
}

/// The contract of an id among those of a ledger.
pub(crate) fn contract(ledger: &UserLedger, id: ContractId) -> Result<&Contract, AppError> {
    let contracts = ledger.terms.contracts();
    contracts.iter().find(|contract| contract.id == id).ok_or(AppError::NoSuch("contract"))
}

/// A contract's statement of a period, as it stands on a day.
pub(crate) fn statement<'a>(
    schedule: &Schedule,
    ledger: &'a UserLedger,
    contract: &'a Contract,
    period: Period,
    today: Date,
) -> Result<Statement<'a>, AppError> {
    let under = ledger.ledger.between(contract.from, period.to);
    let work: Vec<_> =
        under.filter(|logged| logged.value.contract == Some(contract.id)).map(Work::logged).collect();
    Statement::of(schedule, contract, period, today, &work)
        .map_err(|error| AppError::invalid("contract", error.to_string()))
}

/// A productivity report of a period, over every contract and none.
pub(crate) fn report<'a>(schedule: &Schedule, ledger: &'a UserLedger, period: Period) -> Report<'a> {
    Report::of(schedule, period, ledger.ledger.between(period.from, period.to).map(Work::logged))
}
