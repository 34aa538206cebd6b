//! The story that every store tells.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::sync::Arc;

use openrvu_store_sqlite::SqliteStore;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sqlite_tells_the_story() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::connect(&folder.path().join("log.db")).await.unwrap();
    openrvu_store::story::tell(Arc::new(store)).await;
}
