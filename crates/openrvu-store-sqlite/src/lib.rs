//! The log's store in one SQLite file: write-ahead log, one writer, several readers.

mod backup;
mod document;
mod entry;
mod error;
mod migrate;
// Shared with the other store.
#[path = "../../openrvu-store/sql/mod.rs"]
mod sql;

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use openrvu_store::{Result, Store};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{Connection, Sqlite, Transaction};

use error::{failed, unreadable};
use sql::column::micros;

pub use backup::{Copied, backup, restore};

// The names by which the shared files know this store.
type Db = Sqlite;
type DbConnection = SqliteConnection;
type DbRow = SqliteRow;
type SqlStore = SqliteStore;

/// What `PRAGMA application_id` says of a log's file: ORVU.
pub const APPLICATION_ID: i64 = 0x4F52_5655;

/// Counters of limits older than this are swept: no window is longer than a day.
const LONGEST_WINDOW: Duration = Duration::from_hours(24);

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct SqliteOptions {
    /// How long a call waits for another writer, in this process or beside it, before it is refused as busy.
    pub wait: Duration,
    /// How many calls read at once.
    pub readers: u32,
    /// Most pages of the file, of 4096 bytes each; a write that needs more is refused as if the disk were full.
    pub most_pages: Option<u32>,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { wait: Duration::from_secs(5), readers: 4, most_pages: None }
    }
}

/// A store in a SQLite file.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    writer: SqlitePool,
    readers: SqlitePool,
}

impl SqliteStore {
    /// Opens the store in a file, which is made where there is none, for its owner alone to read.
    ///
    /// # Errors
    /// [`StoreError::Newer`](openrvu_store::StoreError::Newer);
    /// [`StoreError::Failed`](openrvu_store::StoreError::Failed) for a file that is no log.
    pub async fn connect(path: &Path) -> Result<Self> {
        Self::connect_with(path, &SqliteOptions::default()).await
    }

    /// Opens the store in a file.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub async fn connect_with(path: &Path, options: &SqliteOptions) -> Result<Self> {
        make_private(path).map_err(|error| unreadable(path, &error))?;
        let mut connect = SqliteConnectOptions::new()
            .filename(path)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(options.wait)
            .row_buffer_size(1000);
        let readers = connect.clone().pragma("query_only", "1");
        connect = connect.pragma("secure_delete", "ON");
        if let Some(pages) = options.most_pages {
            connect = connect.pragma("max_page_count", pages.to_string());
        }
        migrate::refuse_foreign(path, &connect).await?;
        let pool = || SqlitePoolOptions::new().acquire_timeout(options.wait).min_connections(1);
        let writer = pool()
            .max_connections(1)
            // SQLite ends a transaction by itself where the disk is full, after which sqlx takes the connection to be
            // still in one.
            .after_release(|connection, _| {
                Box::pin(async move { connection.ping().await.map(|()| !connection.is_in_transaction()) })
            })
            .connect_with(connect)
            .await
            .map_err(failed)?;
        migrate::migrate(&writer).await?;
        let readers =
            pool().max_connections(options.readers.max(1)).connect_with(readers).await.map_err(failed)?;
        Ok(Self { writer, readers })
    }

    /// Closes the file when the calls under way are done.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    fn reads(&self) -> &SqlitePool {
        &self.readers
    }

    fn writes(&self) -> &SqlitePool {
        &self.writer
    }

    async fn begin(&self) -> Result<Transaction<'static, Sqlite>> {
        self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(failed)
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn check(&self) -> Result<()> {
        migrate::check(&self.readers).await
    }

    async fn sweep(&self, now: Timestamp) -> Result<()> {
        let mut transaction = self.begin().await?;
        for sweep in [
            "DELETE FROM session WHERE expires_us <= $1",
            "DELETE FROM challenge WHERE expires_us <= $1",
            "DELETE FROM kept_response WHERE expires_us <= $1",
            "DELETE FROM invitation WHERE expires_us <= $1",
            "DELETE FROM upload WHERE expires_us <= $1",
        ] {
            sqlx::query(sweep).bind(micros(now)).execute(&mut *transaction).await.map_err(failed)?;
        }
        let oldest = micros(now) - i64::try_from(LONGEST_WINDOW.as_micros()).unwrap_or(i64::MAX);
        sqlx::query("DELETE FROM rate_count WHERE window_us < $1")
            .bind(oldest)
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        transaction.commit().await.map_err(failed)
    }
}

/// Makes an empty file that its owner alone may read, where there is none. SQLite gives its companions the same mode.
fn make_private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}
