//! A process killed in the middle of writing, a full disk, a busy file, a foreign one: nothing half-written.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use openrvu_log::{EncounterId, Entry, EntryId, Role};
use openrvu_store::{Accounts, Entries, EntryWrite, Revision, Store, StoreError, UserId, ensure_personal};
use openrvu_store_sqlite::{SqliteOptions, SqliteStore};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

const A_CALL: u64 = 50;
const NOW: Timestamp = Timestamp::constant(1_785_000_000, 0);

fn entry(number: u64) -> EntryWrite {
    let mut bytes = [7; 16];
    bytes[..6].copy_from_slice(&number.to_be_bytes()[2..]);
    let entry = Entry {
        id: EntryId::from_bytes(bytes),
        encounter: EncounterId::from_bytes(bytes),
        date: "2026-08-03".parse().unwrap(),
        line: "99213".parse().unwrap(),
        place: None,
        site: Some("Main hospital".parse().unwrap()),
        role: Role::Performed,
        colleague: None,
        note: None,
    };
    EntryWrite::Put { entry, seen: None }
}

fn call(number: u64) -> Vec<EntryWrite> {
    (number * A_CALL..(number + 1) * A_CALL).map(entry).collect()
}

async fn open(path: &Path) -> SqliteStore {
    let store = SqliteStore::connect(path).await.unwrap();
    ensure_personal(&store, NOW).await.unwrap();
    store
}

async fn raw(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).connect().await.unwrap()
}

/// That the store holds whole calls only, and at least so many.
async fn holds_whole_calls(path: &Path, at_least: u64) -> u64 {
    let store = open(path).await;
    store.check().await.unwrap();
    let Revision(revision) = store.revision(UserId::PERSONAL).await.unwrap();
    assert!(revision >= at_least, "{at_least} calls were answered, {revision} are kept");
    assert_eq!(store.count_entries(UserId::PERSONAL).await.unwrap(), revision * A_CALL);
    let changes = store.changes(UserId::PERSONAL, Revision(0), usize::MAX).await.unwrap();
    assert_eq!(changes.entries.len() as u64, revision * A_CALL);
    store.close().await;
    let found: String =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut raw(path).await).await.unwrap();
    assert_eq!(found, "ok");
    revision
}

/// Not a test: what `a_killed_writer` starts, with the file in its environment.
#[tokio::test]
#[ignore = "the writer that another test kills"]
async fn write_until_killed() {
    let Some(path) = std::env::var_os("OPENRVU_TEST_FILE") else { return };
    let store = open(Path::new(&path)).await;
    let Revision(first) = store.revision(UserId::PERSONAL).await.unwrap();
    for number in first.. {
        store.write_entries(UserId::PERSONAL, &call(number), NOW).await.unwrap();
        println!("answered {}", number + 1);
    }
}

#[tokio::test]
async fn a_killed_writer_leaves_whole_calls_and_all_that_were_answered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let mut kept = 0;
    for round in 0..8_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "write_until_killed", "--ignored", "--nocapture"])
            .env("OPENRVU_TEST_FILE", &path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut answered = lines
            .map(Result::unwrap)
            .filter_map(|line| line.split_once("answered ")?.1.trim().parse::<u64>().ok());
        let last = answered.nth(5).unwrap();
        std::thread::sleep(Duration::from_micros(round * 700));
        child.kill().unwrap();
        let last = answered.last().unwrap_or(last);
        child.wait().unwrap();
        assert!(last > kept);
        kept = holds_whole_calls(&path, last).await;
    }
}

#[tokio::test]
async fn a_full_file_refuses_the_whole_call_and_keeps_what_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    open(&path).await.close().await;
    let options = SqliteOptions { most_pages: Some(120), ..SqliteOptions::default() };
    let store = SqliteStore::connect_with(&path, &options).await.unwrap();
    let answered = fill(&store).await;
    // What is there can be read, and deleted.
    assert_eq!(store.count_entries(UserId::PERSONAL).await.unwrap(), answered * A_CALL);
    store.close().await;
    assert_eq!(holds_whole_calls(&path, answered).await, answered);
    let store = open(&path).await;
    store.write_entries(UserId::PERSONAL, &call(answered), NOW).await.unwrap();
}

