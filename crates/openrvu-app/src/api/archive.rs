//! `/api/v1/archive`: everything that a log holds.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use openrvu_store::archive::{Count, Differing};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::contracts::LineFields;
use crate::http::body::Query;
use crate::identity::{CanRead, CanWrite};
use crate::services::archive::{self, ExportFile};
use crate::{App, AppError};

/// Most bytes of an archive that is sent.
const MOST_ARCHIVE: usize = 64 * 1024 * 1024;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, restore)).layer(DefaultBodyLimit::max(MOST_ARCHIVE))
}

/// Everything that a log holds.
#[derive(ToSchema)]
#[schema(as = Archive)]
#[expect(dead_code, reason = "documents the log's own archive")]
struct ArchiveFields {
    /// The name of the format.
    #[schema(pattern = "^openrvu-log$", example = "openrvu-log")]
    format: String,
    /// The version of the format.
    #[schema(minimum = 1, maximum = 1)]
    version: u32,
    /// When it was written.
    #[schema(format = DateTime)]
    exported: String,
    /// The entries.
    entries: Vec<ArchivedEntryFields>,
    /// Contracts, goals, templates, mappings, reports, survey tables and settings.
    documents: Vec<DocumentFields>,
}

/// An entry in an archive.
#[derive(ToSchema)]
#[schema(as = ArchivedEntry)]
#[expect(dead_code, reason = "documents the log's own entry")]
struct ArchivedEntryFields {
    /// Names the entry.
    id: Uuid,
    /// The encounter.
    encounter: Uuid,
    /// Date of service.
    #[schema(format = Date)]
    date: String,
    /// The service.
    line: LineFields,
    /// Place of service, two digits.
    place: Option<String>,
    /// The clinic or hospital.
    #[schema(max_length = 80)]
    site: Option<String>,
    /// What the clinician did; performed where it is left out.
    role: Option<String>,
    /// The colleague who supervised or was supervised.
    #[schema(max_length = 80)]
    colleague: Option<String>,
    /// A note.
    #[schema(max_length = 80)]
    note: Option<String>,
}

/// A document in an archive.
#[derive(ToSchema)]
#[schema(as = ArchivedDocument)]
#[expect(dead_code, reason = "documents the log's own archive")]
struct DocumentFields {
    /// What it is.
    #[schema(pattern = "^(contract|goal|template|mapping|reconciliation|survey-table|settings)$")]
    kind: String,
    /// Names it among those of its kind.
    id: Uuid,
    /// The content.
    #[schema(value_type = Object)]
    content: serde_json::Value,
}

/// Export the whole log
///
/// From this document everything is restored.
#[utoipa::path(get, path = "/archive", tag = "archive", security(("token" = ["log:read"])),
    responses((status = 200, body = ArchiveFields), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn show(State(app): State<App>, CanRead(user): CanRead) -> Result<Response, AppError> {
    let bytes = archive::export(&app, user, ExportFile::Json).await?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], bytes).into_response())
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RestoreQuery {
    /// What to do with what the log has otherwise than the archive, or has deleted since: keep or replace; keep where it
    /// is left out.
    differing: Option<String>,
    /// Whether only to tell what would be restored.
    #[serde(default)]
    preview: bool,
}

/// How many there are of what.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RestoreCount)]
struct CountBody {
    /// In the archive and not in the log.
    new: usize,
    /// In both, the same.
    same: usize,
    /// In both, and not the same.
    differing: usize,
    /// In the archive, and deleted from the log since.
    deleted: usize,
}

impl From<Count> for CountBody {
    fn from(count: Count) -> Self {
        let Count { new, same, differing, deleted } = count;
        Self { new, same, differing, deleted }
    }
}

/// What was restored.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Restored)]
struct RestoredBody {
    /// Entries and documents that were written, or would be.
    written: usize,
    /// Entries of the archive.
    entries: CountBody,
    /// Documents of the archive.
    documents: CountBody,
}

/// Restore a log
///
/// From an archive, which is read whole or not at all. What the log has beyond it stays; restoring twice adds nothing.
#[utoipa::path(post, path = "/archive", tag = "archive", params(RestoreQuery), request_body = ArchiveFields, security(("token" = ["log:write"])),
    responses((status = 200, body = RestoredBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn restore(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Query(query): Query<RestoreQuery>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<RestoredBody>, AppError> {
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if !is_json {
        return Err(AppError::Refused(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send the archive as application/json.",
        ));
    }
    let differing = match query.differing.as_deref() {
        None | Some("keep") => Differing::Keep,
        Some("replace") => Differing::Replace,
        Some(_) => return Err(AppError::invalid("differing", "Write keep or replace.")),
    };
    let archive = archive::read(bytes.to_vec()).await?;
    let plan = archive::plan(&app, user, archive, differing).await?;
    if !query.preview {
        archive::apply(&app, user, &plan).await?;
    }
    Ok(Json(RestoredBody {
        written: plan.entry_writes.len() + plan.document_writes.len(),
        entries: plan.entries.into(),
        documents: plan.documents.into(),
    }))
}
