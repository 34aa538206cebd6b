//! `/api/v1/entries` and `/api/v1/changes`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::civil::Date;
use openrvu_core::policy::PlaceOfServiceCode;
use openrvu_core::valuation::{MOST_MINUTES, MOST_UNITS};
use openrvu_core::{Cents, Code, CreditRvu, Line, Modifier, ReleaseId};
use openrvu_log::entry::service_date;
use openrvu_log::{ContractId, EncounterId, Entry, EntryId, Logged, Role, ShortText};
use openrvu_store::{EntryWrite, Revision, Stored};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::limit;
use crate::http::body::{self, Path, Query};
use crate::identity::{CanRead, CanWrite};
use crate::services::{entries, ledger};
use crate::{App, AppError, FieldProblem};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, write)).routes(routes!(show, delete)).routes(routes!(changes))
}

/// An entry: one service of one day.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct EntryBody {
    /// Names the entry; the client draws it at random, so that sending an entry twice adds nothing.
    id: Uuid,
    /// The encounter: entries that share it are one claim for the multiple-procedure rules.
    encounter: Uuid,
    /// Date of service.
    #[serde(deserialize_with = "service_date")]
    #[schema(value_type = String, format = Date, example = "2026-08-03")]
    date: Date,
    /// CPT or HCPCS code.
    #[schema(value_type = String, pattern = "^([0-9]{4}[0-9AFMTU]|[A-V][0-9]{4})$", example = "99213")]
    code: Code,
    /// Modifiers, at most four.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, max_items = 4, example = json!(["25"]))]
    modifiers: Vec<Modifier>,
    /// Units, 1 to 999.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 999, default = 1)]
    units: u32,
    /// Anesthesia time in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 2880)]
    minutes: Option<u32>,
    /// What was charged for all units together, in dollars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, pattern = "^[0-9]{1,7}[.][0-9]{2}$", example = "150.00")]
    charge: Option<Cents>,
    /// Place of service, two digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, pattern = "^[0-9]{2}$", example = "11")]
    place: Option<PlaceOfServiceCode>,
    /// The clinic or hospital.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 80)]
    site: Option<ShortText>,
    /// What the clinician did.
    #[serde(default)]
    #[schema(value_type = String, pattern = "^(performed|shared|assisted|supervised|under-supervision|observed)$", example = "performed")]
    role: Role,
    /// The colleague who supervised or was supervised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 80)]
    colleague: Option<ShortText>,
    /// A note. Nothing that could identify a patient is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 80)]
    note: Option<ShortText>,
}

const fn one() -> u32 {
    1
}

/// Most entries that an answer finds fault with.
const MOST_PROBLEMS: usize = 100;

/// The fields of an entry that is sent.
const FIELDS: [&str; 13] = [
    "id",
    "encounter",
    "date",
    "code",
    "modifiers",
    "units",
    "minutes",
    "charge",
    "place",
    "site",
    "role",
    "colleague",
    "note",
];

impl EntryBody {
    /// The entry, its line checked as text is.
    fn into_entry(self) -> Result<Entry, FieldProblem> {
        // The fields are read one by one; what is wrong now is how many or how much.
        let wrong = match () {
            () if !(1..=MOST_UNITS).contains(&self.units) => "units",
            () if self.minutes.is_some_and(|minutes| !(1..=MOST_MINUTES).contains(&minutes)) => "minutes",
            () if self.charge.is_some_and(|charge| charge < Cents::ZERO) => "charge",
            () => "modifiers",
        };
        let wrong = wrong.to_owned();
        let line = serde_json::json!({
            "code": self.code, "modifiers": self.modifiers, "units": self.units,
            "minutes": self.minutes, "charge": self.charge,
        });
        Ok(Entry {
            id: EntryId::from(self.id),
            encounter: EncounterId::from(self.encounter),
            date: self.date,
            line: body::read::<Line>(line).map_err(|problem| FieldProblem { field: wrong, ..problem })?,
            place: self.place,
            site: self.site,
            role: self.role,
            colleague: self.colleague,
            note: self.note,
        })
    }
}

impl From<Entry> for EntryBody {
    fn from(entry: Entry) -> Self {
        let Entry { id, encounter, date, line, place, site, role, colleague, note } = entry;
        Self {
            id: id.uuid(),
            encounter: encounter.uuid(),
            date,
            code: line.code,
            modifiers: line.modifiers,
            units: line.units,
            minutes: line.minutes,
            charge: line.charge,
            place,
            site,
            role,
            colleague,
            note,
        }
    }
}

