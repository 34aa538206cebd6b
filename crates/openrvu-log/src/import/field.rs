//! What a column of a table holds.

use serde::{Deserialize, Serialize};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Nothing that is wanted.
    #[default]
    Ignored,
    /// Date of service.
    Date,
    /// The code, with or without modifiers in the same cell.
    Code,
    /// Modifiers, one or several; of this there may be several columns.
    Modifiers,
    /// Units.
    Units,
    /// Anesthesia time.
    Minutes,
    /// Work RVUs credited for the line.
    Work,
    /// Work RVUs credited for one unit.
    WorkPerUnit,
    /// What was charged for the line.
    Charge,
    /// Place of service.
    Place,
    /// Clinic or hospital.
    Site,
    /// Whose work it was: tells rows apart in the report of a group.
    Provider,
    /// The number of an encounter, visit or claim: tells which rows belong together, and is not kept.
    Encounter,
    /// A patient's name, number or data: recognized, never read.
    Patient,
    /// The role, as this program writes it.
    Role,
    /// The colleague, as this program writes it.
    Colleague,
    /// A note.
    Note,
    /// The entry's id, as this program writes it.
    EntryId,
    /// The encounter's id, as this program writes it.
    EncounterId,
}

impl Field {
    /// Every field, in the order of a form.
    pub const ALL: [Self; 19] = [
        Self::Ignored,
        Self::Date,
        Self::Code,
        Self::Modifiers,
        Self::Units,
        Self::Work,
        Self::WorkPerUnit,
        Self::Minutes,
        Self::Charge,
        Self::Place,
        Self::Site,
        Self::Provider,
        Self::Encounter,
        Self::Patient,
        Self::Role,
        Self::Colleague,
        Self::Note,
        Self::EntryId,
        Self::EncounterId,
    ];

    /// The name in addresses, forms and JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Ignored => "ignored",
            Self::Date => "date",
            Self::Code => "code",
            Self::Modifiers => "modifiers",
            Self::Units => "units",
            Self::Minutes => "minutes",
            Self::Work => "work",
            Self::WorkPerUnit => "work-per-unit",
            Self::Charge => "charge",
            Self::Place => "place",
            Self::Site => "site",
            Self::Provider => "provider",
            Self::Encounter => "encounter",
            Self::Patient => "patient",
            Self::Role => "role",
            Self::Colleague => "colleague",
            Self::Note => "note",
            Self::EntryId => "entry-id",
            Self::EncounterId => "encounter-id",
        }
    }

    /// The name in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ignored => "not used",
            Self::Date => "date of service",
            Self::Code => "code",
            Self::Modifiers => "modifiers",
            Self::Units => "units",
            Self::Minutes => "minutes of anesthesia",
            Self::Work => "work RVUs of the line",
            Self::WorkPerUnit => "work RVUs of one unit",
            Self::Charge => "charge",
            Self::Place => "place of service",
            Self::Site => "site",
            Self::Provider => "clinician",
            Self::Encounter => "encounter, visit or claim number",
            Self::Patient => "about the patient: never read",
            Self::Role => "role",
            Self::Colleague => "colleague",
            Self::Note => "note",
            Self::EntryId => "entry id",
            Self::EncounterId => "encounter id",
        }
    }

    /// By its name in forms.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.slug() == slug)
    }

    /// Whether several columns may hold it.
    #[must_use]
    pub const fn is_repeatable(self) -> bool {
        matches!(self, Self::Ignored | Self::Modifiers | Self::Patient)
    }
}
