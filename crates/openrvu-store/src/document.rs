//! Documents: contracts, goals, templates, settings and other things of which a user has few.
//!
//! Their content is the log's own JSON; a store does not read it.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{Result, Revision, UserId};

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum DocumentKind {
    Contract,
    Goal,
    /// A favorite line or a whole day, for quick entry.
    Template,
    /// How the columns of an employer's tables are read.
    Mapping,
    /// A reconciliation that was kept.
    Reconciliation,
    /// An own survey table.
    SurveyTable,
    /// The user's settings: one document, whose id is nil.
    Settings,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Contract,
        Self::Goal,
        Self::Template,
        Self::Mapping,
        Self::Reconciliation,
        Self::SurveyTable,
        Self::Settings,
    ];

    /// The name under which a store keeps the kind.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Contract => "contract",
            Self::Goal => "goal",
            Self::Template => "template",
            Self::Mapping => "mapping",
            Self::Reconciliation => "reconciliation",
            Self::SurveyTable => "survey-table",
            Self::Settings => "settings",
        }
    }

    /// By its name.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }
}

/// A document as kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What it is.
    pub kind: DocumentKind,
    /// Names it among those of its kind.
    pub id: Uuid,
    /// The content.
    pub content: Value,
    /// The revision that changed it last.
    pub revision: Revision,
    /// When it was written first.
    pub created: Timestamp,
    /// When it was changed last.
    pub updated: Timestamp,
}

/// A change to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentWrite {
    /// What it is.
    pub kind: DocumentKind,
    /// Names it.
    pub id: Uuid,
    /// The new content; none deletes it.
    pub content: Option<Value>,
    /// The revision that its writer saw; none where they made it new.
    pub seen: Option<Revision>,
}

/// The documents of users.
#[async_trait]
pub trait Documents {
    /// Every document of a kind, in the order in which they were made.
    async fn documents(&self, user: UserId, kind: DocumentKind) -> Result<Vec<Document>>;

    /// One document.
    async fn document(&self, user: UserId, kind: DocumentKind, id: Uuid) -> Result<Option<Document>>;

    /// Makes changes, all or none, and notes them in the audit log. A document that is there with the same content changes
    /// nothing, whatever was seen, and so does deleting one that is not there.
    ///
    /// # Errors
    /// [`StoreError::DocumentChanged`](crate::StoreError::DocumentChanged).
    async fn write_documents(
        &self,
        user: UserId,
        writes: &[DocumentWrite],
        now: Timestamp,
    ) -> Result<Revision>;
}
