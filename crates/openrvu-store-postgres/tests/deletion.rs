//! A deleted account is gone from every table.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use std::collections::BTreeMap;

use openrvu_store::{Accounts, story};
use openrvu_store_postgres::PostgresStore;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions};
use uuid::Uuid;

const EMAIL: &str = "leaving@example.org";

/// How many rows of a user there are by table, and how many anywhere tell of their address.
async fn rows(connection: &mut PgConnection, user: Uuid) -> (BTreeMap<String, i64>, i64) {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_sqlx_migrations'",
    )
    .fetch_all(&mut *connection)
    .await
    .unwrap();
    let (mut rows, mut telling) = (BTreeMap::new(), 0);
    for table in tables {
        let whole = format!("SELECT count(*) FROM {table} AS of_table WHERE of_table::text LIKE '%{EMAIL}%'");
        telling +=
            sqlx::query_scalar::<_, i64>(AssertSqlSafe(whole)).fetch_one(&mut *connection).await.unwrap();
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
    (rows, telling)
}

#[tokio::test]
async fn a_deleted_account_is_gone_from_every_table() {
    let Some(url) = common::database("deletion").await else { return };
    let store = PostgresStore::connect(&url).await.unwrap();
    let user = story::furnish(&store, EMAIL).await;
    let mut connection = url.parse::<PgConnectOptions>().unwrap().connect().await.unwrap();
    let (before, telling) = rows(&mut connection, user.0).await;
    assert_eq!(before.len(), 12, "a table is new: say here whose its rows are: {before:?}");
    assert!(telling > 0 && before.values().all(|rows| *rows > 0), "{before:?}");
    store.delete_account(user).await.unwrap();
    let (after, telling) = rows(&mut connection, user.0).await;
    assert!(telling == 0 && after.values().all(|rows| *rows == 0), "{telling} {after:?}");
}
