//! Imports: the lines of an employer's table as entries.

use jiff::SignedDuration;
use openrvu_core::CreditRvu;
use openrvu_log::import::{self, Doubts, Plan, Reading};
use openrvu_log::ledger::Logged;
use openrvu_log::{Entry, EntryId, value_encounter};
use openrvu_store::{AuditEvent, EntryWrite, Revision, UserId};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ledger::{self, UserLedger};
use super::uploads::{Purpose, Upload};
use crate::{App, AppError};

/// For how long an import can be undone.
const UNDONE_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What an import would do, and what its entries are worth.
pub(crate) struct Preview {
    /// The lines, and the rows that are none.
    pub(crate) reading: Reading,
    /// What would be added.
    pub(crate) plan: Plan,
    /// Work RVUs that the contracts credit for what would be added, of the entries whose credit is known.
    pub(crate) work: CreditRvu,
    /// Entries that would need review, with their rows and why.
    pub(crate) review: Vec<(u32, Entry, String)>,
}

/// Looks at what an import would do.
pub(crate) async fn preview(
    app: &App,
    user: UserId,
    upload: &Upload,
    doubts: Doubts,
) -> Result<Preview, AppError> {
    let ledger = ledger::of(app, user).await?;
    let deleted = app.store.deleted_entries(user).await?.into_iter().map(|(id, _)| id).collect();
    let (app, upload) = (app.clone(), upload.clone());
    tokio::task::spawn_blocking(move || looked_at(&app, &ledger, &upload, &deleted, doubts))
        .await
        .map_err(|error| AppError::Internal(error.to_string()))?
}

fn looked_at(
    app: &App,
    ledger: &UserLedger,
    upload: &Upload,
    deleted: &FxHashSet<EntryId>,
    doubts: Doubts,
) -> Result<Preview, AppError> {
    let reading = import::read(upload.table()?, &upload.mapping, ledger.today(app))
        .map_err(|error| AppError::invalid("columns", error.to_string()))?;
    let (from, to) = (jiff::civil::Date::MIN, jiff::civil::Date::MAX);
    let log = ledger.ledger.between(from, to).map(Logged::entry);
    let plan = import::plan(&reading, log, deleted, doubts);
    let mut claims: FxHashMap<_, Vec<&(u32, Entry)>> = FxHashMap::default();
    for added in &plan.add {
        claims.entry(added.1.encounter).or_default().push(added);
    }
    let valuer = ledger.valuer(app);
    let (mut work, mut review) = (CreditRvu::ZERO, Vec::new());
    for claim in claims.values() {
        let entries: Vec<&Entry> = claim.iter().map(|(_, entry)| entry).collect();
        let Some(first) = entries.first() else { continue };
        let values = match valuer.terms.terms(first).crediting {
            Ok(crediting) => value_encounter(valuer.schedule, crediting, &entries, valuer.usual_place, false),
            Err(why) => vec![openrvu_log::EntryValue::unknown(why.to_owned()); entries.len()],
        };
        for ((row, entry), value) in claim.iter().zip(values) {
            work += value.work.unwrap_or_default();
            review.extend(value.review.into_iter().next().map(|why| (*row, entry.clone(), why)));
        }
    }
    review.sort_by_key(|(row, ..)| *row);
    Ok(Preview { reading, plan, work, review })
}

/// An import that was made, for whoever wants to undo it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Done {
    /// The revision that its entries carry.
    pub(crate) revision: u64,
    /// How many it added.
    pub(crate) added: usize,
    /// Rows that were there already or were left out as such.
    pub(crate) present: usize,
    /// Rows that were not read.
    pub(crate) refused: usize,
}

/// Adds what a preview says, all or nothing, and remembers how the table was read.
pub(crate) async fn apply(
    app: &App,
    user: UserId,
    id: Uuid,
    upload: &Upload,
    doubts: Doubts,
    preview: Preview,
) -> Result<Done, AppError> {
    let Preview { reading, plan, .. } = preview;
    let deleted: FxHashMap<EntryId, Revision> = app.store.deleted_entries(user).await?.into_iter().collect();
    let refused = reading.refusals().count();
    let alike = if doubts.add_alike { 0 } else { plan.alike.len() };
    let gone = if doubts.add_deleted { 0 } else { plan.deleted.len() };
    let present = plan.present.len() + alike + gone;
    let writes: Vec<EntryWrite> = plan
        .add
        .into_iter()
        .map(|(_, entry)| EntryWrite::Put { seen: deleted.get(&entry.id).copied(), entry })
        .collect();
    if writes.is_empty() {
        return Err(AppError::invalid("table", "There is nothing in it that the log does not have."));
    }
    let now = app.now();
    let written = app.store.write_entries(user, &writes, now).await?;
    let detail = format!("{} entries", written.changed);
    let event = AuditEvent { user, by: None, action: "entries.imported".to_owned(), detail, at: now };
    app.store.audit(&event).await?;
    super::uploads::remember(app, user, upload).await?;
    let done = Done { revision: written.revision.0, added: written.changed, present, refused };
    let content = serde_json::to_vec(&done).map_err(|error| AppError::Internal(error.to_string()))?;
    let expires = now.saturating_add(UNDONE_FOR).map_err(|error| AppError::Internal(error.to_string()))?;
    app.store.keep_upload(user, id, &content, now, expires).await?;
    Ok(done)
}

/// An import that was made under the id of its upload.
pub(crate) async fn done(app: &App, user: UserId, id: Uuid) -> Result<Done, AppError> {
    let kept = app.store.upload(user, id, app.now()).await?;
    kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or(AppError::NoSuch("import"))
}

/// The entries of an import that are still as it added them.
pub(crate) fn added<'a>(ledger: &'a UserLedger, done: &Done) -> Vec<Logged<'a>> {
    let (from, to) = (jiff::civil::Date::MIN, jiff::civil::Date::MAX);
    ledger.ledger.between(from, to).filter(|logged| logged.record.revision == done.revision).collect()
}

/// Deletes the entries of an import, but for those that were changed since. How many it deleted.
pub(crate) async fn undo(app: &App, user: UserId, id: Uuid) -> Result<usize, AppError> {
    let done = done(app, user, id).await?;
    let ledger = ledger::of(app, user).await?;
    let delete = |logged: Logged<'_>| EntryWrite::Delete {
        id: logged.entry().id,
        seen: Revision(logged.record.revision),
    };
    let writes: Vec<EntryWrite> = added(&ledger, &done).into_iter().map(delete).collect();
    if writes.is_empty() {
        return Ok(0);
    }
    let now = app.now();
    let written = app.store.write_entries(user, &writes, now).await?;
    let detail = format!("{} entries", written.changed);
    let event = AuditEvent { user, by: None, action: "import.undone".to_owned(), detail, at: now };
    app.store.audit(&event).await?;
    Ok(written.changed)
}

/// How far an import has come.
pub(crate) enum Stage {
    /// A table was given.
    Given(Upload),
    /// It was added.
    Done,
}

/// How far the import under an id has come.
pub(crate) async fn stage(app: &App, user: UserId, id: Uuid) -> Result<Stage, AppError> {
    match done(app, user, id).await {
        Ok(_) => Ok(Stage::Done),
        Err(AppError::NoSuch(_)) => {
            Ok(Stage::Given(super::uploads::one(app, user, id, Purpose::Import).await?))
        }
        Err(error) => Err(error),
    }
}
