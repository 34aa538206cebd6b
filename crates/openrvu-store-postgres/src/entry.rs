//! Entries.

use std::collections::HashMap;

use async_trait::async_trait;
use jiff::Timestamp;
use openrvu_log::{Entry, EntryId};
use openrvu_store::columns::EntryColumns;
use openrvu_store::plan::{self, Kept, Row as PlannedRow};
use openrvu_store::{
    AuditEvent, Changes, Entries, EntryWrite, Result, Revision, StoreError, Stored, UserId, Written,
};
use sqlx::postgres::{PgConnection, PgRow};
use uuid::Uuid;

use crate::PostgresStore;
use crate::error::{damaged, failed};
use crate::sql::audit::note;
use crate::sql::column::{get, micros, time};

const SELECT: &str = "SELECT id, revision, deleted, created_us, updated_us, encounter_id, \
    date_of_service::text, code, modifiers, units, minutes, charge_cents, place_of_service, site, role, colleague, \
    note FROM entry ";

#[async_trait]
impl Entries for PostgresStore {
    async fn revision(&self, user: UserId) -> Result<Revision> {
        let mut connection = self.pool.acquire().await.map_err(failed)?;
        revision(&mut connection, user).await
    }

    async fn write_entries(&self, user: UserId, writes: &[EntryWrite], now: Timestamp) -> Result<Written> {
        let mut transaction = self.begin().await?;
        let before = lock(&mut transaction, user).await?;
        let next = Revision(before.0 + 1);
        let ids: Vec<EntryId> = writes.iter().map(EntryWrite::id).collect();
        let rows = rows(&mut transaction, user, &ids).await?;
        let kept: HashMap<_, _> =
            rows.iter().map(|row| read(row).map(|(id, kept, _)| (id, kept))).collect::<Result<_>>()?;
        let plan = plan::entries(&kept, writes, next, now)?;
        if plan.changed == 0 {
            return Ok(Written { revision: before, changed: 0 });
        }
        put(&mut transaction, user, next, now, &plan.rows).await?;
        set_revision(&mut transaction, user, next).await?;
        note(&mut transaction, &AuditEvent::entries_written(user, plan.changed, now)).await?;
        transaction.commit().await.map_err(failed)?;
        Ok(Written { revision: next, changed: plan.changed })
    }

    async fn changes(&self, user: UserId, after: Revision, limit: usize) -> Result<Changes> {
        // One look at the database for all three questions. A user's writers take turns, so whoever sees a revision sees
        // all those before it.
        let mut transaction =
            self.pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map_err(failed)?;
        let current = revision(&mut transaction, user).await?;
        let last = sqlx::query_scalar::<_, i64>(
            "SELECT revision FROM entry WHERE user_id = $1 AND revision > $2 ORDER BY revision LIMIT 1 OFFSET $3",
        )
        .bind(user.0)
        .bind(number(after))
        .bind(i64::try_from(limit.max(1) - 1).unwrap_or(i64::MAX))
        .fetch_optional(&mut *transaction)
        .await
        .map_err(failed)?;
        let last = last.map_or(Ok(current), |last| u64::try_from(last).map(Revision)).map_err(of_revision)?;
        let sql =
            format!("{SELECT} WHERE user_id = $1 AND revision > $2 AND revision <= $3 ORDER BY revision, id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(user.0)
            .bind(number(after))
            .bind(number(last))
            .fetch_all(&mut *transaction)
            .await
            .map_err(failed)?;
        let more =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM entry WHERE user_id = $1 AND revision > $2)");
        let more = more.bind(user.0).bind(number(last)).fetch_one(&mut *transaction).await.map_err(failed)?;
        let mut changes = Changes {
            entries: Vec::with_capacity(rows.len()),
            deleted: Vec::new(),
            revision: if more { last } else { current },
            more,
        };
        for row in &rows {
            let (id, kept, updated) = read(row)?;
            let Kept { content, revision, created } = kept;
            match content {
                Some(value) => changes.entries.push(Stored { value, revision, created, updated }),
                None => changes.deleted.push((id, revision)),
            }
        }
        Ok(changes)
    }

