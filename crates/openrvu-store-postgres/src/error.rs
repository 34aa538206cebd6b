//! What PostgreSQL says, as the store's errors.

use openrvu_store::StoreError;

pub fn failed(error: sqlx::Error) -> StoreError {
    if matches!(error, sqlx::Error::PoolTimedOut) {
        return StoreError::Busy;
    }
    let code = error.as_database_error().and_then(|error| error.code());
    match code.as_deref() {
        // serialization_failure, deadlock_detected, lock_not_available, query_canceled, too_many_connections
        Some("40001" | "40P01" | "55P03" | "57014" | "53300") => StoreError::Busy,
        // disk_full
        Some("53100") => StoreError::Full,
        // foreign_key_violation: everything refers to an account.
        Some("23503") => StoreError::NoSuch("account"),
        // data_corrupted, index_corrupted
        Some("XX001" | "XX002") => damaged("table", error.to_string()),
        _ => StoreError::Failed(error.to_string()),
    }
}

/// As [`failed`], where a second account of an e-mail address is refused.
pub fn taken(error: sqlx::Error) -> StoreError {
    let unique = error.as_database_error().is_some_and(|error| error.is_unique_violation());
    if unique { StoreError::EmailTaken } else { failed(error) }
}

pub fn damaged(what: &'static str, message: String) -> StoreError {
    StoreError::Damaged { what, message }
}
