//! `/log/reconcile`: reports of employers, given, compared with the log, and what was found.

mod paper;
mod show;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use openrvu_log::reconcile::KeptReport;
use openrvu_web::Shell;
use uuid::Uuid;

use super::columns::{self, ColumnsForm};
use super::{Part, Parts, shell};
use crate::http::body::{Form, Path};
use crate::http::page;
use crate::http::upload::Upload as Given;
use crate::identity::{CanRead, CanWrite};
use crate::services::documents::{self, Kept};
use crate::services::reconciliations::{self, Wishes};
use crate::services::uploads::{self, Purpose, Upload};
use crate::{App, AppError};

pub(super) use show::{change, file, show};

#[derive(Template)]
#[template(path = "log/reconcile.html")]
struct StartPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    reports: Vec<Kept<KeptReport>>,
    errors: Vec<String>,
    /// What was pasted and cannot be read.
    text: String,
}

/// The reports, and where another is given.
pub(super) async fn start(State(app): State<App>, CanRead(user): CanRead) -> Result<Response, AppError> {
    start_page(&app, documents::all::<KeptReport>(&app, user).await?, Vec::new(), String::new())
}

fn start_page(
    app: &App,
    mut reports: Vec<Kept<KeptReport>>,
    errors: Vec<String>,
    text: String,
) -> Result<Response, AppError> {
    reports.reverse();
    let is_wrong = !errors.is_empty();
    let (shell, parts) = (shell(app, "/log/reconcile", "Reconcile"), Parts::of(app, Part::Reconcile));
    let mut response = page(&StartPage { shell, parts, reports, errors, text })?;
    if is_wrong {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Takes a report in.
pub(super) async fn take(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    given: Result<Given, AppError>,
) -> Result<Response, AppError> {
    let pasted = given.as_ref().map(Given::pasted).unwrap_or_default();
    let kept = async {
        let Given { name, bytes } = given?;
        let tables = uploads::tables(bytes).await?;
        let mut upload = uploads::prepare(&app, user, Purpose::Reconcile, name, tables).await?;
        let id = app.new_id();
        uploads::keep(&app, user, id, &mut upload).await?;
        Ok(id)
    };
    match kept.await {
        Ok(id) => Ok(Redirect::to(&format!("/log/reconcile/new/{id}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let errors = problems.into_iter().map(|problem| problem.message).collect();
            start_page(&app, documents::all::<KeptReport>(&app, user).await?, errors, pasted)
        }
        Err(error) => Err(error),
    }
}

async fn upload(app: &App, user: openrvu_store::UserId, id: Uuid) -> Result<Upload, AppError> {
    uploads::one(app, user, id, Purpose::Reconcile).await
}

/// What the columns hold.
pub(super) async fn columns(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    let upload = upload(&app, user, id).await?;
    let address = format!("/log/reconcile/new/{id}");
    columns::show(&app, Parts::of(&app, Part::Reconcile), address, &upload, Vec::new())
}

/// Takes in what the columns hold, and compares.
pub(super) async fn set_columns(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Form(form): Form<ColumnsForm>,
) -> Result<Response, AppError> {
    let mut upload = upload(&app, user, id).await?;
    let address = format!("/log/reconcile/new/{id}");
    if let Some(sheet) = form.sheet() {
        uploads::choose(&app, user, &mut upload, sheet).await?;
        uploads::keep(&app, user, id, &mut upload).await?;
        return Ok(Redirect::to(&address).into_response());
    }
    let (mapping, mut errors) = form.read();
    upload.mapping = mapping;
    if errors.is_empty() {
        uploads::keep(&app, user, id, &mut upload).await?;
        if form.lacks_provider(&upload)? {
            return Ok(Redirect::to(&address).into_response());
        }
        // The report bears the id of its upload, so that sending the form twice makes one.
        match reconciliations::make(&app, user, id, &upload, Wishes::default()).await {
            Ok(_) => return Ok(Redirect::to(&format!("/log/reconcile/{id}")).into_response()),
            Err(AppError::Conflict(_)) => {
                return Ok(Redirect::to(&format!("/log/reconcile/{id}")).into_response());
            }
            Err(AppError::Invalid(problems)) => {
                errors.extend(problems.into_iter().map(|problem| problem.message));
            }
            Err(error) => return Err(error),
        }
    }
    let mut response = columns::show(&app, Parts::of(&app, Part::Reconcile), address, &upload, errors)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}
