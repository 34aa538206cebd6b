//! Entries and documents.

use serde_json::json;
use uuid::Uuid;

use super::{at, delete, entry, full_entry, join, put};
use crate::{
    Document, DocumentKind, DocumentWrite, EntryWrite, Revision, Store, StoreError, Stored, UserId, Written,
};

pub async fn entries(store: &dyn Store, ada: UserId, ben: UserId) {
    assert_eq!(store.revision(ada).await.unwrap(), Revision(0));
    let nothing = store.changes(ada, Revision(0), 10).await.unwrap();
    assert!(nothing.entries.is_empty() && !nothing.more && nothing.revision == Revision(0));

    // What is written reads back, every field, and writing it again changes nothing.
    let (first, second) = (full_entry(1), entry(2));
    let writes = [put(&first, None), put(&second, None)];
    let written = store.write_entries(ada, &writes, at(10)).await.unwrap();
    assert_eq!(written, Written { revision: Revision(1), changed: 2 });
    let again = store.write_entries(ada, &writes, at(11)).await.unwrap();
    assert_eq!(again, Written { revision: Revision(1), changed: 0 });
    let kept = store.entries(ada, &[first.id]).await.unwrap();
    let stored = Stored { value: first.clone(), revision: Revision(1), created: at(10), updated: at(10) };
    assert_eq!(kept, [stored]);

    // A change has to name what its writer saw.
    let mut changed = first.clone();
    changed.line.units = 3;
    for seen in [None, Some(Revision(0)), Some(Revision(7))] {
        conflict(store, ada, &[put(&entry(3), None), put(&changed, seen)], &[first.id]).await;
    }
    assert_eq!(store.entries(ada, &[entry(3).id]).await.unwrap(), [], "all or nothing");
    let written = store.write_entries(ada, &[put(&changed, Some(Revision(1)))], at(20)).await.unwrap();
    assert_eq!(written.revision, Revision(2));
    let kept = store.entries(ada, &[first.id]).await.unwrap().remove(0);
    assert_eq!((kept.value.line.units, kept.created, kept.updated), (3, at(10), at(20)));
    // The answer was lost and the change is sent again.
    let again = store.write_entries(ada, &[put(&changed, Some(Revision(1)))], at(21)).await.unwrap();
    assert_eq!(again.changed, 0);
    // Every entry in conflict is named, and those alone.
    let writes = [put(&first, Some(Revision(1))), put(&entry(4), None), delete(&second, Revision(9))];
    conflict(store, ada, &writes, &[first.id, second.id]).await;

    // What is deleted stays so, until somebody who saw that brings it back.
    let written = store.write_entries(ada, &[delete(&second, Revision(1))], at(30)).await.unwrap();
    assert_eq!(written, Written { revision: Revision(3), changed: 1 });
    let again = store.write_entries(ada, &[delete(&second, Revision(1))], at(31)).await.unwrap();
    assert_eq!(again.changed, 0);
    conflict(store, ada, &[put(&second, None)], &[second.id]).await;
    assert_eq!(store.deleted_entries(ada).await.unwrap(), [(second.id, Revision(3))]);
    assert_eq!(store.deleted_entries(ben).await.unwrap(), [], "another's");
    assert_eq!(
        (store.count_entries(ada).await.unwrap(), store.entries(ada, &[second.id]).await.unwrap()),
        (1, vec![])
    );
    let changes = store.changes(ada, Revision(2), 10).await.unwrap();
    assert_eq!((changes.entries.len(), &changes.deleted[..]), (0, &[(second.id, Revision(3))][..]));
    store.write_entries(ada, &[put(&second, Some(Revision(3)))], at(32)).await.unwrap();
    assert_eq!(store.deleted_entries(ada).await.unwrap(), []);
    let back = store.entries(ada, &[second.id]).await.unwrap().remove(0);
    assert_eq!((back.value, back.created), (second.clone(), at(10)));
    conflict(store, ada, &[delete(&entry(99), Revision(1))], &[entry(99).id]).await;

    // Changes of one call that build on each other.
    let new = entry(5);
    let chain = [put(&new, None), delete(&new, Revision(5)), put(&new, Some(Revision(5)))];
    assert_eq!(store.write_entries(ada, &chain, at(40)).await.unwrap().changed, 3);
    assert_eq!(store.count_entries(ada).await.unwrap(), 3);

    isolated(store, ada, ben).await;
    parts(store, ben).await;

    let nobody = UserId(Uuid::from_u128(404));
    let refused = store.write_entries(nobody, &[put(&entry(1), None)], at(50)).await;
    assert!(matches!(refused, Err(StoreError::NoSuch("account"))), "{refused:?}");
}

