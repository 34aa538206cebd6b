//! Uploads.

use async_trait::async_trait;
use jiff::Timestamp;
use openrvu_store::{MOST_UPLOADS, Result, Uploads, UserId};
use uuid::Uuid;

use super::column::micros;
use crate::SqlStore;
use crate::error::failed;

#[async_trait]
impl Uploads for SqlStore {
    async fn keep_upload(
        &self,
        user: UserId,
        id: Uuid,
        content: &[u8],
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<()> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO upload (user_id, id, content, created_us, expires_us) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (user_id, id) DO UPDATE SET content = excluded.content, expires_us = excluded.expires_us",
        )
        .bind(user.0)
        .bind(id)
        .bind(content)
        .bind(micros(now))
        .bind(micros(expires))
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
        sqlx::query(
            "DELETE FROM upload WHERE user_id = $1 AND id <> $2 AND id NOT IN (SELECT id FROM upload \
             WHERE user_id = $1 AND id <> $2 ORDER BY created_us DESC, id LIMIT $3)",
        )
        .bind(user.0)
        .bind(id)
        .bind(MOST_UPLOADS - 1)
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
        transaction.commit().await.map_err(failed)
    }

    async fn upload(&self, user: UserId, id: Uuid, now: Timestamp) -> Result<Option<Vec<u8>>> {
        sqlx::query_scalar("SELECT content FROM upload WHERE user_id = $1 AND id = $2 AND expires_us > $3")
            .bind(user.0)
            .bind(id)
            .bind(micros(now))
            .fetch_optional(self.reads())
            .await
            .map_err(failed)
    }

    async fn delete_upload(&self, user: UserId, id: Uuid) -> Result<()> {
        sqlx::query("DELETE FROM upload WHERE user_id = $1 AND id = $2")
            .bind(user.0)
            .bind(id)
            .execute(self.writes())
            .await
            .map_err(failed)?;
        Ok(())
    }
}
