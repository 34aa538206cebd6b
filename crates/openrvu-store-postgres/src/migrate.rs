//! The versions of the tables.

use openrvu_store::{Result, StoreError};
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool};
use sqlx::{ConnectOptions, Connection, SqlSafeStr};

use crate::error::failed;

/// Every step, in order. A step that was released is never changed.
const STEPS: [(&str, &str); 1] = [("log", include_str!("../migrations/1_log.sql"))];

/// Brings the tables to the program's version. Processes that start at once take turns by a lock of the connection,
/// which is closed, and the lock with it, whatever comes of it.
pub async fn migrate(options: &PgConnectOptions) -> Result<()> {
    let steps = (1..).zip(STEPS).map(|(version, (name, sql))| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    let mut connection = options.connect().await.map_err(failed)?;
    let migrated = Migrator::with_migrations(steps.collect()).run_direct(None, &mut connection, false).await;
    connection.close().await.map_err(failed)?;
    migrated.map_err(not_migrated)
}

fn not_migrated(error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(_) => StoreError::Newer,
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => failed(error),
        error => StoreError::Failed(error.to_string()),
    }
}

/// Whether the tables are of the program's version.
pub async fn check(pool: &PgPool) -> Result<()> {
    let version = sqlx::query_scalar::<_, i64>("SELECT max(version) FROM _sqlx_migrations");
    let version = version.fetch_one(pool).await.map_err(failed)?;
    match usize::try_from(version).unwrap_or(0).cmp(&STEPS.len()) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(StoreError::Newer),
        std::cmp::Ordering::Less => {
            Err(StoreError::Failed("the tables are of an earlier version of the program".to_owned()))
        }
    }
}
