//! Personal access tokens.

use async_trait::async_trait;
use jiff::Timestamp;
use openrvu_store::{NewToken, Result, SecretHash, Token, TokenId, Tokens, UserId};

use super::column::{get, micros, perhaps_time, time};
use crate::error::failed;
use crate::{DbRow, SqlStore};

#[async_trait]
impl Tokens for SqlStore {
    async fn create_token(&self, user: UserId, token: &NewToken, now: Timestamp) -> Result<()> {
        sqlx::query(
            "INSERT INTO token (id, hash, user_id, name, scopes, created_us, expires_us) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(token.id.0)
        .bind(&token.hash[..])
        .bind(user.0)
        .bind(&token.name)
        .bind(token.scopes.join(" "))
        .bind(micros(now))
        .bind(token.expires.map(micros))
        .execute(self.writes())
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn token(&self, hash: SecretHash, now: Timestamp) -> Result<Option<Token>> {
        let row = sqlx::query(
            "SELECT token.* FROM token JOIN account USING (user_id) \
             WHERE hash = $1 AND (expires_us IS NULL OR expires_us > $2) AND status = 'active'",
        )
        .bind(&hash[..])
        .bind(micros(now))
        .fetch_optional(self.reads())
        .await
        .map_err(failed)?;
        row.as_ref().map(read).transpose()
    }

    async fn touch_token(&self, id: TokenId, now: Timestamp) -> Result<()> {
        sqlx::query("UPDATE token SET used_us = $2 WHERE id = $1")
            .bind(id.0)
            .bind(micros(now))
            .execute(self.writes())
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn tokens(&self, user: UserId) -> Result<Vec<Token>> {
        let rows = sqlx::query("SELECT * FROM token WHERE user_id = $1 ORDER BY created_us DESC, id");
        let rows = rows.bind(user.0).fetch_all(self.reads()).await.map_err(failed)?;
        rows.iter().map(read).collect()
    }

    async fn end_token(&self, user: UserId, id: TokenId) -> Result<bool> {
        let ended = sqlx::query("DELETE FROM token WHERE user_id = $1 AND id = $2").bind(user.0).bind(id.0);
        Ok(ended.execute(self.writes()).await.map_err(failed)?.rows_affected() > 0)
    }
}

fn read(row: &DbRow) -> Result<Token> {
    let scopes: &str = get(row, "scopes")?;
    Ok(Token {
        id: TokenId(get(row, "id")?),
        user: UserId(get(row, "user_id")?),
        name: get(row, "name")?,
        scopes: scopes.split_ascii_whitespace().map(str::to_owned).collect(),
        created: time(row, "created_us")?,
        used: perhaps_time(row, "used_us")?,
        expires: perhaps_time(row, "expires_us")?,
    })
}
