//! Verifying a whole store.

use std::fs;
use std::path::Path;

use openrvu_core::policy::Policy;
use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::archive::hex;
use crate::progress::{Progress, Stage};
use crate::store::{
    Held, Lock, MANIFEST, Provenance, ReleaseManifest, Store, StoreError, TableManifest, clean,
    read_manifest, subfolders,
};
use crate::verify::verify;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gravity {
    /// Something to know; the figures are right.
    Note,
    /// A check that reports and does not refuse has failed.
    Warning,
    /// The figures cannot be trusted or read.
    Error,
}

/// Something found in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub gravity: Gravity,
    /// The release, table or path.
    pub subject: String,
    /// What was found, and what to do.
    pub message: String,
}

/// What the doctor looked at and found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// Revisions of releases examined.
    pub releases: usize,
    /// Revisions of reference tables examined.
    pub tables: usize,
    /// Files whose hash was compared.
    pub files: usize,
    /// Values and rows checked.
    pub checked: u64,
    /// What was found, the worst first.
    pub findings: Vec<Finding>,
}

impl Examination {
    /// Whether nothing is wrong. Notes do not count.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.iter().all(|finding| finding.gravity == Gravity::Note)
    }
}

/// Verifies every file, release and table of a store, and clears away what a killed import left.
///
/// # Errors
/// [`StoreError`] where a folder of the store cannot be listed.
pub fn examine(store: &Store, policy: &Policy, progress: &dyn Progress) -> Result<Examination, StoreError> {
    let mut examination = Examination::default();
    examination.findings.extend(leftovers(store)?);
    let releases = revisions(&subfolders(&store.releases_dir())?, &mut examination)?;
    let mut versions = Vec::new();
    for kind in subfolders(&store.tables_dir())? {
        versions.extend(subfolders(&kind)?);
    }
    let tables = revisions(&versions, &mut examination)?;
    progress.begin(Stage::Examine, releases.len() + tables.len());
    let of_releases: Vec<Examination> = releases
        .par_iter()
        .map(|dir| {
            let found = examine_release(store, dir, policy);
            progress.step(Stage::Examine, &subject(dir));
            found
        })
        .collect();
    let of_tables: Vec<Examination> = tables
        .par_iter()
        .map(|dir| {
            let found = examine_table(store, dir);
            progress.step(Stage::Examine, &subject(dir));
            found
        })
        .collect();
    for part in of_releases.into_iter().chain(of_tables) {
        examination.releases += part.releases;
        examination.tables += part.tables;
        examination.files += part.files;
        examination.checked += part.checked;
        examination.findings.extend(part.findings);
    }
    examination.findings.sort_by(|a, b| (b.gravity, &a.subject).cmp(&(a.gravity, &b.subject)));
    Ok(examination)
}

/// The last two parts of a revision's path: `RVU26C/1f0c9a3be27d`.
fn subject(dir: &Path) -> String {
    let parts: Vec<_> =
        dir.components().rev().take(2).map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.into_iter().rev().collect::<Vec<_>>().join("/")
}

fn finding(gravity: Gravity, subject: impl Into<String>, message: impl Into<String>) -> Finding {
    Finding { gravity, subject: subject.into(), message: message.into() }
}

/// Clears away what killed imports left, unless one is running.
fn leftovers(store: &Store) -> Result<Option<Finding>, StoreError> {
    let Some(_lock) = Lock::try_acquire(store)? else {
        let running = store.root().is_dir();
        return Ok(running.then(|| {
            finding(Gravity::Note, "import", "An import is running; what it writes was not looked at.")
        }));
    };
    let left = clean(store)?;
    let message = match (left.completed, left.removed) {
        (0, 0) => return Ok(None),
        (0, removed) => format!(
            "Cleared away what {removed} unfinished imports had left. Nothing that was held is affected."
        ),
        (completed, _) => format!(
            "An import was cut short after it had been committed: its last {completed} revisions are now in their place."
        ),
    };
    Ok(Some(finding(Gravity::Note, ".incoming", message)))
}

