//! The audit log.

use async_trait::async_trait;
use openrvu_store::{Audit, AuditEvent, AuditRecord, Result, UserId};
use uuid::Uuid;

use super::column::{get, micros, time};
use crate::error::failed;
use crate::{DbConnection, DbRow, SqlStore};

#[async_trait]
impl Audit for SqlStore {
    async fn audit(&self, event: &AuditEvent) -> Result<()> {
        let mut connection = self.writes().acquire().await.map_err(failed)?;
        note(&mut connection, event).await
    }

    async fn audit_log(&self, user: UserId, before: Option<i64>, limit: u32) -> Result<Vec<AuditRecord>> {
        let rows = sqlx::query(
            "SELECT * FROM audit WHERE user_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3",
        )
        .bind(user.0)
        .bind(before.unwrap_or(i64::MAX))
        .bind(i64::from(limit))
        .fetch_all(self.reads())
        .await
        .map_err(failed)?;
        rows.iter().map(read).collect()
    }
}

/// Keeps an event, in the transaction of what it tells of.
pub async fn note(connection: &mut DbConnection, event: &AuditEvent) -> Result<()> {
    sqlx::query("INSERT INTO audit (user_id, done_by, action, detail, at_us) VALUES ($1, $2, $3, $4, $5)")
        .bind(event.user.0)
        .bind(event.by.map(|by| by.0))
        .bind(&event.action)
        .bind(&event.detail)
        .bind(micros(event.at))
        .execute(connection)
        .await
        .map_err(failed)?;
    Ok(())
}

fn read(row: &DbRow) -> Result<AuditRecord> {
    Ok(AuditRecord {
        number: get(row, "number")?,
        by: get::<Option<Uuid>>(row, "done_by")?.map(UserId),
        action: get(row, "action")?,
        detail: get(row, "detail")?,
        at: time(row, "at_us")?,
    })
}
