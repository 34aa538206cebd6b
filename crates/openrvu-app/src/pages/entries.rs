//! `/log/entries`: everything logged, by day.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use openrvu_log::ledger::Sums;
use openrvu_log::{Entry, figures};
use openrvu_web::Shell;
use serde::Deserialize;

use super::{Part, Parts, shell};
use crate::http::body::Query;
use crate::http::page;
use crate::identity::CanRead;
use crate::services::ledger;
use crate::{App, AppError};

/// Entries on a page.
const ON_PAGE: usize = 100;

#[derive(Debug, Default, Deserialize)]
pub(super) struct EntriesQuery {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    page: Option<usize>,
}

/// One row of the list.
struct Row {
    entry: Entry,
    title: String,
    work: Option<String>,
    review: Vec<String>,
}

#[derive(Template)]
#[template(path = "log/entries.html")]
struct EntriesPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    query: EntriesQuery,
    errors: Vec<String>,
    rows: Vec<Row>,
    sums: Sums,
    work: String,
    number: usize,
    pages: usize,
}

impl EntriesPage<'_> {
    fn address(&self, number: usize) -> String {
        format!("/log/entries?from={}&to={}&page={number}", self.query.from, self.query.to)
    }
}

/// The page: the latest day first.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<EntriesQuery>,
) -> Result<Response, AppError> {
    let mut errors = Vec::new();
    let mut day = |text: &str| -> Option<Date> {
        let read = if text.is_empty() { None } else { Some(text.parse()) };
        match read {
            Some(Err(_)) => {
                errors
                    .push(format!("{text:?} is not a date: write year, month and day, such as 2026-08-01."));
                None
            }
            Some(Ok(date)) => Some(date),
            None => None,
        }
    };
    let (from, to) = (day(&query.from), day(&query.to));
    let kept = ledger::of(&app, user).await?;
    let (from, to) = (from.unwrap_or(Date::MIN), to.unwrap_or(Date::MAX));
    // Where the days cannot be read, there is nothing that was asked for.
    let sums = if errors.is_empty() { kept.ledger.sums(from, to) } else { Sums::default() };
    let total = sums.entries as usize;
    let pages = total.div_ceil(ON_PAGE).max(1);
    let number = query.page.unwrap_or(1).clamp(1, pages);
    let shown = kept.ledger.between(from, to).rev().skip((number - 1) * ON_PAGE).take(ON_PAGE.min(total));
    let rows = shown
        .map(|logged| Row {
            title: app.site.title(logged.value.code).unwrap_or_default().to_owned(),
            entry: logged.entry().clone(),
            work: logged.value.work().map(figures::work),
            review: logged.value.review().iter().map(ToString::to_string).collect(),
        })
        .collect();
    let (shell, parts) = (shell(&app, "/log/entries", "Entries"), Parts::of(&app, Part::Entries));
    let work = figures::work(sums.work);
    page(&EntriesPage { shell, parts, query, errors, rows, sums, work, number, pages })
}
