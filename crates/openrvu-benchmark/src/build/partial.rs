//! What a build over several files keeps of each, so that one which breaks off does not read it again.
//!
//! A path's part is kept under the hash of its name, size and time of change, and of everything that its records depend
//! on. It is removed when the set is kept.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::BuildError;
use super::blocks::hex;
use super::gather::Part;
use super::specialties::Specialties;

/// Raised with every change of what is kept, or of how rows are read.
const FORMAT: u32 = 2;

/// A folder for parts.
#[derive(Debug)]
pub(super) struct Partials {
    dir: PathBuf,
    /// Everything beside the file itself that a part depends on.
    basis: String,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    part: Part,
    /// The names behind the numbers of its records.
    specialties: Vec<String>,
}

impl Partials {
    pub(super) fn new(dir: PathBuf, basis: String) -> Self {
        Self { dir, basis }
    }

    fn path(&self, path: &Path) -> Option<PathBuf> {
        let about = fs::metadata(path).ok()?;
        let changed = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
        let whole = fs::canonicalize(path).ok()?;
        let version = env!("CARGO_PKG_VERSION");
        let key = format!("{FORMAT} {version} {} {changed} {} {}", about.len(), whole.display(), self.basis);
        Some(self.dir.join(format!("{}.part", hex(&Sha256::digest(key.as_bytes())))))
    }

    /// What was kept of a path. Anything that cannot be read counts as nothing.
    pub(super) fn load(&self, path: &Path, specialties: &Specialties) -> Option<Part> {
        let kept: Kept = postcard::from_bytes(&fs::read(self.path(path)?).ok()?).ok()?;
        let numbers: Option<Vec<u16>> =
            kept.specialties.iter().map(|name| specialties.number(name).ok()).collect();
        let numbers = numbers?;
        let mut part = kept.part;
        for record in &mut part.records {
            record.specialty = *numbers.get(usize::from(record.specialty))?;
        }
        let own = std::mem::take(&mut part.tally);
        part.tally.merge(&own, Some(&numbers));
        Some(part)
    }

    /// Keeps a part.
    pub(super) fn keep(&self, path: &Path, part: &Part, specialties: &Specialties) -> Result<(), BuildError> {
        let Some(to) = self.path(path) else { return Ok(()) };
        let wrong = |detail: String| BuildError::Partial { path: to.clone(), detail };
        fs::create_dir_all(&self.dir).map_err(|error| wrong(error.to_string()))?;
        #[derive(Serialize)]
        struct Borrowed<'a> {
            part: &'a Part,
            specialties: Vec<String>,
        }
        let kept = Borrowed { part, specialties: specialties.names() };
        let bytes = postcard::to_allocvec(&kept).map_err(|error| wrong(error.to_string()))?;
        let write = || {
            let mut file = tempfile::NamedTempFile::new_in(&self.dir)?;
            file.write_all(&bytes)?;
            file.persist(&to).map_err(|error| error.error)
        };
        write().map(drop).map_err(|error: std::io::Error| wrong(error.to_string()))
    }
}
