//! Challenges.

use async_trait::async_trait;
use jiff::Timestamp;
use openrvu_store::{Challenges, Result, SecretHash};

use super::column::micros;
use crate::SqlStore;
use crate::error::failed;

#[async_trait]
impl Challenges for SqlStore {
    async fn keep_challenge(&self, name: SecretHash, state: &[u8], expires: Timestamp) -> Result<()> {
        sqlx::query("INSERT INTO challenge (name, state, expires_us) VALUES ($1, $2, $3)")
            .bind(&name[..])
            .bind(state)
            .bind(micros(expires))
            .execute(self.writes())
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn take_challenge(&self, name: SecretHash, now: Timestamp) -> Result<Option<Vec<u8>>> {
        let taken: Option<(Vec<u8>, i64)> =
            sqlx::query_as("DELETE FROM challenge WHERE name = $1 RETURNING state, expires_us")
                .bind(&name[..])
                .fetch_optional(self.writes())
                .await
                .map_err(failed)?;
        Ok(taken.filter(|(_, expires)| *expires > micros(now)).map(|(state, _)| state))
    }
}
