//! Which set a page shows, and how it was made.

use openrvu_benchmark::set::{Biases, Method, Source};
use openrvu_benchmark::{BenchmarkSet, SetId};
use openrvu_content::text::{grouped, plural};
use serde::Serialize;

use crate::site::Benchmarks;
use crate::views::Count;

/// The set in view.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SetView {
    /// Its name, `2012-RVU26C`.
    pub(crate) id: SetId,
    /// Calendar year of the services.
    pub(crate) year: u16,
    /// The release whose work RVUs value them.
    pub(crate) release: openrvu_core::ReleaseId,
    /// Whose services these are, in words.
    pub(crate) area: String,
    /// States that occur in the rows.
    pub(crate) states: Vec<String>,
    /// What has to stand beside every figure.
    pub(crate) label: String,
    /// Whether the rows were generated: then no figure is data.
    pub(crate) synthetic: bool,
    /// The definitions in force.
    pub(crate) method: Method,
    /// The files it was made from.
    pub(crate) sources: Vec<Source>,
    /// What became of the rows, in sentences.
    pub(crate) rows: Vec<String>,
    /// What was done about modifiers, in a sentence.
    pub(crate) modifiers: String,
}

/// A set that a page can be switched to.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SetChoice {
    /// Its name.
    pub(crate) id: SetId,
    /// Year, area and value release, in words.
    pub(crate) words: String,
    /// Whether it is in view.
    pub(crate) selected: bool,
}

/// The sets held, the newest first.
pub(crate) fn choices(benchmarks: &Benchmarks, shown: SetId) -> Vec<SetChoice> {
    let choice = |set: &BenchmarkSet| {
        let synthetic = if set.synthetic { ", synthetic rows" } else { "" };
        SetChoice {
            id: set.id,
            words: format!("{}, {}, valued on {}{synthetic}", set.id.year, set.area.words, set.id.release),
            selected: set.id == shown,
        }
    };
    benchmarks.all().iter().map(|set| choice(set)).collect()
}

impl SetView {
    /// A set.
    pub(crate) fn of(set: &BenchmarkSet) -> Self {
        Self {
            id: set.id,
            year: set.id.year,
            release: set.id.release,
            area: set.area.words.clone(),
            states: set.area.states.clone(),
            label: set.label(),
            synthetic: set.synthetic,
            method: set.method.clone(),
            sources: set.sources.clone(),
            rows: rows(set),
            modifiers: modifiers(set),
        }
    }

    /// Services that a provider needs to enter the distributions.
    pub(crate) fn floor(&self) -> String {
        self.method.least_services.short()
    }

    /// Visits of a family that a provider needs to enter its levels.
    pub(crate) fn em_floor(&self) -> String {
        self.method.least_em_services.short()
    }

    /// Rows of a file.
    pub(crate) fn rows_of(source: &Source) -> Count {
        Count::of(source.rows)
    }
}

/// A count of rows, which is larger than any memory here.
fn count(rows: u64) -> usize {
    usize::try_from(rows).unwrap_or(usize::MAX)
}

fn rows(set: &BenchmarkSet) -> Vec<String> {
    let rows = &set.rows;
    let mut words = vec![format!(
        "{} read, {} counted, of {}.",
        plural(count(rows.read), "row"),
        grouped(count(rows.used)),
        plural(count(rows.providers), "clinician")
    )];
    for excluded in rows.excluded.iter().filter(|excluded| excluded.rows > 0) {
        words.push(format!("{} left out: {}.", plural(count(excluded.rows), "row"), excluded.reason.words()));
    }
    if rows.without_place > 0 {
        words.push(format!(
            "{} without a place of service, so the row of the whole service values them.",
            plural(count(rows.without_place), "row")
        ));
    }
    if rows.below_floor > 0 {
        words.push(format!(
            "{} below the floor of {} services, in no distribution.",
            plural(count(rows.below_floor), "clinician"),
            set.method.least_services.short()
        ));
    }
    if let Some(least) = set.method.least_coverage.filter(|_| rows.below_coverage > 0) {
        words.push(format!(
            "{} of whose services the rows show less than {}%, in no distribution.",
            plural(count(rows.below_coverage), "clinician"),
            least.percent()
        ));
    }
    words
}

fn modifiers(set: &BenchmarkSet) -> String {
    match &set.biases {
        Biases::NotApplicable { reason } => format!(
            "The files have no modifiers, and allowed amounts could not tell them here ({}), so all work counts in full.",
            reason.words()
        ),
        Biases::Compared { release, compared, not_compared, .. } => format!(
            "The files have no modifiers. Allowed amounts were compared with {release} to find assistants, co-surgeons, technical parts and both sides: {} of {} could be compared, and work was weighted by what was found.",
            plural(count(*compared), "row"),
            grouped(count(compared.saturating_add(*not_compared)))
        ),
    }
}
