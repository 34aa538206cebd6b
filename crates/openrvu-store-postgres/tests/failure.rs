//! A writer cut off in the middle, a busy ledger, a later version: nothing half-written.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use openrvu_log::{EncounterId, Entry, EntryId, Role};
use openrvu_store::{Accounts, Entries, EntryWrite, Revision, Store, StoreError, UserId, ensure_personal};
use openrvu_store_postgres::{PostgresOptions, PostgresStore};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Executor};

const A_CALL: u64 = 500;
const NOW: Timestamp = Timestamp::constant(1_785_000_000, 0);

fn call(number: u64) -> Vec<EntryWrite> {
    let write = |number: u64| {
        let mut bytes = [7; 16];
        bytes[..6].copy_from_slice(&number.to_be_bytes()[2..]);
        let entry = Entry {
            id: EntryId::from_bytes(bytes),
            encounter: EncounterId::from_bytes(bytes),
            date: "2026-08-03".parse().unwrap(),
            line: "99213".parse().unwrap(),
            place: None,
            site: None,
            role: Role::Performed,
            colleague: None,
            note: None,
        };
        EntryWrite::Put { entry, seen: None }
    };
    (number * A_CALL..(number + 1) * A_CALL).map(write).collect()
}

async fn open(url: &str) -> PostgresStore {
    let store = PostgresStore::connect(url).await.unwrap();
    ensure_personal(&store, NOW).await.unwrap();
    store
}

async fn raw(url: &str) -> PgConnection {
    url.parse::<PgConnectOptions>().unwrap().connect().await.unwrap()
}

async fn holds_whole_calls(store: &PostgresStore) -> u64 {
    let Revision(revision) = store.revision(UserId::PERSONAL).await.unwrap();
    let changes = store.changes(UserId::PERSONAL, Revision(0), usize::MAX).await.unwrap();
    // A writer may have gone on between the two.
    let (Revision(read), entries) = (changes.revision, changes.entries.len() as u64);
    assert!(read >= revision);
    assert_eq!(entries, read * A_CALL);
    read
}

/// Not a test: what `a_killed_writer` starts, with the database in its environment.
#[tokio::test]
#[ignore = "the writer that another test kills"]
async fn write_until_killed() {
    let Ok(url) = std::env::var("OPENRVU_TEST_DATABASE") else { return };
    let store = open(&url).await;
    let Revision(first) = store.revision(UserId::PERSONAL).await.unwrap();
    for number in first.. {
        store.write_entries(UserId::PERSONAL, &call(number), NOW).await.unwrap();
        println!("answered {}", number + 1);
    }
}

#[tokio::test]
async fn a_killed_writer_leaves_whole_calls_and_all_that_were_answered() {
    let Some(url) = common::database("killed").await else { return };
    let mut kept = 0;
    for round in 0..5_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "write_until_killed", "--ignored", "--nocapture"])
            .env("OPENRVU_TEST_DATABASE", &url)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut answered = lines
            .map(Result::unwrap)
            .filter_map(|line| line.split_once("answered ")?.1.trim().parse::<u64>().ok());
        let last = answered.nth(3).unwrap();
        std::thread::sleep(Duration::from_millis(round * 3));
        child.kill().unwrap();
        let last = answered.last().unwrap_or(last);
        child.wait().unwrap();
        // The server may still be at the last call of the client that it lost.
        let mut connection = raw(&url).await;
        let ended = "SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'openrvu' \
                     AND datname = current_database()";
        while !sqlx::query_scalar::<_, bool>(ended).fetch_one(&mut connection).await.unwrap() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let store = open(&url).await;
        let now = holds_whole_calls(&store).await;
        assert!(now >= last && last > kept, "{last} calls were answered, {now} are kept");
        kept = now;
        store.close().await;
    }
}

#[tokio::test]
async fn a_connection_that_is_cut_leaves_whole_calls_and_the_next_call_works() {
    let Some(url) = common::database("cut").await else { return };
    let store = open(&url).await;
    let writer = tokio::spawn({
        let store = store.clone();
        async move {
            let (mut number, mut refused) = (0, 0);
            while number < 60 {
                match store.write_entries(UserId::PERSONAL, &call(number), NOW).await {
                    Ok(_) => number += 1,
                    Err(_) => refused += 1,
                }
            }
            refused
        }
    });
    let mut other = raw(&url).await;
    for cut in 0..30 {
        tokio::time::sleep(Duration::from_millis(20 + cut)).await;
        other
            .execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'openrvu' \
                 AND datname = current_database() AND state <> 'idle'",
            )
            .await
            .unwrap();
    }
    let refused = writer.await.unwrap();
    assert!(refused > 0, "no call was cut off");
    assert_eq!(holds_whole_calls(&store).await, 60);
}

#[tokio::test]
async fn a_ledger_that_another_writes_is_busy_and_can_be_read() {
    let Some(url) = common::database("busy").await else { return };
    open(&url).await.close().await;
    let options = PostgresOptions { wait: Duration::from_millis(300), ..PostgresOptions::default() };
    let store = PostgresStore::connect_with(&url, &options).await.unwrap();
    store.write_entries(UserId::PERSONAL, &call(0), NOW).await.unwrap();
    let mut other = raw(&url).await;
    other.execute("BEGIN").await.unwrap();
    other.execute("SELECT * FROM ledger FOR UPDATE").await.unwrap();
    let begun = Instant::now();
    let refused = store.write_entries(UserId::PERSONAL, &call(1), NOW).await;
    assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!(holds_whole_calls(&store).await, 1);
    let deleted = store.delete_account(UserId::PERSONAL).await;
    assert!(matches!(deleted, Err(StoreError::Busy)), "{deleted:?}");
    other.execute("ROLLBACK").await.unwrap();
    store.write_entries(UserId::PERSONAL, &call(1), NOW).await.unwrap();
    assert_eq!(holds_whole_calls(&store).await, 2);
}

#[tokio::test]
async fn a_later_versions_database_is_left_alone_and_an_unknown_one_is_named() {
    let Some(url) = common::database("later").await else { return };
    let store = open(&url).await;
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (999, 'later', true, '\\x00', 0)";
    raw(&url).await.execute(later).await.unwrap();
    assert!(matches!(store.check().await, Err(StoreError::Newer)));
    let opened = PostgresStore::connect(&url).await;
    assert!(matches!(opened, Err(StoreError::Newer)), "{opened:?}");
    for wrong in ["nothing", "postgres://:@:x/", &url.replace("later_", "absent_")] {
        let opened = PostgresStore::connect(wrong).await;
        assert!(matches!(opened, Err(StoreError::Failed(_))), "{opened:?}");
    }
}

#[tokio::test]
async fn processes_that_start_at_once_make_the_tables_once() {
    let Some(url) = common::database("start").await else { return };
    let starts: Vec<_> = (0..6)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move { PostgresStore::connect(&url).await })
        })
        .collect();
    for start in starts {
        start.await.unwrap().unwrap().check().await.unwrap();
    }
}
