//! `/api/v1/templates`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use openrvu_log::template::Template;
use openrvu_store::Revision;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::settings::Changed;
use crate::http::body::{self, Path, Query};
use crate::identity::{CanRead, CanWrite};
use crate::services::documents::{self, Kept};
use crate::{App, AppError};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show, write, delete))
}

/// A line of a template.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the log's own line")]
struct TemplateLine {
    /// CPT or HCPCS code.
    #[schema(pattern = "^([0-9]{4}[0-9AFMTU]|[A-V][0-9]{4})$", example = "99213")]
    code: String,
    /// Modifiers, at most four.
    #[schema(max_items = 4, example = json!(["25"]))]
    modifiers: Option<Vec<String>>,
    /// Units, 1 to 999.
    #[schema(minimum = 1, maximum = 999, default = 1)]
    units: Option<u32>,
    /// Anesthesia time in minutes.
    #[schema(minimum = 1, maximum = 2880)]
    minutes: Option<u32>,
    /// What is charged for all units together, in dollars.
    #[schema(pattern = "^[0-9]{1,7}[.][0-9]{2}$", example = "150.00")]
    charge: Option<String>,
}

/// A favorite line or a whole day, under a name.
#[derive(ToSchema)]
#[schema(as = Template)]
#[expect(dead_code, reason = "documents the log's own template")]
struct TemplateFields {
    /// What its owner calls it.
    #[schema(min_length = 1, max_length = 80, example = "My clinic day")]
    name: String,
    /// The lines of each encounter: at least one, and at most 200 lines in all.
    #[schema(min_items = 1, max_items = 200)]
    encounters: Vec<Vec<TemplateLine>>,
    /// Place of service, two digits.
    #[schema(pattern = "^[0-9]{2}$", example = "11")]
    place: Option<String>,
    /// The clinic or hospital.
    #[schema(max_length = 80)]
    site: Option<String>,
    /// What the clinician does.
    #[schema(
        pattern = "^(performed|shared|assisted|supervised|under-supervision|observed)$",
        default = "performed"
    )]
    role: Option<String>,
}

/// A template as kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KeptTemplate)]
struct TemplateBody {
    /// Names it.
    id: Uuid,
    #[schema(value_type = TemplateFields)]
    template: Template,
    /// As text for quick entry.
    text: String,
    /// The ledger's revision that changed it last. To change or delete it, send it back as `seen`.
    revision: u64,
}

impl From<Kept<Template>> for TemplateBody {
    fn from(kept: Kept<Template>) -> Self {
        let text = kept.content.text();
        Self { id: kept.id, template: kept.content, text, revision: kept.revision.0 }
    }
}

/// Templates.
#[derive(Debug, Serialize, ToSchema)]
struct TemplateList {
    templates: Vec<TemplateBody>,
}

/// A template to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TemplateWrite {
    #[schema(value_type = TemplateFields)]
    template: Template,
    /// The revision of the template that is changed; none for a new one.
    seen: Option<u64>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Seen {
    /// The revision of the template that is deleted.
    seen: u64,
}

/// List templates
///
/// In the order in which they were made.
#[utoipa::path(get, path = "/templates", tag = "quick entry", security(("token" = ["log:read"])),
    responses((status = 200, body = TemplateList), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn list(State(app): State<App>, CanRead(user): CanRead) -> Result<Json<TemplateList>, AppError> {
    let templates = documents::all::<Template>(&app, user).await?;
    Ok(Json(TemplateList { templates: templates.into_iter().map(Into::into).collect() }))
}

/// Show a template
#[utoipa::path(get, path = "/templates/{id}", tag = "quick entry", params(("id" = Uuid, Path, description = "The template")), security(("token" = ["log:read"])),
    responses((status = 200, body = TemplateBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Json<TemplateBody>, AppError> {
    Ok(Json(documents::one::<Template>(&app, user, id).await?.into()))
}

/// Write a template
///
/// One that is there already as sent changes nothing; one that was changed since it was `seen` is a conflict (409).
#[utoipa::path(put, path = "/templates/{id}", tag = "quick entry", params(("id" = Uuid, Path, description = "The template")), request_body = TemplateWrite, security(("token" = ["log:write"])),
    responses((status = 200, body = Changed), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn write(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    body::Json(sent): body::Json<TemplateWrite>,
) -> Result<Json<Changed>, AppError> {
    let revision = documents::write(&app, user, id, &sent.template, sent.seen.map(Revision)).await?;
    Ok(Json(Changed { revision: revision.0 }))
}

/// Delete a template
///
/// One that is deleted already stays so.
#[utoipa::path(delete, path = "/templates/{id}", tag = "quick entry", params(("id" = Uuid, Path, description = "The template"), Seen), security(("token" = ["log:write"])),
    responses((status = 204, description = "Deleted"), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn delete(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Query(Seen { seen }): Query<Seen>,
) -> Result<StatusCode, AppError> {
    documents::delete::<Template>(&app, user, id, Revision(seen)).await?;
    Ok(StatusCode::NO_CONTENT)
}
