//! Copies of the whole store, out and back in.

use std::path::{Path, PathBuf};
use std::{fs, io, iter};

use openrvu_store::{DocumentKind, Documents, Entries, Result, Revision, StoreError, UserId};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use uuid::Uuid;

use crate::error::{damaged, failed, unreadable};
use crate::{APPLICATION_ID, SqliteStore, make_private, migrate};

/// The ends of the names of files that SQLite keeps beside a store.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// More than the revisions that a ledger takes between a backup and its restore.
const REVISIONS_PASSED: i64 = 1_000_000_000;

/// What a copy holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Accounts.
    pub accounts: u64,
    /// Entries of all accounts.
    pub entries: u64,
    /// Documents of all accounts.
    pub documents: u64,
    /// Where the store that a restore replaced was put.
    pub former: Option<PathBuf>,
}

/// Copies a store, also one that a server has open, to a new file, and checks the copy.
///
/// # Errors
/// [`StoreError::Failed`] where there is no store, or the file to be written exists.
pub async fn backup(store: &Path, to: &Path) -> Result<Copied> {
    if to.try_exists().map_err(|error| unreadable(to, &error))? {
        return Err(StoreError::Failed(format!("{} exists already: name a new file", to.display())));
    }
    if !store.is_file() {
        return Err(StoreError::Failed(format!("there is no log at {}", store.display())));
    }
    let partial = beside(to, "partial");
    let copied = copy(store, &partial).await;
    put_in_place(copied, &partial, to)
}

/// Puts a copy in the place of a store that no server has open. The store that was there is kept beside it.
///
/// # Errors
/// [`StoreError::Damaged`] or [`StoreError::Failed`] for a file that is damaged or of another program,
/// [`StoreError::Newer`], [`StoreError::Busy`] where the store is open. The store is as it was before.
pub async fn restore(store: &Path, from: &Path) -> Result<Copied> {
    if !from.is_file() {
        return Err(StoreError::Failed(format!("there is no file {}", from.display())));
    }
    let incoming = beside(store, "incoming");
    let copied = replace(store, from, &incoming).await;
    put_in_place(copied, &incoming, store)
}

/// Makes ready what `restore` puts in place.
async fn replace(store: &Path, from: &Path, incoming: &Path) -> Result<Copied> {
    let copied = copy(from, incoming).await?;
    // An earlier version's tables are brought up to date before anything is replaced.
    let opened = SqliteStore::connect(incoming).await?;
    let ready = match read_all(&opened).await {
        Ok(()) => go_on(&opened).await,
        damaged => damaged,
    };
    opened.close().await;
    ready?;
    alone(incoming).await?.close().await.map_err(failed)?;
    let former = if store.is_file() { Some(set_aside(store).await?) } else { None };
    Ok(Copied { former, ..copied })
}

/// Reads everything that users have, so that a value that is none is found now.
async fn read_all(store: &SqliteStore) -> Result<()> {
    let users = sqlx::query_scalar::<_, Uuid>("SELECT user_id FROM account");
    for user in users.fetch_all(&store.readers).await.map_err(failed)?.into_iter().map(UserId) {
        let mut after = Revision(0);
        loop {
            let changes = store.changes(user, after, 10_000).await?;
            after = changes.revision;
            if !changes.more {
                break;
            }
        }
        for kind in DocumentKind::ALL {
            store.documents(user, kind).await?;
        }
    }
    Ok(())
}

/// Makes a store that has gone back in time one that goes on: revisions pass all that were given out since, so that
/// whoever holds a copy asks for everything again; sessions that were ended since, and answers to requests that are now
/// undone, are not brought back.
async fn go_on(store: &SqliteStore) -> Result<()> {
    let mut transaction = store.begin().await?;
    for step in [
        "UPDATE ledger SET revision = revision + $1",
        "UPDATE entry SET revision = revision + $1",
        "UPDATE document SET revision = revision + $1",
    ] {
        sqlx::query(step).bind(REVISIONS_PASSED).execute(&mut *transaction).await.map_err(failed)?;
    }
    for step in [
        "DELETE FROM kept_response",
        "DELETE FROM session",
        "DELETE FROM challenge",
        "DELETE FROM upload",
        "DELETE FROM rate_count",
    ] {
        sqlx::query(step).execute(&mut *transaction).await.map_err(failed)?;
    }
    transaction.commit().await.map_err(failed)
}

