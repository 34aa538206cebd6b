//! Entries: written, deleted, and what changed. They are read from the ledger.

use openrvu_store::{Changes, EntryWrite, Revision, UserId, Written};

use crate::{App, AppError};

/// Most entries that one request writes.
pub(crate) const MOST_WRITES: usize = 5_000;

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
    Ok(app.store.write_entries(user, writes, app.now()).await?)
}
