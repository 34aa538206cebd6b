//! A code as a line of a list, with the figures that lists are sorted by.

use openrvu_core::indicator::{GlobalPeriod, Status};
use openrvu_core::{Code, HeldRelease, RowModifier, Rvu, Setting};
use serde::Serialize;

use super::Title;
use crate::Site;

/// A code with the figures of one release.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CodeLine {
    /// The code.
    pub(crate) code: Code,
    /// Its title, or the name of its section.
    pub(crate) title: Title,
    /// The row that the figures are of: a component's where only that has RVUs.
    pub(crate) modifier: RowModifier,
    /// Status of the whole service; none where the release has no row of the code.
    pub(crate) status: Option<Status>,
    /// Global period.
    pub(crate) global: Option<GlobalPeriod>,
    /// Work RVU, where the row has RVUs.
    pub(crate) work: Option<Rvu>,
    /// Total outside a facility, likewise.
    pub(crate) non_facility_total: Option<Rvu>,
    /// Total in a facility, likewise.
    pub(crate) facility_total: Option<Rvu>,
}

impl CodeLine {
    /// A code by its listed row.
    pub(crate) fn of(site: &Site, release: &HeldRelease, code: Code) -> Self {
        let row = Site::listed_row(release, code);
        let whole = release.row(code, RowModifier::Global).or(row);
        let valued = row.filter(|row| row.has_rvus());
        Self {
            code,
            title: Title::of(site, code),
            modifier: row.map_or(RowModifier::Global, |row| row.modifier),
            status: whole.map(|row| row.status),
            global: row.map(|row| row.global),
            work: valued.map(|row| row.work),
            non_facility_total: valued.map(|row| row.total(Setting::NonFacility)),
            facility_total: valued.map(|row| row.total(Setting::Facility)),
        }
    }

    /// The lines of several codes.
    pub(crate) fn all(
        site: &Site,
        release: &HeldRelease,
        codes: impl IntoIterator<Item = Code>,
    ) -> Vec<Self> {
        codes.into_iter().map(|code| Self::of(site, release, code)).collect()
    }
}
