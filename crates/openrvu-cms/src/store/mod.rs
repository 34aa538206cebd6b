//! The store: releases and reference tables in the data directory, immutable, each with its provenance.
//!
//! ```text
//! DATA_DIR/
//!   releases/RVU26C/1f0c9a3be27d/   one folder a revision, named by the hash of its content
//!     manifest.json                  what it is, its sources with SHA-256, what was checked
//!     rows.parquet                   PPRRVU
//!     localities.parquet             GPCI with the counties of LOCCO and the factors of ANES
//!     oppscap.parquet                OPPSCAP, where it was given: a cross-check, never a source
//!     descriptions.parquet           CMS's descriptions: of HCPCS Level II, and of CPT and CDT where the user
//!                                    accepted the license
//!   tables/zip-locality/2025Q4/…/    the reference tables, in the same way
//!   .incoming/                       what an import is writing; left over only where one was killed
//!   .lock                            held while an import writes
//! ```
//!
//! What an import brings is written in `.incoming`, flushed to disk and committed by one rename, so that it is there
//! entirely or not at all. The figures of a revision are never changed afterwards: what comes later is another
//! revision beside it.

mod column;
mod consistent;
mod error;
mod file;
mod force;
mod gaps;
mod lock;
mod manifest;
mod parts;
mod reference;
mod rows;
mod tables;
mod transaction;

use std::fs;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use openrvu_core::{Code, Release, ReleaseId, RowModifier};
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::archive::hex;
use crate::read::OppsCapRow;

pub use error::StoreError;
pub(crate) use force::in_force;
pub use gaps::{Gap, gaps};
pub(crate) use lock::{Lock, clean};
pub use manifest::{
    FORMAT, Provenance, ReleaseManifest, SourceKind, SourceRecord, StoredFile, TableManifest,
};
pub use tables::{Table, TableKind, TableKindError};
pub(crate) use transaction::Transaction;

/// File name of PPRRVU.
pub(crate) const ROWS: &str = "rows.parquet";
/// File name of the localities.
pub(crate) const LOCALITIES: &str = "localities.parquet";
/// File name of OPPSCAP.
pub(crate) const OPPS_CAP: &str = "oppscap.parquet";
/// File name of CMS's descriptions.
pub(crate) const DESCRIPTIONS: &str = "descriptions.parquet";
/// File name of the manifest.
pub(crate) const MANIFEST: &str = "manifest.json";

/// A release that is held, with all its revisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseSummary {
    /// The revision in force: the one that [`Store::load`] loads.
    pub in_force: ReleaseManifest,
    /// The others, in the order of import: re-cuts that were superseded, or that came to hand late.
    pub others: Vec<ReleaseManifest>,
}

impl ReleaseSummary {
    /// The release.
    #[must_use]
    pub fn id(&self) -> ReleaseId {
        self.in_force.release
    }

    /// Every revision, that in force first.
    pub fn revisions(&self) -> impl Iterator<Item = &ReleaseManifest> {
        std::iter::once(&self.in_force).chain(&self.others)
    }
}

/// A reference table that is held, with all its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSummary {
    /// The newest version: the one that [`Store::load_tables`] loads.
    pub in_force: TableManifest,
    /// The others, the newest first.
    pub others: Vec<TableManifest>,
}

/// CMS's description of a row of PPRRVU. CPT descriptions belong to the AMA, CDT ones to the ADA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// `HCPCS`.
    pub code: Code,
    /// `MOD`.
    pub modifier: RowModifier,
    /// `DESCRIPTION`.
    pub text: String,
}

/// The releases and reference tables of a data directory.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
}

impl Store {
    /// The store of a data directory, which need not exist yet: nothing is created before something is imported.
    #[must_use]
    pub fn open(data_dir: impl Into<PathBuf>) -> Self {
        Self { root: data_dir.into() }
    }

