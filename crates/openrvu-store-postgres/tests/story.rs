//! The story that every store tells.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use std::sync::Arc;

use openrvu_store_postgres::PostgresStore;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn postgres_tells_the_story() {
    let Some(url) = common::database("story").await else { return };
    let store = PostgresStore::connect(&url).await.unwrap();
    openrvu_store::story::tell(Arc::new(store)).await;
}
