//! `/log/compare`: two contracts on one's own work or on a typed volume.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::ToSpan;
use openrvu_core::quantity::round_half_up;
use openrvu_core::{Cents, CreditRvu};
use openrvu_log::compare::{Comparison, read_volume};
use openrvu_log::contract::Days;
use openrvu_log::{Contract, ContractId};
use openrvu_web::Shell;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Part as LogPart, Parts, shell};
use crate::http::body::{Path, Query};
use crate::http::page;
use crate::identity::CanRead;
use crate::paper::{Cell, Form, Paper, Part, Table, counted, number, words};
use crate::services::ledger::{self, UserLedger};
use crate::services::statements::{PERIODS, PeriodQuery};
use crate::services::{comparisons, statements};
use crate::{App, AppError, FieldProblem};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct CompareQuery {
    first: String,
    second: String,
    /// A typed volume; own work where it is empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    volume: String,
    #[serde(flatten)]
    days: PeriodQuery,
}

#[derive(Template)]
#[template(path = "log/compare.html")]
struct ComparePage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    query: &'a CompareQuery,
    contracts: &'a [Contract],
    problems: Vec<FieldProblem>,
    paper: Option<Paper>,
    files: String,
}

impl ComparePage<'_> {
    fn periods(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        PERIODS.into_iter()
    }

    fn kind(&self) -> &str {
        if self.query.days.period.is_empty() { "12-months" } else { &self.query.days.period }
    }
}

/// The comparison asked for, as a paper; none where nothing is asked yet.
fn asked(
    app: &App,
    ledger: &UserLedger,
    query: &CompareQuery,
) -> Result<(Option<Paper>, Vec<FieldProblem>), AppError> {
    if query.first.is_empty() || query.second.is_empty() {
        return Ok((None, Vec::new()));
    }
    let contract = |id: &str| -> Result<&Contract, AppError> {
        let id: Uuid = id.parse().map_err(|_| AppError::NoSuch("contract"))?;
        statements::contract(ledger, ContractId::from(id))
    };
    let contracts = [contract(&query.first)?, contract(&query.second)?];
    let (today, schedule) = (ledger.today(app), app.site.schedule());
    let mut days = query.days.clone();
    if days.period.is_empty() && days.from.is_empty() && days.to.is_empty() {
        "12-months".clone_into(&mut days.period);
    }
    let (period, mut problems) = days.read(ledger, today, Some(contracts[0]));
    if query.volume.trim().is_empty() {
        let compared = comparisons::of_work(schedule, ledger, contracts, period)?;
        return Ok((Some(paper(&compared, "your own work")), problems));
    }
    let volume = match read_volume(&query.volume) {
        Ok(volume) => volume,
        Err(errors) => {
            problems.extend(errors.iter().map(|error| FieldProblem::new("volume", error.to_string())));
            return Ok((None, problems));
        }
    };
    let year = Days { from: today, to: today.saturating_add(1.year()).saturating_sub(1.day()) };
    let place = comparisons::place(ledger)?;
    let compared = comparisons::of_volume(schedule, contracts, &volume, year, (today, place))?;
    Ok((Some(paper(&compared, "a typed volume, spread evenly over a year")), problems))
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<CompareQuery>,
) -> Result<Response, AppError> {
    let ledger = ledger::of(&app, user).await?;
    let (paper, problems) = asked(&app, &ledger, &query)?;
    let (shell, parts) =
        (shell(&app, "/log/compare", "Compare two contracts"), Parts::of(&app, LogPart::Contracts));
    let files = serde_html_form::to_string(&query).unwrap_or_default();
    let contracts = ledger.terms.contracts();
    page(&ComparePage { shell, parts, query: &query, contracts, problems, paper, files })
}

/// The files.
pub(super) async fn file(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(ending): Path<String>,
    Query(query): Query<CompareQuery>,
) -> Result<Response, AppError> {
    let form = Form::of(&ending).ok_or(AppError::NoSuchPage)?;
    let ledger = ledger::of(&app, user).await?;
    match asked(&app, &ledger, &query)? {
        (Some(paper), problems) if problems.is_empty() => paper.respond(form).await,
        (None, problems) if problems.is_empty() => Err(AppError::invalid("first", "choose two contracts")),
        (_, problems) => Err(AppError::Invalid(problems)),
    }
}

