//! Today: whether a release that is held covers it, and the day that a case without a date is for.

use std::fmt;

use jiff::civil::Date;
use openrvu_core::ReleaseId;

use super::Site;

/// That no release held covers today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotCovered {
    /// Today.
    pub day: Date,
    /// The release that covers it, where the calendar tells.
    pub release: Option<ReleaseId>,
}

impl fmt::Display for NotCovered {
    /// `RVU26D covers today (2026-11-23) and is not held`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.release {
            Some(release) => write!(f, "{release} covers today ({}) and is not held", self.day),
            None => write!(f, "No release held covers today ({})", self.day),
        }
    }
}

/// The day of service where none is given: today where a release held covers it, or else the first day of the newest
/// release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsualDay {
    /// The day.
    pub date: Date,
    /// The release in effect.
    pub release: ReleaseId,
    /// Whether it is today.
    pub is_today: bool,
}

impl Site {
    /// The day it is, where something tells.
    pub(crate) fn today(&self) -> Option<Date> {
        self.options.today.map(|today| today())
    }

    /// That no release held covers today; none where one does, or where nothing tells the day.
    #[must_use]
    pub fn not_covered_today(&self) -> Option<NotCovered> {
        let day = self.today()?;
        let release = self.schedule.policy().calendar.release_on(day);
        self.schedule.release_on(day).is_err().then_some(NotCovered { day, release })
    }

    /// The day of service where none is given; none where no release is held.
    #[must_use]
    pub fn usual_day(&self) -> Option<UsualDay> {
        let today = self.today().and_then(|date| Some((date, self.schedule.release_on(date).ok()?)));
        if let Some((date, release)) = today {
            return Some(UsualDay { date, release: release.id, is_today: true });
        }
        let newest = self.schedule.newest()?;
        Some(UsualDay { date: newest.effective_from, release: newest.id, is_today: false })
    }
}
