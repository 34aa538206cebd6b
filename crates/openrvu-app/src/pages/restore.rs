//! `/log/restore`: an exported log is looked at, and brought back.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::{SignedDuration, Timestamp};
use openrvu_store::UserId;
use openrvu_store::archive::{Archive, Count, Differing};
use openrvu_web::Shell;
use serde::Deserialize;
use uuid::Uuid;

use super::{Part, Parts, export, shell};
use crate::http::body::{Form, Path};
use crate::http::page;
use crate::http::upload::Upload as Given;
use crate::identity::{CanRead, CanWrite};
use crate::services::archive;
use crate::{App, AppError};

/// Most bytes of a form with an archive.
pub(super) const MOST_ARCHIVE_FORM: usize = 65 * 1024 * 1024;
/// For how long an archive is kept that nobody decides about.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(1);

/// Takes an archive in.
pub(super) async fn take(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    given: Result<Given, AppError>,
) -> Result<Response, AppError> {
    match given {
        Ok(Given { bytes, .. }) => take_bytes(&app, user, bytes).await,
        Err(AppError::Invalid(_)) => {
            export::write_page(&app, user, None, vec!["Choose a file.".to_owned()]).await
        }
        Err(error) => Err(error),
    }
}

/// Takes the bytes of an archive in, and leads to where it is looked at.
pub(super) async fn take_bytes(app: &App, user: UserId, bytes: Vec<u8>) -> Result<Response, AppError> {
    match archive::read(bytes.clone()).await {
        Ok(_) => {}
        Err(AppError::Invalid(problems)) => {
            let errors = problems.into_iter().map(|problem| problem.message).collect();
            return export::write_page(app, user, None, errors).await;
        }
        Err(error) => return Err(error),
    }
    let (id, now) = (app.new_id(), app.now());
    let expires = now.saturating_add(KEPT_FOR).map_err(|error| AppError::Internal(error.to_string()))?;
    app.store.keep_upload(user, id, &bytes, now, expires).await?;
    Ok(Redirect::to(&format!("/log/restore/{id}")).into_response())
}

async fn kept(app: &App, user: UserId, id: Uuid) -> Result<Archive, AppError> {
    let bytes = app.store.upload(user, id, app.now()).await?.ok_or(AppError::Refused(
        StatusCode::NOT_FOUND,
        "This file is not kept any more: one waits for an hour at most. Please give it again.",
    ))?;
    archive::read(bytes).await
}

#[derive(Template)]
#[template(path = "log/restore.html")]
struct RestorePage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    id: Uuid,
    exported: Timestamp,
    counts: [(&'static str, Count); 2],
}

impl RestorePage<'_> {
    fn is_new(&self) -> bool {
        self.counts.iter().any(|(_, count)| count.new > 0)
    }

    fn is_in_doubt(&self) -> bool {
        self.counts.iter().any(|(_, count)| count.differing + count.deleted > 0)
    }
}

/// What restoring would do.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    let archive = kept(&app, user, id).await?;
    let exported = archive.exported;
    let plan = archive::plan(&app, user, archive, Differing::Keep).await?;
    page(&RestorePage {
        shell: shell(&app, format!("/log/restore/{id}"), "Restore"),
        parts: Parts::of(&app, Part::Export),
        id,
        exported,
        counts: [("Entries", plan.entries), ("Contracts, goals, settings and more", plan.documents)],
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RestoreForm {
    differing: String,
}

/// Restores.
pub(super) async fn apply(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Form(form): Form<RestoreForm>,
) -> Result<Response, AppError> {
    let archive = kept(&app, user, id).await?;
    let differing = if form.differing == "replace" { Differing::Replace } else { Differing::Keep };
    let plan = archive::plan(&app, user, archive, differing).await?;
    archive::apply(&app, user, &plan).await?;
    app.store.delete_upload(user, id).await?;
    let restored = plan.entry_writes.len() + plan.document_writes.len();
    Ok(Redirect::to(&format!("/log/export?restored={restored}")).into_response())
}
