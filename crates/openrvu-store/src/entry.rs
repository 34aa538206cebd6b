//! Entries.

use async_trait::async_trait;
use jiff::Timestamp;
use openrvu_log::{Entry, EntryId};
use serde::{Deserialize, Serialize};

use crate::{Result, UserId};

/// The state of a user's ledger: grows by one with every transaction that changed entries or documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub u64);

/// Something kept, with when it was last changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored<T> {
    /// What is kept.
    #[serde(flatten)]
    pub value: T,
    /// The revision that changed it last.
    pub revision: Revision,
    /// When it was written first.
    pub created: Timestamp,
    /// When it was changed last.
    pub updated: Timestamp,
}

/// A change to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryWrite {
    /// Writes an entry. `seen` is the revision of the one that its writer saw; none where they made it new.
    ///
    /// An entry that is there already with the same content changes nothing, whatever was seen, so that sending it
    /// again is safe. A new entry whose id is there with other content, or was deleted, is a conflict; one that was
    /// deleted comes back where the revision that deleted it was seen.
    Put {
        /// The entry.
        entry: Entry,
        /// What the writer saw.
        seen: Option<Revision>,
    },
    /// Deletes an entry. One that is deleted already stays so.
    Delete {
        /// The entry.
        id: EntryId,
        /// What the writer saw.
        seen: Revision,
    },
}

impl EntryWrite {
    /// The entry to be changed.
    #[must_use]
    pub const fn id(&self) -> EntryId {
        match self {
            Self::Put { entry, .. } => entry.id,
            Self::Delete { id, .. } => *id,
        }
    }
}

/// What a call wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The ledger's revision, which the changes carry; the former one where nothing changed.
    pub revision: Revision,
    /// Entries written or deleted; those that stood there already as given do not count.
    pub changed: usize,
}

/// What changed after a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// Entries new or changed, in the order of their revisions.
    pub entries: Vec<Stored<Entry>>,
    /// Entries deleted, with the revision that deleted each.
    pub deleted: Vec<(EntryId, Revision)>,
    /// The revision that a caller who has taken these in is at.
    pub revision: Revision,
    /// Whether there is more behind that revision.
    pub more: bool,
}

/// The entries of users.
#[async_trait]
pub trait Entries {
    /// The state of a user's ledger.
    async fn revision(&self, user: UserId) -> Result<Revision>;

    /// Makes changes, all or none, and notes them in the audit log.
    ///
    /// # Errors
    /// [`StoreError::EntriesChanged`](crate::StoreError::EntriesChanged) names every entry in conflict.
    async fn write_entries(&self, user: UserId, writes: &[EntryWrite], now: Timestamp) -> Result<Written>;

    /// What changed after a revision, from the start for revision 0. About `limit` changes at most; those of one
    /// revision are never parted.
    async fn changes(&self, user: UserId, after: Revision, limit: usize) -> Result<Changes>;

    /// Entries by their ids; those that are not the user's, or deleted, are left out.
    async fn entries(&self, user: UserId, ids: &[EntryId]) -> Result<Vec<Stored<Entry>>>;

    /// The entries that were deleted, each with the revision that did it.
    async fn deleted_entries(&self, user: UserId) -> Result<Vec<(EntryId, Revision)>>;

    /// How many entries the user has.
    async fn count_entries(&self, user: UserId) -> Result<u64>;
}
