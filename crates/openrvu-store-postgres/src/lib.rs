//! The log's store in PostgreSQL, for several server processes beside each other.

mod document;
mod entry;
mod error;
mod migrate;
// Shared with the other store.
#[path = "../../openrvu-store/sql/mod.rs"]
mod sql;

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use openrvu_store::{Result, Store};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions, PgRow};
use sqlx::{Executor, Postgres, Transaction};

use error::failed;
use sql::column::micros;

// The names by which the shared files know this store.
type Db = Postgres;
type DbConnection = PgConnection;
type DbRow = PgRow;
type SqlStore = PostgresStore;

/// Counters of limits older than this are swept: no window is longer than a day.
const LONGEST_WINDOW: Duration = Duration::from_hours(24);

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct PostgresOptions {
    /// How long a call waits for another writer before it is refused as busy.
    pub wait: Duration,
    /// Most connections of this process.
    pub connections: u32,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self { wait: Duration::from_secs(5), connections: 10 }
    }
}

/// A store in a PostgreSQL database.
#[derive(Debug, Clone)]
pub struct PostgresStore {
    pool: PgPool,
}

impl PostgresStore {
    /// Opens the store in the database of an address, `postgres://user:password@host/database`.
    ///
    /// # Errors
    /// [`StoreError::Newer`](openrvu_store::StoreError::Newer); what the server says.
    pub async fn connect(url: &str) -> Result<Self> {
        Self::connect_with(url, &PostgresOptions::default()).await
    }

    /// Opens the store in the database of an address.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub async fn connect_with(url: &str, options: &PostgresOptions) -> Result<Self> {
        let connect: PgConnectOptions = url.parse().map_err(failed)?;
        let connect = connect.application_name("openrvu");
        migrate::migrate(&connect).await?;
        let settings = format!(
            "SET default_transaction_isolation = 'read committed'; SET lock_timeout = {}; \
             SET statement_timeout = '60s'; SET idle_in_transaction_session_timeout = '60s'",
            options.wait.as_millis()
        );
        let pool = PgPoolOptions::new()
            .acquire_timeout(options.wait)
            .max_connections(options.connections)
            .after_connect(move |connection, _| {
                let settings = sqlx::AssertSqlSafe(settings.clone());
                Box::pin(async move { connection.execute(sqlx::raw_sql(settings)).await.map(|_| ()) })
            })
            .connect_with(connect)
            .await
            .map_err(failed)?;
        Ok(Self { pool })
    }

    /// Closes the connections when the calls under way are done.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    fn reads(&self) -> &PgPool {
        &self.pool
    }

    fn writes(&self) -> &PgPool {
        &self.pool
    }

    async fn begin(&self) -> Result<Transaction<'static, Postgres>> {
        self.pool.begin().await.map_err(failed)
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn check(&self) -> Result<()> {
        migrate::check(&self.pool).await
    }

    async fn sweep(&self, now: Timestamp) -> Result<()> {
        for sweep in [
            "DELETE FROM session WHERE expires_us <= $1",
            "DELETE FROM challenge WHERE expires_us <= $1",
            "DELETE FROM kept_response WHERE expires_us <= $1",
            "DELETE FROM invitation WHERE expires_us <= $1",
            "DELETE FROM upload WHERE expires_us <= $1",
        ] {
            sqlx::query(sweep).bind(micros(now)).execute(&self.pool).await.map_err(failed)?;
        }
        let oldest = micros(now) - i64::try_from(LONGEST_WINDOW.as_micros()).unwrap_or(i64::MAX);
        let counters = sqlx::query("DELETE FROM rate_count WHERE window_us < $1").bind(oldest);
        counters.execute(&self.pool).await.map_err(failed)?;
        Ok(())
    }
}
