//! A list of codes sorted as the address asks, over all its pages.

use openrvu_core::Code;

use super::CodeLine;
use super::sort::{Heading, Sort, SortColumn};
use crate::Site;
use crate::site::AsOf;

/// A column of a list of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// The code.
    Code,
    /// The title.
    Service,
    /// Work RVU.
    Work,
    /// Global period.
    Global,
    /// Total outside a facility.
    NonFacility,
    /// Total in a facility.
    Facility,
}

impl SortColumn for Column {
    const ALL: &'static [Self] =
        &[Self::Code, Self::Service, Self::Work, Self::Global, Self::NonFacility, Self::Facility];

    fn slug(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Service => "service",
            Self::Work => "work",
            Self::Global => "global",
            Self::NonFacility => "non-facility",
            Self::Facility => "facility",
        }
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Work | Self::NonFacility | Self::Facility)
    }
}

impl Column {
    /// What the reader sees.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Code => "Code",
            Self::Service => "Service",
            Self::Work => "Work RVU",
            Self::Global => "Global",
            Self::NonFacility => "Total, non-facility",
            Self::Facility => "Total, facility",
        }
    }
}

/// The order of a list of codes; none for its own.
pub(crate) type CodeSort = Option<Sort<Column>>;

/// The lines of some codes, sorted.
pub(crate) fn lines(
    site: &Site,
    as_of: Option<AsOf<'_>>,
    codes: impl IntoIterator<Item = Code>,
    sort: CodeSort,
) -> Vec<CodeLine> {
    let Some(as_of) = as_of else { return Vec::new() };
    let mut lines = CodeLine::all(site, as_of.release, codes);
    if let Some(sort) = sort {
        match sort.by {
            Column::Code => sort.apply(&mut lines, |line| Some(line.code)),
            Column::Service => sort.apply(&mut lines, |line| Some(line.title.to_string().to_lowercase())),
            Column::Work => sort.apply(&mut lines, |line| line.work),
            Column::Global => sort.apply(&mut lines, |line| line.global),
            Column::NonFacility => sort.apply(&mut lines, |line| line.non_facility_total),
            Column::Facility => sort.apply(&mut lines, |line| line.facility_total),
        }
    }
    lines
}

/// The headings of a list of codes that is sorted by the address.
#[derive(Debug, Clone)]
pub(crate) struct CodeHeadings {
    /// The address of the list, without its order.
    pub(crate) address: String,
    /// The order.
    pub(crate) sort: CodeSort,
}

impl CodeHeadings {
    /// Every column with its heading, as the columns stand in the table.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Column, Heading)> + '_ {
        Column::ALL.iter().map(|column| (*column, Heading::of(*column, self.sort)))
    }

    /// What the address of another page of the list ends in, so that the order is kept.
    pub(crate) fn query(&self) -> String {
        self.sort.map(|sort| format!("?sort={}", sort.written())).unwrap_or_default()
    }
}
