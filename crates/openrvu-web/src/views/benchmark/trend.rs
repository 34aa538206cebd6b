//! A specialty over the years held.

use openrvu_benchmark::{Services, SetId, WorkRvus};
use serde::Serialize;

use super::chart::{TrendChart, Year};
use super::{Whole, quartiles};
use crate::site::Benchmarks;
use crate::views::Count;

/// The years, the newest first.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Trend {
    /// A row a set.
    pub(crate) rows: Vec<TrendRow>,
    /// The picture; none of fewer than two years.
    #[serde(skip)]
    pub(crate) chart: Option<TrendChart>,
}

/// A set's figures.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TrendRow {
    /// The set.
    pub(crate) set: SetId,
    /// Whose services these are.
    pub(crate) area: String,
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
}

impl Trend {
    /// A specialty, by its slug, in every set that has it and is of data, or of synthetic rows, like the one in view.
    pub(super) fn of(benchmarks: &Benchmarks, slug: &str, synthetic: bool) -> Self {
        let rows: Vec<TrendRow> = benchmarks
            .over_sets(slug, synthetic)
            .map(|(set, specialty)| {
                let cell = &specialty.whole;
                let [lower, median, upper] = quartiles(&cell.work);
                TrendRow {
                    set: set.id,
                    area: set.area.words.clone(),
                    providers: Count::of(cell.providers()),
                    median_services: Whole(cell.services.median()),
                    lower_quartile: Whole(lower),
                    median: Whole(median),
                    upper_quartile: Whole(upper),
                }
            })
            .collect();
        let mut years: Vec<Year> = Vec::new();
        for row in rows.iter().rev() {
            let year = Year {
                year: row.set.year,
                quartiles: [row.lower_quartile.0, row.median.0, row.upper_quartile.0],
            };
            match years.last_mut() {
                Some(last) if last.year == year.year => *last = year,
                _ => years.push(year),
            }
        }
        let chart = TrendChart::draw(&years);
        Self { rows, chart }
    }

    /// Whether the sets differ in the release that values them.
    pub(crate) fn values_differ(&self) -> bool {
        self.rows.windows(2).any(|pair| pair[0].set.release != pair[1].set.release)
    }

    /// Whether they differ in area.
    pub(crate) fn areas_differ(&self) -> bool {
        self.rows.windows(2).any(|pair| pair[0].area != pair[1].area)
    }
}
