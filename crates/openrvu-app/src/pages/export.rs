//! `/log/export`: the log as files, and where one is brought back.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use openrvu_log::export::COLUMNS;
use openrvu_web::Shell;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Deserialize;

use super::{Part, Parts, shell};
use crate::http::body::{Path, Query};
use crate::http::page;
use crate::identity::CanRead;
use crate::services::{archive, ledger};
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
    let (content_type, ending, bytes) = match name.as_str() {
        "log.json" => {
            let archive = archive::archive(&app, user).await?;
            let write = move || {
                let mut bytes = Vec::new();
                archive.write(&mut bytes).map(|()| bytes).map_err(|error| error.to_string())
            };
            ("application/json", "json", aside(write).await?)
        }
        "entries.csv" => {
            let rows = archive::rows(&app, user).await?;
            let write = move || csv(&rows).map_err(|error| error.to_string());
            ("text/csv; charset=utf-8", "csv", aside(write).await?)
        }
        "entries.xlsx" => {
            let rows = archive::rows(&app, user).await?;
            let write = move || xlsx(&rows).map_err(|error| error.to_string());
            let workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            (workbook, "xlsx", aside(write).await?)
        }
        _ => return Err(AppError::NoSuchPage),
    };
    let stem = if ending == "json" { "openrvu-log" } else { "openrvu-entries" };
    let name = format!("attachment; filename=\"{stem}-{}.{ending}\"", app.today());
    let disposition = HeaderValue::from_str(&name).map_err(|error| AppError::Internal(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}

/// Makes a file aside from the requests that go on meanwhile.
async fn aside(
    write: impl FnOnce() -> Result<Vec<u8>, String> + Send + 'static,
) -> Result<Vec<u8>, AppError> {
    let written = tokio::task::spawn_blocking(write).await;
    written.map_err(|error| AppError::Internal(error.to_string()))?.map_err(AppError::Internal)
}

fn csv(rows: &[Vec<String>]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// Every cell is text, so that codes keep their zeros and nothing becomes a formula.
fn xlsx(rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Entries")?;
    let head = Format::new().set_bold();
    for (column, name) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, name, &head)?;
        sheet.set_column_width(column, if name.ends_with("ID") { 38 } else { 14 })?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (at, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(at, column, cell)?;
        }
    }
    workbook.save_to_buffer()
}
