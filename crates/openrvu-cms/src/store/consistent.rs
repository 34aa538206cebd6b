//! Reading the store as it is between two commits.
//!
//! Readers take no lock: they would wait for a whole import. A commit that comes in while folders are listed would show
//! them a part of it, so what was read then is read again.

use std::fs;
use std::time::SystemTime;

use super::{Lock, Store, StoreError};

/// How often the store is read without the lock, where a commit comes in each time.
const ATTEMPTS: usize = 4;

impl Store {
    /// What `read` finds in a store to which no import was committed meanwhile. Where one was each time, it is read with
    /// the lock, which waits for the import that is running; so `read` takes no lock itself.
    ///
    /// # Errors
    /// [`StoreError`] of `read`, or where a killed import cannot be completed.
    pub(super) fn between_commits<T>(
        &self,
        read: impl Fn() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        for _ in 0..ATTEMPTS {
            // What a killed import had committed belongs to the store.
            if self.committed_dir().exists() {
                Lock::acquire(self)?;
            }
            let before = self.last_passage();
            let found = read();
            if !self.committed_dir().exists() && self.last_passage() == before {
                return found;
            }
        }
        let _lock = Lock::acquire(self)?;
        read()
    }

    /// When something last came into `.incoming` or left it, as the committed folder does both. `None` where nothing
    /// ever was imported.
    fn last_passage(&self) -> Option<SystemTime> {
        fs::metadata(self.incoming_dir()).and_then(|folder| folder.modified()).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::path::Path;

    use super::super::{MANIFEST, subfolders};
    use super::*;

    fn revision(releases: &Path, release: &str) {
        let folder = releases.join(release).join("1f0c9a3be27d");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(MANIFEST), "{}").unwrap();
    }

    /// How many releases are found, and in how many readings, where something happens during each.
    fn found(during: impl Fn(&Store, usize)) -> (usize, usize) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path());
        revision(&store.releases_dir(), "RVU26A");
        let readings = Cell::new(0);
        let releases = store.between_commits(|| {
            let listed = subfolders(&store.releases_dir());
            during(&store, readings.get());
            readings.set(readings.get() + 1);
            listed
        });
        (releases.unwrap().len(), readings.get())
    }

    fn commit(store: &Store, release: &str) {
        revision(&store.committed_dir().join("releases"), release);
    }

    #[test]
    fn what_is_committed_during_a_reading_is_read_entirely() {
        assert_eq!(found(|_, _| ()), (1, 1));
        let committed = |store: &Store, reading| {
            if reading == 0 {
                commit(store, "RVU26B");
                commit(store, "RVU26C");
            }
        };
        assert_eq!(found(committed), (3, 2));
        // Moved to its place before the reading ends, it leaves its trace.
        let placed = |store: &Store, reading| {
            if reading == 0 {
                commit(store, "RVU26B");
                drop(Lock::acquire(store).unwrap());
            }
        };
        assert_eq!(found(placed), (2, 2));
    }

    #[test]
    fn where_commits_never_cease_the_store_is_read_with_the_lock() {
        let always = |store: &Store, reading| {
            let unlocked = Lock::try_acquire(store).unwrap().is_some();
            assert_eq!(unlocked, reading < ATTEMPTS);
            if unlocked {
                commit(store, "RVU26B");
            }
        };
        assert_eq!(found(always), (2, ATTEMPTS + 1));
    }
}
