//! Idempotency keys.

use async_trait::async_trait;
use jiff::Timestamp;
use openrvu_store::{IdempotencyKeys, KeptResponse, Result, UserId};

use crate::error::{damaged, failed};
use crate::{PostgresStore, get, hash, micros};

#[async_trait]
impl IdempotencyKeys for PostgresStore {
    async fn kept_response(&self, user: UserId, key: &str, now: Timestamp) -> Result<Option<KeptResponse>> {
        let row =
            sqlx::query("SELECT * FROM kept_response WHERE user_id = $1 AND key = $2 AND expires_us > $3")
                .bind(user.0)
                .bind(key)
                .bind(micros(now))
                .fetch_optional(&self.pool)
                .await
                .map_err(failed)?;
        let Some(row) = row else { return Ok(None) };
        let status: i32 = get(&row, "status")?;
        Ok(Some(KeptResponse {
            request: hash(&row, "request")?,
            status: u16::try_from(status).map_err(|error| damaged("status", error.to_string()))?,
            content_type: get(&row, "content_type")?,
            body: get(&row, "body")?,
        }))
    }

    async fn keep_response(
        &self,
        user: UserId,
        key: &str,
        response: &KeptResponse,
        expires: Timestamp,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO kept_response (user_id, key, request, status, content_type, body, expires_us) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (user_id, key) DO NOTHING",
        )
        .bind(user.0)
        .bind(key)
        .bind(&response.request[..])
        .bind(i32::from(response.status))
        .bind(&response.content_type)
        .bind(&response.body)
        .bind(micros(expires))
        .execute(&self.pool)
        .await
        .map_err(failed)?;
        Ok(())
    }
}
