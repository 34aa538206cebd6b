//! The sets kept in the data folder.
//!
//! ```text
//! DATA_DIR/benchmarks/
//!   2023-RVU23D/1/set.json, distributions.csv, …   a set: the highest number counts
//!   .incoming/                                     what is being written
//!   .parts/2023/                                   what a build over several files of a year has read so far
//! ```
//!
//! A set appears by one rename, whole; the one before it is removed afterwards.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::set::{BenchmarkSet, SetError, SetFile, SetId, read, write};

/// The sets of a data folder.
#[derive(Debug, Clone)]
pub struct BenchmarkStore {
    root: PathBuf,
}

/// Why sets cannot be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The system refused.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A set is damaged.
    #[error("{}: {error}", path.display())]
    Set {
        /// Its folder.
        path: PathBuf,
        /// What is wrong.
        error: SetError,
    },
    /// A set that is not held.
    #[error("no benchmark set {0} is held: list what is with: openrvu benchmark")]
    NotHeld(SetId),
}

/// A set is re-built seldom, so that one that vanishes while it is read is found again at once.
const ATTEMPTS: u8 = 4;
/// Files in a set's folder.
const MOST_FILES: usize = 64;

impl BenchmarkStore {
    /// The sets of a data folder, which need not exist: nothing is created before a set is kept.
    #[must_use]
    pub fn open(data_dir: &Path) -> Self {
        Self { root: data_dir.join("benchmarks") }
    }

    /// Where a build over several files of a year keeps what it has read.
    #[must_use]
    pub fn parts_dir(&self, year: u16) -> PathBuf {
        self.root.join(".parts").join(year.to_string())
    }

    /// The names of the sets held, in their order.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn ids(&self) -> Result<Vec<SetId>, StoreError> {
        let mut ids: Vec<SetId> = names(&self.root)?.iter().filter_map(|name| name.parse().ok()).collect();
        ids.sort_unstable();
        Ok(ids)
    }

    /// Every set held, in the order of their names.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn load_all(&self) -> Result<Vec<BenchmarkSet>, StoreError> {
        self.ids()?.into_iter().map(|id| self.load(id)).collect()
    }

    /// A set.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn load(&self, id: SetId) -> Result<BenchmarkSet, StoreError> {
        let mut attempt = 1;
        loop {
            let number = self.numbers(id)?.pop().ok_or(StoreError::NotHeld(id))?;
            let dir = self.root.join(id.to_string()).join(number.to_string());
            match load(&dir) {
                Err(StoreError::Io { error, .. })
                    if error.kind() == io::ErrorKind::NotFound && attempt < ATTEMPTS =>
                {
                    attempt += 1;
                }
                other => return other,
            }
        }
    }

    /// Keeps a set in place of one with the same name, and removes what its build had read so far.
    ///
    /// # Errors
    /// [`StoreError`]; then what was held before is held still.
    pub fn keep(&self, set: &BenchmarkSet) -> Result<(), StoreError> {
        let place = self.root.join(set.id.to_string());
        let incoming = self.root.join(".incoming");
        create(&place)?;
        create(&incoming)?;
        let files = write(set).map_err(|error| StoreError::Set { path: place.clone(), error })?;
        let dir = tempfile::tempdir_in(&incoming).map_err(|error| at(&incoming, error))?;
        for file in &files {
            let path = dir.path().join(&file.name);
            let written = File::create(&path).and_then(|mut out| {
                out.write_all(&file.bytes)?;
                out.sync_all()
            });
            written.map_err(|error| at(&path, error))?;
        }
        sync(dir.path())?;
        let older = self.numbers(set.id)?;
        let number = older.last().map_or(1, |last| last + 1);
        let to = place.join(number.to_string());
        fs::rename(dir.path(), &to).map_err(|error| at(&to, error))?;
        let _moved: PathBuf = dir.keep();
        sync(&place)?;
        sync(&self.root)?;
        let parts = self.parts_dir(set.id.year);
        let older = older.into_iter().map(|number| place.join(number.to_string()));
        for gone in older.chain([parts].into_iter().filter(|parts| parts.exists())) {
            fs::remove_dir_all(&gone).map_err(|error| at(&gone, error))?;
        }
        // Another build may keep parts of its own there; then it stays.
        let _ = fs::remove_dir(self.root.join(".parts"));
        Ok(())
    }

    /// The numbers of a set's folders, the one that counts last.
    fn numbers(&self, id: SetId) -> Result<Vec<u64>, StoreError> {
        let names = names(&self.root.join(id.to_string()))?;
        let mut numbers: Vec<u64> = names.iter().filter_map(|name| name.parse().ok()).collect();
        numbers.sort_unstable();
        Ok(numbers)
    }
}

fn load(dir: &Path) -> Result<BenchmarkSet, StoreError> {
    let mut files = Vec::new();
    for name in names(dir)?.into_iter().take(MOST_FILES) {
        let path = dir.join(&name);
        let bytes = fs::read(&path).map_err(|error| at(&path, error))?;
        files.push(SetFile { name, bytes });
    }
    read(&files).map_err(|error| StoreError::Set { path: dir.to_owned(), error })
}

/// The names in a folder; none where there is no folder.
fn names(dir: &Path) -> Result<Vec<String>, StoreError> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(|error| at(dir, error))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| at(dir, error))?;
        names.extend(entry.file_name().into_string().ok());
    }
    Ok(names)
}

fn create(dir: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(dir).map_err(|error| at(dir, error))
}

/// Flushes a folder's list of names to disk. Elsewhere than on Unix a folder cannot be opened as a file.
fn sync(dir: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        File::open(dir).and_then(|file| file.sync_all()).map_err(|error| at(dir, error))?;
    }
    Ok(())
}

fn at(path: &Path, error: io::Error) -> StoreError {
    StoreError::Io { path: path.to_owned(), error }
}
