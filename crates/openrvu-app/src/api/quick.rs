//! `/api/v1/quick`: a text read back, and logged.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use openrvu_core::policy::PlaceOfServiceCode;
use openrvu_log::entry::service_date;
use openrvu_log::quick::{Circumstances, MOST_CHARACTERS, Report};
use openrvu_log::{Role, ShortText};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::http::body;
use crate::identity::{CanRead, CanWrite};
use crate::services::ledger;
use crate::services::quick::{self, Quick, ReadBack};
use crate::{App, AppError};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read)).routes(routes!(log)).routes(routes!(repeat))
}

/// A text of quick entry, with what its lines share.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct QuickText {
    /// Codes, modifiers, units, words.
    #[schema(max_length = 2000, example = "9921325, 20610 rt; 99214")]
    text: String,
    /// Date of service; today where it is left out.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, deserialize_with = "perhaps_service_date")]
    date: Option<Date>,
    /// Whether each line is an encounter of its own.
    #[serde(default)]
    apart: bool,
    /// Place of service, two digits; the usual one where it is left out.
    #[schema(value_type = Option<String>, pattern = "^[0-9]{2}$", example = "11")]
    place: Option<PlaceOfServiceCode>,
    /// The clinic or hospital.
    #[schema(value_type = Option<String>, max_length = 80)]
    site: Option<ShortText>,
    /// What the clinician did.
    #[serde(default)]
    #[schema(value_type = String, pattern = "^(performed|shared|assisted|supervised|under-supervision|observed)$", default = "performed")]
    role: Role,
    /// The colleague.
    #[schema(value_type = Option<String>, max_length = 80)]
    colleague: Option<ShortText>,
    /// A note.
    #[schema(value_type = Option<String>, max_length = 80)]
    note: Option<ShortText>,
}

/// A day that a log takes.
#[derive(Deserialize)]
struct ServiceDate(#[serde(deserialize_with = "service_date")] Date);

fn perhaps_service_date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let date = Option::<ServiceDate>::deserialize(deserializer)?;
    Ok(date.map(|ServiceDate(date)| date))
}

impl QuickText {
    fn into_quick(self, today: Date) -> Result<Quick, AppError> {
        if self.text.chars().count() > MOST_CHARACTERS {
            let words = format!("A text has at most {MOST_CHARACTERS} characters.");
            return Err(AppError::invalid("text", words));
        }
        let circumstances = Circumstances {
            date: self.date.unwrap_or(today),
            place: self.place,
            site: self.site.filter(|site| !site.as_str().is_empty()),
            role: self.role,
            colleague: self.colleague.filter(|colleague| !colleague.as_str().is_empty()),
            note: self.note.filter(|note| !note.as_str().is_empty()),
        };
        Ok(Quick { text: self.text, apart: self.apart, circumstances })
    }
}

/// A service that words may mean.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the log's own report")]
struct QuickCandidate {
    /// The code.
    code: String,
    /// Its title.
    title: String,
}

/// A line, or a part of the text that is none.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the log's own report")]
struct QuickRow {
    /// The encounter, from 1; null where it is no line.
    encounter: Option<usize>,
    /// The line as it will be logged; null where it cannot be.
    #[schema(example = "99213-25")]
    line: Option<String>,
    /// The code.
    code: Option<String>,
    /// The title of the service.
    title: String,
    /// The part of the text that named it, where it was not the code.
    words: Option<String>,
    /// Where the words stand, from and to, in UTF-16 units.
    #[schema(value_type = Option<Vec<usize>>, min_items = 2, max_items = 2)]
    at: Option<(usize, usize)>,
    /// What the words may mean, the likeliest first.
    candidates: Vec<QuickCandidate>,
    /// Work RVUs; null where they are unknown.
    #[schema(example = "1.30")]
    work: Option<String>,
    /// Work RVUs of this line and those before it.
    sum: Option<String>,
    /// The release that credits.
    release: Option<String>,
    /// The release of the day, where it is not held and another stands in for it.
    provisional_for: Option<String>,
    /// complete, open (at the end of the text and not whole yet) or review.
    #[schema(pattern = "^(complete|open|review)$")]
    state: String,
    /// Why it needs review.
    review: Vec<String>,
    /// How many such services are logged on that day already.
    logged: usize,
}

/// Another way to read a part of the text.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the log's own report")]
struct QuickOther {
    /// Where the part stands, from and to, in UTF-16 units.
    #[schema(value_type = Vec<usize>, min_items = 2, max_items = 2)]
    at: (usize, usize),
    /// The part.
    text: String,
    /// What to write in its place.
    instead: String,
}