fn paper(compared: &Comparison, what: &str) -> Paper {
    let [first, second] = &compared.sides;
    let amount = |name: &str, of: fn(&openrvu_log::pay::PeriodPay) -> Cents| {
        let amounts = [of(&first.pay), of(&second.pay)];
        (amounts != [Cents::ZERO; 2]).then(|| {
            vec![
                Cell::from(name),
                Cell::Cents(amounts[0]),
                Cell::Cents(amounts[1]),
                Cell::Cents(amounts[1] - amounts[0]),
            ]
        })
    };
    let mut rows = vec![vec![
        Cell::from("Work RVUs credited"),
        Cell::Work(first.credited),
        Cell::Work(second.credited),
        Cell::Work(second.credited - first.credited),
    ]];
    rows.extend(amount("Earned by the rates", |pay| pay.settlements.iter().map(|s| s.earned).sum()));
    rows.extend(amount("Deficit open at the end", |pay| {
        pay.settlements.last().map_or(Cents::ZERO, |last| last.carried_out)
    }));
    rows.extend(amount("Paid as salary", |pay| pay.salary));
    rows.extend(amount("Paid as draw", |pay| pay.draw));
    rows.extend(amount("Paid at settlements", |pay| pay.true_ups));
    rows.extend(amount("Paid as bonuses", |pay| pay.bonuses));
    let (per_first, per_second) =
        (each(first.pay.total, first.credited), each(second.pay.total, second.credited));
    rows.push(vec![
        Cell::from("Paid for each work RVU"),
        per_first.map_or(Cell::Empty, Cell::Cents),
        per_second.map_or(Cell::Empty, Cell::Cents),
        per_first.zip(per_second).map_or(Cell::Empty, |(first, second)| Cell::Cents(second - first)),
    ]);
    let mut parts = vec![Part::Table(Table {
        name: "Compared".to_owned(),
        columns: vec![words("What"), number("First"), number("Second"), number("Difference")],
        rows,
        total: Some(vec![
            Cell::from("Paid"),
            Cell::Cents(first.pay.total),
            Cell::Cents(second.pay.total),
            Cell::Cents(compared.difference()),
        ]),
    })];
    for (side, name) in [(first, "First"), (second, "Second")] {
        if side.uncredited > 0 {
            let lines = counted(usize::try_from(side.uncredited).unwrap_or(usize::MAX), "line");
            parts.push(Part::Text(format!("{name}: {lines} not credited and so in no sum.")));
        }
        let steps = side.pay.settlements.iter().flat_map(|settlement| {
            let days = format!("{}:", settlement.days);
            settlement.steps.iter().map(move |step| {
                let after = step.after.map_or_else(String::new, |after| format!(" = {after}"));
                format!("{days} {} {}{after}", step.rule.title(), step.words)
            })
        });
        parts.push(Part::Details(format!("{name}: how it is computed"), steps.collect()));
    }
    parts.push(Part::Heading("By code".to_owned()));
    parts.push(Part::Table(Table {
        name: "By code".to_owned(),
        columns: vec![
            words("Code"),
            number("Units"),
            number("First"),
            number("Second"),
            number("Difference"),
        ],
        rows: compared
            .codes
            .iter()
            .map(|of| {
                vec![
                    Cell::Link(of.code.to_string(), format!("/codes/{}", of.code)),
                    Cell::Count(of.units),
                    Cell::Work(of.credited[0]),
                    Cell::Work(of.credited[1]),
                    Cell::Work(of.difference()),
                ]
            })
            .collect(),
        total: None,
    }));
    Paper {
        title: "Two contracts compared".to_owned(),
        subject: format!("{} and {}", first.name, second.name),
        file: format!("comparison-{}-to-{}", compared.days.from, compared.days.to),
        table: "By code",
        facts: vec![
            ("First", first.name.clone()),
            ("Second", second.name.clone()),
            ("On", what.to_owned()),
            ("Days", compared.days.to_string()),
            (
                "Taken as if",
                "each contract covered these days at every site, with years that begin on the first of them"
                    .to_owned(),
            ),
        ],
        parts,
    }
}

/// What is paid for each work RVU, rounded half-up to the cent.
fn each(paid: Cents, work: CreditRvu) -> Option<Cents> {
    (work > CreditRvu::ZERO).then(|| {
        let rounded = round_half_up(i128::from(paid.get()) * 1_000, i128::from(work.get()));
        Cents::new(i64::try_from(rounded).unwrap_or(i64::MAX))
    })
}