/// Writes until the disk is full, and once more; says how many calls were answered.
async fn fill(store: &SqliteStore) -> u64 {
    for number in 0..10_000 {
        match store.write_entries(UserId::PERSONAL, &call(number), NOW).await {
            Ok(_) => {}
            Err(StoreError::Full) => {
                let again = store.write_entries(UserId::PERSONAL, &call(number), NOW).await;
                assert!(matches!(again, Err(StoreError::Full)), "{again:?}");
                return number;
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    panic!("it was never full")
}

#[tokio::test]
async fn a_full_disk_refuses_the_whole_call_and_keeps_what_was() {
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
        .arg(&disk)
        .stderr(Stdio::null())
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("skipped: no small file system can be mounted here");
        return;
    }
    let _unmount = Unmount(&disk);
    let path = disk.join("log.db");
    let store = open(&path).await;
    // What fills the disk is another program's.
    store.write_entries(UserId::PERSONAL, &call(0), NOW).await.unwrap();
    let other = disk.join("other");
    std::fs::write(&other, vec![0; 1024 * 1024]).unwrap();
    let answered = 1 + fill_from(&store, 1).await;
    assert_eq!(store.count_entries(UserId::PERSONAL).await.unwrap(), answered * A_CALL);
    std::fs::remove_file(&other).unwrap();
    store.write_entries(UserId::PERSONAL, &call(answered), NOW).await.unwrap();
    store.close().await;
    holds_whole_calls(&path, answered + 1).await;
}

async fn fill_from(store: &SqliteStore, first: u64) -> u64 {
    for number in first..10_000 {
        match store.write_entries(UserId::PERSONAL, &call(number), NOW).await {
            Ok(_) => {}
            Err(StoreError::Full) => return number - first,
            Err(error) => panic!("{error:?}"),
        }
    }
    panic!("it was never full")
}

struct Unmount<'a>(&'a Path);

impl Drop for Unmount<'_> {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(self.0).status().unwrap();
    }
}

#[tokio::test]
async fn a_busy_file_can_be_read_and_says_that_it_is_busy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    open(&path).await.close().await;
    let options = SqliteOptions { wait: Duration::from_millis(200), ..SqliteOptions::default() };
    let store = SqliteStore::connect_with(&path, &options).await.unwrap();
    store.write_entries(UserId::PERSONAL, &call(0), NOW).await.unwrap();
    let mut other = raw(&path).await;
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let begun = Instant::now();
    let refused = store.write_entries(UserId::PERSONAL, &call(1), NOW).await;
    assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert_eq!(store.count_entries(UserId::PERSONAL).await.unwrap(), A_CALL);
    other.execute("ROLLBACK").await.unwrap();
    store.write_entries(UserId::PERSONAL, &call(1), NOW).await.unwrap();
}

#[tokio::test]
async fn a_call_that_its_caller_gives_up_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let store = open(&path).await;
    for (number, wait) in (0..40).map(|number| (number, Duration::from_micros(number * 150))) {
        let many: Vec<_> = (0..20).flat_map(|part| call(number * 20 + part)).collect();
        let _ = tokio::time::timeout(wait, store.write_entries(UserId::PERSONAL, &many, NOW)).await;
        let count = store.count_entries(UserId::PERSONAL).await.unwrap();
        assert_eq!(count % (20 * A_CALL), 0);
    }
    store.write_entries(UserId::PERSONAL, &call(5000), NOW).await.unwrap();
}

#[tokio::test]
async fn a_later_versions_file_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let store = open(&path).await;
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (999, 'later', 1, x'00', 0)";
    raw(&path).await.execute(later).await.unwrap();
    assert!(matches!(store.check().await, Err(StoreError::Newer)));
    store.close().await;
    let opened = SqliteStore::connect(&path).await;
    assert!(matches!(opened, Err(StoreError::Newer)), "{opened:?}");
}

#[tokio::test]
async fn a_foreign_file_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (text, database) = (folder.path().join("text"), folder.path().join("database"));
    std::fs::write(&text, "Dear diary, this is no database at all. ".repeat(200)).unwrap();
    let mut other =
        SqliteConnectOptions::new().filename(&database).create_if_missing(true).connect().await.unwrap();
    other.execute("CREATE TABLE bookmark (url TEXT)").await.unwrap();
    other.close().await.unwrap();
    for path in [text, database] {
        let before = std::fs::read(&path).unwrap();
        let opened = SqliteStore::connect(&path).await;
        assert!(matches!(opened, Err(StoreError::Damaged { .. } | StoreError::Failed(_))), "{opened:?}");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}

#[tokio::test]
async fn a_damaged_value_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let store = open(&path).await;
    store.write_entries(UserId::PERSONAL, &call(0), NOW).await.unwrap();
    for (column, value) in
        [("code", "'9921'"), ("units", "0"), ("date_of_service", "'2026-02-30'"), ("role", "''")]
    {
        let mut raw = raw(&path).await;
        raw.execute(AssertSqlSafe(format!("UPDATE entry SET {column} = {value}"))).await.unwrap();
        let error = store.changes(UserId::PERSONAL, Revision(0), 1).await.unwrap_err();
        assert!(error.to_string().contains(column), "{error}");
        raw.execute(
            "UPDATE entry SET code = '99213', units = 1, date_of_service = '2026-08-03', role = 'shared'",
        )
        .await
        .unwrap();
    }
    store.changes(UserId::PERSONAL, Revision(0), 1).await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_reads_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/log.db");
    let store = open(&path).await;
    store.account(UserId::PERSONAL).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(path.parent().unwrap()).unwrap().map(Result::unwrap).collect();
    assert_eq!(files.len(), 3, "the file with its log and its index");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
    }
}
