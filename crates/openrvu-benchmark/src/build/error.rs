//! Why a set could not be built.

use std::io;
use std::path::PathBuf;

use openrvu_cms::error::ReadError;
use openrvu_core::ReleaseId;

/// Why a set could not be built. Nothing is kept then.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The system refused, or an archive is damaged or cut off.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A file departs from its layout, or contradicts itself.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A ZIP without any file to read.
    #[error("{}: no csv or txt file is in it: give CMS's download", path.display())]
    EmptyArchive {
        /// The ZIP.
        path: PathBuf,
    },
    /// A file whose name tells another year than was asked for.
    #[error("{file}: the name says that its services are of {told}, and --year says {wanted}")]
    Year {
        /// The file.
        file: String,
        /// The year of its name.
        told: u16,
        /// The year asked for.
        wanted: u16,
    },
    /// A year that cannot be one of the files'.
    #[error("{0} is no year of these files, which begin with 2012")]
    NoYear(u16),
    /// Too many lines.
    #[error("{file}: more than {most} lines in all: no year of Medicare's has so many")]
    TooLong {
        /// The file.
        file: String,
        /// The limit.
        most: u32,
    },
    /// No file with rows by provider and service.
    #[error("none of the files is by provider and service, so there is nothing to count")]
    NoServices,
    /// Rows, but not one specialty with enough providers.
    #[error("{rows} rows, and no specialty with {least} providers above the floor: nothing was written")]
    NoSpecialty {
        /// Rows read.
        rows: u64,
        /// Providers needed.
        least: u32,
    },
    /// The release that values the services is not held.
    #[error(
        "{wanted} is not held: held are {held}. Import it, or choose one that is held with --value-release"
    )]
    NotHeld {
        /// The release.
        wanted: ReleaseId,
        /// What is held, in words.
        held: String,
    },
    /// The release that values the services is held in part.
    #[error(
        "{release} is held with chosen codes only, so the services of all others would be left out. Load the whole with: \
         openrvu import {zip} (the ZIP as downloaded from CMS); or build without them with --incomplete-release"
    )]
    Incomplete {
        /// The release.
        release: ReleaseId,
        /// The name of its ZIP.
        zip: String,
    },
    /// What a broken-off build left cannot be written.
    #[error("{}: {detail}", path.display())]
    Partial {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
}
