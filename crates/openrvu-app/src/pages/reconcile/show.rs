//! What was found of a report: the page, its files, and how the report is compared.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use openrvu_log::reconcile::KeptReport;
use openrvu_store::Revision;
use openrvu_web::Shell;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::paper::{self, Chosen};
use crate::http::body::{self, Path, Query};
use crate::http::page;
use crate::identity::{CanRead, CanWrite};
use crate::pages::{Part as LogPart, Parts, shell};
use crate::paper::{Form, Paper, Part};
use crate::services::{documents, reconciliations};
use crate::{App, AppError, FieldProblem};

/// Lines on a page.
const ON_PAGE: usize = 200;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ShowQuery {
    /// Which findings are shown.
    #[serde(skip_serializing_if = "String::is_empty")]
    show: String,
    /// Which part of them.
    #[serde(skip_serializing_if = "String::is_empty")]
    page: String,
}

impl ShowQuery {
    fn address(&self, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        serde_html_form::to_string(Self { page, ..self.clone() }).unwrap_or_default()
    }
}

/// How a report is compared, as text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ReportForm {
    action: String,
    name: String,
    from: String,
    to: String,
    days: String,
    rate: String,
    seen: String,
}

impl ReportForm {
    fn of(report: &KeptReport, revision: Revision) -> Self {
        Self {
            action: String::new(),
            name: report.name.to_string(),
            from: report.comparison.from.to_string(),
            to: report.comparison.to.to_string(),
            days: report.comparison.days.to_string(),
            rate: report.rate.map_or_else(String::new, |rate| rate.to_string()),
            seen: revision.0.to_string(),
        }
    }

    /// Puts what the form says into a report.
    fn read(&self, report: &mut KeptReport) -> Result<(), Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut wrong = |field: &str, message: String| problems.push(FieldProblem::new(field, message));
        match self.name.parse() {
            Ok(_) if self.name.trim().is_empty() => wrong("name", "Give the report a name.".to_owned()),
            Ok(name) => report.name = name,
            Err(error) => wrong("name", format!("{error}.")),
        }
        for (field, text, day) in
            [("from", &self.from, &mut report.comparison.from), ("to", &self.to, &mut report.comparison.to)]
        {
            match text.parse() {
                Ok(date) => *day = date,
                Err(_) => wrong(field, "Write a date as year, month and day, such as 2026-08-01.".to_owned()),
            }
        }
        match self.days.trim().parse() {
            Ok(days) => report.comparison.days = days,
            Err(_) => wrong("days", "Days are a whole number of 0 to 7.".to_owned()),
        }
        match self.rate.trim() {
            "" => report.rate = None,
            rate => match rate.parse() {
                Ok(rate) => report.rate = Some(rate),
                Err(error) => wrong("rate", format!("{error}: write dollars, such as 52.50.")),
            },
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

#[derive(Template)]
#[template(path = "log/reconciliation.html")]
struct ReportPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    id: Uuid,
    form: ReportForm,
    problems: Vec<FieldProblem>,
    query: ShowQuery,
    choices: Vec<Choice>,
    paper: Paper,
    number: usize,
    pages: usize,
}

impl ReportPage<'_> {
    fn problem(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str())
    }
}

/// A choice of findings.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) words: String,
    pub(super) is_chosen: bool,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
    Query(query): Query<ShowQuery>,
) -> Result<Response, AppError> {
    let kept = documents::one::<KeptReport>(&app, user, id).await?;
    let form = ReportForm::of(&kept.content, kept.revision);
    write_page(&app, user, id, kept.content, form, Vec::new(), query).await
}

async fn write_page(
    app: &App,
    user: openrvu_store::UserId,
    id: Uuid,
    report: KeptReport,
    form: ReportForm,
    problems: Vec<FieldProblem>,
    query: ShowQuery,
) -> Result<Response, AppError> {
    let chosen = Chosen::of(&query.show).ok_or(AppError::NoSuchPage)?;
    let report = Arc::new(report);
    let (number, address) = (query.page.parse().unwrap_or(1), format!("/log/reconcile/{id}"));
    let (of, base) = (Arc::clone(&report), address.clone());
    let (paper, choices, number, pages) =
        reconciliations::compared(app, user, report, move |_, ledger, found| {
            let mut paper = paper::paper(&of, found, chosen, ledger.terms.contracts(), Some(&base));
            let (number, pages) = cut(&mut paper, number);
            (paper, paper::choices(found, chosen), number, pages)
        })
        .await?;
    let is_wrong = !problems.is_empty();
    let mut response = page(&ReportPage {
        shell: shell(app, address, paper.title.clone()),
        parts: Parts::of(app, LogPart::Reconcile),
        id,
        form,
        problems,
        query,
        choices,
        paper,
        number,
        pages,
    })?;
    if is_wrong {
        *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
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

/// The files: the sheet to hand over.
pub(crate) async fn file(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path((id, ending)): Path<(Uuid, String)>,
    Query(query): Query<ShowQuery>,
) -> Result<Response, AppError> {
    let form = Form::of(&ending).ok_or(AppError::NoSuchPage)?;
    let chosen = Chosen::of(&query.show).ok_or(AppError::NoSuchPage)?;
    let report = Arc::new(documents::one::<KeptReport>(&app, user, id).await?.content);
    let of = Arc::clone(&report);
    let paper = reconciliations::compared(&app, user, report, move |_, ledger, found| {
        paper::paper(&of, found, chosen, ledger.terms.contracts(), None)
    });
    paper.await?.respond(form).await
}

/// Changes how a report is compared, or deletes it.
pub(crate) async fn change(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    body::Form(form): body::Form<ReportForm>,
) -> Result<Response, AppError> {
    let mut kept = documents::one::<KeptReport>(&app, user, id).await?;
    let seen = form.seen.parse().map(Revision).unwrap_or(kept.revision);
    if form.action == "delete" {
        documents::delete::<KeptReport>(&app, user, id, seen).await?;
        return Ok(Redirect::to("/log/reconcile").into_response());
    }
    let before = kept.content.clone();
    let changed = match form.read(&mut kept.content) {
        Ok(()) => reconciliations::write(&app, user, id, &kept.content, Some(seen)).await,
        Err(problems) => Err(AppError::Invalid(problems)),
    };
    match changed {
        Ok(_) => Ok(Redirect::to(&format!("/log/reconcile/{id}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            write_page(&app, user, id, before, form, problems, ShowQuery::default()).await
        }
        Err(error) => Err(error),
    }
}
