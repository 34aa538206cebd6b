//! Idempotency keys.

use async_trait::async_trait;
use jiff::Timestamp;
use openrvu_store::{
    IdempotencyKeys, KeptResponse, MOST_KEPT_RESPONSES, Result, SecretHash, UnderKey, UserId,
};

use super::column::{get, hash, micros};
use crate::SqlStore;
use crate::error::{damaged, failed};

/// The status of a request that is under way.
const UNDER_WAY: i32 = 0;

#[async_trait]
impl IdempotencyKeys for SqlStore {
    async fn take_key(
        &self,
        user: UserId,
        key: &str,
        request: SecretHash,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<UnderKey> {
        let mut transaction = self.begin().await?;
        // Also over one that has expired.
        let taken = sqlx::query(
            "INSERT INTO kept_response (user_id, key, request, status, content_type, body, expires_us) \
             VALUES ($1, $2, $3, $4, '', $5, $6) ON CONFLICT (user_id, key) DO UPDATE SET \
             request = excluded.request, status = excluded.status, content_type = '', body = excluded.body, \
             expires_us = excluded.expires_us WHERE kept_response.expires_us <= $7",
        )
        .bind(user.0)
        .bind(key)
        .bind(&request[..])
        .bind(UNDER_WAY)
        .bind(&[][..] as &[u8])
        .bind(micros(until))
        .bind(micros(now))
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
        let row = sqlx::query("SELECT * FROM kept_response WHERE user_id = $1 AND key = $2")
            .bind(user.0)
            .bind(key)
            .fetch_one(&mut *transaction)
            .await
            .map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
        let status: i32 = get(&row, "status")?;
        Ok(match status {
            _ if taken.rows_affected() > 0 => UnderKey::Taken,
            UNDER_WAY => UnderKey::UnderWay,
            status => UnderKey::Answered(KeptResponse {
                request: hash(&row, "request")?,
                status: u16::try_from(status).map_err(|error| damaged("status", error.to_string()))?,
                content_type: get(&row, "content_type")?,
                body: get(&row, "body")?,
            }),
        })
    }

    async fn give_up_key(&self, user: UserId, key: &str) -> Result<()> {
        sqlx::query("DELETE FROM kept_response WHERE user_id = $1 AND key = $2 AND status = $3")
            .bind(user.0)
            .bind(key)
            .bind(UNDER_WAY)
            .execute(self.writes())
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn keep_response(
        &self,
        user: UserId,
        key: &str,
        response: &KeptResponse,
        expires: Timestamp,
    ) -> Result<()> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "UPDATE kept_response SET status = $4, content_type = $5, body = $6, expires_us = $7 \
             WHERE user_id = $1 AND key = $2 AND request = $3",
        )
        .bind(user.0)
        .bind(key)
        .bind(&response.request[..])
        .bind(i32::from(response.status))
        .bind(&response.content_type)
        .bind(&response.body)
        .bind(micros(expires))
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
        sqlx::query(
            "DELETE FROM kept_response WHERE user_id = $1 AND key IN (SELECT key FROM kept_response \
             WHERE user_id = $1 AND status <> $3 ORDER BY expires_us DESC, key LIMIT $4 OFFSET $2)",
        )
        .bind(user.0)
        .bind(MOST_KEPT_RESPONSES)
        .bind(UNDER_WAY)
        .bind(MOST_KEPT_RESPONSES)
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
        transaction.commit().await.map_err(failed)
    }
}