    /// The data directory.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn releases_dir(&self) -> PathBuf {
        self.root.join("releases")
    }

    pub(crate) fn tables_dir(&self) -> PathBuf {
        self.root.join("tables")
    }

    pub(crate) fn incoming_dir(&self) -> PathBuf {
        self.root.join(".incoming")
    }

    /// What an import committed and did not yet move to its place; there only where one was killed.
    pub(crate) fn committed_dir(&self) -> PathBuf {
        self.incoming_dir().join("committed")
    }

    pub(crate) fn lock_path(&self) -> PathBuf {
        self.root.join(".lock")
    }

    pub(crate) fn release_dir(&self, id: ReleaseId) -> PathBuf {
        self.releases_dir().join(id.to_string())
    }

    pub(crate) fn revision_dir(&self, manifest: &ReleaseManifest) -> PathBuf {
        self.release_dir(manifest.release).join(&manifest.provenance.revision)
    }

    pub(crate) fn table_dir(&self, kind: TableKind, version: &str) -> PathBuf {
        self.tables_dir().join(kind.as_str()).join(version)
    }

    pub(crate) fn table_revision_dir(&self, manifest: &TableManifest) -> PathBuf {
        self.table_dir(manifest.table, &manifest.version).join(&manifest.provenance.revision)
    }

    /// Every release that is held, in the order of time.
    ///
    /// # Errors
    /// [`StoreError`] where a manifest cannot be read.
    pub fn releases(&self) -> Result<Vec<ReleaseSummary>, StoreError> {
        self.between_commits(|| self.list_releases(manifests))
    }

    /// What can be read of every release that is held, in the order of time: revisions whose manifest is damaged are
    /// left out. The caller holds the [`Lock`].
    pub(crate) fn readable_releases(&self) -> Result<Vec<ReleaseSummary>, StoreError> {
        self.list_releases(readable)
    }

    fn list_releases(
        &self,
        read: fn(&Path) -> Result<Vec<ReleaseManifest>, StoreError>,
    ) -> Result<Vec<ReleaseSummary>, StoreError> {
        let mut releases = Vec::new();
        for dir in subfolders(&self.releases_dir())? {
            releases.extend(summary(read(&dir)?));
        }
        releases.sort_by_key(ReleaseSummary::id);
        Ok(releases)
    }

    /// One release that is held.
    ///
    /// # Errors
    /// [`StoreError::NotHeld`], or another where a manifest cannot be read.
    pub fn release(&self, id: ReleaseId) -> Result<ReleaseSummary, StoreError> {
        self.between_commits(|| self.find_release(id))
    }

    fn find_release(&self, id: ReleaseId) -> Result<ReleaseSummary, StoreError> {
        if let Some(found) = summary(manifests(&self.release_dir(id))?) {
            return Ok(found);
        }
        let held = self.list_releases(manifests)?;
        let held: Vec<String> = held.iter().map(|release| release.id().to_string()).collect();
        let held = if held.is_empty() { "none".to_owned() } else { held.join(", ") };
        Err(StoreError::NotHeld { release: id, held })
    }

    /// Loads the revision in force of a release.
    ///
    /// # Errors
    /// [`StoreError`] where it is not held or cannot be read.
    pub fn load(&self, id: ReleaseId) -> Result<Release, StoreError> {
        self.between_commits(|| self.load_revision(&self.find_release(id)?.in_force))
    }

    /// Loads the revision in force of every release, in the order of time.
    ///
    /// # Errors
    /// [`StoreError`] where one cannot be read.
    pub fn load_all(&self) -> Result<Vec<Release>, StoreError> {
        self.between_commits(|| {
            let held = self.list_releases(manifests)?;
            held.par_iter().map(|release| self.load_revision(&release.in_force)).collect()
        })
    }

    /// Loads a revision, in force or not.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be read.
    pub fn load_revision(&self, manifest: &ReleaseManifest) -> Result<Release, StoreError> {
        let dir = self.revision_dir(manifest);
        let files = &manifest.provenance;
        let rows = load(&dir, files, ROWS, rows::rows)?
            .ok_or_else(|| StoreError::damaged(&dir.join(MANIFEST), "it lists no rows"))?;
        Ok(Release {
            id: manifest.release,
            effective_from: manifest.effective_from,
            released: manifest.released,
            conversion_factor: manifest.conversion_factor,
            qualifying_conversion_factor: manifest.qualifying_conversion_factor,
            anesthesia_conversion_factor: manifest.anesthesia_conversion_factor,
            rows,
            localities: load(&dir, files, LOCALITIES, parts::localities)?.unwrap_or_default(),
            sources: files.sources.iter().map(|source| source.file.clone()).collect(),
            complete: manifest.complete,
        })
    }

    /// The rows of OPPSCAP that came with a release: a cross-check of the imaging cap, not its source. `None` where
    /// none came.
    ///
    /// # Errors
    /// [`StoreError`] where they cannot be read.
    pub fn opps_cap(&self, manifest: &ReleaseManifest) -> Result<Option<Vec<OppsCapRow>>, StoreError> {
        load(&self.revision_dir(manifest), &manifest.provenance, OPPS_CAP, parts::opps_cap)
    }

    /// CMS's descriptions of a release's rows, in their order: those of HCPCS Level II, and of CPT and CDT where the
    /// user accepted the license.
    ///
    /// # Errors
    /// [`StoreError`] where they cannot be read.
    pub fn descriptions(&self, manifest: &ReleaseManifest) -> Result<Vec<Description>, StoreError> {
        let dir = self.revision_dir(manifest);
        let found = load(&dir, &manifest.provenance, DESCRIPTIONS, parts::descriptions)?;
        Ok(found.unwrap_or_default())
    }
}

