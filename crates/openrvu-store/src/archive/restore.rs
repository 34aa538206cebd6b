//! What restoring an archive would write into a log.

use std::collections::{HashMap, HashSet};

use openrvu_log::{Entry, EntryId};
use uuid::Uuid;

use super::{Archive, ArchivedDocument};
use crate::{Document, DocumentKind, DocumentWrite, EntryWrite, Revision, Stored};

/// A log as it stands.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// Its entries.
    pub entries: Vec<Stored<Entry>>,
    /// Entries that were deleted, with the revision that did it.
    pub deleted: Vec<(EntryId, Revision)>,
    /// Its documents, of every kind.
    pub documents: Vec<Document>,
}

/// What to do with what the log has otherwise than the archive, or has deleted since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Differing {
    /// The log's stays.
    #[default]
    Keep,
    /// The archive's takes its place.
    Replace,
}

/// How many there are of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// In the archive and not in the log.
    pub new: usize,
    /// In both, the same.
    pub same: usize,
    /// In both, and not the same.
    pub differing: usize,
    /// In the archive, and deleted from the log since.
    pub deleted: usize,
}

/// What restoring would write.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Restore {
    /// Changes to entries.
    pub entry_writes: Vec<EntryWrite>,
    /// Changes to documents.
    pub document_writes: Vec<DocumentWrite>,
    /// Counts of entries.
    pub entries: Count,
    /// Counts of documents.
    pub documents: Count,
}

/// What restoring an archive into a log writes. What the log has beyond the archive stays.
#[must_use]
pub fn restore(archive: Archive, held: &Held, differing: Differing) -> Restore {
    let mut restore = Restore::default();
    entries(archive.entries, held, differing, &mut restore);
    documents(archive.documents, held, differing, &mut restore);
    restore
}

fn entries(archived: Vec<Entry>, held: &Held, differing: Differing, restore: &mut Restore) {
    let kept: HashMap<EntryId, &Stored<Entry>> =
        held.entries.iter().map(|stored| (stored.value.id, stored)).collect();
    let deleted: HashMap<EntryId, Revision> = held.deleted.iter().copied().collect();
    for entry in archived {
        let seen = match (kept.get(&entry.id), deleted.get(&entry.id)) {
            (Some(stored), _) if stored.value == entry => {
                restore.entries.same += 1;
                continue;
            }
            (Some(stored), _) => {
                restore.entries.differing += 1;
                Some(stored.revision)
            }
            (None, Some(revision)) => {
                restore.entries.deleted += 1;
                Some(*revision)
            }
            (None, None) => {
                restore.entries.new += 1;
                None
            }
        };
        if seen.is_none() || differing == Differing::Replace {
            restore.entry_writes.push(EntryWrite::Put { entry, seen });
        }
    }
}

fn documents(archived: Vec<ArchivedDocument>, held: &Held, differing: Differing, restore: &mut Restore) {
    let kept: HashMap<(DocumentKind, Uuid), &Document> =
        held.documents.iter().map(|document| ((document.kind, document.id), document)).collect();
    for ArchivedDocument { kind, id, content } in archived {
        let seen = match kept.get(&(kind, id)) {
            Some(document) if document.content == content => {
                restore.documents.same += 1;
                continue;
            }
            Some(document) => {
                restore.documents.differing += 1;
                Some(document.revision)
            }
            None => {
                restore.documents.new += 1;
                None
            }
        };
        if seen.is_none() || differing == Differing::Replace {
            restore.document_writes.push(DocumentWrite { kind, id, content: Some(content), seen });
        }
    }
}

impl Restore {
    /// The ids that are written.
    #[must_use]
    pub fn written(&self) -> HashSet<EntryId> {
        self.entry_writes.iter().map(EntryWrite::id).collect()
    }
}