/// A text as understood, with what it is worth.
#[derive(ToSchema)]
#[schema(as = QuickReport)]
#[expect(dead_code, reason = "documents the log's own report")]
struct ReportFields {
    /// Lines and what is not a line, in the order of the text.
    rows: Vec<QuickRow>,
    /// Other sound ways to read parts of it.
    others: Vec<QuickOther>,
    /// How many lines can be logged.
    lines: usize,
    /// In how many encounters.
    encounters: usize,
    /// Their work RVUs.
    #[schema(example = "2.07")]
    work: String,
    /// Lines whose work RVUs are unknown, and so not in the sum.
    uncredited: usize,
    /// How many rows need review.
    review: usize,
    /// Whether logging the lines leaves nothing of the text.
    whole: bool,
    /// What is left of the text when the lines are logged.
    left: String,
}

/// Read a text back
///
/// Tells how quick entry understands a text, what each line is worth, and what needs review. Nothing is written.
#[utoipa::path(post, path = "/quick/read", tag = "quick entry", request_body = QuickText, security(("token" = ["log:read"])),
    responses((status = 200, body = ReportFields), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn read(
    State(app): State<App>,
    CanRead(user): CanRead,
    body::Json(sent): body::Json<QuickText>,
) -> Result<Json<Report>, AppError> {
    let kept = ledger::of(&app, user).await?;
    let quick = sent.into_quick(kept.today(&app))?;
    Ok(Json(quick::read(&app, &kept, quick).await?.report))
}

/// A text to be logged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct QuickLog {
    /// Names the submission; the client draws it at random, so that sending it twice logs it once.
    submission: Uuid,
    /// The text with what its lines share.
    entry: QuickText,
    /// Whether to log what is understood where something is not.
    #[serde(default)]
    part: bool,
}

/// What was logged.
#[derive(Debug, Serialize, ToSchema)]
struct QuickLogged {
    /// The ledger's revision.
    revision: u64,
    /// Entries that changed; none where the submission was logged before.
    changed: usize,
    /// The entries, in the order of the lines.
    entries: Vec<Uuid>,
    /// What of the text was not logged.
    left: String,
}

/// Log a text
///
/// Where a part of the text is not understood, nothing is logged (422), unless `part` says to log the rest.
#[utoipa::path(post, path = "/quick/log", tag = "quick entry", request_body = QuickLog, security(("token" = ["log:write"])),
    responses((status = 200, body = QuickLogged), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn log(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    body::Json(sent): body::Json<QuickLog>,
) -> Result<Json<QuickLogged>, AppError> {
    let kept = ledger::of(&app, user).await?;
    let quick = sent.entry.into_quick(kept.today(&app))?;
    let circumstances = quick.circumstances.clone();
    let ReadBack { reading, report } = quick::read(&app, &kept, quick).await?;
    if report.lines == 0 || !(report.whole || sent.part) {
        let words = match report.lines {
            0 => "There is no line to log.".to_owned(),
            _ => format!("Nothing was logged; this is not understood: {}", report.left),
        };
        return Err(AppError::invalid("entry.text", words));
    }
    let logged = quick::log(&app, user, sent.submission, &reading, &circumstances).await?;
    Ok(Json(written(&logged, report.left)))
}

fn written(logged: &quick::Logged, left: String) -> QuickLogged {
    QuickLogged {
        revision: logged.written.revision.0,
        changed: logged.written.changed,
        entries: logged.entries.iter().map(|entry| entry.id.uuid()).collect(),
        left,
    }
}

/// A day to be logged again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Repeat {
    /// Names the submission; the client draws it at random, so that sending it twice logs it once.
    submission: Uuid,
    /// The day whose entries are repeated.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// The day on which they are logged again.
    #[schema(value_type = String, format = Date)]
    to: Date,
}

/// Repeat a day
///
/// Logs the entries of a day again on another, in the same encounters, without their notes.
#[utoipa::path(post, path = "/quick/repeat", tag = "quick entry", request_body = Repeat, security(("token" = ["log:write"])),
    responses((status = 200, body = QuickLogged), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn repeat(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    body::Json(sent): body::Json<Repeat>,
) -> Result<Json<QuickLogged>, AppError> {
    let logged = quick::log_again(&app, user, sent.submission, sent.from, sent.to).await?;
    Ok(Json(written(&logged, String::new())))
}
