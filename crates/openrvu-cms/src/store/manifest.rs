//! `manifest.json`: what a stored revision is, where it came from and what was checked.

use jiff::Timestamp;
use jiff::civil::Date;
use openrvu_core::{ConversionFactor, ReleaseId, SourceFile};
use serde::{Deserialize, Serialize};

use super::tables::TableKind;
use crate::verify::Check;

/// Version of the store's layout, raised when an older program could no longer read what a newer one writes.
pub const FORMAT: u32 = 1;

/// A file of a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// Name in the revision's folder, `rows.parquet`.
    pub name: String,
    /// Rows of the table.
    pub rows: u64,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the file, in lower-case hexadecimal.
    pub sha256: String,
}

/// What a source file gave to a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// PPRRVU; since 2026 that for clinicians who are not qualifying participants.
    RelativeValues,
    /// PPRRVU for qualifying participants (2026 on).
    QualifyingRelativeValues,
    /// GPCI.
    Gpci,
    /// LOCCO.
    Locco,
    /// ANES.
    Anes,
    /// OPPSCAP.
    OppsCap,
    /// A reference table.
    Table,
}

impl SourceKind {
    /// The name a reader of CMS's pages knows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RelativeValues => "PPRRVU",
            Self::QualifyingRelativeValues => "PPRRVU (QPP)",
            Self::Gpci => "GPCI",
            Self::Locco => "LOCCO",
            Self::Anes => "ANES",
            Self::OppsCap => "OPPSCAP",
            Self::Table => "table",
        }
    }
}

/// A file that was read, and what for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceRecord {
    /// What it gave.
    pub kind: SourceKind,
    /// Name, hash and size.
    #[serde(flatten)]
    pub file: SourceFile,
}

/// What was imported of what, and when: the part of a manifest that releases and tables share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// [`FORMAT`] of the program that wrote it.
    pub format: u32,
    /// Name of the folder: the first twelve digits of the SHA-256 of the content.
    pub revision: String,
    /// SHA-256 of the figures, whatever the form of the files they were read from.
    pub figures_sha256: String,
    /// Its turn among the revisions of the same release or table: the later it was imported, the higher. Imported again
    /// to be in force again, a revision takes a new turn.
    pub sequence: u32,
    /// When it was imported, the last time where that put it in force again.
    pub imported_at: Timestamp,
    /// The files read.
    pub sources: Vec<SourceRecord>,
    /// The files written.
    pub files: Vec<StoredFile>,
    /// What was checked.
    pub checks: Vec<Check>,
    /// What a reader should know, in sentences.
    pub notes: Vec<String>,
}

impl Provenance {
    /// A file of the revision by its name.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&StoredFile> {
        self.files.iter().find(|file| file.name == name)
    }

    /// Checks that failed.
    pub fn findings(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| !check.passed())
    }
}

/// What a manifest means that does not say: parts were not told from the whole before.
const fn complete() -> bool {
    true
}

/// The manifest of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseManifest {
    /// The release.
    pub release: ReleaseId,
    /// First day in effect.
    pub effective_from: Date,
    /// `RELEASED mm/dd/yyyy` of the file, where it says so.
    pub released: Option<Date>,
    /// Conversion factor.
    pub conversion_factor: ConversionFactor,
    /// Conversion factor for qualifying participants, where a QPP file was read.
    pub qualifying_conversion_factor: Option<ConversionFactor>,
    /// National anesthesia factor, where the ANES file states it.
    pub anesthesia_conversion_factor: Option<ConversionFactor>,
    /// Whether it has every row that CMS published, as far as its bounds and neighbours tell; not where the user kept a
    /// part knowingly.
    #[serde(default = "complete")]
    pub complete: bool,
    /// Whether the user put it in force, whatever the dates of the others say.
    #[serde(default)]
    pub put_in_force: bool,
    /// Whether the user accepted the license, so that CPT and CDT descriptions are kept. Those of HCPCS Level II
    /// always are.
    pub licensed_descriptions: bool,
    /// How the release was told from others, in words.
    pub identified_by: String,
    /// Where it came from and what was checked.
    #[serde(flatten)]
    pub provenance: Provenance,
}

impl ReleaseManifest {
    /// Rows of PPRRVU.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.provenance.file(super::ROWS).map_or(0, |file| file.rows)
    }

    /// Localities; zero where no GPCI file was read.
    #[must_use]
    pub fn localities(&self) -> u64 {
        self.provenance.file(super::LOCALITIES).map_or(0, |file| file.rows)
    }
}

/// The manifest of a reference table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableManifest {
    /// Which table.
    pub table: TableKind,
    /// Its version as CMS names it: `2025Q4`, `2022`, `v322r0`.
    pub version: String,
    /// Whether it has every row that CMS published, as far as its bounds and neighbours tell; not where the user kept a
    /// part knowingly.
    #[serde(default = "complete")]
    pub complete: bool,
    /// Where it came from and what was checked.
    #[serde(flatten)]
    pub provenance: Provenance,
}

impl TableManifest {
    /// Rows of the table.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.provenance.files.first().map_or(0, |file| file.rows)
    }
}
