//! What the log keeps, as traits: one a noun, implemented by a store in SQLite and one in PostgreSQL.
//!
//! Everything belongs to a user, and every method names whose it is: no method can reach what belongs to another.
//! Clock and randomness are passed in. A call that changes something is one transaction: it happens whole or not at
//! all. A user's ledger has a [`Revision`] that grows by one with every transaction that changed entries or documents,
//! so that whoever holds a copy, a phone or a server process, knows what to ask for.

mod account;
pub mod archive;
mod audit;
mod challenge;
pub mod columns;
mod document;
mod entry;
mod error;
mod idempotency;
mod limit;
mod passkey;
pub mod plan;
mod session;
#[cfg(feature = "story")]
pub mod story;
mod token;
mod upload;

use async_trait::async_trait;

pub use account::{
    Account, AccountRole, AccountStatus, Accounts, Invitation, NewAccount, UserId, ensure_personal,
};
pub use audit::{Audit, AuditEvent, AuditRecord};
pub use challenge::Challenges;
pub use document::{Document, DocumentKind, DocumentWrite, Documents};
pub use entry::{Changes, Entries, EntryWrite, Revision, Stored, Written};
pub use error::StoreError;
pub use idempotency::{IdempotencyKeys, KeptResponse, MOST_KEPT_RESPONSES, UnderKey};
pub use limit::Limits;
pub use passkey::{Passkey, Passkeys};
pub use session::{Session, SessionId, Sessions};
pub use token::{NewToken, Token, TokenId, Tokens};
pub use upload::{MOST_UPLOADS, Uploads};

/// The result of a store's method.
pub type Result<T> = std::result::Result<T, StoreError>;

/// The SHA-256 of a secret: a session's or token's random value, an invitation, a recovery code. The secret itself is
/// never kept.
pub type SecretHash = [u8; 32];

/// A whole store.
#[async_trait]
pub trait Store:
    Accounts
    + Audit
    + Challenges
    + Documents
    + Entries
    + IdempotencyKeys
    + Limits
    + Passkeys
    + Sessions
    + Tokens
    + Uploads
    + Send
    + Sync
    + 'static
{
    /// Whether the store answers and is of the version that the program expects.
    async fn check(&self) -> Result<()>;

    /// Removes what has expired by `now`: sessions, challenges, idempotency keys, counters of limits.
    async fn sweep(&self, now: jiff::Timestamp) -> Result<()>;
}
