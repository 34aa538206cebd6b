//! Archives of any log: written, read, restored, restored again; and the seeds of the fuzz target.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use openrvu_log::{EncounterId, Entry, EntryId, Role, ShortText};
use openrvu_store::archive::{Archive, ArchivedDocument, Differing, Held, restore};
use openrvu_store::plan::{self, Kept};
use openrvu_store::{Document, DocumentKind, Revision, Stored};
use proptest::prelude::*;
use uuid::Uuid;

const NOW: Timestamp = Timestamp::constant(1_785_000_000, 0);

fn texts() -> impl Strategy<Value = Option<ShortText>> {
    let text = prop::sample::select(vec!["Main clinic", "=1", "a \"b\" \\ c", "Clínica", "redo, 2 h"]);
    prop::option::of(text.prop_map(|text| text.parse().unwrap()))
}

fn entries() -> impl Strategy<Value = Entry> {
    let lines = vec!["99213-25", "00840-AA@90min", "97110-GP-59x3", "G0105=150.00", "0042T"];
    let line = prop::sample::select(lines);
    let place = prop::option::of(prop::sample::select(vec!["11", "02"]));
    (0..40_u128, 0..9_u128, 0..700_i32, line, place, texts(), 0..6_usize, texts(), texts()).prop_map(
        |(id, encounter, day, line, place, site, role, colleague, note)| Entry {
            id: EntryId::from(Uuid::from_u128(id)),
            encounter: EncounterId::from(Uuid::from_u128(encounter)),
            date: "2025-01-01".parse::<Date>().unwrap() + day.days(),
            line: line.parse().unwrap(),
            place: place.map(|place| place.parse().unwrap()),
            site,
            role: Role::ALL[role],
            colleague,
            note,
        },
    )
}

fn archives() -> impl Strategy<Value = Archive> {
    let contents = vec!["{\"a\":\"1.30\"}", "[]", "null"];
    let document = (0..DocumentKind::ALL.len(), 0..3_u128, prop::sample::select(contents));
    let documents = prop::collection::vec(document, 0..9);
    (prop::collection::vec(entries(), 0..40), documents).prop_map(|(mut entries, documents)| {
        let mut seen = HashSet::new();
        entries.retain(|entry| seen.insert(entry.id));
        let mut seen = HashSet::new();
        let documents = documents
            .into_iter()
            .map(|(kind, id, content)| ArchivedDocument {
                kind: DocumentKind::ALL[kind],
                id: Uuid::from_u128(id),
                content: serde_json::from_str(content).unwrap(),
            })
            .filter(|document| seen.insert((document.kind, document.id)))
            .collect();
        Archive { exported: NOW, entries, documents }
    })
}

/// A log with the writes of a restore made, by the rules of every store.
fn written(held: &Held, archive: &Archive, differing: Differing) -> Held {
    let planned = restore(archive.clone(), held, differing);
    let next = Revision(9);
    let mut entries: HashMap<EntryId, Kept<Entry>> = HashMap::new();
    for (id, revision) in &held.deleted {
        entries.insert(*id, Kept { content: None, revision: *revision, created: NOW });
    }
    for stored in &held.entries {
        let content = Some(stored.value.clone());
        entries.insert(stored.value.id, Kept { content, revision: stored.revision, created: NOW });
    }
    let rows = plan::entries(&entries, &planned.entry_writes, next, NOW).unwrap().rows;
    let rows: Vec<_> = rows.into_iter().map(|row| (row.key, row.content.cloned())).collect();
    for (id, content) in rows {
        entries.insert(id, Kept { content, revision: next, created: NOW });
    }
    let mut after = Held::default();
    for (id, Kept { content, revision, .. }) in entries {
        match content {
            Some(value) => after.entries.push(Stored { value, revision, created: NOW, updated: NOW }),
            None => after.deleted.push((id, revision)),
        }
    }
    let mut documents: HashMap<(DocumentKind, Uuid), Kept<serde_json::Value>> = HashMap::new();
    for Document { kind, id, content, revision, .. } in &held.documents {
        let kept = Kept { content: Some(content.clone()), revision: *revision, created: NOW };
        documents.insert((*kind, *id), kept);
    }
    let rows = plan::documents(&documents, &planned.document_writes, next, NOW).unwrap().rows;
    let rows: Vec<_> = rows.into_iter().map(|row| (row.key, row.content.cloned())).collect();
    for (key, content) in rows {
        documents.insert(key, Kept { content, revision: next, created: NOW });
    }
    after.documents = documents
        .into_iter()
        .filter_map(|((kind, id), Kept { content, revision, .. })| {
            Some(Document { kind, id, content: content?, revision, created: NOW, updated: NOW })
        })
        .collect();
    after
}

