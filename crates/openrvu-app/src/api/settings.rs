//! `/api/v1/settings`.

use axum::Json;
use axum::extract::State;
use openrvu_log::Settings;
use openrvu_store::Revision;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::body;
use crate::identity::{CanRead, CanWrite};
use crate::services::settings;
use crate::{App, AppError};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, write))
}

/// A user's settings. Every field may be left out when they are written, and then has its usual value.
#[derive(ToSchema)]
#[schema(as = Settings)]
#[expect(dead_code, reason = "documents the log's own settings")]
struct SettingsFields {
    /// The month in which the fiscal year begins, 1 to 12.
    #[schema(minimum = 1, maximum = 12, default = 1)]
    fiscal_year_month: i8,
    /// The day on which a week begins.
    #[schema(pattern = "^(monday|tuesday|wednesday|thursday|friday|saturday|sunday)$", default = "sunday")]
    week_begins: String,
    /// The place of service of entries that name none, two digits.
    #[schema(pattern = "^[0-9]{2}$", example = "11")]
    place: Option<String>,
    /// The site that quick entry begins with.
    #[schema(max_length = 80)]
    site: Option<String>,
    /// The specialty, by the last step of its page's address.
    #[schema(pattern = "^[a-z0-9-]{1,64}$", example = "gastroenterology")]
    specialty: Option<String>,
    /// The share of full time worked, 0.01 to 2.00.
    #[schema(pattern = "^[0-2][.][0-9]{2}$", default = "1.00")]
    fte: String,
    /// The weekdays of work, at least one.
    #[schema(min_items = 1, example = json!(["monday", "tuesday", "wednesday", "thursday", "friday"]))]
    working_weekdays: Vec<String>,
    /// Which public holidays are no working days: none, six or federal.
    #[schema(pattern = "^(none|six|federal)$", default = "six")]
    public_holidays: String,
    /// Holidays of one's own.
    #[schema(max_items = 400)]
    holidays: Option<Vec<HolidayFields>>,
    /// Leave, taken and planned.
    #[schema(max_items = 400)]
    leave: Option<Vec<LeaveFields>>,
    /// The time zone in which days begin and end, by its IANA name; that of the server where it is left out.
    #[schema(example = "America/New_York")]
    time_zone: Option<String>,
    /// The locality whose Medicare amounts are shown.
    #[schema(pattern = "^[0-9]{5}-[0-9]{2}$", example = "01112-05")]
    locality: Option<String>,
}

/// A holiday of one's own.
#[derive(ToSchema)]
#[schema(as = Holiday)]
#[expect(dead_code, reason = "documents the log's own holiday")]
struct HolidayFields {
    /// The day.
    #[schema(format = Date)]
    date: String,
    /// What it is called.
    #[schema(max_length = 80)]
    name: Option<String>,
}

/// Leave: vacation, sickness, meetings.
#[derive(ToSchema)]
#[schema(as = Leave)]
#[expect(dead_code, reason = "documents the log's own leave")]
struct LeaveFields {
    /// First day.
    #[schema(format = Date)]
    from: String,
    /// Last day.
    #[schema(format = Date)]
    to: String,
}

/// Settings as kept.
#[derive(Debug, Serialize, ToSchema)]
struct KeptSettings {
    #[schema(value_type = SettingsFields)]
    settings: Settings,
    /// The revision that changed them last; none where they were never written.
    revision: Option<u64>,
}

/// Settings to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SettingsWrite {
    #[schema(value_type = SettingsFields)]
    settings: Settings,
    /// The revision of those that are changed; none where they were never written.
    seen: Option<u64>,
}

/// The revision of a change.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Changed {
    /// The ledger's revision.
    pub(super) revision: u64,
}

/// Show the settings
#[utoipa::path(get, path = "/settings", tag = "settings", security(("token" = ["log:read"])),
    responses((status = 200, body = KeptSettings), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn show(State(app): State<App>, CanRead(user): CanRead) -> Result<Json<KeptSettings>, AppError> {
    let (settings, revision) = settings::of(&app, user).await?;
    Ok(Json(KeptSettings { settings, revision: revision.map(|revision| revision.0) }))
}

/// Write the settings
///
/// All of them: a field that is left out takes its usual value.
#[utoipa::path(put, path = "/settings", tag = "settings", request_body = SettingsWrite, security(("token" = ["log:write"])),
    responses((status = 200, body = Changed), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn write(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    body::Json(sent): body::Json<SettingsWrite>,
) -> Result<Json<Changed>, AppError> {
    let revision = settings::write(&app, user, sent.settings, sent.seen.map(Revision)).await?;
    Ok(Json(Changed { revision: revision.0 }))
}
