//! `/log/import`: a table is given, its columns are looked at, what it would add is shown, and it is added. Each step
//! has an address of its own, so that none is lost by going back.

mod preview;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use openrvu_web::Shell;
use serde::Deserialize;
use uuid::Uuid;

use super::columns::{self, ColumnsForm};
use super::{Part, Parts, restore, shell};
use crate::http::body::{Form, Path, Query};
use crate::http::page;
use crate::http::upload::Upload as Given;
use crate::identity::{CanRead, CanWrite};
use crate::services::imports::{self, Done, Stage};
use crate::services::ledger;
use crate::services::uploads::{self, Purpose};
use crate::{App, AppError, FieldProblem};

pub(super) use preview::{apply, preview};

#[derive(Template)]
#[template(path = "log/import.html")]
struct StartPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    errors: Vec<String>,
    /// What was pasted and cannot be read.
    text: String,
}

/// The page on which a table is given.
pub(super) async fn start(State(app): State<App>, CanRead(_): CanRead) -> Result<Response, AppError> {
    start_page(&app, Vec::new(), String::new())
}

fn start_page(app: &App, errors: Vec<String>, text: String) -> Result<Response, AppError> {
    let is_wrong = !errors.is_empty();
    let (shell, parts) = (shell(app, "/log/import", "Import"), Parts::of(app, Part::Import));
    let mut response = page(&StartPage { shell, parts, errors, text })?;
    if is_wrong {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Takes a table in. An export of a whole log is led to where it is restored.
pub(super) async fn take(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    given: Result<Given, AppError>,
) -> Result<Response, AppError> {
    let given = match given {
        Ok(given) => given,
        Err(AppError::Invalid(problems)) => {
            return start_page(&app, messages(problems), String::new());
        }
        Err(error) => return Err(error),
    };
    let pasted = given.pasted();
    let Given { name, bytes } = given;
    if bytes.trim_ascii_start().starts_with(b"{") {
        return restore::take_bytes(&app, user, bytes).await;
    }
    let kept = async {
        let tables = uploads::tables(bytes).await?;
        let mut upload = uploads::prepare(&app, user, Purpose::Import, name, tables).await?;
        let id = app.new_id();
        uploads::keep(&app, user, id, &mut upload).await?;
        Ok(id)
    };
    match kept.await {
        Ok(id) => Ok(Redirect::to(&format!("/log/import/{id}")).into_response()),
        Err(AppError::Invalid(problems)) => start_page(&app, messages(problems), pasted),
        Err(error) => Err(error),
    }
}

fn messages(problems: Vec<FieldProblem>) -> Vec<String> {
    problems.into_iter().map(|problem| problem.message).collect()
}

/// Leads to what an import added, from the steps before it.
fn to_done(id: Uuid) -> Response {
    Redirect::to(&format!("/log/import/{id}/done")).into_response()
}

/// What the columns hold.
pub(super) async fn columns(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    let Stage::Given(upload) = imports::stage(&app, user, id).await? else { return Ok(to_done(id)) };
    columns::show(&app, Parts::of(&app, Part::Import), format!("/log/import/{id}"), &upload, Vec::new())
}

/// Takes in what the columns hold.
pub(super) async fn set_columns(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Form(form): Form<ColumnsForm>,
) -> Result<Response, AppError> {
    let Stage::Given(mut upload) = imports::stage(&app, user, id).await? else { return Ok(to_done(id)) };
    let address = format!("/log/import/{id}");
    if let Some(sheet) = form.sheet() {
        uploads::choose(&app, user, &mut upload, sheet).await?;
        uploads::keep(&app, user, id, &mut upload).await?;
        return Ok(Redirect::to(&address).into_response());
    }
    let (mapping, errors) = form.read();
    upload.mapping = mapping;
    if !errors.is_empty() {
        let mut response = columns::show(&app, Parts::of(&app, Part::Import), address, &upload, errors)?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    uploads::keep(&app, user, id, &mut upload).await?;
    let next = if form.lacks_provider(&upload)? { address } else { format!("{address}/preview") };
    Ok(Redirect::to(&next).into_response())
}

#[derive(Template)]
#[template(path = "log/import_done.html")]
struct DonePage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    id: Uuid,
    done: Done,
    left: usize,
    days: Option<(jiff::civil::Date, jiff::civil::Date)>,
    work: openrvu_core::CreditRvu,
    undone: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DoneQuery {
    undone: Option<usize>,
}

/// What an import added.
pub(super) async fn done(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
    Query(query): Query<DoneQuery>,
) -> Result<Response, AppError> {
    let done = imports::done(&app, user, id).await?;
    let ledger = ledger::of(&app, user).await?;
    let added = imports::added(&ledger, &done);
    let dates = || added.iter().map(|logged| logged.entry().date);
    page(&DonePage {
        shell: shell(&app, format!("/log/import/{id}/done"), "Imported"),
        parts: Parts::of(&app, Part::Import),
        id,
        left: added.len(),
        days: dates().min().zip(dates().max()),
        work: added.iter().filter_map(|logged| logged.value.work()).sum(),
        undone: query.undone,
        done,
    })
}

/// Takes back what an import added.
pub(super) async fn undo(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    let undone = imports::undo(&app, user, id).await?;
    Ok(Redirect::to(&format!("/log/import/{id}/done?undone={undone}")).into_response())
}
