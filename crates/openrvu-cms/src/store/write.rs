//! Writing a revision: all of it or nothing.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use openrvu_core::{FeeRow, Locality};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::file::TableBuilder;
use super::tables::Table;
use super::{
    DESCRIPTIONS, Description, LOCALITIES, MANIFEST, OPPS_CAP, ROWS, Store, StoreError, StoredFile, parts,
    rows,
};
use crate::archive::hex;
use crate::read::OppsCapRow;

/// The right to write in a data directory, held until dropped. One process at a time has it.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the right to write, and clears away what a killed import left.
    pub(crate) fn acquire(store: &Store) -> Result<Self, StoreError> {
        fs::create_dir_all(store.root()).map_err(|error| StoreError::io(store.root(), error))?;
        let path = store.lock_path();
        let file = open_lock(&path)?;
        file.lock().map_err(|error| StoreError::io(&path, error))?;
        sweep(store)?;
        Ok(Self { _file: file })
    }

    /// As [`acquire`](Self::acquire) without waiting: `None` where another process holds the right, or there is
    /// no data directory.
    pub(crate) fn try_acquire(store: &Store) -> Result<Option<Self>, StoreError> {
        if !store.root().is_dir() {
            return Ok(None);
        }
        let path = store.lock_path();
        let file = open_lock(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(StoreError::io(&path, error)),
        }
    }
}

fn open_lock(path: &Path) -> Result<File, StoreError> {
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(|error| StoreError::io(path, error))
}

/// Removes what a killed import left; says how many.
pub(crate) fn sweep(store: &Store) -> Result<usize, StoreError> {
    let dir = store.incoming_dir();
    let entries = match fs::read_dir(&dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(StoreError::io(&dir, error)),
    };
    let mut removed = 0;
    for entry in entries {
        let path = entry.map_err(|error| StoreError::io(&dir, error))?.path();
        let gone = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        gone.map_err(|error| StoreError::io(&path, error))?;
        removed += 1;
    }
    Ok(removed)
}

/// A revision on its way into the store. Dropped before [`commit`](Self::commit), it leaves nothing.
#[derive(Debug)]
pub(crate) struct Incoming<'a> {
    store: &'a Store,
    dir: TempDir,
    files: Vec<StoredFile>,
}

impl<'a> Incoming<'a> {
    /// Begins a revision. The caller holds the [`Lock`].
    pub(crate) fn new(store: &'a Store) -> Result<Self, StoreError> {
        let parent = store.incoming_dir();
        fs::create_dir_all(&parent).map_err(|error| StoreError::io(&parent, error))?;
        let dir = tempfile::Builder::new()
            .prefix("revision-")
            .tempdir_in(&parent)
            .map_err(|error| StoreError::io(&parent, error))?;
        Ok(Self { store, dir, files: Vec::new() })
    }

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

    /// Puts the revision into its place, with its manifest. What lay there before, damaged, is replaced.
    pub(crate) fn commit(self, place: &Path, manifest: &impl Serialize) -> Result<(), StoreError> {
        let encode = |error: serde_json::Error| StoreError::Encode {
            name: MANIFEST.to_owned(),
            detail: error.to_string(),
        };
        let mut text = serde_json::to_vec_pretty(manifest).map_err(encode)?;
        text.push(b'\n');
        self.write(MANIFEST, &text)?;
        sync_dir(self.dir.path())?;
        if let Some(parent) = place.parent() {
            fs::create_dir_all(parent).map_err(|error| StoreError::io(parent, error))?;
        }
        // A rename cannot replace a folder that is not empty. Killed in between, the next import sweeps it away.
        let aside = self.dir.path().with_extension("replaced");
        if place.exists() {
            fs::rename(place, &aside).map_err(|error| StoreError::io(place, error))?;
        }
        fs::rename(self.dir.path(), place).map_err(|error| StoreError::io(place, error))?;
        if aside.exists() {
            fs::remove_dir_all(&aside).map_err(|error| StoreError::io(&aside, error))?;
        }
        // The folder is no longer where TempDir would look for it.
        let _moved: PathBuf = self.dir.keep();
        // The rename lasts once the folders above are on disk.
        let root = self.store.root();
        place.ancestors().skip(1).take_while(|folder| folder.starts_with(root)).try_for_each(sync_dir)
    }
}

/// Flushes a folder's list of names to disk. Elsewhere than on Unix a folder cannot be opened as a file.
fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        File::open(dir).and_then(|file| file.sync_all()).map_err(|error| StoreError::io(dir, error))?;
    }
    Ok(())
}
