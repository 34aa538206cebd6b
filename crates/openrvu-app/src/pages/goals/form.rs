//! The form of a goal.

use jiff::civil::Date;
use openrvu_core::CreditRvu;
use openrvu_log::goal::{GoalSpan, Measure};
use openrvu_log::{Goal, GoalId, figures};
use openrvu_store::Revision;
use serde::Deserialize;
use uuid::Uuid;

use crate::FieldProblem;

/// The form as text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct GoalForm {
    pub(super) id: String,
    pub(super) action: String,
    pub(super) seen: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) year: String,
    pub(super) month: String,
    pub(super) target: String,
    pub(super) for_full_time: String,
    pub(super) fte: String,
    pub(super) ramp: String,
    pub(super) measure: String,
    pub(super) contract: String,
}

impl GoalForm {
    /// The form of a goal that is not set yet.
    pub(super) fn new(id: Uuid, today: Date) -> Self {
        Self {
            id: id.to_string(),
            name: "Work RVUs".to_owned(),
            kind: "year".to_owned(),
            year: today.year().to_string(),
            month: today.month().to_string(),
            measure: "credited".to_owned(),
            ..Self::default()
        }
    }

    /// The form of a goal.
    pub(super) fn of(goal: &Goal, revision: Revision) -> Self {
        let (kind, year, month) = match goal.span {
            GoalSpan::Year(year) => ("year", year, 1),
            GoalSpan::FiscalYear(year) => ("fiscal-year", year, 1),
            GoalSpan::Month(year, month) => ("month", year, month),
        };
        let shares: Vec<String> = goal.ramp.iter().map(ToString::to_string).collect();
        Self {
            id: goal.id.to_string(),
            action: String::new(),
            seen: revision.0.to_string(),
            name: goal.name.to_string(),
            kind: kind.to_owned(),
            year: year.to_string(),
            month: month.to_string(),
            target: figures::work(goal.target),
            for_full_time: if goal.for_full_time { "on".to_owned() } else { String::new() },
            fte: goal.fte.map(|fte| fte.to_string()).unwrap_or_default(),
            ramp: shares.join(" "),
            measure: if goal.measure == Measure::Published { "published" } else { "credited" }.to_owned(),
            contract: goal.contract.map(|id| id.to_string()).unwrap_or_default(),
        }
    }

    /// The goal of a form, or every problem at once.
    pub(super) fn read(&self, id: GoalId) -> Result<Goal, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut note = |field: &str, message: String| problems.push(FieldProblem::new(field, message));
        let name = self.name.parse().map_err(|error: openrvu_log::TextError| note("name", error.to_string()));
        let month = if self.month.len() == 1 { format!("0{}", self.month) } else { self.month.clone() };
        let span = match self.kind.as_str() {
            "fiscal-year" => format!("FY{}", self.year.trim()),
            "month" => format!("{}-{month}", self.year.trim()),
            _ => self.year.trim().to_owned(),
        };
        let span = span.parse::<GoalSpan>().map_err(|message| note("span", message));
        let target = self.target.trim().parse::<CreditRvu>();
        let target = target.map_err(|_| note("target", "Write work RVUs, such as 6,500.".to_owned()));
        let fte = match self.fte.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|message| note("fte", message)),
        };
        let shares = self.ramp.split(|c: char| c.is_whitespace() || c == ',').filter(|part| !part.is_empty());
        let ramp: Result<Vec<u16>, _> = shares.map(|part| part.trim_end_matches('%').parse()).collect();
        let ramp = ramp.map_err(|_| {
            note("ramp", "Write one whole number for each month, such as 50 75 100.".to_owned())
        });
        let contract = match self.contract.as_str() {
            "" => Ok(None),
            text => match text.parse::<Uuid>() {
                Ok(id) => Ok(Some(id.into())),
                Err(_) => {
                    note("contract", "Choose a contract, or all of them.".to_owned());
                    Err(())
                }
            },
        };
        match (name, span, target, fte, ramp, contract) {
            (Ok(name), Ok(span), Ok(target), Ok(fte), Ok(ramp), Ok(contract)) => Ok(Goal {
                id,
                name,
                span,
                target,
                for_full_time: !self.for_full_time.is_empty(),
                fte,
                ramp,
                measure: if self.measure == "published" { Measure::Published } else { Measure::Credited },
                contract,
            }),
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_reads_as_it_is_written() {
        for span in ["2026", "FY2027", "2026-08"] {
            let goal = Goal {
                id: GoalId::from_bytes([3; 16]),
                name: "Year".parse().unwrap(),
                span: span.parse().unwrap(),
                target: "6500.25".parse().unwrap(),
                for_full_time: true,
                fte: Some("0.8".parse().unwrap()),
                ramp: if span == "2026-08" { vec![100] } else { (50..62).collect() },
                measure: Measure::Published,
                contract: Some(Uuid::from_u128(5).into()),
            };
            assert_eq!(GoalForm::of(&goal, Revision(3)).read(goal.id), Ok(goal));
        }
    }

    #[test]
    fn every_problem_is_named_at_once() {
        let form = GoalForm {
            name: "Mr Smith".to_owned(),
            year: "26".to_owned(),
            target: "many".to_owned(),
            fte: "3".to_owned(),
            ramp: "50, x".to_owned(),
            contract: "mine".to_owned(),
            ..GoalForm::default()
        };
        let problems = form.read(GoalId::from_bytes([1; 16])).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["name", "span", "target", "fte", "ramp", "contract"]);
    }
}
