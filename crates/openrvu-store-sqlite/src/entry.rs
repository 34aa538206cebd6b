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
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{QueryBuilder, Sqlite};

use crate::SqliteStore;
use crate::error::{damaged, failed};
use crate::sql::audit::note;
use crate::sql::column::{get, micros, time};

/// Rows written by one statement: SQLite takes 32,766 values, a row has 18.
const ROWS: usize = 1000;

const COLUMNS: &str = "id, revision, deleted, created_us, updated_us, encounter_id, date_of_service, code, \
    modifiers, units, minutes, charge_cents, place_of_service, site, role, colleague, note";

#[async_trait]
impl Entries for SqliteStore {
    async fn revision(&self, user: UserId) -> Result<Revision> {
        let mut connection = self.readers.acquire().await.map_err(failed)?;
        revision(&mut connection, user).await
    }

    async fn write_entries(&self, user: UserId, writes: &[EntryWrite], now: Timestamp) -> Result<Written> {
        let mut transaction = self.begin().await?;
        let before = lock(&mut transaction, user).await?;
        let next = Revision(before.0 + 1);
        let ids: Vec<EntryId> = writes.iter().map(EntryWrite::id).collect();
        let kept = kept(&mut transaction, user, &ids).await?;
        let plan = plan::entries(&kept, writes, next, now)?;
        if plan.changed == 0 {
            return Ok(Written { revision: before, changed: 0 });
        }
        for rows in plan.rows.chunks(ROWS) {
            put(&mut transaction, user, next, now, rows).await?;
        }
        set_revision(&mut transaction, user, next).await?;
        note(&mut transaction, &AuditEvent::entries_written(user, plan.changed, now)).await?;
        transaction.commit().await.map_err(failed)?;
        Ok(Written { revision: next, changed: plan.changed })
    }

    async fn changes(&self, user: UserId, after: Revision, limit: usize) -> Result<Changes> {
        let mut transaction = self.readers.begin().await.map_err(failed)?;
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
        let sql = format!(
            "SELECT {COLUMNS} FROM entry WHERE user_id = $1 AND revision > $2 AND revision <= $3 ORDER BY revision, id"
        );
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
        let mut connection = self.readers.acquire().await.map_err(failed)?;
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
            .fetch_all(&self.readers)
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
        let count = count.bind(user.0).fetch_one(&self.readers).await.map_err(failed)?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
}

/// The revision of a ledger, which no other writer changes: a transaction that writes has the file to itself.
pub async fn lock(connection: &mut SqliteConnection, user: UserId) -> Result<Revision> {
    revision(connection, user).await
}

async fn revision(connection: &mut SqliteConnection, user: UserId) -> Result<Revision> {
    let revision = sqlx::query_scalar::<_, i64>("SELECT revision FROM ledger WHERE user_id = $1");
    let revision = revision.bind(user.0).fetch_optional(connection).await.map_err(failed)?;
    let revision = revision.ok_or(StoreError::NoSuch("account"))?;
    u64::try_from(revision).map(Revision).map_err(of_revision)
}

/// Sets the revision of a ledger.
pub async fn set_revision(connection: &mut SqliteConnection, user: UserId, revision: Revision) -> Result<()> {
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
async fn kept(
    connection: &mut SqliteConnection,
    user: UserId,
    ids: &[EntryId],
) -> Result<HashMap<EntryId, Kept<Entry>>> {
    let rows = rows(connection, user, ids).await?;
    rows.iter().map(|row| read(row).map(|(id, kept, _)| (id, kept))).collect()
}

async fn rows(connection: &mut SqliteConnection, user: UserId, ids: &[EntryId]) -> Result<Vec<SqliteRow>> {
    let mut rows = Vec::new();
    for ids in ids.chunks(ROWS) {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT ");
        query.push(COLUMNS).push(" FROM entry WHERE user_id = ").push_bind(user.0).push(" AND id IN (");
        let mut list = query.separated(", ");
        for id in ids {
            list.push_bind(id.uuid());
        }
        query.push(")");
        rows.extend(query.build().persistent(false).fetch_all(&mut *connection).await.map_err(failed)?);
    }
    Ok(rows)
}

async fn put(
    connection: &mut SqliteConnection,
    user: UserId,
    revision: Revision,
    now: Timestamp,
    rows: &[PlannedRow<'_, EntryId, Entry>],
) -> Result<()> {
    let mut query = QueryBuilder::<Sqlite>::new("INSERT INTO entry (user_id, ");
    query.push(COLUMNS).push(") ");
    let revision = number(revision);
    query.push_values(rows, |mut values, row| {
        let columns = row.content.map(EntryColumns::from);
        let columns = columns.as_ref();
        let text = |text: fn(&EntryColumns) -> Option<&String>| columns.and_then(text).cloned();
        values
            .push_bind(user.0)
            .push_bind(row.key.uuid())
            .push_bind(revision)
            .push_bind(row.content.is_none())
            .push_bind(micros(row.created))
            .push_bind(micros(now))
            .push_bind(columns.map(|columns| columns.encounter_id))
            .push_bind(text(|columns| Some(&columns.date_of_service)))
            .push_bind(text(|columns| Some(&columns.code)))
            .push_bind(text(|columns| Some(&columns.modifiers)))
            .push_bind(columns.map(|columns| columns.units))
            .push_bind(columns.and_then(|columns| columns.minutes))
            .push_bind(columns.and_then(|columns| columns.charge_cents))
            .push_bind(text(|columns| columns.place_of_service.as_ref()))
            .push_bind(text(|columns| columns.site.as_ref()))
            .push_bind(text(|columns| Some(&columns.role)))
            .push_bind(text(|columns| columns.colleague.as_ref()))
            .push_bind(text(|columns| columns.note.as_ref()));
    });
    query.push(" ON CONFLICT (user_id, id) DO UPDATE SET ");
    let mut list = query.separated(", ");
    for column in COLUMNS.split(", ").filter(|column| *column != "id" && *column != "created_us") {
        list.push(format!("{column} = excluded.{column}"));
    }
    query.build().persistent(false).execute(connection).await.map_err(failed)?;
    Ok(())
}

fn read(row: &SqliteRow) -> Result<(EntryId, Kept<Entry>, Timestamp)> {
    let id = EntryId::from(get::<uuid::Uuid>(row, "id")?);
    let content = if get(row, "deleted")? { None } else { Some(columns(row)?.entry(id)?) };
    let revision = u64::try_from(get::<i64>(row, "revision")?).map(Revision).map_err(of_revision)?;
    Ok((id, Kept { content, revision, created: time(row, "created_us")? }, time(row, "updated_us")?))
}

fn columns(row: &SqliteRow) -> Result<EntryColumns> {
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
