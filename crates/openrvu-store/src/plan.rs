//! Which changes go through, by what is kept: the rules of conflicts, the same in every store.

use std::collections::HashMap;
use std::hash::Hash;

use jiff::Timestamp;
use openrvu_log::{Entry, EntryId};
use serde_json::Value;
use uuid::Uuid;

use crate::{DocumentKind, DocumentWrite, EntryWrite, Result, Revision, StoreError};

/// Something as a store has it before a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<T> {
    /// The content; none where it was deleted.
    pub content: Option<T>,
    /// The revision that changed it last.
    pub revision: Revision,
    /// When it was written first.
    pub created: Timestamp,
}

/// A row to be written in the place of what is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a, K, T> {
    /// Names it.
    pub key: K,
    /// The content; none where it is deleted.
    pub content: Option<&'a T>,
    /// When it was written first.
    pub created: Timestamp,
}

/// The rows to be written, each once, and how many of the changes were none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan<'a, K, T> {
    /// The rows.
    pub rows: Vec<Row<'a, K, T>>,
    /// How many changes changed something.
    pub changed: usize,
}

/// The rows that changes to entries come to. `next` is the revision that they will carry.
///
/// # Errors
/// [`StoreError::EntriesChanged`] with every entry in conflict.
pub fn entries<'a>(
    kept: &'a HashMap<EntryId, Kept<Entry>>,
    writes: &'a [EntryWrite],
    next: Revision,
    now: Timestamp,
) -> Result<Plan<'a, EntryId, Entry>> {
    let mut ledger = Ledger { kept, changed: HashMap::new(), order: Vec::new(), changes: 0, next, now };
    let mut conflicts = Vec::new();
    for write in writes {
        let (id, went) = match write {
            EntryWrite::Put { entry, seen } => (entry.id, ledger.put(entry.id, entry, *seen)),
            // Who deletes has seen the entry, so one that is not known is in conflict too.
            EntryWrite::Delete { id, seen } => (*id, ledger.is_known(*id) && ledger.delete(*id, Some(*seen))),
        };
        if !went {
            conflicts.push(id);
        }
    }
    if conflicts.is_empty() { Ok(ledger.plan()) } else { Err(StoreError::EntriesChanged(conflicts)) }
}

/// The rows that changes to documents come to.
///
/// # Errors
/// [`StoreError::DocumentChanged`] with the first document in conflict.
pub fn documents<'a>(
    kept: &'a HashMap<(DocumentKind, Uuid), Kept<Value>>,
    writes: &'a [DocumentWrite],
    next: Revision,
    now: Timestamp,
) -> Result<Plan<'a, (DocumentKind, Uuid), Value>> {
    let mut ledger = Ledger { kept, changed: HashMap::new(), order: Vec::new(), changes: 0, next, now };
    for write in writes {
        let key = (write.kind, write.id);
        let went = match &write.content {
            Some(content) => ledger.put(key, content, write.seen),
            None => ledger.delete(key, write.seen),
        };
        if !went {
            return Err(StoreError::DocumentChanged(write.id));
        }
    }
    Ok(ledger.plan())
}

struct State<'a, T> {
    content: Option<&'a T>,
    revision: Revision,
    created: Timestamp,
}

/// What is kept, with the changes of this call over it.
struct Ledger<'a, K, T> {
    kept: &'a HashMap<K, Kept<T>>,
    changed: HashMap<K, State<'a, T>>,
    order: Vec<K>,
    changes: usize,
    next: Revision,
    now: Timestamp,
}

impl<'a, K: Copy + Eq + Hash, T: PartialEq> Ledger<'a, K, T> {
    fn state(&self, key: K) -> Option<State<'a, T>> {
        if let Some(State { content, revision, created }) = self.changed.get(&key) {
            return Some(State { content: *content, revision: *revision, created: *created });
        }
        let kept = self.kept.get(&key)?;
        Some(State { content: kept.content.as_ref(), revision: kept.revision, created: kept.created })
    }

    fn is_known(&self, key: K) -> bool {
        self.state(key).is_some()
    }

    /// Whether the content may stand there.
    fn put(&mut self, key: K, content: &'a T, seen: Option<Revision>) -> bool {
        match self.state(key) {
            Some(state) if state.content == Some(content) => return true,
            Some(state) if Some(state.revision) == seen => self.set(key, Some(content), state.created),
            None if seen.is_none() => self.set(key, Some(content), self.now),
            _ => return false,
        }
        true
    }

    /// Whether nothing may stand there.
    fn delete(&mut self, key: K, seen: Option<Revision>) -> bool {
        match self.state(key) {
            None | Some(State { content: None, .. }) => return true,
            Some(state) if Some(state.revision) == seen => self.set(key, None, state.created),
            Some(_) => return false,
        }
        true
    }

    fn set(&mut self, key: K, content: Option<&'a T>, created: Timestamp) {
        let state = State { content, revision: self.next, created };
        if self.changed.insert(key, state).is_none() {
            self.order.push(key);
        }
        self.changes += 1;
    }

    fn plan(mut self) -> Plan<'a, K, T> {
        let order = std::mem::take(&mut self.order);
        let rows = order.into_iter().filter_map(|key| {
            let State { content, created, .. } = self.changed.remove(&key)?;
            Some(Row { key, content, created })
        });
        Plan { rows: rows.collect(), changed: self.changes }
    }
}
