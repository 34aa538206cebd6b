//! The dashboard: what an address asks for, and the answer.

use jiff::ToSpan;
use jiff::civil::Date;
use openrvu_content::structure;
use openrvu_core::Code;
use openrvu_log::dashboard::{Asked, ContractChoice, Dashboard, Filter, SiteChoice};
use openrvu_log::{Divisions, Period, PeriodKind, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ledger::UserLedger;
use crate::FieldProblem;

/// What stands for entries without a site, and for those that no contract covers.
pub(crate) const NONE: &str = "none";
/// The longest time that is asked for at once.
const MOST_YEARS: i32 = 40;

/// What an address asks for, as text. Everything may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct DashboardQuery {
    /// The kind of period: day, week, month, quarter, year, fiscal-year, 12-months, custom. Where it is left out, custom if `from` or `to` is given, or else the month.
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
    /// The parts of the trend: day, week or month; by the length of the period where it is left out.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) by: String,
    /// Entries of this site alone; `none` for those without a site.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) site: String,
    /// Codes of this section of the code set alone, by its address, such as `category-i/surgery`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) section: String,
    /// This code alone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) code: String,
    /// This role alone, such as `supervised`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) role: String,
    /// Entries of this contract alone, by its id; `none` for those that no contract covers.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) contract: String,
}

/// What an address asks for, read.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// The days.
    pub(crate) period: Period,
    /// The parts of the trend.
    pub(crate) by: PeriodKind,
    /// Which entries count.
    pub(crate) filter: Filter,
    /// What cannot be read; it is left out of the question.
    pub(crate) problems: Vec<FieldProblem>,
}

/// The address of a code's section.
pub(crate) fn section_of(code: Code) -> String {
    structure::path_of(code).url()
}

/// The name of a section, without the code set that every section is in.
pub(crate) fn section_name(address: &str) -> String {
    let Some(path) = structure::find(address) else { return address.to_owned() };
    let names: Vec<_> = path.names().collect();
    match names.as_slice() {
        [_, rest @ ..] if !rest.is_empty() => rest.join(" › "),
        all => all.join(""),
    }
}

/// Whether a code is a visit.
pub(crate) fn is_visit(code: Code) -> bool {
    section_of(code).starts_with("category-i/evaluation-and-management")
}

impl DashboardQuery {
    /// Reads the question; what cannot be read is named, and not asked.
    pub(crate) fn read(&self, today: Date, divisions: Divisions) -> Question {
        let mut problems = Vec::new();
        let on = read(&mut problems, "on", &self.on, day).unwrap_or(today);
        let (from, to) =
            (read(&mut problems, "from", &self.from, day), read(&mut problems, "to", &self.to, day));
        let kind = read(&mut problems, "period", &self.period, str::parse);
        let usual = if from.is_some() || to.is_some() { PeriodKind::Custom } else { PeriodKind::Month };
        let kind = kind.unwrap_or(usual);
        let mut period = match kind {
            PeriodKind::Custom => {
                let from = from.unwrap_or_else(|| to.unwrap_or(on).saturating_sub(29.days()));
                Period::custom(from, to.unwrap_or_else(|| on.max(from)))
            }
            kind => Period::of(kind, on, divisions),
        };
        if period.to > period.from.saturating_add(MOST_YEARS.years()) {
            problems.push(FieldProblem::new("to", format!("At most {MOST_YEARS} years are shown at once.")));
            period.to = period.from.saturating_add(MOST_YEARS.years());
        }
        let by = read(&mut problems, "by", &self.by, parts).unwrap_or(match period.length() {
            ..=45 => PeriodKind::Day,
            46..=190 => PeriodKind::Week,
            _ => PeriodKind::Month,
        });
        let site = read(&mut problems, "site", &self.site, |text| match text {
            NONE => Ok(SiteChoice::None),
            name => name.parse().map(SiteChoice::Named).map_err(|error| format!("{error}")),
        });
        let section = read(&mut problems, "section", &self.section, |text| match structure::find(text) {
            Some(path) => Ok(path.url()),
            None => Err("There is no such section of the code set.".to_owned()),
        });
        let code = read(&mut problems, "code", &self.code, |text| {
            text.parse().map_err(|error: openrvu_core::CodeError| error.to_string())
        });
        let role = read(&mut problems, "role", &self.role, |text| {
            Role::ALL
                .into_iter()
                .find(|role| role.slug() == text)
                .ok_or_else(|| "There is no such role.".to_owned())
        });
        let contract = read(&mut problems, "contract", &self.contract, |text| match text {
            NONE => Ok(ContractChoice::None),
            id => match id.parse::<Uuid>() {
                Ok(id) => Ok(ContractChoice::Of(id.into())),
                Err(_) => Err("A contract is named by its id.".to_owned()),
            },
        });
        Question { period, by, filter: Filter { site, section, code, role, contract }, problems }
    }
}

/// Reads a field that may be empty, and notes where it cannot be read.
fn read<T>(
    problems: &mut Vec<FieldProblem>,
    field: &str,
    text: &str,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    read(text).map_err(|message| problems.push(FieldProblem::new(field, message))).ok()
}

/// A day, not so far away that no log could hold it.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    let read = text.parse::<Date>().ok().filter(|day| (1990..=2199).contains(&day.year()));
    read.ok_or_else(|| {
        let text: String = text.chars().take(24).collect();
        format!("{text:?} is not a date: write year, month and day, such as 2026-08-01.")
    })
}

fn parts(text: &str) -> Result<PeriodKind, String> {
    match text {
        "day" => Ok(PeriodKind::Day),
        "week" => Ok(PeriodKind::Week),
        "month" => Ok(PeriodKind::Month),
        _ => Err("A trend is shown by day, week or month.".to_owned()),
    }
}

/// The answer.
pub(crate) fn dashboard(user: &UserLedger, question: &Question, today: Date) -> Dashboard {
    let asked = Asked {
        today,
        period: question.period,
        filter: &question.filter,
        divisions: user.settings.divisions(),
        classify: &section_of,
    };
    Dashboard::new(&user.ledger, &asked)
}
