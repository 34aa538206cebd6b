//! What SQLite says, as the store's errors.

use std::path::Path;

use openrvu_store::StoreError;
use sqlx::sqlite::SqliteError;

/// Primary result codes of SQLite, and the one extended code that means a full disk.
const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const CORRUPT: i32 = 11;
const FULL: i32 = 13;
const NOT_A_DATABASE: i32 = 26;
const NO_ROOM_FOR_SHARED_MEMORY: i32 = 4874;
/// Extended codes of constraints.
pub const FOREIGN_KEY: i32 = 787;
const UNIQUE: i32 = 2067;

pub fn failed(error: sqlx::Error) -> StoreError {
    if matches!(error, sqlx::Error::PoolTimedOut) {
        return StoreError::Busy;
    }
    let Some(code) = code(&error) else { return StoreError::Failed(error.to_string()) };
    match (code, code & 0xff) {
        (NO_ROOM_FOR_SHARED_MEMORY, _) | (_, FULL) => StoreError::Full,
        (_, BUSY | LOCKED) => StoreError::Busy,
        (_, CORRUPT | NOT_A_DATABASE) => damaged("file", error.to_string()),
        (FOREIGN_KEY, _) => StoreError::NoSuch("account"),
        _ => StoreError::Failed(error.to_string()),
    }
}

/// As [`failed`], where a second account of an e-mail address is refused.
pub fn taken(error: sqlx::Error) -> StoreError {
    if code(&error) == Some(UNIQUE) { StoreError::EmailTaken } else { failed(error) }
}

/// The extended result code.
pub fn code(error: &sqlx::Error) -> Option<i32> {
    let error = error.as_database_error()?.try_downcast_ref::<SqliteError>()?;
    sqlx::error::DatabaseError::code(error)?.parse().ok()
}

pub fn damaged(what: &'static str, message: String) -> StoreError {
    StoreError::Damaged { what, message }
}

pub fn unreadable(path: &Path, error: &std::io::Error) -> StoreError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => StoreError::Full,
        _ => StoreError::Failed(format!("{}: {error}", path.display())),
    }
}