/// The manifests in the folders of one release or table version, in the order of import.
pub(crate) fn manifests<M: DeserializeOwned + Held>(dir: &Path) -> Result<Vec<M>, StoreError> {
    let mut manifests = Vec::new();
    for revision in subfolders(dir)? {
        manifests.push(read_manifest::<M>(&revision)?);
    }
    manifests.sort_by_key(|manifest: &M| manifest.provenance().sequence);
    Ok(manifests)
}

/// The manifests in a folder of revisions that can be read, in the order of import.
pub(crate) fn readable<M: DeserializeOwned + Held>(dir: &Path) -> Result<Vec<M>, StoreError> {
    let folders = subfolders(dir)?;
    let mut manifests: Vec<M> = folders.iter().filter_map(|folder| read_manifest(folder).ok()).collect();
    manifests.sort_by_key(|manifest| manifest.provenance().sequence);
    Ok(manifests)
}

/// Whether every file of a revision is there, byte by byte as it was written.
pub(crate) fn is_intact(dir: &Path, provenance: &Provenance) -> bool {
    provenance.files.iter().all(|stored| {
        fs::read(dir.join(&stored.name)).is_ok_and(|bytes| hex(&Sha256::digest(&bytes)) == stored.sha256)
    })
}

/// Reads the manifest of a revision's folder.
pub(crate) fn read_manifest<M: DeserializeOwned + Held>(revision: &Path) -> Result<M, StoreError> {
    let path = revision.join(MANIFEST);
    let text = fs::read(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::damaged(&path, "it is missing"),
        _ => StoreError::io(&path, error),
    })?;
    // The format first, for a newer manifest need not parse.
    #[derive(serde::Deserialize)]
    struct Format {
        format: u32,
    }
    let Format { format } = serde_json::from_slice(&text).map_err(|e| StoreError::damaged(&path, e))?;
    if format > FORMAT {
        return Err(StoreError::Newer { path, found: format });
    }
    let manifest: M = serde_json::from_slice(&text).map_err(|e| StoreError::damaged(&path, e))?;
    if revision.file_name().is_none_or(|name| name.to_string_lossy() != manifest.provenance().revision) {
        return Err(StoreError::damaged(&path, "its folder has another name than its revision"));
    }
    Ok(manifest)
}

/// What has a provenance.
pub(crate) trait Held {
    /// Where it came from.
    fn provenance(&self) -> &Provenance;
}

impl Held for ReleaseManifest {
    fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}

impl Held for TableManifest {
    fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}

fn summary(manifests: Vec<ReleaseManifest>) -> Option<ReleaseSummary> {
    let in_force = in_force(&manifests)?.clone();
    let others = manifests.into_iter().filter(|manifest| *manifest != in_force).collect();
    Some(ReleaseSummary { in_force, others })
}

/// The folders in a folder, in the order of their names, without hidden ones; none where it does not exist.
pub(crate) fn subfolders(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(StoreError::io(dir, error)),
    };
    let mut folders = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| StoreError::io(dir, error))?;
        let is_dir = entry.file_type().map_err(|error| StoreError::io(&entry.path(), error))?.is_dir();
        if is_dir && !entry.file_name().to_string_lossy().starts_with('.') {
            folders.push(entry.path());
        }
    }
    folders.sort();
    Ok(folders)
}

/// Loads a table of a revision; `None` where the manifest does not list it. Its bytes must be those that were written.
fn load<T>(
    dir: &Path,
    provenance: &Provenance,
    name: &str,
    read: impl Fn(&RecordBatch) -> Result<Vec<T>, column::ColumnError>,
) -> Result<Option<Vec<T>>, StoreError> {
    let Some(stored) = provenance.file(name) else { return Ok(None) };
    let path = dir.join(name);
    let damaged = |detail: String| StoreError::damaged(&path, detail);
    let bytes = fs::read(&path).map_err(|error| damaged(error.to_string()))?;
    if hex(&Sha256::digest(&bytes)) != stored.sha256 {
        return Err(damaged("not the bytes that were written: SHA-256 differs".to_owned()));
    }
    let batches = file::read(bytes, stored.rows).map_err(|error| damaged(error.to_string()))?;
    let mut rows = Vec::with_capacity(usize::try_from(stored.rows).unwrap_or_default());
    for batch in batches {
        rows.append(&mut read(&batch).map_err(|error| damaged(error.to_string()))?);
    }
    if rows.len() as u64 == stored.rows {
        Ok(Some(rows))
    } else {
        Err(damaged(format!("{} rows instead of {}", rows.len(), stored.rows)))
    }
}
