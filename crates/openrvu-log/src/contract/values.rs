//! The release whose work RVUs a contract credits.

use openrvu_core::{ReleaseId, Schedule};
use serde::{Deserialize, Serialize};

use super::ContractError;

/// Whose work RVUs are credited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CreditedValues {
    /// Those of the release in effect on the day of service.
    #[default]
    DayOfService,
    /// Those of one release, whatever the day.
    Release(ReleaseId),
    /// Those of a calendar year: of the release in effect on its first day, or the first that is held of the year.
    Year(u16),
}

/// A release that is credited whatever the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ValueRelease {
    /// The release.
    pub release: ReleaseId,
    /// The one in effect on the first day of the year, where it is not held and `release` stands in for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<ReleaseId>,
}

impl CreditedValues {
    /// The release that is credited whatever the day; none where it is that of the day.
    ///
    /// # Errors
    /// [`ContractError`] where the release, or every one of the year, is not held.
    pub fn resolve(self, schedule: &Schedule) -> Result<Option<ValueRelease>, ContractError> {
        match self {
            Self::DayOfService => Ok(None),
            Self::Release(id) => {
                Ok(Some(ValueRelease { release: schedule.release(id)?.id, instead_of: None }))
            }
            Self::Year(year) => {
                let held = schedule.releases().iter().find(|release| release.id.year == year);
                let release = held
                    .ok_or_else(|| ContractError::YearNotHeld { year, held: schedule.held_in_words() })?
                    .id;
                let first = schedule.policy().calendar.of_year(year).next().map(|(id, _)| id);
                Ok(Some(ValueRelease { release, instead_of: first.filter(|first| *first != release) }))
            }
        }
    }

    /// In words: `the release in effect on the day of service`, `RVU20A`, `calendar year 2020`.
    #[must_use]
    pub fn in_words(self) -> String {
        match self {
            Self::DayOfService => "the release in effect on the day of service".to_owned(),
            Self::Release(id) => id.to_string(),
            Self::Year(year) => format!("calendar year {year}"),
        }
    }
}
