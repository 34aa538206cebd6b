//! `/log/restate`: the work of a period under another release.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use openrvu_core::{CreditRvu, ReleaseId};
use openrvu_log::restate::{CauseSum, Restated};
use openrvu_log::{Contract, ContractId, Period};
use openrvu_web::Shell;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Part as LogPart, Parts, shell};
use crate::http::body::{Path, Query};
use crate::http::page;
use crate::identity::CanRead;
use crate::paper::{Cell, Form, Paper, Part, Table, counted, grouped, number, words, work_in_words};
use crate::services::ledger::{self, UserLedger};
use crate::services::statements::{PERIODS, PeriodQuery};
use crate::services::{comparisons, statements};
use crate::{App, AppError, FieldProblem};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct RestateQuery {
    /// The other release; the newest held where it is left out.
    release: String,
    /// The contract whose policy credits instead of each line's own.
    #[serde(skip_serializing_if = "String::is_empty")]
    policy: String,
    #[serde(flatten)]
    days: PeriodQuery,
}

#[derive(Template)]
#[template(path = "log/restate.html")]
struct RestatePage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    query: &'a RestateQuery,
    contracts: &'a [Contract],
    releases: Vec<ReleaseId>,
    problems: Vec<FieldProblem>,
    paper: Paper,
    files: String,
}

impl RestatePage<'_> {
    fn periods(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        PERIODS.into_iter().filter(|(name, _)| *name != statements::CONTRACT_YEAR)
    }

    fn kind(&self) -> &str {
        if self.query.days.period.is_empty() { "year" } else { &self.query.days.period }
    }
}

fn asked(
    app: &App,
    ledger: &UserLedger,
    query: &RestateQuery,
) -> Result<(Paper, Vec<FieldProblem>), AppError> {
    let schedule = app.site.schedule();
    let mut days = query.days.clone();
    if days.period.is_empty() && days.from.is_empty() && days.to.is_empty() {
        "year".clone_into(&mut days.period);
    }
    let (period, mut problems) = days.read(ledger, ledger.today(app), None);
    let newest = schedule.newest().map(|release| release.id);
    let release = match query.release.as_str() {
        "" => newest,
        text => text
            .parse()
            .map_err(|error: openrvu_core::ReleaseIdError| {
                problems.push(FieldProblem::new("release", error.to_string()));
            })
            .ok()
            .or(newest),
    };
    let release = release.ok_or_else(|| AppError::Unavailable("No release is held.".to_owned()))?;
    let policy = match query.policy.as_str() {
        "" => None,
        id => {
            let id: Uuid = id.parse().map_err(|_| AppError::NoSuch("contract"))?;
            Some(statements::contract(ledger, ContractId::from(id))?)
        }
    };
    let restated = comparisons::restated(schedule, ledger, period, release, policy)?;
    Ok((paper(&restated, period, policy), problems))
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<RestateQuery>,
) -> Result<Response, AppError> {
    let ledger = ledger::of(&app, user).await?;
    let (paper, problems) = asked(&app, &ledger, &query)?;
    let (shell, parts) = (shell(&app, "/log/restate", "Restate work"), Parts::of(&app, LogPart::Statements));
    let releases = app.site.schedule().releases().iter().rev().map(|release| release.id).collect();
    let files = serde_html_form::to_string(&query).unwrap_or_default();
    let contracts = ledger.terms.contracts();
    page(&RestatePage { shell, parts, query: &query, contracts, releases, problems, paper, files })
}

/// The files.
pub(super) async fn file(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(ending): Path<String>,
    Query(query): Query<RestateQuery>,
) -> Result<Response, AppError> {
    let form = Form::of(&ending).ok_or(AppError::NoSuchPage)?;
    let ledger = ledger::of(&app, user).await?;
    match asked(&app, &ledger, &query)? {
        (paper, problems) if problems.is_empty() => paper.respond(form).await,
        (_, problems) => Err(AppError::Invalid(problems)),
    }
}

/// A difference with its sign.
fn signed(difference: CreditRvu) -> Cell {
    if difference > CreditRvu::ZERO {
        Cell::Text(format!("+{}", work_in_words(difference, false)))
    } else {
        Cell::Work(difference)
    }
}

fn paper(restated: &Restated, period: Period, policy: Option<&Contract>) -> Paper {
    let difference = restated.after - restated.before;
    let mut facts = vec![
        ("Work of", period.to_string()),
        ("Restated under", restated.release.to_string()),
        (
            "Credited by",
            policy.map_or_else(|| "each line's own policy".to_owned(), |contract| contract.name.to_string()),
        ),
        ("Lines", grouped(restated.lines as u64)),
    ];
    if restated.left_out > 0 {
        facts.push((
            "Left out",
            format!("{} whose credit is unknown as they are", counted(restated.left_out, "line")),
        ));
    }
    let mut rows = vec![vec![Cell::from("As credited"), Cell::Empty, Cell::Work(restated.before)]];
    rows.extend(restated.causes.iter().map(|sum| {
        let mut name = sum.cause.name().to_owned();
        name[..1].make_ascii_uppercase();
        vec![Cell::Text(name), Cell::Count(sum.lines as u64), signed(sum.difference)]
    }));
    let mut parts = vec![
        Part::Heading("By cause".to_owned()),
        Part::Table(Table {
            name: "By cause".to_owned(),
            columns: vec![words("Cause"), number("Lines"), number("Work RVUs")],
            rows,
            total: Some(vec![
                Cell::Text(format!("Under {}", restated.release)),
                Cell::Count(restated.lines as u64),
                Cell::Work(restated.after),
            ]),
        }),
        Part::Text(format!("The difference is {} work RVUs.", signed(difference).words())),
    ];
    if restated.lost > 0 {
        parts.push(Part::Text(format!(
            "{} has no work RVU for {}, which counts as nothing under it.",
            restated.release,
            counted(restated.lost, "line")
        )));
    }
    parts.push(Part::Heading("By code".to_owned()));
    parts.push(Part::Table(Table {
        name: "By code".to_owned(),
        columns: vec![
            words("Code"),
            number("Lines"),
            number("Units"),
            number("As credited"),
            number("Restated"),
            number("Difference"),
            words("Causes"),
        ],
        rows: restated
            .codes
            .iter()
            .map(|of| {
                let cause =
                    |sum: &CauseSum| format!("{} {}", sum.cause.name(), signed(sum.difference).words());
                let causes: Vec<_> = of.causes.iter().map(cause).collect();
                vec![
                    Cell::Link(of.code.to_string(), format!("/codes/{}", of.code)),
                    Cell::Count(of.lines as u64),
                    Cell::Count(of.units),
                    Cell::Work(of.before),
                    Cell::Work(of.after),
                    Cell::Work(of.difference()),
                    Cell::Text(causes.join("; ")),
                ]
            })
            .collect(),
        total: None,
    }));
    Paper {
        title: format!("Work restated under {}", restated.release),
        subject: period.to_string(),
        file: format!("restated-{}-{}-to-{}", restated.release, period.from, period.to),
        table: "By code",
        facts,
        parts,
    }
}
