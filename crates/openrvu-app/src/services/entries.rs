//! Entries: read, written, deleted.

use openrvu_log::{Entry, EntryId};
use openrvu_store::{AuditEvent, Changes, EntryWrite, Revision, Stored, UserId, Written};

use crate::{App, AppError};

/// Most entries that one request writes.
pub(crate) const MOST_WRITES: usize = 5_000;
/// Changes asked of the store at a time.
const CHANGES_AT_A_TIME: usize = 20_000;

/// Every entry of a user, in the order of date and id.
pub(crate) async fn all(app: &App, user: UserId) -> Result<Vec<Stored<Entry>>, AppError> {
    let mut entries = Vec::new();
    let mut after = Revision::default();
    loop {
        let changes = app.store.changes(user, after, CHANGES_AT_A_TIME).await?;
        entries.extend(changes.entries);
        after = changes.revision;
        if !changes.more {
            break;
        }
    }
    entries.sort_by_key(|stored| (stored.value.date, stored.value.id));
    Ok(entries)
}

/// One entry.
pub(crate) async fn one(app: &App, user: UserId, id: EntryId) -> Result<Stored<Entry>, AppError> {
    app.store.entries(user, &[id]).await?.pop().ok_or(AppError::NoSuch("entry"))
}

/// What changed after a revision.
pub(crate) async fn changes(
    app: &App,
    user: UserId,
    after: Revision,
    limit: usize,
) -> Result<Changes, AppError> {
    Ok(app.store.changes(user, after, limit).await?)
}

/// Makes changes, all or none.
pub(crate) async fn write(app: &App, user: UserId, writes: &[EntryWrite]) -> Result<Written, AppError> {
    if writes.len() > MOST_WRITES {
        let words = format!("At most {MOST_WRITES} entries are written at once; these are {}.", writes.len());
        return Err(AppError::invalid("entries", words));
    }
    let now = app.now();
    let written = app.store.write_entries(user, writes, now).await?;
    if written.changed > 0 {
        let entries = if written.changed == 1 { "entry" } else { "entries" };
        let detail = format!("{} {entries}", written.changed);
        app.store
            .audit(&AuditEvent { user, by: None, action: "entries.written".to_owned(), detail, at: now })
            .await?;
    }
    Ok(written)
}
