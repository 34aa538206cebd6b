//! `conversion_factors.toml`: dollars for one RVU and for one anesthesia unit.

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::timeline::{Checked, Dated, Timeline, optional_date, spanned_date};
use super::{PolicyError, PolicyFile};
use crate::ConversionFactor;

/// The national conversion factors in force on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversionFactors {
    /// For a clinician who is not a qualifying participant: until 2025 the only one.
    pub non_qualifying: ConversionFactor,
    /// For a qualifying participant in an advanced alternative payment model, from 2026.
    pub qualifying: Option<ConversionFactor>,
    /// Dollars for one anesthesia unit, where known.
    pub anesthesia: Option<ConversionFactor>,
    /// The same for a qualifying participant.
    pub qualifying_anesthesia: Option<ConversionFactor>,
}

impl ConversionFactors {
    /// The factor for a clinician's status; before 2026 the one factor is everybody's.
    #[must_use]
    pub fn for_status(&self, qualifying: bool) -> ConversionFactor {
        if qualifying { self.qualifying.unwrap_or(self.non_qualifying) } else { self.non_qualifying }
    }

    /// The anesthesia factor for a clinician's status.
    #[must_use]
    pub fn anesthesia_for_status(&self, qualifying: bool) -> Option<ConversionFactor> {
        if qualifying { self.qualifying_anesthesia.or(self.anesthesia) } else { self.anesthesia }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    conversion_factor: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(deserialize_with = "spanned_date")]
    from: Spanned<Date>,
    #[serde(default, deserialize_with = "optional_date")]
    to: Option<Date>,
    non_qualifying: ConversionFactor,
    qualifying: Option<ConversionFactor>,
    anesthesia: Option<ConversionFactor>,
    qualifying_anesthesia: Option<ConversionFactor>,
    checked: Checked,
    source: String,
}

pub(super) fn load(file: PolicyFile<'_>) -> Result<Timeline<ConversionFactors>, PolicyError> {
    let entries = file.parse::<File>()?.conversion_factor.into_iter().map(|entry| {
        let value = ConversionFactors {
            non_qualifying: entry.non_qualifying,
            qualifying: entry.qualifying,
            anesthesia: entry.anesthesia,
            qualifying_anesthesia: entry.qualifying_anesthesia,
        };
        let at = entry.from.span().start;
        (
            at,
            Dated {
                from: entry.from.into_inner(),
                to: entry.to,
                value,
                source: entry.source,
                checked: entry.checked,
            },
        )
    });
    Timeline::load(file, entries.collect())
}