/// What one user cannot do to what another has.
async fn isolated(store: &dyn Store, ada: UserId, ben: UserId) {
    let before = store.changes(ada, Revision(0), 100).await.unwrap();
    let of_ada = before.entries[0].clone();
    assert_eq!(store.entries(ben, &[of_ada.value.id]).await.unwrap(), []);
    assert_eq!(store.count_entries(ben).await.unwrap(), 0);
    assert_eq!(store.changes(ben, Revision(0), 100).await.unwrap().entries, []);
    conflict(store, ben, &[delete(&of_ada.value, of_ada.revision)], &[of_ada.value.id]).await;
    conflict(store, ben, &[put(&of_ada.value, Some(of_ada.revision))], &[of_ada.value.id]).await;
    // The same id is another entry where another user makes it.
    let mut own = of_ada.value.clone();
    own.note = Some("of Ben".parse().unwrap());
    store.write_entries(ben, &[put(&own, None)], at(45)).await.unwrap();
    store.write_entries(ben, &[delete(&own, Revision(1))], at(46)).await.unwrap();
    assert_eq!(store.changes(ada, Revision(0), 100).await.unwrap(), before);
}

/// Changes in parts: none of one revision is parted, none is missed, none comes twice.
async fn parts(store: &dyn Store, ben: UserId) {
    for call in 0..5 {
        let writes: Vec<_> = (0..3).map(|line| put(&entry(1000 + call * 3 + line), None)).collect();
        store.write_entries(ben, &writes, at(47)).await.unwrap();
    }
    let whole = store.changes(ben, Revision(0), 1000).await.unwrap();
    assert!(!whole.more && whole.entries.len() == 15 && whole.deleted.len() == 1);
    let beyond = store.changes(ben, Revision(u64::MAX), 10).await.unwrap();
    assert_eq!((beyond.entries.len(), beyond.revision, beyond.more), (0, whole.revision, false));
    assert!(whole.entries.is_sorted_by_key(|entry| entry.revision));
    for limit in [0, 1, 2, 4, 7, 16] {
        let (mut entries, mut deleted, mut after) = (Vec::new(), Vec::new(), Revision(0));
        loop {
            let part = store.changes(ben, after, limit).await.unwrap();
            assert!(part.entries.len() <= limit.max(1) + 2, "{limit}");
            entries.extend(part.entries);
            deleted.extend(part.deleted);
            assert!(part.revision > after || !part.more);
            after = part.revision;
            if !part.more {
                break;
            }
        }
        assert_eq!((entries, deleted, after), (whole.entries.clone(), whole.deleted.clone(), whole.revision));
    }
}

async fn conflict(store: &dyn Store, user: UserId, writes: &[EntryWrite], expected: &[openrvu_log::EntryId]) {
    let before = store.revision(user).await.unwrap();
    match store.write_entries(user, writes, at(60)).await {
        Err(StoreError::EntriesChanged(ids)) => assert_eq!(ids, expected),
        other => panic!("a conflict was expected, not {other:?}"),
    }
    assert_eq!(store.revision(user).await.unwrap(), before);
}

/// Ten thousand at once, and what is there already among them.
pub async fn bulk(store: &dyn Store) {
    let cleo = join(store, "cleo@example.org", 3).await;
    let writes: Vec<_> = (0..10_000).map(|number| put(&full_entry(number), None)).collect();
    let begun = std::time::Instant::now();
    let written = store.write_entries(cleo, &writes, at(70)).await.unwrap();
    let first = begun.elapsed();
    assert_eq!(written, Written { revision: Revision(1), changed: 10_000 });
    let again = store.write_entries(cleo, &writes, at(71)).await.unwrap();
    assert_eq!(again.changed, 0);
    let read = std::time::Instant::now();
    assert_eq!(store.changes(cleo, Revision(0), 1).await.unwrap().entries.len(), 10_000);
    println!("10,000 entries written in {first:?}, read in {:?}", read.elapsed());
    let ids: Vec<_> = (0..10_000).map(|number| full_entry(number).id).collect();
    assert_eq!(store.entries(cleo, &ids).await.unwrap().len(), 10_000);
    let deletes: Vec<_> = (0..10_000).map(|number| delete(&full_entry(number), Revision(1))).collect();
    assert_eq!(store.write_entries(cleo, &deletes, at(72)).await.unwrap().changed, 10_000);
    assert_eq!(store.count_entries(cleo).await.unwrap(), 0);
}

