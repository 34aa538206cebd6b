//! The starter figures: what ships with the program, so that it is of use before anything is imported.
//!
//! They are the bare figures of chosen codes in every release held when they were built, with all localities and
//! what the engine looks up beside them. They carry no words of CPT or CDT. As files they are csv, so that a change
//! reads in a diff; a figure that stays the same over several releases stands once, with the releases it is valid
//! `from` and `through`, in the order of `releases.csv`. The same releases and codes give the same bytes.
//!
//! | file | of | from |
//! |---|---|---|
//! | `releases.csv` | each release | PPRRVU's title and `CONV FACTOR`, ANES |
//! | `rows.csv` | a code and modifier over a run of releases | PPRRVU |
//! | `localities.csv` | a locality over a run of releases | GPCI, ANES |
//! | `counties.csv` | a locality over a run of releases | LOCCO |
//! | `zips.csv` | a range of ZIP codes without a hole | ZIP code to carrier locality |
//! | `anesthesia.csv` | a chosen code | anesthesia base units |
//! | `add_ons.csv` | an edit among chosen codes | NCCI add-on code edits |
//! | `sources.csv` | a file that any of these was read from | |

mod build;
mod load;

use std::borrow::Cow;

use openrvu_core::schedule::ReferenceTables;
use openrvu_core::{Release, SourceFile};

use crate::store::{TableKind, TableManifest, TableSummary};

pub use build::{StarterInput, build};
pub use load::read;

/// A file of the starter figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StarterFile {
    /// Name in `data/starter/`.
    pub name: &'static str,
    /// Content: UTF-8, LF.
    pub bytes: Cow<'static, [u8]>,
}

/// The starter figures in memory.
#[derive(Debug, Clone)]
pub struct Starter {
    /// The releases, in the order of time; each `complete: false`, with the chosen codes only.
    pub releases: Vec<Release>,
    /// ZIP codes, anesthesia base units and add-on edits. The other tables are empty.
    pub tables: ReferenceTables,
    /// Where the tables came from.
    pub table_sources: Vec<TableSource>,
}

/// A file that a reference table was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSource {
    /// Which table.
    pub kind: TableKind,
    /// Its version as CMS names it.
    pub version: String,
    /// The file.
    pub file: SourceFile,
}

impl TableSource {
    /// The files that the tables in force were read from.
    #[must_use]
    pub fn of(tables: &[TableSummary]) -> Vec<Self> {
        let of_table = |table: &TableManifest| -> Vec<Self> {
            let (kind, version) = (table.table, &table.version);
            let sources = table.provenance.sources.iter();
            sources.map(|source| Self { kind, version: version.clone(), file: source.file.clone() }).collect()
        };
        tables.iter().flat_map(|table| of_table(&table.in_force)).collect()
    }
}

/// Why starter figures cannot be built or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StarterError {
    /// A file is not among those given.
    #[error("{0} is missing from the starter figures. Build them again: openrvu starter build")]
    Missing(&'static str),
    /// A line is not what `build` writes.
    #[error("{file}, line {line}: {problem}. Build the starter figures again: openrvu starter build")]
    Line {
        /// The file.
        file: &'static str,
        /// The line, from one.
        line: u64,
        /// What is wrong.
        problem: String,
    },
    /// There is nothing to build from.
    #[error("no release is given. Import releases first: openrvu import rvu….zip")]
    NoReleases,
    /// A table could not be written as csv.
    #[error("{file} could not be written: {problem}")]
    Write {
        /// The file.
        file: &'static str,
        /// What is wrong.
        problem: String,
    },
}

pub(super) const RELEASES: &str = "releases.csv";
pub(super) const ROWS: &str = "rows.csv";
pub(super) const LOCALITIES: &str = "localities.csv";
pub(super) const COUNTIES: &str = "counties.csv";
pub(super) const ZIPS: &str = "zips.csv";
pub(super) const ANESTHESIA: &str = "anesthesia.csv";
pub(super) const ADD_ONS: &str = "add_ons.csv";
pub(super) const SOURCES: &str = "sources.csv";

macro_rules! embedded {
    ($($name:ident = $file:literal),+) => {
        [$(StarterFile {
            name: $name,
            bytes: Cow::Borrowed(include_bytes!(concat!("../../../../data/starter/", $file))),
        }),+]
    };
}

/// The files that ship with the program.
#[must_use]
pub fn files() -> [StarterFile; 8] {
    embedded!(
        RELEASES = "releases.csv",
        ROWS = "rows.csv",
        LOCALITIES = "localities.csv",
        COUNTIES = "counties.csv",
        ZIPS = "zips.csv",
        ANESTHESIA = "anesthesia.csv",
        ADD_ONS = "add_ons.csv",
        SOURCES = "sources.csv"
    )
}

/// Loads the starter figures that ship with the program.
///
/// # Errors
/// [`StarterError`] where a file is not what [`build`] writes; a test keeps the shipped ones from being so.
pub fn load() -> Result<Starter, StarterError> {
    read(&files())
}
