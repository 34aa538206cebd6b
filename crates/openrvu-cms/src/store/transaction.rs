//! Writing what an import brings: all of it or nothing.
//!
//! ```text
//! .incoming/import-4f2a/place/releases/RVU26C/1f0c9a3be27d/…   prepared, invisible to whoever reads the store
//! .incoming/committed/releases/RVU26C/1f0c9a3be27d/…           after one rename: the import has happened
//! releases/RVU26C/1f0c9a3be27d/…                               each revision moved to its place
//! ```
//!
//! Killed before the one rename, an import leaves nothing that counts; killed after it, whoever next opens the store
//! moves the rest to its place.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use openrvu_core::{FeeRow, Locality};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::file::TableBuilder;
use super::lock::Lock;
use super::tables::Table;
use super::{
    DESCRIPTIONS, Description, LOCALITIES, MANIFEST, OPPS_CAP, ROWS, Store, StoreError, StoredFile, parts,
    rows,
};
use crate::archive::hex;
use crate::read::OppsCapRow;

/// The part of a transaction that becomes the committed folder.
const PLACE: &str = "place";

/// What one import writes. Dropped before [`commit`](Self::commit), it leaves nothing.
#[derive(Debug)]
pub(crate) struct Transaction<'a> {
    store: &'a Store,
    dir: TempDir,
    _lock: Lock,
}

impl<'a> Transaction<'a> {
    /// Waits for the right to write, and begins.
    pub(crate) fn begin(store: &'a Store) -> Result<Self, StoreError> {
        let lock = Lock::acquire(store)?;
        let parent = store.incoming_dir();
        fs::create_dir_all(&parent).map_err(|error| StoreError::io(&parent, error))?;
        let dir = tempfile::Builder::new()
            .prefix("import-")
            .tempdir_in(&parent)
            .map_err(|error| StoreError::io(&parent, error))?;
        Ok(Self { store, dir, _lock: lock })
    }

    /// The store that is written to.
    pub(crate) fn store(&self) -> &'a Store {
        self.store
    }

    /// Begins a revision that is to lie at `place` in the store.
    pub(crate) fn revision(&self, place: PathBuf) -> Result<Incoming<'_>, StoreError> {
        check_writable(&place)?;
        let dir = tempfile::Builder::new()
            .prefix("revision-")
            .tempdir_in(self.dir.path())
            .map_err(|error| StoreError::io(self.dir.path(), error))?;
        Ok(Incoming { transaction: self, place, dir, files: Vec::new() })
    }

    /// Puts every revision that was kept into its place.
    pub(crate) fn commit(self) -> Result<(), StoreError> {
        let prepared = self.dir.path().join(PLACE);
        if !prepared.exists() {
            return Ok(());
        }
        let committed = self.store.committed_dir();
        sync_tree(&prepared)?;
        fs::rename(&prepared, &committed).map_err(|error| StoreError::io(&committed, error))?;
        sync_dir(&self.store.incoming_dir())?;
        finish(self.store)?;
        Ok(())
    }
}

/// Whether a folder can be made at a place: tried with a file that has no name, where the system knows such files.
fn check_writable(place: &Path) -> Result<(), StoreError> {
    let Some(folder) = place.ancestors().skip(1).find(|folder| folder.exists()) else { return Ok(()) };
    tempfile::tempfile_in(folder).map(drop).map_err(|error| StoreError::io(folder, error))
}

/// Moves what was committed to its place; says how many revisions. The caller holds the [`Lock`].
///
/// It may be cut short at any point and done again.
pub(super) fn finish(store: &Store) -> Result<usize, StoreError> {
    let committed = store.committed_dir();
    if !committed.exists() {
        return Ok(0);
    }
    let mut revisions = Vec::new();
    revisions_under(&committed, &mut revisions)?;
    for revision in &revisions {
        if let Ok(path) = revision.strip_prefix(&committed) {
            put(store, revision, &store.root().join(path))?;
        }
    }
    fs::remove_dir_all(&committed).map_err(|error| StoreError::io(&committed, error))?;
    Ok(revisions.len())
}

/// Every folder below one that has a manifest.
fn revisions_under(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), StoreError> {
    if folder.join(MANIFEST).exists() {
        found.push(folder.to_owned());
        return Ok(());
    }
    super::subfolders(folder)?.iter().try_for_each(|folder| revisions_under(folder, found))
}

