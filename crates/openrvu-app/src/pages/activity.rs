//! `/log/activity`: what was done, by whom, when.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use openrvu_web::Shell;
use serde::Deserialize;

use super::{Part, Parts, moment, shell};
use crate::http::body::Query;
use crate::http::page;
use crate::identity::CanRead;
use crate::services::{audit, ledger, settings};
use crate::{App, AppError};

/// Events on a page.
const EVENTS: u32 = 100;

/// An event as the page shows it.
struct Event {
    at: String,
    words: String,
    detail: String,
    by_other: bool,
}

#[derive(Template)]
#[template(path = "log/activity.html")]
struct ActivityPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    events: Vec<Event>,
    /// The number before which the next page begins.
    before: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    before: Option<i64>,
}

/// What was done on the account.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let (settings, _) = settings::of(&app, user).await?;
    let zone = ledger::zone(&app, &settings);
    let records = audit::events(&app, user, asked.before, EVENTS + 1).await?;
    let shown = usize::try_from(EVENTS).unwrap_or(usize::MAX);
    let before =
        if records.len() > shown { records.get(shown - 1).map(|record| record.number) } else { None };
    let event = |record: openrvu_store::AuditRecord| Event {
        at: moment(record.at, &zone),
        words: audit::words(&record.action),
        by_other: record.by.is_some_and(|by| by != user),
        detail: record.detail,
    };
    page(&ActivityPage {
        shell: shell(&app, "/log/activity", "Activity"),
        parts: Parts::of(&app, if app.is_personal() { Part::Settings } else { Part::Account }),
        events: records.into_iter().take(shown).map(event).collect(),
        before,
    })
}