/// An entry as kept.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct KeptEntry {
    #[serde(flatten)]
    entry: EntryBody,
    /// The ledger's revision that changed it last. To change or delete the entry, send it back as `seen`.
    revision: u64,
    /// When it was written first.
    #[schema(value_type = String, format = DateTime)]
    created: jiff::Timestamp,
}

impl From<Stored<Entry>> for KeptEntry {
    fn from(stored: Stored<Entry>) -> Self {
        Self { entry: stored.value.into(), revision: stored.revision.0, created: stored.created }
    }
}

/// An entry with what it is worth under the contract that covers it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ValuedEntry {
    #[serde(flatten)]
    kept: KeptEntry,
    /// Work RVUs credited, all units together; null where the credit is unknown, which is not zero.
    #[schema(value_type = Option<String>, example = "1.300")]
    work: Option<CreditRvu>,
    /// Work RVUs as published, times units, before any policy.
    #[schema(value_type = Option<String>, example = "1.300")]
    published: Option<CreditRvu>,
    /// The release whose work RVUs are credited.
    #[schema(value_type = Option<String>, example = "RVU26C")]
    release: Option<ReleaseId>,
    /// The release that covers the day where it is not held and another stands in for it.
    #[schema(value_type = Option<String>)]
    provisional_for: Option<ReleaseId>,
    /// The contract that credits it.
    #[schema(value_type = Option<Uuid>)]
    contract: Option<ContractId>,
    /// Why the entry needs review; empty where it does not.
    review: Vec<String>,
}