pub async fn documents(store: &dyn Store, ada: UserId, ben: UserId) {
    let (goal, contract) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let content =
        json!({ "name": "2026", "target": 5000, "text": "line\nof \u{2713} \u{0} \"text\"", "none": null });
    let write = |kind, id, content, seen| DocumentWrite { kind, id, content, seen };
    let before = store.revision(ada).await.unwrap();
    let new = [
        write(DocumentKind::Goal, goal, Some(content.clone()), None),
        write(DocumentKind::Contract, contract, Some(json!({ "rate": 5100 })), None),
    ];
    let revision = store.write_documents(ada, &new, at(80)).await.unwrap();
    assert_eq!(revision, Revision(before.0 + 1), "entries and documents share the ledger's revision");
    assert_eq!(store.write_documents(ada, &new, at(81)).await.unwrap(), revision, "again changes nothing");
    let kept =
        Document { kind: DocumentKind::Goal, id: goal, content, revision, created: at(80), updated: at(80) };
    assert_eq!(store.documents(ada, DocumentKind::Goal).await.unwrap(), std::slice::from_ref(&kept));
    assert_eq!(store.document(ada, DocumentKind::Goal, goal).await.unwrap(), Some(kept));
    assert_eq!(store.document(ada, DocumentKind::Contract, goal).await.unwrap(), None);

    let other = json!({ "rate": 5200 });
    for seen in [None, Some(Revision(0))] {
        let writes = [
            write(DocumentKind::Goal, Uuid::from_u128(3), Some(json!(1)), None),
            write(DocumentKind::Contract, contract, Some(other.clone()), seen),
        ];
        let refused = store.write_documents(ada, &writes, at(82)).await;
        assert!(matches!(refused, Err(StoreError::DocumentChanged(id)) if id == contract), "{refused:?}");
    }
    assert_eq!(store.documents(ada, DocumentKind::Goal).await.unwrap().len(), 1, "all or nothing");
    let change = [write(DocumentKind::Contract, contract, Some(other.clone()), Some(revision))];
    let changed = store.write_documents(ada, &change, at(83)).await.unwrap();
    let kept = store.document(ada, DocumentKind::Contract, contract).await.unwrap().unwrap();
    assert_eq!((kept.content, kept.created, kept.updated), (other, at(80), at(83)));

    // What is another user's is not there.
    assert_eq!(store.document(ben, DocumentKind::Contract, contract).await.unwrap(), None);
    assert!(store.documents(ben, DocumentKind::Contract).await.unwrap().is_empty());
    let foreign = [write(DocumentKind::Contract, contract, Some(json!(0)), Some(changed))];
    let refused = store.write_documents(ben, &foreign, at(84)).await;
    assert!(matches!(refused, Err(StoreError::DocumentChanged(_))), "{refused:?}");
    let nothing = [write(DocumentKind::Contract, contract, None, Some(changed))];
    let of_ben = store.revision(ben).await.unwrap();
    assert_eq!(store.write_documents(ben, &nothing, at(84)).await.unwrap(), of_ben);

    let stale = [write(DocumentKind::Contract, contract, None, Some(revision))];
    assert!(matches!(store.write_documents(ada, &stale, at(85)).await, Err(StoreError::DocumentChanged(_))));
    let gone = [write(DocumentKind::Contract, contract, None, Some(changed))];
    store.write_documents(ada, &gone, at(85)).await.unwrap();
    assert!(store.documents(ada, DocumentKind::Contract).await.unwrap().is_empty());
    let after = store.changes(ada, changed, 10).await.unwrap();
    assert_eq!((after.revision, after.entries.len()), (Revision(changed.0 + 1), 0));
    for kind in DocumentKind::ALL {
        let settings = [write(kind, Uuid::nil(), Some(json!({})), None)];
        store.write_documents(ada, &settings, at(86)).await.unwrap();
    }
}
