//! Why a command could not do what it was asked: what, where, and what to do.

use std::path::PathBuf;

use openrvu_core::reference::Zip;
use openrvu_core::valuation::ValuationError;
use openrvu_core::{Code, NotHeld, PolicyError, ReleaseId};

/// A command's failure, fit to follow `openrvu:`.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// No place for data is known.
    #[error("no data folder is known on this system: name one with --data-dir or OPENRVU_DATA_DIR")]
    NoDataDir,
    /// Policy data.
    #[error("policy data: {0}")]
    Policy(#[from] PolicyError),
    /// A release that is not held.
    #[error("{}", not_held(.0))]
    NotHeld(#[from] NotHeld),
    /// A claim that cannot be valued.
    #[error(transparent)]
    Valuation(ValuationError),
    /// A code in no release held.
    #[error("{code} is in no release held: held are {held}{}", unless_complete(*.incomplete))]
    UnknownCode {
        /// The code.
        code: Code,
        /// The newest release held, where it is not complete.
        incomplete: Option<ReleaseId>,
        /// What is held, in words.
        held: String,
    },
    /// A ZIP code that is not held.
    #[error(
        "ZIP code {0} is not in the ZIP code to locality file: check it, or name the locality with --locality"
    )]
    UnknownZip(Zip),
    /// A credit policy.
    #[error("no credit policy is named {name:?}: choose {presets}, or give a file")]
    UnknownPolicy {
        /// What was asked for.
        name: String,
        /// The presets.
        presets: String,
    },
    /// A file.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] openrvu_cms::store::StoreError),
    /// The figures that ship.
    #[error(transparent)]
    Starter(#[from] openrvu_cms::starter::StarterError),
    /// One of CMS's files.
    #[error(transparent)]
    Read(#[from] openrvu_cms::error::ReadError),
    /// An archive.
    #[error(transparent)]
    Archive(#[from] openrvu_cms::archive::ArchiveError),
    /// A comparison with CMS's amounts.
    #[error(transparent)]
    Parity(#[from] openrvu_cms::parity::ParityError),
    /// The site.
    #[error(transparent)]
    Site(#[from] openrvu_web::SiteError),
    /// The export of the site.
    #[error(transparent)]
    Export(#[from] openrvu_web::ExportError),
    /// A benchmark set that could not be built.
    #[error(transparent)]
    Build(#[from] openrvu_benchmark::BuildError),
    /// The benchmark sets held.
    #[error(transparent)]
    Benchmarks(#[from] openrvu_benchmark::store::StoreError),
    /// The benchmark set that ships, or one that cannot be written.
    #[error("benchmark set: {0}")]
    Set(#[from] openrvu_benchmark::set::SetError),
    /// The texts inside the program.
    #[error(transparent)]
    Content(#[from] openrvu_content::EmbeddedError),
    /// Anything else, in words.
    #[error("{0}")]
    Other(String),
}

impl From<ValuationError> for Failure {
    fn from(error: ValuationError) -> Self {
        match error {
            ValuationError::NotHeld(error) => Self::NotHeld(error),
            error => Self::Valuation(error),
        }
    }
}

/// The command that loads a release.
pub fn load(release: ReleaseId) -> String {
    format!("openrvu import {} (the ZIP as downloaded from CMS)", release.zip_name())
}

fn unless_complete(newest: Option<ReleaseId>) -> String {
    let words =
        |id| format!(". The figures that ship cover the codes used most: load the whole with: {}", load(id));
    newest.map(words).unwrap_or_default()
}

fn not_held(error: &NotHeld) -> String {
    let (what, wanted, held) = match error {
        NotHeld::Date { date, wanted: Some(wanted), held } => {
            (format!("{date} is a day of {wanted}, which is not held"), Some(*wanted), held)
        }
        NotHeld::Date { date, wanted: None, held } => {
            (format!("{date} is a day of no release that is known"), None, held)
        }
        NotHeld::Release { release, held } => (format!("{release} is not held"), Some(*release), held),
    };
    let load = wanted.map(|id| format!(". Load it with: {}", load(id))).unwrap_or_default();
    format!("{what}: held are {held}{load}")
}
