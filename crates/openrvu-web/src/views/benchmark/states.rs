//! A specialty state by state, where enough of it are in a state.

use openrvu_benchmark::set::{Absent, Cell, Coverage, Figure, Specialty};
use openrvu_benchmark::{BenchmarkSet, Distribution, Services, WorkRvus};
use serde::Serialize;

use super::chart::{Strip, StripScale};
use super::{Whole, quartiles};
use crate::views::Count;

/// The comparison.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct States {
    /// The whole area, then states by their abbreviations.
    pub(crate) rows: Vec<StateRow>,
    /// States of the set without enough of the specialty.
    pub(crate) absent: Vec<String>,
    /// Why they are.
    pub(crate) reason: Absent,
}

/// A state.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct StateRow {
    /// Postal abbreviation; none for the whole area.
    pub(crate) state: Option<String>,
    /// Clinicians.
    pub(crate) providers: Count,
    /// Services of the one at the median.
    pub(crate) median_services: Whole<Services>,
    /// Work RVUs at the 25th percentile.
    pub(crate) lower_quartile: Whole<WorkRvus>,
    /// At the median.
    pub(crate) median: Whole<WorkRvus>,
    /// At the 75th percentile.
    pub(crate) upper_quartile: Whole<WorkRvus>,
    /// How much of their services the rows show.
    pub(crate) coverage: Figure<Coverage>,
    /// The middle half, drawn.
    #[serde(skip)]
    pub(crate) strip: Strip,
}

impl States {
    pub(super) fn of(set: &BenchmarkSet, specialty: &Specialty) -> Self {
        let works = specialty.states.iter().map(|state| &state.cell.work);
        let scale = StripScale::over(works.chain([&specialty.whole.work]));
        let whole = StateRow::of(None, &specialty.whole, scale);
        let states =
            specialty.states.iter().map(|state| StateRow::of(Some(state.state.clone()), &state.cell, scale));
        let absent = set.area.states.iter().filter(|state| specialty.state(state).is_none());
        Self {
            rows: [whole].into_iter().chain(states).collect(),
            absent: absent.cloned().collect(),
            reason: Absent::TooFewProviders,
        }
    }

    /// Whether it is known of any how much of its services the rows show.
    pub(crate) fn tells_coverage(&self) -> bool {
        self.rows.iter().any(|row| row.coverage.known().is_some())
    }

    /// Whether any state has a cell.
    pub(crate) fn has_states(&self) -> bool {
        self.rows.len() > 1
    }
}

impl StateRow {
    fn of(state: Option<String>, cell: &Cell, scale: StripScale) -> Self {
        let work: &Distribution<WorkRvus> = &cell.work;
        let [lower, median, upper] = quartiles(work);
        Self {
            state,
            providers: Count::of(cell.providers()),
            median_services: Whole(cell.services.median()),
            lower_quartile: Whole(lower),
            median: Whole(median),
            upper_quartile: Whole(upper),
            coverage: cell.coverage,
            strip: scale.strip(work),
        }
    }
}