    async fn entries(&self, user: UserId, ids: &[EntryId]) -> Result<Vec<Stored<Entry>>> {
        let mut connection = self.pool.acquire().await.map_err(failed)?;
        let mut entries = Vec::with_capacity(ids.len());
        for row in rows(&mut connection, user, ids).await? {
            let (_, Kept { content, revision, created }, updated) = read(&row)?;
            entries.extend(content.map(|value| Stored { value, revision, created, updated }));
        }
        Ok(entries)
    }

    async fn deleted_entries(&self, user: UserId) -> Result<Vec<(EntryId, Revision)>> {
        let rows = sqlx::query("SELECT id, revision FROM entry WHERE user_id = $1 AND deleted ORDER BY id")
            .bind(user.0)
            .fetch_all(&self.pool)
            .await
            .map_err(failed)?;
        let deleted = |row| {
            let revision = u64::try_from(get::<i64>(row, "revision")?).map(Revision).map_err(of_revision)?;
            Ok((EntryId::from(get::<uuid::Uuid>(row, "id")?), revision))
        };
        rows.iter().map(deleted).collect()
    }

    async fn count_entries(&self, user: UserId) -> Result<u64> {
        let count =
            sqlx::query_scalar::<_, i64>("SELECT count(*) FROM entry WHERE user_id = $1 AND NOT deleted");
        let count = count.bind(user.0).fetch_one(&self.pool).await.map_err(failed)?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
}

/// The revision of a ledger.
async fn revision(connection: &mut PgConnection, user: UserId) -> Result<Revision> {
    let revision = sqlx::query_scalar("SELECT revision FROM ledger WHERE user_id = $1");
    known(revision.bind(user.0).fetch_optional(connection).await.map_err(failed)?)
}

/// The revision of a ledger, which no other writer changes until the transaction ends.
pub async fn lock(connection: &mut PgConnection, user: UserId) -> Result<Revision> {
    let revision = sqlx::query_scalar("SELECT revision FROM ledger WHERE user_id = $1 FOR UPDATE");
    known(revision.bind(user.0).fetch_optional(connection).await.map_err(failed)?)
}

fn known(revision: Option<i64>) -> Result<Revision> {
    let revision = revision.ok_or(StoreError::NoSuch("account"))?;
    u64::try_from(revision).map(Revision).map_err(of_revision)
}

/// Sets the revision of a ledger.
pub async fn set_revision(connection: &mut PgConnection, user: UserId, revision: Revision) -> Result<()> {
    sqlx::query("UPDATE ledger SET revision = $2 WHERE user_id = $1")
        .bind(user.0)
        .bind(number(revision))
        .execute(connection)
        .await
        .map_err(failed)?;
    Ok(())
}

/// A revision as it is kept.
pub fn number(revision: Revision) -> i64 {
    i64::try_from(revision.0).unwrap_or(i64::MAX)
}

pub fn of_revision(error: std::num::TryFromIntError) -> StoreError {
    damaged("revision", error.to_string())
}

/// What is kept under ids, deleted or not.
async fn rows(connection: &mut PgConnection, user: UserId, ids: &[EntryId]) -> Result<Vec<PgRow>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let sql = format!("{SELECT} WHERE user_id = $1 AND id = ANY ($2)");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(user.0).bind(ids).fetch_all(connection).await.map_err(failed)
}

