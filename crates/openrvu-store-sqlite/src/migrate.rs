//! The versions of the tables.

use std::path::Path;

use openrvu_store::{Result, StoreError};
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqlitePool};
use sqlx::{ConnectOptions, SqlSafeStr};

use crate::APPLICATION_ID;
use crate::error::failed;

/// Every step, in order. A step that was released is never changed.
const STEPS: [(&str, &str); 1] = [("log", include_str!("../migrations/1_log.sql"))];

/// Refuses a file that holds something else, before anything is written to it.
pub async fn refuse_foreign(path: &Path, connect: &SqliteConnectOptions) -> Result<()> {
    let empty = std::fs::metadata(path).is_ok_and(|file| file.len() == 0);
    if empty {
        return Ok(());
    }
    // What connecting sets is left out, for setting the journal's mode writes to the file.
    let bare = SqliteConnectOptions::new().filename(connect.get_filename());
    let mut connection = bare.connect().await.map_err(failed)?;
    let id = sqlx::query_scalar::<_, i64>("SELECT application_id FROM pragma_application_id");
    let id = id.fetch_one(&mut connection).await.map_err(failed)?;
    let tables = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM sqlite_schema");
    let tables = tables.fetch_one(&mut connection).await.map_err(failed)?;
    if tables > 0 && id != APPLICATION_ID {
        return Err(StoreError::Failed(format!("{} is a database of another program", path.display())));
    }
    Ok(())
}

/// Brings the tables to the program's version, in one transaction, so that two processes that start at once take turns.
pub async fn migrate(writer: &SqlitePool) -> Result<()> {
    let steps = (1..).zip(STEPS).map(|(version, (name, sql))| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    Migrator::with_migrations(steps.collect())
        .run_direct(None, &mut *transaction, false)
        .await
        .map_err(not_migrated)?;
    transaction.commit().await.map_err(failed)
}

fn not_migrated(error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(_) => StoreError::Newer,
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => failed(error),
        error => StoreError::Failed(error.to_string()),
    }
}

/// Whether the tables are of the program's version.
pub async fn check(readers: &SqlitePool) -> Result<()> {
    let mut connection = readers.acquire().await.map_err(failed)?;
    if refuse_newer(&mut connection).await? == STEPS.len() {
        return Ok(());
    }
    Err(StoreError::Failed("the tables are of an earlier version of the program".to_owned()))
}

/// The version of the tables, at most the program's.
pub async fn refuse_newer(connection: &mut SqliteConnection) -> Result<usize> {
    let version = sqlx::query_scalar::<_, i64>("SELECT max(version) FROM _sqlx_migrations");
    let version = version.fetch_one(connection).await.map_err(failed)?;
    let version = usize::try_from(version).unwrap_or(0);
    if version > STEPS.len() { Err(StoreError::Newer) } else { Ok(version) }
}