impl From<Logged<'_>> for ValuedEntry {
    fn from(logged: Logged<'_>) -> Self {
        let Logged { record, value } = logged;
        let kept = KeptEntry {
            entry: record.entry.clone().into(),
            revision: record.revision,
            created: record.created,
        };
        Self {
            kept,
            work: value.work(),
            published: value.published(),
            release: value.release,
            provisional_for: value.provisional_for,
            contract: value.contract,
            review: value.review().iter().map(ToString::to_string).collect(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// First date of service.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// Last date of service.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// Entries behind this one, the `next` of the page before.
    after: Option<Uuid>,
    /// Entries on a page, 1 to 1,000; 100 where it is left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// A page of entries.
#[derive(Debug, Serialize, ToSchema)]
struct EntryList {
    entries: Vec<ValuedEntry>,
    /// What to send as `after` for the next page; none on the last.
    next: Option<Uuid>,
}

/// List entries
///
/// By date of service, and within a day in the order of writing.
#[utoipa::path(get, path = "/entries", tag = "entries", params(ListQuery), security(("token" = ["log:read"])),
    responses((status = 200, body = EntryList), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<ListQuery>,
) -> Result<Json<EntryList>, AppError> {
    let limit = limit(query.limit)?;
    let kept = ledger::of(&app, user).await?;
    let (from, to) = (query.from.unwrap_or(Date::MIN), query.to.unwrap_or(Date::MAX));
    let mut logged = kept.ledger.between(from, to).peekable();
    if let Some(after) = query.after {
        let after = EntryId::from(after);
        if !logged.any(|logged| logged.entry().id == after) {
            return Err(AppError::invalid("after", "There is no such entry on these days."));
        }
    }
    let entries: Vec<ValuedEntry> = logged.by_ref().take(limit).map(Into::into).collect();
    let next = logged.peek().and(entries.last()).map(|last| last.kept.entry.id);
    Ok(Json(EntryList { entries, next }))
}

/// An entry to be written.
#[derive(Debug, Deserialize, ToSchema)]
struct Put {
    #[serde(flatten)]
    #[schema(inline)]
    entry: serde_json::Map<String, serde_json::Value>,
    /// The revision of the entry that is changed; none for a new one.
    seen: Option<u64>,
}

/// Entries to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Writes {
    /// At most 5,000: all are written or none.
    #[schema(value_type = Vec<EntryPut>, max_items = 5000)]
    entries: Vec<Put>,
}

/// An entry to be written.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "documents what `Put` takes apart")]
struct EntryPut {
    #[schema(inline)]
    entry: EntryBody,
    /// The revision of the entry that is changed; none for a new one.
    seen: Option<u64>,
}

/// What was written.
#[derive(Debug, Serialize, ToSchema)]
struct WrittenBody {
    /// The ledger's revision.
    revision: u64,
    /// Entries that changed; those that stood there already as sent do not count.
    changed: usize,
}

/// Reads an entry, or tells the field that is wrong.
fn read(fields: serde_json::Map<String, serde_json::Value>) -> Result<Entry, FieldProblem> {
    if let Some(unknown) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
        let shown: String = unknown.chars().take(40).collect();
        return Err(FieldProblem::new(shown, "An entry has no such field."));
    }
    body::read::<EntryBody>(fields.into())?.into_entry()
}

/// Write entries
///
/// All or none. An entry that is there already as sent changes nothing; one that was changed since it was `seen`, or
/// that is there with other content, is a conflict (409), and nothing is written.
#[utoipa::path(post, path = "/entries", tag = "entries", request_body = Writes, security(("token" = ["log:write"])),
    responses((status = 200, body = WrittenBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn write(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    body::Json(sent): body::Json<Writes>,
) -> Result<Json<WrittenBody>, AppError> {
    let mut writes = Vec::with_capacity(sent.entries.len());
    let mut problems = Vec::new();
    for (at, Put { entry, seen }) in sent.entries.into_iter().enumerate() {
        match read(entry) {
            Ok(entry) => writes.push(EntryWrite::Put { entry, seen: seen.map(Revision) }),
            Err(FieldProblem { field, message }) => {
                let field = match field.as_str() {
                    "body" => format!("entries[{at}]"),
                    field => format!("entries[{at}].{field}"),
                };
                problems.push(FieldProblem { field, message });
            }
        }
        if problems.len() == MOST_PROBLEMS {
            break;
        }
    }
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    let written = entries::write(&app, user, &writes).await?;
    Ok(Json(WrittenBody { revision: written.revision.0, changed: written.changed }))
}

/// Show an entry
#[utoipa::path(get, path = "/entries/{id}", tag = "entries", params(("id" = Uuid, Path, description = "The entry")), security(("token" = ["log:read"])),
    responses((status = 200, body = ValuedEntry), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Json<ValuedEntry>, AppError> {
    let kept = ledger::of(&app, user).await?;
    let logged = kept.ledger.get(id.into()).ok_or(AppError::NoSuch("entry"))?;
    Ok(Json(logged.into()))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Seen {
    /// The revision of the entry that is deleted.
    seen: u64,
}

/// Delete an entry
///
/// One that is deleted already stays so.
#[utoipa::path(delete, path = "/entries/{id}", tag = "entries", params(("id" = Uuid, Path, description = "The entry"), Seen), security(("token" = ["log:write"])),
    responses((status = 204, description = "Deleted"), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn delete(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Query(Seen { seen }): Query<Seen>,
) -> Result<StatusCode, AppError> {
    entries::write(&app, user, &[EntryWrite::Delete { id: id.into(), seen: Revision(seen) }]).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ChangesQuery {
    /// The revision that the caller is at; 0, or left out, for everything.
    #[serde(default)]
    after: u64,
    /// About how many changes, 1 to 1,000; 100 where it is left out. Those of one revision are never parted.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// What changed after a revision.
#[derive(Debug, Serialize, ToSchema)]
struct ChangesBody {
    /// Entries new or changed.
    entries: Vec<KeptEntry>,
    /// Entries deleted.
    deleted: Vec<Uuid>,
    /// The revision that the caller is then at.
    revision: u64,
    /// Whether there is more behind it.
    more: bool,
}

/// List what changed
///
/// For clients that keep a copy: ask with the revision of the last answer.
#[utoipa::path(get, path = "/changes", tag = "entries", params(ChangesQuery), security(("token" = ["log:read"])),
    responses((status = 200, body = ChangesBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn changes(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<ChangesQuery>,
) -> Result<Json<ChangesBody>, AppError> {
    // No ledger reaches what a store cannot count.
    let after = Revision(query.after.min(i64::MAX.unsigned_abs()));
    let found = entries::changes(&app, user, after, limit(query.limit)?).await?;
    Ok(Json(ChangesBody {
        entries: found.entries.into_iter().map(Into::into).collect(),
        deleted: found.deleted.into_iter().map(|(id, _)| id.uuid()).collect(),
        revision: found.revision.0,
        more: found.more,
    }))
}
