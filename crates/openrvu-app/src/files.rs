//! A log and its files, for the command line: export, import, restore.

use openrvu_log::import::Doubts;
use openrvu_store::UserId;
use openrvu_store::archive::{Count, Differing};

use crate::services::imports::{self, Preview};
use crate::services::uploads::{self, Purpose};
use crate::services::{accounts, archive};
use crate::{App, AppError};

pub use crate::services::archive::ExportFile;

/// What came of an import, or would come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Entries added.
    pub added: usize,
    /// Rows that were imported before.
    pub present: usize,
    /// Rows that are the same as an entry that came in another way.
    pub alike: usize,
    /// Rows that were imported before and deleted since.
    pub deleted: usize,
    /// Each column with what it was taken for.
    pub columns: Vec<(String, &'static str)>,
    /// Rows that were not read, or not in full, in words.
    pub problems: Vec<String>,
}

/// What came of a restore, or would come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Entries and documents written.
    pub written: usize,
    /// Entries of the archive.
    pub entries: Count,
    /// Documents of the archive.
    pub documents: Count,
}

/// The files of a personal log.
pub struct Files<'a> {
    app: &'a App,
}

impl<'a> Files<'a> {
    /// Of an app whose personal log is made where there is none.
    ///
    /// # Errors
    /// The store's.
    pub async fn of(app: &'a App) -> Result<Self, AppError> {
        accounts::open_personal(app).await?;
        Ok(Self { app })
    }

    /// The bytes of an export.
    ///
    /// # Errors
    /// The store's.
    pub async fn export(&self, file: ExportFile) -> Result<Vec<u8>, AppError> {
        archive::export(self.app, UserId::PERSONAL, file).await
    }

    /// Imports a table as its columns are guessed or were remembered; only looks where `write` is not set.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where it is no table, or its columns cannot be told.
    pub async fn import(&self, bytes: Vec<u8>, doubts: Doubts, write: bool) -> Result<Imported, AppError> {
        let (app, user) = (self.app, UserId::PERSONAL);
        let tables = uploads::tables(bytes).await?;
        let upload = uploads::prepare(app, user, Purpose::Import, String::new(), tables).await?;
        let preview = imports::preview(app, user, &upload, doubts).await?;
        let columns = upload.told()?.columns.into_iter().map(|column| (column.name, column.field.name()));
        let Preview { reading, plan, .. } = &preview;
        let imported = Imported {
            added: plan.add.len(),
            present: plan.present.len(),
            alike: plan.alike.len(),
            deleted: plan.deleted.len(),
            columns: columns.collect(),
            problems: reading.problems.iter().map(ToString::to_string).collect(),
        };
        if write && imported.added > 0 {
            imports::apply(app, user, app.new_id(), &upload, doubts, preview).await?;
        }
        Ok(imported)
    }

    /// Restores an archive; only looks where `write` is not set.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where it is none, or damaged.
    pub async fn restore(
        &self,
        bytes: Vec<u8>,
        differing: Differing,
        write: bool,
    ) -> Result<Restored, AppError> {
        let archive = archive::read(bytes).await?;
        let plan = archive::plan(self.app, UserId::PERSONAL, archive, differing).await?;
        if write {
            archive::apply(self.app, UserId::PERSONAL, &plan).await?;
        }
        Ok(Restored {
            written: plan.entry_writes.len() + plan.document_writes.len(),
            entries: plan.entries,
            documents: plan.documents,
        })
    }
}
