//! What became of a row between two releases.

use openrvu_core::HeldRelease;
use serde::Serialize;

/// What became of a row. A row may be of several kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// The work RVU differs.
    Work,
    /// A practice expense or the malpractice differs.
    Expense,
    /// The status or another indicator differs.
    Indicator,
    /// The status differs.
    Status,
    /// A figure of the imaging cap differs.
    Cap,
    /// Only the later release has it.
    Added,
    /// Only the earlier release has it.
    Removed,
}

impl Kind {
    /// Every kind, in the order of the report.
    pub(crate) const ALL: [Self; 7] =
        [Self::Work, Self::Expense, Self::Indicator, Self::Status, Self::Cap, Self::Added, Self::Removed];

    /// What the address holds.
    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Expense => "expense",
            Self::Indicator => "indicator",
            Self::Status => "status",
            Self::Cap => "cap",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }

    /// What the reader sees.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Work => "Work RVU changed",
            Self::Expense => "Practice expense or malpractice changed",
            Self::Indicator => "Status or rule changed",
            Self::Status => "Status changed",
            Self::Cap => "Imaging cap changed",
            Self::Added => "Added",
            Self::Removed => "Removed",
        }
    }

    /// Whether the releases tell of it: one of chosen codes does not tell what was added or removed beside them.
    pub(super) fn is_told(self, old: &HeldRelease, new: &HeldRelease) -> bool {
        match self {
            Self::Added => old.complete,
            Self::Removed => new.complete,
            _ => true,
        }
    }
}
