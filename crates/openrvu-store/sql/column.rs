//! Columns of a row.

use jiff::Timestamp;
use openrvu_store::{Result, SecretHash};
use sqlx::Row;

use crate::error::{damaged, failed};
use crate::{Db, DbRow};

/// A time as it is kept.
pub fn micros(time: Timestamp) -> i64 {
    time.as_microsecond()
}

/// A column.
pub fn get<'r, T>(row: &'r DbRow, column: &'static str) -> Result<T>
where
    T: sqlx::Decode<'r, Db> + sqlx::Type<Db>,
{
    row.try_get(column).map_err(failed)
}

/// A column with a time.
pub fn time(row: &DbRow, column: &'static str) -> Result<Timestamp> {
    at(get(row, column)?)
}

/// A column that may have a time.
pub fn perhaps_time(row: &DbRow, column: &'static str) -> Result<Option<Timestamp>> {
    get::<Option<i64>>(row, column)?.map(at).transpose()
}

fn at(micros: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(|error| damaged("time", error.to_string()))
}

/// A column with a hash.
pub fn hash(row: &DbRow, column: &'static str) -> Result<SecretHash> {
    let bytes: &[u8] = get(row, column)?;
    bytes.try_into().map_err(|_| damaged("hash", format!("{} bytes", bytes.len())))
}
