//! What an import would add, before anything is written.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use openrvu_log::Entry;
use openrvu_log::import::{Doubts, ProblemKind, RowProblem};
use openrvu_web::Shell;
use serde::Deserialize;
use uuid::Uuid;

use super::{Part, Parts, shell, to_done};
use crate::http::body::{Form, Path, Query};
use crate::http::page;
use crate::identity::{CanRead, CanWrite};
use crate::services::imports::{self, Preview, Stage};
use crate::{App, AppError};

/// Rows of each list on the page.
const SHOWN: usize = 100;
/// Entries shown of those that would be added.
const ENTRIES_SHOWN: usize = 20;

/// What to do with lines whose being new is in doubt, as text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DoubtsQuery {
    add_alike: String,
    add_deleted: String,
}

impl DoubtsQuery {
    fn read(&self) -> Doubts {
        Doubts { add_alike: !self.add_alike.is_empty(), add_deleted: !self.add_deleted.is_empty() }
    }
}

#[derive(Template)]
#[template(path = "log/import_preview.html")]
struct PreviewPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    id: Uuid,
    doubts: Doubts,
    file: String,
    preview: Preview,
    days: Option<(Date, Date)>,
    counts: BTreeMap<ProblemKind, usize>,
    refused: usize,
}

impl PreviewPage<'_> {
    fn entries(&self) -> impl Iterator<Item = &(u32, Entry)> {
        self.preview.plan.add.iter().take(ENTRIES_SHOWN)
    }

    fn problems(&self) -> impl Iterator<Item = &RowProblem> {
        self.preview.reading.problems.iter().take(SHOWN)
    }

    fn review(&self) -> impl Iterator<Item = &(u32, Entry, String)> {
        self.preview.review.iter().take(SHOWN)
    }

    /// The rows that hold no line, the first of them, in words.
    fn skipped(&self) -> String {
        let rows = &self.preview.reading.skipped.not_lines;
        let shown: Vec<String> = rows.iter().take(SHOWN).map(u32::to_string).collect();
        let more = if rows.len() > SHOWN { " and more" } else { "" };
        format!("{}{more}", shown.join(", "))
    }
}

/// The page.
pub(crate) async fn preview(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
    Query(query): Query<DoubtsQuery>,
) -> Result<Response, AppError> {
    let Stage::Given(upload) = imports::stage(&app, user, id).await? else { return Ok(to_done(id)) };
    let doubts = query.read();
    let preview = imports::preview(&app, user, &upload, doubts).await?;
    let dates = || preview.plan.add.iter().map(|(_, entry)| entry.date);
    page(&PreviewPage {
        shell: shell(&app, format!("/log/import/{id}/preview"), "What the import would add"),
        parts: Parts::of(&app, Part::Import),
        id,
        doubts,
        file: upload.file,
        days: dates().min().zip(dates().max()),
        counts: preview.reading.counts(),
        refused: preview.reading.refusals().count(),
        preview,
    })
}

/// Adds it.
pub(crate) async fn apply(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Form(query): Form<DoubtsQuery>,
) -> Result<Response, AppError> {
    let Stage::Given(upload) = imports::stage(&app, user, id).await? else { return Ok(to_done(id)) };
    let doubts = query.read();
    let preview = imports::preview(&app, user, &upload, doubts).await?;
    imports::apply(&app, user, id, &upload, doubts, preview).await?;
    Ok(to_done(id))
}
