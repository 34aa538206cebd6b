//! `efficiency.toml`: factors on the work RVUs of services that are not time-based.

use serde::Deserialize;
use toml::Spanned;

use super::timeline::Checked;
use super::{PolicyError, PolicyFile};
use crate::Factor;

/// An efficiency adjustment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EfficiencyAdjustment {
    /// The year with whose first release it took effect.
    pub year: u16,
    /// The factor on the work RVU.
    pub factor: Factor,
    /// Where it is from.
    pub source: String,
    /// How it was checked.
    pub checked: Checked,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    adjustment: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    year: Spanned<u16>,
    factor: Factor,
    checked: Checked,
    source: String,
}

pub(super) fn load(file: PolicyFile<'_>) -> Result<Vec<EfficiencyAdjustment>, PolicyError> {
    let mut adjustments: Vec<EfficiencyAdjustment> = Vec::new();
    for entry in file.parse::<File>()?.adjustment {
        let (at, year) = (entry.year.span().start, entry.year.into_inner());
        if adjustments.iter().any(|other| other.year == year) {
            return Err(file.error(at, format!("the year {year} stands twice")));
        }
        adjustments.push(EfficiencyAdjustment {
            year,
            factor: entry.factor,
            source: entry.source,
            checked: entry.checked,
        });
    }
    adjustments.sort_by_key(|adjustment| adjustment.year);
    Ok(adjustments)
}
