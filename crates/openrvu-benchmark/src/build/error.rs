//! Why a set could not be built.

use std::io;
use std::path::PathBuf;

use openrvu_cms::error::ReadError;
use openrvu_core::{Code, ReleaseId};

use crate::Services;

/// Why a set could not be built. Nothing is kept then.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The system refused.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// An archive is damaged or cut off.
    #[error("{}: the archive is damaged or cut off ({detail}): download it again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// A folder in place of a file.
    #[error("{} is a folder: name the files in it", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// A file that is given twice.
    #[error("{} is given twice", path.display())]
    Twice {
        /// The file.
        path: PathBuf,
    },
    /// A file departs from its layout, or contradicts itself.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A file of a ZIP with several that is none of Medicare's.
    #[error("{error} The ZIP holds {files} files: unpack it, and give those that are Medicare's.")]
    Member {
        /// What is wrong with it.
        error: ReadError,
        /// How many the ZIP has.
        files: usize,
    },
    /// A ZIP without any file to read.
    #[error("{}: no csv or txt file is in it: give CMS's download", path.display())]
    EmptyArchive {
        /// The ZIP.
        path: PathBuf,
    },
    /// A file whose name tells another year than was asked for.
    #[error(
        "{file}: the name says that its services are of {told}, and --year says {wanted}. Where the name is wrong, \
         rename the file"
    )]
    Year {
        /// The file.
        file: String,
        /// The year of its name.
        told: u16,
        /// The year asked for.
        wanted: u16,
    },
    /// Rows of codes that the year does not have.
    #[error(
        "{file}, row {row}, column HCPCS_Cd: {code} is in {release} and in no release of {year}, like the codes of {all} \
         of {read} rows ({of_code} of {code}): these are services of another year than --year says"
    )]
    Codes {
        /// The file.
        file: String,
        /// The first row with the code.
        row: u32,
        /// The most frequent of the codes.
        code: Code,
        /// Its rows.
        of_code: u64,
        /// The release nearest to the year that has it.
        release: ReleaseId,
        /// Rows of all such codes.
        all: u64,
        /// Rows read.
        read: u64,
        /// The year asked for.
        year: u16,
    },
    /// Totals that are less than what the rows add up to.
    #[error(
        "{file}: {exceeding} of {all} {of} have more services in the rows than in this file, such as {example} with \
         {rows} and {total}: the files are of different years, or this one was cut"
    )]
    Totals {
        /// The file of totals.
        file: String,
        /// What the totals are of: providers or codes.
        of: &'static str,
        /// How many have more.
        exceeding: usize,
        /// How many stand in both.
        all: usize,
        /// One with more.
        example: String,
        /// Its services in the rows.
        rows: Services,
        /// Its total.
        total: Services,
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
    #[error("{given}, and nothing can be counted without the file by Provider and Service: give it too")]
    NoServices {
        /// Every file and what it is, in words.
        given: String,
    },
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
