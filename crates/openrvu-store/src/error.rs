//! What can go wrong in a store.

use openrvu_log::EntryId;
use uuid::Uuid;

/// Why a store's method did nothing.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Entries were changed since their writer saw them, in another tab or on another device. Nothing was written.
    #[error("{} of the entries were changed since they were read: read them again", .0.len())]
    EntriesChanged(Vec<EntryId>),
    /// A document was changed since its writer saw it. Nothing was written.
    #[error("it was changed since it was read: read it again")]
    DocumentChanged(Uuid),
    /// An e-mail address that another account has.
    #[error("another account has this e-mail address")]
    EmailTaken,
    /// There is no such thing, or it belongs to somebody else.
    #[error("there is no such {0}")]
    NoSuch(&'static str),
    /// The store is busy with another writer, longer than a request waits.
    #[error("the store is busy; nothing was written: try again")]
    Busy,
    /// The disk is full.
    #[error("the disk is full; nothing was written: free space and try again")]
    Full,
    /// The store's tables are of a later version than the program.
    #[error("the store was written by a later version of the program: use that version or a later one")]
    Newer,
    /// A value in the store does not read as what it should be.
    #[error("the store holds a damaged {what}: {message}")]
    Damaged {
        /// What was read.
        what: &'static str,
        /// What was wrong with it.
        message: String,
    },
    /// Anything else, in the database's words.
    #[error("the store failed: {0}")]
    Failed(String),
}