async fn put(
    connection: &mut PgConnection,
    user: UserId,
    revision: Revision,
    now: Timestamp,
    rows: &[PlannedRow<'_, EntryId, Entry>],
) -> Result<()> {
    let columns: Vec<Option<EntryColumns>> =
        rows.iter().map(|row| row.content.map(EntryColumns::from)).collect();
    fn each<'c, T>(
        columns: &'c [Option<EntryColumns>],
        column: impl Fn(&'c EntryColumns) -> Option<T>,
    ) -> Vec<Option<T>> {
        columns.iter().map(|columns| columns.as_ref().and_then(&column)).collect()
    }
    sqlx::query(
        "INSERT INTO entry (user_id, revision, updated_us, id, deleted, created_us, encounter_id, date_of_service, \
         code, modifiers, units, minutes, charge_cents, place_of_service, site, role, colleague, note) \
         SELECT $1, $2, $3, id, deleted, created_us, encounter_id, date_of_service::date, code, modifiers, units, \
         minutes, charge_cents, place_of_service, site, role, colleague, note \
         FROM unnest($4::uuid[], $5::boolean[], $6::bigint[], $7::uuid[], $8::text[], $9::text[], $10::text[], \
         $11::integer[], $12::integer[], $13::bigint[], $14::text[], $15::text[], $16::text[], $17::text[], \
         $18::text[]) AS new (id, deleted, created_us, encounter_id, date_of_service, code, modifiers, units, minutes, \
         charge_cents, place_of_service, site, role, colleague, note) \
         ON CONFLICT (user_id, id) DO UPDATE SET revision = excluded.revision, deleted = excluded.deleted, \
         updated_us = excluded.updated_us, encounter_id = excluded.encounter_id, \
         date_of_service = excluded.date_of_service, code = excluded.code, modifiers = excluded.modifiers, \
         units = excluded.units, minutes = excluded.minutes, charge_cents = excluded.charge_cents, \
         place_of_service = excluded.place_of_service, site = excluded.site, role = excluded.role, \
         colleague = excluded.colleague, note = excluded.note",
    )
    .bind(user.0)
    .bind(number(revision))
    .bind(micros(now))
    .bind(rows.iter().map(|row| row.key.uuid()).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| row.content.is_none()).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| micros(row.created)).collect::<Vec<_>>())
    .bind(each(&columns, |columns| Some(columns.encounter_id)))
    .bind(each(&columns, |columns| Some(columns.date_of_service.as_str())))
    .bind(each(&columns, |columns| Some(columns.code.as_str())))
    .bind(each(&columns, |columns| Some(columns.modifiers.as_str())))
    .bind(each(&columns, |columns| Some(columns.units)))
    .bind(each(&columns, |columns| columns.minutes))
    .bind(each(&columns, |columns| columns.charge_cents))
    .bind(each(&columns, |columns| columns.place_of_service.as_deref()))
    .bind(each(&columns, |columns| columns.site.as_deref()))
    .bind(each(&columns, |columns| Some(columns.role.as_str())))
    .bind(each(&columns, |columns| columns.colleague.as_deref()))
    .bind(each(&columns, |columns| columns.note.as_deref()))
    .execute(connection)
    .await
    .map_err(failed)?;
    Ok(())
}

fn read(row: &PgRow) -> Result<(EntryId, Kept<Entry>, Timestamp)> {
    let id = EntryId::from(get::<Uuid>(row, "id")?);
    let content = if get(row, "deleted")? { None } else { Some(columns(row)?.entry(id)?) };
    let revision = u64::try_from(get::<i64>(row, "revision")?).map(Revision).map_err(of_revision)?;
    Ok((id, Kept { content, revision, created: time(row, "created_us")? }, time(row, "updated_us")?))
}

fn columns(row: &PgRow) -> Result<EntryColumns> {
    Ok(EntryColumns {
        encounter_id: get(row, "encounter_id")?,
        date_of_service: get(row, "date_of_service")?,
        code: get(row, "code")?,
        modifiers: get(row, "modifiers")?,
        units: get(row, "units")?,
        minutes: get(row, "minutes")?,
        charge_cents: get(row, "charge_cents")?,
        place_of_service: get(row, "place_of_service")?,
        site: get(row, "site")?,
        role: get(row, "role")?,
        colleague: get(row, "colleague")?,
        note: get(row, "note")?,
    })
}
