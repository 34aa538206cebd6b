//! What an import did, and why it refused what it refused.

use jiff::civil::Date;
use openrvu_core::ReleaseId;
use serde::Serialize;

use crate::archive::ArchiveError;
use crate::compare::Comparison;
use crate::error::ReadError;
use crate::identify::IdentifyError;
use crate::store::{ReleaseManifest, SourceKind, StoreError, TableManifest};
use crate::verify::Check;

/// Everything that came of an import.
#[derive(Debug, Default)]
pub struct ImportReport {
    /// The releases that were read whole and are held now, in the order of time.
    pub releases: Vec<ReleaseOutcome>,
    /// The reference tables that were read whole and are held now.
    pub tables: Vec<TableOutcome>,
    /// Files that hold nothing to import, such as the record layout in a ZIP.
    pub skipped: Vec<Skipped>,
    /// What was refused. The store is as if it had not been given.
    pub refused: Vec<Refusal>,
}

/// A release that was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReleaseOutcome {
    /// What is held.
    pub manifest: ReleaseManifest,
    /// What the import did.
    pub outcome: Outcome,
    /// The revision that is in force instead, where this one is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<Superseding>,
}

impl ReleaseOutcome {
    pub(super) fn new(manifest: ReleaseManifest, outcome: Outcome) -> Self {
        Self { manifest, outcome, superseded_by: None }
    }
}

/// A revision that is in force instead of another, and what decides it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Superseding {
    /// Its name.
    pub revision: String,
    /// `RELEASED mm/dd/yyyy` of its file, where it says so.
    pub released: Option<Date>,
    /// Whether it is complete.
    pub complete: bool,
}

impl Superseding {
    pub(super) fn of(manifest: &ReleaseManifest) -> Self {
        Self {
            revision: manifest.provenance.revision.clone(),
            released: manifest.released,
            complete: manifest.complete,
        }
    }
}

/// A reference table that was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableOutcome {
    /// What is held.
    pub manifest: TableManifest,
    /// What the import did.
    pub outcome: TableChange,
}

/// What an import did with a reference table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableChange {
    /// It was not held.
    Added,
    /// The same content was held: nothing was written.
    AlreadyHeld,
    /// The same content was held and had been damaged: it was written anew.
    Restored,
    /// The same content was held behind another of the same version: it is in force of that version again.
    PutInForce,
}

/// What an import did with a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// The release was not held.
    Added,
    /// The same content was held: nothing was written.
    AlreadyHeld,
    /// The same content was held and had been damaged: it was written anew.
    Restored,
    /// The same content was held and another was in force: it is in force again.
    PutInForce {
        /// The revision that was in force before.
        before: String,
        /// What changed from that to this one, where both could be read.
        comparison: Option<Comparison>,
    },
    /// The same figures were held, and something came to them: a revision with both is held.
    Extended {
        /// What came, in words.
        with: Vec<String>,
    },
    /// Other figures were held: CMS published the release anew. Both revisions are kept.
    Recut {
        /// The revision it was compared with: that in force before.
        before: String,
        /// What changed from the one held to the new one.
        comparison: Comparison,
    },
}

impl Outcome {
    /// What changed in the figures, where others were held.
    #[must_use]
    pub const fn comparison(&self) -> Option<&Comparison> {
        match self {
            Self::Recut { comparison, .. } => Some(comparison),
            Self::PutInForce { comparison, .. } => comparison.as_ref(),
            Self::Added | Self::AlreadyHeld | Self::Restored | Self::Extended { .. } => None,
        }
    }
}

/// A file that holds nothing to import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The file.
    pub file: String,
    /// Why it was skipped, in words.
    pub reason: String,
}

/// Something that was given and refused.
#[derive(Debug)]
pub struct Refusal {
    /// What was refused: a file, a ZIP, a release.
    pub input: String,
    /// Why.
    pub error: ImportError,
}

/// Why something was refused. Each says what is wrong, where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It could not be opened.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A file could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A PPRRVU file is of no release that could be told.
    #[error(transparent)]
    Identify(#[from] IdentifyError),
    /// The store could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A ZIP or folder without a file that is imported.
    #[error("{name}: none of its files is one that OpenRVU imports. Give a release ZIP such as rvu26c.zip.")]
    Nothing {
        /// The ZIP.
        name: String,
    },
    /// Payment amounts are compared, not imported.
    #[error("{file}: payment amounts are compared, not imported. Use: openrvu parity {file}")]
    PaymentAmounts {
        /// The file.
        file: String,
    },
    /// The checks found it wrong.
    #[error("{of}: refused. {}. Download it again from CMS.", describe(.checks))]
    Checks {
        /// The release and its file, or the file of the table.
        of: String,
        /// The checks that refuse it.
        checks: Vec<Check>,
    },
    /// A part was given where the whole should be.
    #[error(
        "{of}: a part of the file is missing: {}. Download it again from CMS; or, if you mean to keep a part, say --partial.", missing(.checks)
    )]
    Incomplete {
        /// The release and its file, or the file of the table.
        of: String,
        /// The checks that found it.
        checks: Vec<Check>,
    },
    /// Two files give the same thing and differ.
    #[error(
        "{first} and {second} are both the {} file of {of}, and differ. Give the files of each release by themselves.", .kind.name()
    )]
    Conflict {
        /// One file.
        first: String,
        /// The other.
        second: String,
        /// What both are.
        kind: SourceKind,
        /// The release, or the year.
        of: String,
    },
    /// A file is of another year than the release it came with.
    #[error(
        "{file}: this is the {} file of {found}, but {release} needs that of {}. Give the file of that year.", .kind.name(), .release.year
    )]
    Year {
        /// The file.
        file: String,
        /// What it is.
        kind: SourceKind,
        /// Its year.
        found: u16,
        /// The release.
        release: ReleaseId,
    },
    /// A file that belongs to a release does not say to which.
    #[error(
        "{file}: {} files do not name their release. Give it together with that release's PPRRVU file, or say which with --release, such as --release RVU26C.", .kind.name()
    )]
    WhichRelease {
        /// The file.
        file: String,
        /// What it is.
        kind: SourceKind,
    },
    /// Only the file for qualifying participants was given, or no PPRRVU file at all, and none is held.
    #[error(
        "{release}: {file} alone is not a release, and {release} is not held. Give its PPRRVU file (since 2026 the one named nonQPP) with it."
    )]
    NoRelativeValues {
        /// The release.
        release: ReleaseId,
        /// The file.
        file: String,
    },
    /// A reference table does not say which version it is.
    #[error("{file}: neither the file nor its name tells its version. Keep CMS's file name, {example}.")]
    NoVersion {
        /// The file.
        file: String,
        /// CMS's name.
        example: &'static str,
    },
}

/// The failed checks with their first examples, in words.
fn describe(checks: &[Check]) -> String {
    let one = |check: &Check| {
        let example =
            check.examples.first().map(|example| format!(", such as {example}")).unwrap_or_default();
        format!("{} of {} fail the check that {}{example}", check.failed, check.checked, check.what)
    };
    checks.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// What is missing, in words.
fn missing(checks: &[Check]) -> String {
    let one = |check: &Check| {
        let more = check.failed.saturating_sub(check.examples.len() as u64);
        let more = if more == 0 { String::new() } else { format!("; and {more} more") };
        format!("{}{more}", check.examples.join("; "))
    };
    checks.iter().map(one).collect::<Vec<_>>().join("; ")
}
