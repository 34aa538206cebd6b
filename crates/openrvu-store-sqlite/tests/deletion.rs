//! A deleted account is gone from every table, and from the bytes of the file.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;
use std::path::Path;

use openrvu_store::{Accounts, story};
use openrvu_store_sqlite::SqliteStore;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};
use uuid::Uuid;

const EMAIL: &str = "leaving@example.org";

async fn raw(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).connect().await.unwrap()
}

/// How many rows of a user there are by table.
async fn rows(connection: &mut SqliteConnection, user: Uuid) -> BTreeMap<String, i64> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> '_sqlx_migrations'",
    )
    .fetch_all(&mut *connection)
    .await
    .unwrap();
    let mut rows = BTreeMap::new();
    for table in tables {
        let owner = match table.as_str() {
            // Hashes of names alone, swept when their time is over.
            "rate_count" | "challenge" => continue,
            "invitation" => "invited_by",
            _ => "user_id",
        };
        let count =
            sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table} WHERE {owner} = $1")));
        let count = count.bind(user).fetch_one(&mut *connection).await.unwrap();
        rows.insert(table, count);
    }
    rows
}

#[tokio::test]
async fn a_deleted_account_is_gone_from_every_table_and_from_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let store = SqliteStore::connect(&path).await.unwrap();
    let user = story::furnish(&store, EMAIL).await;
    let mut connection = raw(&path).await;
    let before = rows(&mut connection, user.0).await;
    assert_eq!(before.len(), 12, "a table is new: say here whose its rows are: {before:?}");
    assert!(before.values().all(|rows| *rows > 0), "{before:?}");
    store.delete_account(user).await.unwrap();
    let after = rows(&mut connection, user.0).await;
    assert!(after.values().all(|rows| *rows == 0), "{after:?}");
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
    drop(connection);
    store.close().await;
    for file in std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
        let bytes = std::fs::read(file.path()).unwrap();
        let has = |wanted: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted);
        assert!(!has(EMAIL.as_bytes()) && !has(user.0.as_bytes()), "{:?} still tells of it", file.path());
    }
}
