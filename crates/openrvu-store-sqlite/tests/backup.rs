//! Copies out and back in.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use openrvu_log::{EncounterId, Entry, EntryId, Role};
use openrvu_store::{
    DocumentKind, DocumentWrite, Documents, Entries, EntryWrite, IdempotencyKeys, KeptResponse, Revision,
    StoreError, UnderKey, UserId, ensure_personal,
};
use openrvu_store_sqlite::{SqliteStore, backup, restore};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

const NOW: Timestamp = Timestamp::constant(1_785_000_000, 0);
const ME: UserId = UserId::PERSONAL;

async fn open(path: &Path) -> SqliteStore {
    let store = SqliteStore::connect(path).await.unwrap();
    ensure_personal(&store, NOW).await.unwrap();
    store
}

async fn log(store: &SqliteStore, entries: std::ops::Range<u8>) {
    let writes = entries.map(|number| EntryWrite::Put {
        entry: Entry {
            id: EntryId::from_bytes([number; 16]),
            encounter: EncounterId::from_bytes([number; 16]),
            date: "2026-08-03".parse().unwrap(),
            line: "99213".parse().unwrap(),
            place: None,
            site: None,
            role: Role::Performed,
            colleague: None,
            note: Some("a note that is easy to find".parse().unwrap()),
        },
        seen: None,
    });
    store.write_entries(ME, &writes.collect::<Vec<_>>(), NOW).await.unwrap();
}

/// Entries as they are, whatever revision changed them.
async fn all(store: &SqliteStore) -> Vec<Entry> {
    let changes = store.changes(ME, Revision(0), usize::MAX).await.unwrap();
    changes.entries.into_iter().map(|stored| stored.value).collect()
}

#[tokio::test]
async fn what_was_backed_up_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copy) = (folder.path().join("log.db"), folder.path().join("copy"));
    let store = open(&path).await;
    log(&store, 0..20).await;
    let goal = DocumentWrite {
        kind: DocumentKind::Goal,
        id: uuid::Uuid::from_u128(1),
        content: Some(serde_json::json!({ "target": 1 })),
        seen: None,
    };
    store.write_documents(ME, &[goal], NOW).await.unwrap();
    let before = all(&store).await;
    let answer = KeptResponse { request: [0; 32], status: 200, content_type: String::new(), body: vec![] };
    store.take_key(ME, "key", [0; 32], NOW, NOW + SignedDuration::from_hours(1)).await.unwrap();
    store.keep_response(ME, "key", &answer, NOW + SignedDuration::from_hours(1)).await.unwrap();
    let copied = backup(&path, &copy).await.unwrap();
    assert_eq!((copied.accounts, copied.entries, copied.documents), (1, 20, 1));
    assert!(backup(&path, &copy).await.is_err(), "a file that is there stays");
    log(&store, 20..30).await;

    let open_still = restore(&path, &copy).await;
    assert!(matches!(open_still, Err(StoreError::Busy)), "{open_still:?}");
    assert_eq!(all(&store).await.len(), 30);
    store.close().await;

    let restored = restore(&path, &copy).await.unwrap();
    let store = open(&path).await;
    assert_eq!(all(&store).await, before);
    let changes = store.changes(ME, Revision(4), usize::MAX).await.unwrap();
    assert_eq!(
        changes.entries.len(),
        20,
        "a copy that went further than the backup takes everything in again"
    );
    let again = store.take_key(ME, "key", [0; 32], NOW, NOW + SignedDuration::from_hours(1)).await.unwrap();
    assert_eq!(again, UnderKey::Taken, "what is undone is not answered as done");
    assert_eq!(store.documents(ME, DocumentKind::Goal).await.unwrap().len(), 1);
    store.close().await;
    // What was replaced can be had back.
    let former = restored.former.unwrap();
    restore(&path, &former).await.unwrap();
    assert_eq!(all(&open(&path).await).await.len(), 30);

    // Into an empty folder, as on a new machine.
    let elsewhere = folder.path().join("elsewhere/log.db");
    assert_eq!(restore(&elsewhere, &copy).await.unwrap().former, None);
    assert_eq!(all(&open(&elsewhere).await).await, before);
}

#[tokio::test]
async fn a_copy_made_while_a_writer_writes_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let store = open(&path).await;
    let writer = tokio::spawn({
        let store = store.clone();
        async move {
            for number in 0..25 {
                log(&store, number * 10..number * 10 + 10).await;
            }
        }
    });
    for number in 0..10 {
        let copy = folder.path().join(format!("copy-{number}"));
        assert_eq!(backup(&path, &copy).await.unwrap().entries % 10, 0);
    }
    writer.await.unwrap();
    assert_eq!(all(&store).await.len(), 250);
}

#[tokio::test]
async fn a_damaged_or_foreign_file_is_refused_and_the_store_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copy, bad) =
        (folder.path().join("log.db"), folder.path().join("copy"), folder.path().join("bad"));
    let store = open(&path).await;
    log(&store, 0..200).await;
    backup(&path, &copy).await.unwrap();
    let before = all(&store).await;
    store.close().await;
    let whole = fs::read(&copy).unwrap();
    let mut candidates = vec![Vec::new(), b"Dear diary".to_vec(), whole[..whole.len() / 2].to_vec()];
    for page in 1..whole.len() / 4096 {
        let mut damaged = whole.clone();
        damaged[page * 4096..page * 4096 + 64].fill(0xAA);
        candidates.push(damaged);
    }
    let mut restored = 0;
    for candidate in &candidates {
        fs::write(&bad, candidate).unwrap();
        match restore(&path, &bad).await {
            Err(StoreError::Damaged { .. } | StoreError::Failed(_)) => {}
            // A page that nothing lies on.
            Ok(_) => restored += 1,
            Err(error) => panic!("{error:?}"),
        }
    }
    assert!(restored * 10 <= candidates.len(), "{restored} of {} came in", candidates.len());
    for change in [
        "UPDATE entry SET code = 'ABC'",
        "UPDATE _sqlx_migrations SET version = 99",
        "PRAGMA application_id = 1",
        "PRAGMA foreign_keys = OFF; DELETE FROM account",
    ] {
        fs::write(&bad, &whole).unwrap();
        let mut raw = SqliteConnectOptions::new().filename(&bad).connect().await.unwrap();
        raw.execute(sqlx::raw_sql(AssertSqlSafe(change))).await.unwrap();
        raw.close().await.unwrap();
        assert!(restore(&path, &bad).await.is_err(), "{change}");
    }
    let store = open(&path).await;
    assert_eq!(all(&store).await, before);
    store.close().await;
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("incoming")), "{left:?}");
}

#[tokio::test]
async fn a_damaged_store_can_be_restored_over() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copy) = (folder.path().join("log.db"), folder.path().join("copy"));
    let store = open(&path).await;
    log(&store, 0..20).await;
    backup(&path, &copy).await.unwrap();
    let before = all(&store).await;
    store.close().await;
    fs::write(&path, "no database at all".repeat(1000)).unwrap();
    fs::write(folder.path().join("log.db-wal"), "nor its log").unwrap();
    let restored = restore(&path, &copy).await.unwrap();
    assert!(fs::read(restored.former.unwrap()).unwrap().starts_with(b"no database"));
    assert_eq!(all(&open(&path).await).await, before);
}
