//! Sessions.

use async_trait::async_trait;
use jiff::Timestamp;
use openrvu_store::{Result, SecretHash, Session, SessionId, Sessions, UserId};

use super::column::{get, hash, micros, time};
use crate::error::failed;
use crate::{DbRow, SqlStore};

#[async_trait]
impl Sessions for SqlStore {
    async fn begin_session(&self, session: &Session) -> Result<()> {
        sqlx::query(
            "INSERT INTO session (id, hash, user_id, agent, created_us, used_us, expires_us) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(session.id.0)
        .bind(&session.hash[..])
        .bind(session.user.0)
        .bind(&session.agent)
        .bind(micros(session.created))
        .bind(micros(session.used))
        .bind(micros(session.expires))
        .execute(self.writes())
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn session(&self, hash: SecretHash, now: Timestamp) -> Result<Option<Session>> {
        let row = sqlx::query(
            "SELECT session.* FROM session JOIN account USING (user_id) \
             WHERE hash = $1 AND expires_us > $2 AND status = 'active'",
        )
        .bind(&hash[..])
        .bind(micros(now))
        .fetch_optional(self.reads())
        .await
        .map_err(failed)?;
        row.as_ref().map(read).transpose()
    }

    async fn touch_session(&self, id: SessionId, now: Timestamp) -> Result<()> {
        sqlx::query("UPDATE session SET used_us = $2 WHERE id = $1")
            .bind(id.0)
            .bind(micros(now))
            .execute(self.writes())
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn sessions(&self, user: UserId, now: Timestamp) -> Result<Vec<Session>> {
        let rows = sqlx::query(
            "SELECT * FROM session WHERE user_id = $1 AND expires_us > $2 ORDER BY used_us DESC, id",
        )
        .bind(user.0)
        .bind(micros(now))
        .fetch_all(self.reads())
        .await
        .map_err(failed)?;
        rows.iter().map(read).collect()
    }

    async fn end_session(&self, user: UserId, id: SessionId) -> Result<bool> {
        let ended = sqlx::query("DELETE FROM session WHERE user_id = $1 AND id = $2").bind(user.0).bind(id.0);
        Ok(ended.execute(self.writes()).await.map_err(failed)?.rows_affected() > 0)
    }
}

fn read(row: &DbRow) -> Result<Session> {
    Ok(Session {
        id: SessionId(get(row, "id")?),
        hash: hash(row, "hash")?,
        user: UserId(get(row, "user_id")?),
        agent: get(row, "agent")?,
        created: time(row, "created_us")?,
        used: time(row, "used_us")?,
        expires: time(row, "expires_us")?,
    })
}
