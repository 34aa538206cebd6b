//! The audit log: who did what when. Never what an entry holds.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{DocumentKind, Result, UserId};

/// Something done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// On whose account.
    pub user: UserId,
    /// By whom, where another did it.
    pub by: Option<UserId>,
    /// What, in fixed words: `entries.written`, `session.begun`.
    pub action: String,
    /// Counts and names of things, never their content: `12 entries`.
    pub detail: String,
    /// When.
    pub at: Timestamp,
}

impl AuditEvent {
    /// That entries were written or deleted.
    #[must_use]
    pub fn entries_written(user: UserId, changed: usize, at: Timestamp) -> Self {
        let detail = if changed == 1 { "1 entry".to_owned() } else { format!("{changed} entries") };
        Self { user, by: None, action: "entries.written".to_owned(), detail, at }
    }

    /// That a document was written, or deleted.
    #[must_use]
    pub fn document_written(user: UserId, kind: DocumentKind, is_deleted: bool, at: Timestamp) -> Self {
        let action = format!("{}.{}", kind.slug(), if is_deleted { "deleted" } else { "written" });
        Self { user, by: None, action, detail: String::new(), at }
    }
}

/// An event as kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// Its number, growing with time.
    pub number: i64,
    /// Who did it, where it was not the user.
    pub by: Option<UserId>,
    /// What.
    pub action: String,
    /// Counts and names.
    pub detail: String,
    /// When.
    pub at: Timestamp,
}

/// The audit log.
#[async_trait]
pub trait Audit {
    /// Keeps an event.
    async fn audit(&self, event: &AuditEvent) -> Result<()>;

    /// A user's events, the latest first, those before a number where one is given.
    async fn audit_log(&self, user: UserId, before: Option<i64>, limit: u32) -> Result<Vec<AuditRecord>>;
}
