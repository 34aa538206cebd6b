//! Counters of rate limits.

use async_trait::async_trait;
use jiff::Timestamp;
use openrvu_store::{Limits, Result};

use super::column::micros;
use crate::SqlStore;
use crate::error::failed;

#[async_trait]
impl Limits for SqlStore {
    async fn count(&self, name: &str, window: Timestamp) -> Result<u32> {
        let count = sqlx::query_scalar::<_, i64>(
            "INSERT INTO rate_count (name, window_us, count) VALUES ($1, $2, 1) \
             ON CONFLICT (name, window_us) DO UPDATE SET count = rate_count.count + 1 RETURNING CAST(count AS bigint)",
        )
        .bind(name)
        .bind(micros(window))
        .fetch_one(self.writes())
        .await
        .map_err(failed)?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}
