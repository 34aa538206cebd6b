//! The right to write in a data directory, and what a killed import left there.

use std::fs::{self, File};
use std::path::Path;

use super::transaction::finish;
use super::{Store, StoreError};

/// The right to write in a data directory, held until dropped. One process at a time has it.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the right to write, completes what a killed import had committed, and clears away the rest.
    pub(crate) fn acquire(store: &Store) -> Result<Self, StoreError> {
        fs::create_dir_all(store.root()).map_err(|error| StoreError::io(store.root(), error))?;
        let path = store.lock_path();
        let file = open_lock(&path)?;
        file.lock().map_err(|error| StoreError::io(&path, error))?;
        clean(store)?;
        Ok(Self { _file: file })
    }

    /// As [`acquire`](Self::acquire) without waiting and cleaning: `None` where another process holds the right, or
    /// there is no data directory.
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

/// What a killed import had left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Left {
    /// Revisions that it had committed, now in their place.
    pub(crate) completed: usize,
    /// Files and folders that it had not, now gone.
    pub(crate) removed: usize,
}

/// Completes what a killed import had committed and removes the rest. The caller holds the [`Lock`].
pub(crate) fn clean(store: &Store) -> Result<Left, StoreError> {
    let completed = finish(store)?;
    let dir = store.incoming_dir();
    let entries = match fs::read_dir(&dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Left { completed, removed: 0 });
        }
        Err(error) => return Err(StoreError::io(&dir, error)),
    };
    let mut removed = 0;
    for entry in entries {
        let path = entry.map_err(|error| StoreError::io(&dir, error))?.path();
        let gone = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        gone.map_err(|error| StoreError::io(&path, error))?;
        removed += 1;
    }
    Ok(Left { completed, removed })
}
