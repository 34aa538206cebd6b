//! `/log/entries`: everything logged, by day.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use openrvu_log::Entry;
use openrvu_web::Shell;
use serde::Deserialize;

use super::{Part, Parts, shell};
use crate::http::body::Query;
use crate::http::page;
use crate::identity::CanRead;
use crate::services::entries;
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
}

#[derive(Template)]
#[template(path = "log/entries.html")]
struct EntriesPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    query: EntriesQuery,
    errors: Vec<String>,
    rows: Vec<Row>,
    total: usize,
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
    let mut found = entries::all(&app, user).await?;
    found.retain(|stored| {
        from.is_none_or(|from| from <= stored.value.date) && to.is_none_or(|to| stored.value.date <= to)
    });
    if !errors.is_empty() {
        found.clear();
    }
    let total = found.len();
    let pages = total.div_ceil(ON_PAGE).max(1);
    let number = query.page.unwrap_or(1).clamp(1, pages);
    let shown = found.into_iter().rev().skip((number - 1) * ON_PAGE).take(ON_PAGE);
    let rows = shown
        .map(|stored| Row {
            title: app.site.title(stored.value.line.code).unwrap_or_default().to_owned(),
            entry: stored.value,
        })
        .collect();
    let (shell, parts) = (shell(&app, "/log/entries", "Entries"), Parts::of(&app, Part::Entries));
    page(&EntriesPage { shell, parts, query, errors, rows, total, number, pages })
}
