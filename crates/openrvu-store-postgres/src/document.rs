//! Documents.

use std::collections::HashMap;

use async_trait::async_trait;
use jiff::Timestamp;
use openrvu_store::plan::{self, Kept};
use openrvu_store::{AuditEvent, Document, DocumentKind, DocumentWrite, Documents, Result, Revision, UserId};
use sqlx::postgres::{PgConnection, PgRow};
use uuid::Uuid;

use crate::PostgresStore;
use crate::entry::{lock, number, of_revision, set_revision};
use crate::error::{damaged, failed};
use crate::sql::audit::note;
use crate::sql::column::{get, micros, time};

#[async_trait]
impl Documents for PostgresStore {
    async fn documents(&self, user: UserId, kind: DocumentKind) -> Result<Vec<Document>> {
        let rows = sqlx::query(
            "SELECT kind, id, content::text, revision, created_us, updated_us FROM document \
             WHERE user_id = $1 AND kind = $2 ORDER BY created_us, id",
        )
        .bind(user.0)
        .bind(kind.slug())
        .fetch_all(&self.pool)
        .await
        .map_err(failed)?;
        rows.iter().map(read).collect()
    }

    async fn document(&self, user: UserId, kind: DocumentKind, id: Uuid) -> Result<Option<Document>> {
        let mut connection = self.pool.acquire().await.map_err(failed)?;
        one(&mut connection, user, kind, id).await
    }

    async fn write_documents(
        &self,
        user: UserId,
        writes: &[DocumentWrite],
        now: Timestamp,
    ) -> Result<Revision> {
        let mut transaction = self.begin().await?;
        let before = lock(&mut transaction, user).await?;
        let next = Revision(before.0 + 1);
        let mut kept = HashMap::new();
        for write in writes {
            if let Some(document) = one(&mut transaction, user, write.kind, write.id).await? {
                let Document { content, revision, created, .. } = document;
                kept.insert((write.kind, write.id), Kept { content: Some(content), revision, created });
            }
        }
        let plan = plan::documents(&kept, writes, next, now)?;
        if plan.changed == 0 {
            return Ok(before);
        }
        for row in &plan.rows {
            let (kind, id) = row.key;
            let query = match row.content {
                Some(content) => sqlx::query(
                    "INSERT INTO document (user_id, kind, id, content, revision, created_us, updated_us) \
                     VALUES ($1, $2, $3, $4::json, $5, $6, $7) ON CONFLICT (user_id, kind, id) DO UPDATE SET \
                     content = excluded.content, revision = excluded.revision, updated_us = excluded.updated_us",
                )
                .bind(user.0)
                .bind(kind.slug())
                .bind(id)
                .bind(content.to_string())
                .bind(number(next))
                .bind(micros(row.created))
                .bind(micros(now)),
                None => sqlx::query("DELETE FROM document WHERE user_id = $1 AND kind = $2 AND id = $3")
                    .bind(user.0)
                    .bind(kind.slug())
                    .bind(id),
            };
            query.execute(&mut *transaction).await.map_err(failed)?;
            let event = AuditEvent::document_written(user, kind, row.content.is_none(), now);
            note(&mut transaction, &event).await?;
        }
        set_revision(&mut transaction, user, next).await?;
        transaction.commit().await.map_err(failed)?;
        Ok(next)
    }
}

async fn one(
    connection: &mut PgConnection,
    user: UserId,
    kind: DocumentKind,
    id: Uuid,
) -> Result<Option<Document>> {
    let row = sqlx::query(
        "SELECT kind, id, content::text, revision, created_us, updated_us FROM document \
         WHERE user_id = $1 AND kind = $2 AND id = $3",
    )
    .bind(user.0)
    .bind(kind.slug())
    .bind(id)
    .fetch_optional(connection)
    .await
    .map_err(failed)?;
    row.as_ref().map(read).transpose()
}

fn read(row: &PgRow) -> Result<Document> {
    let kind: &str = get(row, "kind")?;
    let content: &str = get(row, "content")?;
    Ok(Document {
        kind: DocumentKind::from_slug(kind).ok_or_else(|| damaged("kind of document", kind.to_owned()))?,
        id: get(row, "id")?,
        content: serde_json::from_str(content).map_err(|error| damaged("document", error.to_string()))?,
        revision: u64::try_from(get::<i64>(row, "revision")?).map(Revision).map_err(of_revision)?,
        created: time(row, "created_us")?,
        updated: time(row, "updated_us")?,
    })
}
