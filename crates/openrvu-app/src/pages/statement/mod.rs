//! `/log/statement`: a contract's statement or a productivity report of a period, as page and as file.

mod paper;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use openrvu_log::{Contract, ContractId, Divisions, Period};
use openrvu_web::Shell;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Part as LogPart, Parts, shell};
use crate::http::body::{Path, Query};
use crate::http::page;
use crate::identity::CanRead;
use crate::paper::{Form, Paper, Part};
use crate::services::ledger::{self, UserLedger};
use crate::services::statements::{self, PERIODS, PeriodQuery};
use crate::{App, AppError, FieldProblem};

/// Lines on a page.
const ON_PAGE: usize = 500;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct StatementQuery {
    /// The contract; none for a report.
    #[serde(skip_serializing_if = "String::is_empty")]
    contract: String,
    #[serde(flatten)]
    days: PeriodQuery,
    /// Which part of the lines is shown.
    #[serde(skip_serializing_if = "String::is_empty")]
    page: String,
}

impl StatementQuery {
    /// As the query of an address, on another page.
    fn address(&self, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let query = Self { page, ..self.clone() };
        serde_html_form::to_string(&query).unwrap_or_default()
    }

    /// The queries of the periods of the same kind before and after.
    fn neighbors(&self, period: Period, divisions: Divisions) -> [String; 2] {
        let (before, after) = (period.previous(divisions), period.next(divisions));
        let query = |days: PeriodQuery| {
            let query = Self { days, page: String::new(), ..self.clone() };
            serde_html_form::to_string(&query).unwrap_or_default()
        };
        let named = |on: jiff::civil::Date| {
            let kind = self.days.period.clone();
            query(PeriodQuery { period: kind, on: on.to_string(), ..PeriodQuery::default() })
        };
        let days = |period: Period| {
            let (from, to) = (period.from.to_string(), period.to.to_string());
            query(PeriodQuery { from, to, ..PeriodQuery::default() })
        };
        match self.days.period.as_str() {
            _ if !self.days.from.is_empty() || !self.days.to.is_empty() => [days(before), days(after)],
            statements::ALL => [String::new(), String::new()],
            _ => [named(before.to), named(after.to)],
        }
    }
}

#[derive(Template)]
#[template(path = "log/statement.html")]
struct StatementPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    query: &'a StatementQuery,
    contracts: &'a [Contract],
    problems: Vec<FieldProblem>,
    /// The queries of the periods before and after; empty for everything logged.
    neighbors: [String; 2],
    paper: Paper,
    files: String,
    number: usize,
    pages: usize,
}

impl StatementPage<'_> {
    fn periods(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        PERIODS.into_iter()
    }

    fn chosen(&self, contract: &Contract) -> bool {
        self.query.contract == contract.id.to_string()
    }

    /// The kind of period that the form shows as chosen.
    fn kind(&self) -> &str {
        if self.query.days.period.is_empty() { "month" } else { &self.query.days.period }
    }
}

/// What was asked for, as a paper.
struct Asked {
    paper: Paper,
    period: Period,
    problems: Vec<FieldProblem>,
}

fn asked(app: &App, ledger: &UserLedger, query: &StatementQuery) -> Result<Asked, AppError> {
    let today = ledger.today(app);
    let schedule = app.site.schedule();
    let contract = match query.contract.as_str() {
        "" => None,
        id => {
            let id: Uuid = id.parse().map_err(|_| AppError::NoSuch("contract"))?;
            Some(statements::contract(ledger, ContractId::from(id))?)
        }
    };
    let (period, problems) = query.days.read(ledger, today, contract);
    let paper = match contract {
        Some(contract) => {
            let statement = statements::statement(schedule, ledger, contract, period, today)?;
            paper::statement(schedule, &statement, today)
        }
        None => paper::report(&statements::report(schedule, ledger, period), &ledger.terms, today),
    };
    Ok(Asked { paper, period, problems })
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<StatementQuery>,
) -> Result<Response, AppError> {
    let ledger = ledger::of(&app, user).await?;
    let Asked { mut paper, period, problems } = asked(&app, &ledger, &query)?;
    let (number, pages) = cut(&mut paper, query.page.parse().unwrap_or(1));
    let (shell, parts) =
        (shell(&app, "/log/statement", paper.title.clone()), Parts::of(&app, LogPart::Statements));
    page(&StatementPage {
        shell,
        parts,
        query: &query,
        contracts: ledger.terms.contracts(),
        problems,
        neighbors: query.neighbors(period, ledger.settings.divisions()),
        paper,
        files: query.address(1),
        number,
        pages,
    })
}

/// Leaves of the lines those of a page; which page, of how many.
fn cut(paper: &mut Paper, number: usize) -> (usize, usize) {
    for part in &mut paper.parts {
        let Part::Table(table) = part else { continue };
        if table.name == paper::LINES {
            let pages = table.rows.len().div_ceil(ON_PAGE).max(1);
            let number = number.clamp(1, pages);
            let rows = std::mem::take(&mut table.rows).into_iter();
            table.rows = rows.skip((number - 1) * ON_PAGE).take(ON_PAGE).collect();
            return (number, pages);
        }
    }
    (1, 1)
}

/// The files: `/log/statement/pdf`, `xlsx` and `csv`.
pub(super) async fn file(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(ending): Path<String>,
    Query(query): Query<StatementQuery>,
) -> Result<Response, AppError> {
    let form = Form::of(&ending).ok_or(AppError::NoSuchPage)?;
    let ledger = ledger::of(&app, user).await?;
    let Asked { paper, problems, .. } = asked(&app, &ledger, &query)?;
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    paper.respond(form).await
}