/// Moves a revision to its place. What lay there before is replaced.
fn put(store: &Store, revision: &Path, place: &Path) -> Result<(), StoreError> {
    let parent = place.parent().unwrap_or(store.root());
    fs::create_dir_all(parent).map_err(|error| StoreError::io(parent, error))?;
    // A rename cannot replace a folder that is not empty.
    let aside = store.incoming_dir().join("replaced");
    if place.exists() {
        if aside.exists() {
            fs::remove_dir_all(&aside).map_err(|error| StoreError::io(&aside, error))?;
        }
        fs::rename(place, &aside).map_err(|error| StoreError::io(place, error))?;
    }
    fs::rename(revision, place).map_err(|error| StoreError::io(place, error))?;
    if aside.exists() {
        fs::remove_dir_all(&aside).map_err(|error| StoreError::io(&aside, error))?;
    }
    // The rename lasts once the folders above are on disk.
    place.ancestors().skip(1).take_while(|folder| folder.starts_with(store.root())).try_for_each(sync_dir)
}

/// A revision on its way into a transaction. Dropped before [`keep`](Self::keep), it leaves nothing.
#[derive(Debug)]
pub(crate) struct Incoming<'t> {
    transaction: &'t Transaction<'t>,
    place: PathBuf,
    dir: TempDir,
    files: Vec<StoredFile>,
}

impl Incoming<'_> {
    /// Writes PPRRVU.
    pub(crate) fn rows(&mut self, rows: &[FeeRow]) -> Result<(), StoreError> {
        self.table(ROWS, rows::table(rows))
    }

    /// Writes the localities; nothing where there are none.
    pub(crate) fn localities(&mut self, localities: &[Locality]) -> Result<(), StoreError> {
        if localities.is_empty() {
            return Ok(());
        }
        self.table(LOCALITIES, parts::localities_table(localities))
    }

    /// Writes OPPSCAP.
    pub(crate) fn opps_cap(&mut self, rows: &[OppsCapRow]) -> Result<(), StoreError> {
        self.table(OPPS_CAP, parts::opps_cap_table(rows))
    }

    /// Writes CMS's descriptions.
    pub(crate) fn descriptions(&mut self, descriptions: &[Description]) -> Result<(), StoreError> {
        self.table(DESCRIPTIONS, parts::descriptions_table(descriptions))
    }

    /// Writes the files of a reference table.
    pub(crate) fn reference(&mut self, table: &Table) -> Result<(), StoreError> {
        table.encode().into_iter().try_for_each(|(name, builder)| self.table(name, builder))
    }

    /// Takes over the files of a revision that is held, which get another manifest.
    pub(crate) fn copy(&mut self, files: &[StoredFile]) -> Result<(), StoreError> {
        for file in files {
            let from = self.place.join(&file.name);
            let bytes = fs::read(&from).map_err(|error| StoreError::io(&from, error))?;
            self.write(&file.name, &bytes)?;
        }
        self.files = files.to_vec();
        Ok(())
    }

    fn table(&mut self, name: &str, table: TableBuilder) -> Result<(), StoreError> {
        let encoded = table
            .into_parquet()
            .map_err(|error| StoreError::Encode { name: name.to_owned(), detail: error.to_string() })?;
        self.write(name, &encoded.bytes)?;
        self.files.push(StoredFile {
            name: name.to_owned(),
            rows: encoded.rows,
            bytes: encoded.bytes.len() as u64,
            sha256: hex(&Sha256::digest(&encoded.bytes)),
        });
        Ok(())
    }

    /// The files written so far, for the manifest.
    pub(crate) fn files(&self) -> Vec<StoredFile> {
        self.files.clone()
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.dir.path().join(name);
        let written = File::create(&path).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(|error| StoreError::io(&path, error))
    }

    /// Makes the revision, with its manifest, a part of the transaction.
    pub(crate) fn keep(self, manifest: &impl Serialize) -> Result<(), StoreError> {
        let encode = |error: serde_json::Error| StoreError::Encode {
            name: MANIFEST.to_owned(),
            detail: error.to_string(),
        };
        let mut text = serde_json::to_vec_pretty(manifest).map_err(encode)?;
        text.push(b'\n');
        self.write(MANIFEST, &text)?;
        let root = self.transaction.store.root();
        let path = self.place.strip_prefix(root).unwrap_or(&self.place);
        let prepared = self.transaction.dir.path().join(PLACE).join(path);
        let io = |error| StoreError::io(&prepared, error);
        fs::create_dir_all(prepared.parent().unwrap_or(root)).map_err(io)?;
        fs::rename(self.dir.path(), &prepared).map_err(io)?;
        // The folder is no longer where TempDir would look for it.
        let _moved: PathBuf = self.dir.keep();
        Ok(())
    }
}

/// Flushes the lists of names of a folder and all below it to disk.
fn sync_tree(folder: &Path) -> Result<(), StoreError> {
    super::subfolders(folder)?.iter().try_for_each(|folder| sync_tree(folder))?;
    sync_dir(folder)
}

/// Flushes a folder's list of names to disk. Elsewhere than on Unix a folder cannot be opened as a file.
fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        File::open(dir).and_then(|file| file.sync_all()).map_err(|error| StoreError::io(dir, error))?;
    }
    Ok(())
}
