//! A release as a page names it: every figure shows the release it is from.

use jiff::civil::Date;
use openrvu_core::{HeldRelease, ReleaseId, SourceFile};
use serde::Serialize;

use crate::Site;
use crate::site::AsOf;

/// The release in view.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ReleaseView {
    /// The name, `RVU26C`.
    pub(crate) id: ReleaseId,
    /// `July 2026`.
    pub(crate) month: String,
    /// First day in effect.
    pub(crate) from: Date,
    /// Last day in effect; none where no later release is foreseen.
    pub(crate) to: Option<Date>,
    /// The day of service that amounts are computed for.
    pub(crate) date: Date,
    /// Whether it is the newest held.
    pub(crate) newest: bool,
    /// That the newest is not in effect today, in words; none where it is, or where a reader chose the release.
    pub(crate) not_covered_today: Option<String>,
    /// Whether all rows that CMS published are held, or those of chosen codes.
    pub(crate) complete: bool,
    /// The files it was read from.
    pub(crate) sources: Vec<SourceFile>,
}

/// A release that a page can be switched to.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ReleaseChoice {
    /// The name.
    pub(crate) id: ReleaseId,
    /// `July 2026`.
    pub(crate) month: String,
    /// Whether it is in view.
    pub(crate) selected: bool,
}

/// `July 2026`.
pub(crate) fn month(id: ReleaseId) -> String {
    format!("{} {}", id.letter.month_name(), id.year)
}

impl ReleaseView {
    /// The release in view.
    pub(crate) fn of(site: &Site, as_of: AsOf<'_>) -> Self {
        let release = as_of.release;
        Self {
            id: release.id,
            month: month(release.id),
            from: release.effective_from,
            to: last_day(release),
            date: as_of.date,
            newest: site.schedule.newest().is_some_and(|newest| newest.id == release.id),
            not_covered_today: site
                .not_covered_today()
                .filter(|_| !as_of.chosen)
                .map(|not_covered| format!("{not_covered}.")),
            complete: release.complete,
            sources: release.sources.clone(),
        }
    }

    /// The days in effect, in words.
    pub(crate) fn days(&self) -> String {
        match self.to {
            Some(to) => format!("in effect {} to {to}", self.from),
            None => format!("in effect from {}", self.from),
        }
    }
}

/// The releases held, newest first.
pub(crate) fn choices(site: &Site, as_of: AsOf<'_>) -> Vec<ReleaseChoice> {
    let releases = site.schedule.releases().iter().rev();
    releases
        .map(|release| ReleaseChoice {
            id: release.id,
            month: month(release.id),
            selected: release.id == as_of.release.id,
        })
        .collect()
}

/// The last day in effect.
pub(crate) fn last_day(release: &HeldRelease) -> Option<Date> {
    release.effective_until().and_then(|day| day.yesterday().ok())
}