/// The revisions in some folders; files that lie beside them are reported.
fn revisions(
    folders: &[std::path::PathBuf],
    examination: &mut Examination,
) -> Result<Vec<std::path::PathBuf>, StoreError> {
    let mut all = Vec::new();
    for folder in folders {
        let found = subfolders(folder)?;
        if found.is_empty() {
            let message = "An empty folder. It can be deleted.";
            examination.findings.push(finding(Gravity::Note, subject(folder), message));
        }
        all.extend(found);
        for entry in fs::read_dir(folder).map_err(|error| StoreError::io(folder, error))? {
            let entry = entry.map_err(|error| StoreError::io(folder, error))?;
            if entry.path().is_file() {
                examination.findings.push(stray(&entry.path()));
            }
        }
    }
    Ok(all)
}

fn stray(path: &Path) -> Finding {
    finding(Gravity::Note, path.display().to_string(), "Not a file of the store. It can be deleted.")
}

/// Compares the files of a revision with its manifest.
fn examine_files(dir: &Path, provenance: &Provenance, examination: &mut Examination) {
    for stored in &provenance.files {
        examination.files += 1;
        let path = dir.join(&stored.name);
        let message = match fs::read(&path) {
            Ok(bytes) if hex(&Sha256::digest(&bytes)) == stored.sha256 => continue,
            Ok(_) => format!("{}: not the bytes that were written (SHA-256 differs)", stored.name),
            Err(error) => format!("{}: {error}", stored.name),
        };
        examination.findings.push(finding(
            Gravity::Error,
            subject(dir),
            format!("{message}. {}", remedy(provenance)),
        ));
    }
    let known = |name: &str| name == MANIFEST || provenance.files.iter().any(|stored| stored.name == name);
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        if !known(&entry.file_name().to_string_lossy()) {
            examination.findings.push(stray(&entry.path()));
        }
    }
}

fn remedy(provenance: &Provenance) -> String {
    let names: Vec<&str> = provenance.sources.iter().map(|source| source.file.name.as_str()).collect();
    format!("Import again what it was read from: {}.", names.join(", "))
}

fn read<M: DeserializeOwned + Held>(dir: &Path, examination: &mut Examination) -> Option<M> {
    match read_manifest::<M>(dir) {
        Ok(manifest) => {
            examine_files(dir, manifest.provenance(), examination);
            Some(manifest)
        }
        Err(error) => {
            examination.findings.push(finding(Gravity::Error, subject(dir), error.to_string()));
            None
        }
    }
}

fn examine_release(store: &Store, dir: &Path, policy: &Policy) -> Examination {
    let mut examination = Examination { releases: 1, ..Examination::default() };
    let Some(manifest) = read::<ReleaseManifest>(dir, &mut examination) else { return examination };
    if store.revision_dir(&manifest) != dir {
        let message =
            format!("The manifest is that of {}. Delete the folder and import again.", manifest.release);
        examination.findings.push(finding(Gravity::Error, subject(dir), message));
        return examination;
    }
    let loaded = store.load_revision(&manifest).and_then(|release| {
        store.opps_cap(&manifest)?;
        store.descriptions(&manifest)?;
        Ok(release)
    });
    match loaded {
        Err(error) => examination.findings.push(finding(Gravity::Error, subject(dir), error.to_string())),
        Ok(release) => {
            if !release.complete {
                let message = "Kept as a part (--partial): rows of CMS's are missing.";
                examination.findings.push(finding(Gravity::Note, subject(dir), message));
            }
            if release.localities.is_empty() {
                let message = "No localities are held: import the GPCI file of the release.";
                examination.findings.push(finding(Gravity::Note, subject(dir), message));
            }
            for check in verify(&release, policy) {
                examination.checked += check.checked;
                if check.passed() {
                    continue;
                }
                let gravity = if check.refuses() { Gravity::Error } else { Gravity::Warning };
                let examples = check.examples.join("; ");
                let message =
                    format!("{} of {} fail: {}. {examples}", check.failed, check.checked, check.what);
                examination.findings.push(finding(gravity, subject(dir), message));
            }
        }
    }
    examination
}

fn examine_table(store: &Store, dir: &Path) -> Examination {
    let mut examination = Examination { tables: 1, ..Examination::default() };
    let Some(manifest) = read::<TableManifest>(dir, &mut examination) else { return examination };
    if let Err(error) = store.load_table(&manifest) {
        examination.findings.push(finding(Gravity::Error, subject(dir), error.to_string()));
    }
    if !manifest.complete {
        let message = "Kept as a part (--partial): rows of CMS's are missing.";
        examination.findings.push(finding(Gravity::Note, subject(dir), message));
    }
    examination.checked += manifest.rows();
    examination
}