/// Gives a store's file a second name, if nobody has it open.
async fn set_aside(store: &Path) -> Result<PathBuf> {
    match alone(store).await {
        Ok(connection) => connection.close().await.map_err(failed)?,
        // A damaged store is what one restores over.
        Err(StoreError::Damaged { .. }) => {}
        Err(error) => return Err(error),
    }
    let former = (1..)
        .map(|number| beside(store, &format!("before-restore-{number}")))
        .find(|path| !path.exists())
        .unwrap_or_else(|| beside(store, "before-restore"));
    fs::hard_link(store, &former).map_err(|error| unreadable(&former, &error))?;
    // What a damaged store left in its log must not be taken for the new one's.
    for end in COMPANIONS {
        match fs::rename(with_end(store, end), with_end(&former, end)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unreadable(store, &error)),
            _ => {}
        }
    }
    Ok(former)
}

/// Opens a store that nobody else has open, as one file without companions, and keeps others out.
async fn alone(store: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new().filename(store).busy_timeout(std::time::Duration::from_secs(1));
    let mut connection = options.connect().await.map_err(failed)?;
    for step in ["PRAGMA journal_mode = DELETE", "BEGIN EXCLUSIVE"] {
        sqlx::query(step).execute(&mut connection).await.map_err(failed)?;
    }
    Ok(connection)
}

/// Copies a store to a file of which nothing is taken over if it is there, and checks the copy.
async fn copy(from: &Path, to: &Path) -> Result<Copied> {
    remove(to).and_then(|()| make_private(to)).map_err(|error| unreadable(to, &error))?;
    let mut source = SqliteConnectOptions::new().filename(from).connect().await.map_err(failed)?;
    inspect(&mut source, from).await?;
    sqlx::query("VACUUM INTO $1")
        .bind(to.to_string_lossy().into_owned())
        .execute(&mut source)
        .await
        .map_err(failed)?;
    source.close().await.map_err(failed)?;
    let mut target = SqliteConnectOptions::new().filename(to).connect().await.map_err(failed)?;
    let copied = inspect(&mut target, to).await?;
    target.close().await.map_err(failed)?;
    fs::File::open(to).and_then(|file| file.sync_all()).map_err(|error| unreadable(to, &error))?;
    Ok(copied)
}

/// Whether a file is a log of a version that is known, whole and consistent, and what it holds.
async fn inspect(connection: &mut SqliteConnection, path: &Path) -> Result<Copied> {
    let id = sqlx::query_scalar::<_, i64>("SELECT application_id FROM pragma_application_id");
    if id.fetch_one(&mut *connection).await.map_err(failed)? != APPLICATION_ID {
        return Err(StoreError::Failed(format!("{} is not a log's file", path.display())));
    }
    let finding = sqlx::query_scalar::<_, String>("PRAGMA integrity_check(1)");
    let finding = finding.fetch_one(&mut *connection).await.map_err(failed)?;
    if finding != "ok" {
        return Err(damaged("file", format!("{}: {finding}", path.display())));
    }
    let orphans = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM pragma_foreign_key_check");
    if orphans.fetch_one(&mut *connection).await.map_err(failed)? > 0 {
        return Err(damaged("file", format!("{}: rows that belong to nobody", path.display())));
    }
    migrate::refuse_newer(connection).await?;
    let mut count = [0; 3];
    for (count, table) in count.iter_mut().zip([
        "SELECT count(*) FROM account",
        "SELECT count(*) FROM entry WHERE NOT deleted",
        "SELECT count(*) FROM document",
    ]) {
        let rows: i64 = sqlx::query_scalar(table).fetch_one(&mut *connection).await.map_err(failed)?;
        *count = u64::try_from(rows).unwrap_or(0);
    }
    let [accounts, entries, documents] = count;
    Ok(Copied { accounts, entries, documents, former: None })
}

/// Gives a copy that was made its name, or removes what there is of it.
fn put_in_place(copied: Result<Copied>, from: &Path, to: &Path) -> Result<Copied> {
    let copied = copied.and_then(|copied| {
        fs::rename(from, to).map_err(|error| unreadable(to, &error))?;
        Ok(copied)
    });
    if copied.is_err() {
        // What is left over does no harm, and the first error tells more.
        remove(from).ok();
    }
    copied
}

/// Removes a file and SQLite's companions of it, where they are there.
fn remove(path: &Path) -> io::Result<()> {
    for path in iter::once(path.to_path_buf()).chain(COMPANIONS.map(|end| with_end(path, end))) {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn beside(path: &Path, word: &str) -> PathBuf {
    with_end(path, &format!(".{word}"))
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}
