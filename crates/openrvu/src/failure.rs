//! Why a command could not do what it was asked: what, where, and what to do.

use std::path::PathBuf;

use openrvu_core::{Code, NotHeld, PolicyError};

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
    #[error(
        "{0}. Load the complete release with: openrvu import rvu26c.zip (the ZIP as downloaded from CMS)"
    )]
    NotHeld(#[from] NotHeld),
    /// A claim that cannot be valued.
    #[error(transparent)]
    Valuation(#[from] openrvu_core::valuation::ValuationError),
    /// A code in no release held.
    #[error("{code} is in no release held{}. Held: {held}", if *.complete { "" } else { "; the figures that ship cover the codes used most, so load the complete release with: openrvu import rvu26c.zip" })]
    UnknownCode {
        /// The code.
        code: Code,
        /// Whether complete releases are held.
        complete: bool,
        /// What is held, in words.
        held: String,
    },
    /// A ZIP code.
    #[error("{0:?} is not a ZIP code: write five digits")]
    Zip(String),
    /// A ZIP code that is not held.
    #[error(
        "ZIP code {0} is not in the ZIP code to locality file: check it, or name the locality with --locality"
    )]
    UnknownZip(String),
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
    /// The list of who uses each code that ships.
    #[error(transparent)]
    Usage(#[from] openrvu_cms::usage::UsageError),
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
    /// The texts inside the program.
    #[error(transparent)]
    Content(#[from] openrvu_content::EmbeddedError),
    /// Anything else, in words.
    #[error("{0}")]
    Other(String),
}
