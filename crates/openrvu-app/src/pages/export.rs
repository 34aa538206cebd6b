//! `/log/export`: the log as files, and where one is brought back.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use openrvu_web::Shell;
use serde::Deserialize;

use super::{Part, Parts, shell};
use crate::http::body::{Path, Query};
use crate::http::page;
use crate::identity::CanRead;
use crate::services::archive::{self, ExportFile};
use crate::services::ledger;
use crate::{App, AppError};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ExportQuery {
    restored: Option<usize>,
}

#[derive(Template)]
#[template(path = "log/export.html")]
struct ExportPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    entries: usize,
    restored: Option<usize>,
    errors: Vec<String>,
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<ExportQuery>,
) -> Result<Response, AppError> {
    write_page(&app, user, query.restored, Vec::new()).await
}

/// The page, with what was wrong with a file.
pub(super) async fn write_page(
    app: &App,
    user: openrvu_store::UserId,
    restored: Option<usize>,
    errors: Vec<String>,
) -> Result<Response, AppError> {
    let entries = ledger::of(app, user).await?.ledger.len();
    let is_wrong = !errors.is_empty();
    let (shell, parts) = (shell(app, "/log/export", "Export and restore"), Parts::of(app, Part::Export));
    let mut response = page(&ExportPage { shell, parts, entries, restored, errors })?;
    if is_wrong {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// The files.
pub(super) async fn file(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(name): Path<String>,
) -> Result<Response, AppError> {
    let workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let (file, content_type, stem, ending) = match name.as_str() {
        "log.json" => (ExportFile::Json, "application/json", "openrvu-log", "json"),
        "entries.csv" => (ExportFile::Csv, "text/csv; charset=utf-8", "openrvu-entries", "csv"),
        "entries.xlsx" => (ExportFile::Xlsx, workbook, "openrvu-entries", "xlsx"),
        _ => return Err(AppError::NoSuchPage),
    };
    let bytes = archive::export(&app, user, file).await?;
    let name = format!("attachment; filename=\"{stem}-{}.{ending}\"", app.today());
    let disposition = HeaderValue::from_str(&name).map_err(|error| AppError::Internal(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}
