//! Passkeys.

use async_trait::async_trait;
use jiff::Timestamp;
use openrvu_store::{Passkey, Passkeys, Result, StoreError, UserId};
use uuid::Uuid;

use super::column::{get, micros, perhaps_time, time};
use crate::error::failed;
use crate::{DbRow, SqlStore};

#[async_trait]
impl Passkeys for SqlStore {
    async fn add_passkey(&self, passkey: &Passkey) -> Result<()> {
        sqlx::query(
            "INSERT INTO passkey (id, user_id, credential, state, name, created_us, used_us) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(passkey.id)
        .bind(passkey.user.0)
        .bind(&passkey.credential)
        .bind(&passkey.state)
        .bind(&passkey.name)
        .bind(micros(passkey.created))
        .bind(passkey.used.map(micros))
        .execute(self.writes())
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn passkey(&self, credential: &[u8]) -> Result<Option<Passkey>> {
        let row = sqlx::query(
            "SELECT passkey.* FROM passkey JOIN account USING (user_id) \
             WHERE credential = $1 AND status = 'active'",
        );
        let row = row.bind(credential).fetch_optional(self.reads()).await.map_err(failed)?;
        row.as_ref().map(read).transpose()
    }

    async fn passkeys(&self, user: UserId) -> Result<Vec<Passkey>> {
        let rows = sqlx::query("SELECT * FROM passkey WHERE user_id = $1 ORDER BY created_us, id");
        let rows = rows.bind(user.0).fetch_all(self.reads()).await.map_err(failed)?;
        rows.iter().map(read).collect()
    }

    async fn update_passkey(&self, id: Uuid, state: &[u8], now: Timestamp) -> Result<()> {
        let updated = sqlx::query("UPDATE passkey SET state = $2, used_us = $3 WHERE id = $1")
            .bind(id)
            .bind(state)
            .bind(micros(now))
            .execute(self.writes())
            .await
            .map_err(failed)?;
        if updated.rows_affected() == 0 { Err(StoreError::NoSuch("passkey")) } else { Ok(()) }
    }

    async fn remove_passkey(&self, user: UserId, id: Uuid) -> Result<bool> {
        let removed = sqlx::query("DELETE FROM passkey WHERE user_id = $1 AND id = $2").bind(user.0).bind(id);
        Ok(removed.execute(self.writes()).await.map_err(failed)?.rows_affected() > 0)
    }
}

fn read(row: &DbRow) -> Result<Passkey> {
    Ok(Passkey {
        id: get(row, "id")?,
        user: UserId(get(row, "user_id")?),
        credential: get(row, "credential")?,
        state: get(row, "state")?,
        name: get(row, "name")?,
        created: time(row, "created_us")?,
        used: perhaps_time(row, "used_us")?,
    })
}