fn entry(held: &Held, id: EntryId) -> Option<&Entry> {
    held.entries.iter().find(|stored| stored.value.id == id).map(|stored| &stored.value)
}

proptest! {
    #[test]
    fn an_archive_reads_as_it_is_written(archive in archives()) {
        let mut bytes = Vec::new();
        archive.write(&mut bytes).unwrap();
        prop_assert_eq!(Archive::read(&bytes), Ok(archive));
    }

    #[test]
    fn an_empty_log_gets_all_and_a_second_time_adds_nothing(archive in archives()) {
        let after = written(&Held::default(), &archive, Differing::Keep);
        prop_assert_eq!(after.entries.len(), archive.entries.len());
        prop_assert_eq!(after.documents.len(), archive.documents.len());
        let again = restore(archive, &after, Differing::Replace);
        prop_assert!(again.entry_writes.is_empty() && again.document_writes.is_empty());
    }

    #[test]
    fn a_log_that_went_on_keeps_its_own_or_takes_the_archives(
        log in archives(), archive in archives(), gone in 0..40_u128
    ) {
        let mut held = written(&Held::default(), &log, Differing::Keep);
        let gone = EntryId::from(Uuid::from_u128(gone));
        if entry(&held, gone).is_some() {
            held.entries.retain(|stored| stored.value.id != gone);
            held.deleted.push((gone, Revision(3)));
        }
        let kept = written(&held, &archive, Differing::Keep);
        for stored in &held.entries {
            prop_assert_eq!(entry(&kept, stored.value.id), Some(&stored.value));
        }
        prop_assert!(entry(&kept, gone).is_none() || held.deleted.is_empty());
        for document in &held.documents {
            prop_assert!(kept.documents.contains(document));
        }
        let replaced = written(&held, &archive, Differing::Replace);
        for archived in &archive.entries {
            prop_assert_eq!(entry(&replaced, archived.id), Some(archived));
        }
        for archived in &archive.documents {
            let is_it = |kept: &Document| (kept.kind, kept.id) == (archived.kind, archived.id);
            let kept = replaced.documents.iter().find(|kept| is_it(kept));
            prop_assert_eq!(kept.map(|kept| &kept.content), Some(&archived.content));
        }
    }
}

#[test]
fn every_seed_is_read_or_refused_with_its_place() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus/archive");
    let files = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.starts_with("ok-") || name.starts_with("bad-"));
    names.sort();
    assert!(!names.is_empty());
    let mut report = String::new();
    for name in names {
        let bytes = fs::read(format!("{folder}/{name}")).unwrap();
        let read = Archive::read(&bytes);
        assert_eq!(read.is_ok(), name.starts_with("ok-"), "{name}: {read:?}");
        let outcome = match read {
            Ok(archive) => {
                format!("{} entries, {} documents", archive.entries.len(), archive.documents.len())
            }
            Err(error) => error.to_string(),
        };
        writeln!(report, "{name}\n    {outcome}").unwrap();
        for end in (0..bytes.len()).step_by(37) {
            let _ = Archive::read(&bytes[..end]);
        }
    }
    insta::assert_snapshot!(report);
}
