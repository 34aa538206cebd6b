//! The page of a specialty.

use openrvu_benchmark::set::{Absent, Coverage, Figure, Specialty};
use openrvu_benchmark::{BenchmarkSet, Services, WorkRvus};
use openrvu_content::text::plural;
use serde::Serialize;

use super::chart::PercentileChart;
use super::{Caveat, CodeMix, OfficeVisits, SetChoice, SetView, States, Trend, Whole, caveats, choices};
use crate::Site;
use crate::views::Count;

/// A specialty's benchmark.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct BenchmarkPage {
    /// The end of its address.
    pub(crate) slug: String,
    /// The name that Medicare gives it.
    pub(crate) name: String,
    /// Our pages of the same specialty, with its codes.
    pub(crate) pages: Vec<SpecialtyLink>,
    /// The set.
    pub(crate) set: SetView,
    /// The sets held.
    pub(crate) sets: Vec<SetChoice>,
    /// Clinicians in the files, also those below the floor.
    pub(crate) in_files: Count,
    /// Clinicians in the distributions.
    pub(crate) providers: Count,
    /// How much of their services the rows show.
    pub(crate) coverage: Figure<Coverage>,
    /// The percentiles.
    pub(crate) percentiles: Vec<PercentileRow>,
    /// Why there are no work RVUs per beneficiary-day; none where there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) per_day_absent: Option<Absent>,
    /// The pictures of them.
    #[serde(skip)]
    pub(crate) charts: [PercentileChart; 2],
    /// What the numbers are not.
    pub(crate) what_these_numbers_are_not: Vec<Caveat>,
    /// State by state.
    pub(crate) states: States,
    /// Office visits by level.
    pub(crate) office_visits: Vec<OfficeVisits>,
    /// The codes that make up the work.
    pub(crate) code_mix: CodeMix,
    /// The years held.
    pub(crate) trend: Trend,
    /// What the amounts tell of modifiers.
    pub(crate) modifiers: Vec<ModifierRow>,
}

/// A page of the same specialty among our own.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SpecialtyLink {
    /// The end of its address.
    pub(crate) slug: String,
    /// Its name.
    pub(crate) name: String,
}

/// The values at a percentile.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PercentileRow {
    /// 5 to 95.
    pub(crate) percentile: u8,
    /// Services of a year.
    pub(crate) services: Whole<Services>,
    /// Medicare work RVUs of a year.
    pub(crate) work: Whole<WorkRvus>,
    /// Work RVUs per beneficiary-day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) work_per_day: Option<WorkRvus>,
}

/// Rows that the amounts tell of a modifier.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ModifierRow {
    /// What the amounts mean.
    pub(crate) words: &'static str,
    /// Rows.
    pub(crate) rows: Count,
    /// Their services.
    pub(crate) services: Whole<Services>,
    /// What the work RVU was multiplied by.
    pub(crate) weight: openrvu_core::Factor,
}

/// The page of a specialty without enough clinicians.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SuppressedPage {
    /// The end of its address.
    pub(crate) slug: String,
    /// The name that Medicare gives it.
    pub(crate) name: String,
    /// The set.
    pub(crate) set: SetView,
    /// Why there are no figures.
    pub(crate) absent: Absent,
}

impl BenchmarkPage {
    /// A specialty of a set.
    pub(crate) fn of(site: &Site, set: &BenchmarkSet, specialty: &Specialty) -> Self {
        let cell = &specialty.whole;
        let per_day = cell.work_per_day.known();
        let services = cell.services.points();
        let percentiles = cell.work.points().into_iter().zip(services).enumerate();
        let percentiles = percentiles.map(|(at, (work, services))| PercentileRow {
            percentile: work.percentile,
            services: Whole(services.value),
            work: Whole(work.value),
            work_per_day: per_day.and_then(|per_day| per_day.values.get(at).copied()),
        });
        let ours = site.library.specialties().iter();
        let pages = ours
            .filter(|ours| ours.cms.contains(&specialty.name))
            .map(|ours| SpecialtyLink { slug: ours.slug.clone(), name: ours.name.clone() });
        Self {
            slug: specialty.slug.clone(),
            name: specialty.name.clone(),
            pages: pages.collect(),
            set: SetView::of(set),
            sets: choices(&site.benchmarks, set.id),
            in_files: Count::of(specialty.providers),
            providers: Count::of(cell.providers()),
            coverage: cell.coverage,
            percentiles: percentiles.collect(),
            per_day_absent: cell.work_per_day.absent(),
            charts: [
                PercentileChart::draw("Medicare work RVUs of a year", &cell.work.points(), None),
                PercentileChart::draw("Services of a year", &cell.services.points(), None),
            ],
            what_these_numbers_are_not: caveats(set, Some(cell)),
            states: States::of(set, specialty),
            office_visits: OfficeVisits::of(cell),
            code_mix: CodeMix::of(site, specialty),
            trend: Trend::of(&site.benchmarks, &specialty.slug, set.synthetic),
            modifiers: modifiers(specialty),
        }
    }

    /// A sentence that no other page has.
    pub(crate) fn description(&self) -> String {
        let median = self.percentiles.iter().find(|row| row.percentile == 50);
        let median = median.map(|row| format!(", median {} work RVUs", row.work)).unwrap_or_default();
        format!(
            "{}: {}{median} of Medicare fee-for-service in {}, {}. Percentiles, states, office visits, codes.",
            self.name,
            plural(self.providers.0, "clinician"),
            self.set.year,
            self.set.area
        )
    }

    /// Where it stands.
    pub(crate) fn address(&self) -> String {
        format!("/benchmarks/{}", self.slug)
    }

    /// The value at the median.
    pub(crate) fn median(&self) -> Option<&PercentileRow> {
        self.percentiles.iter().find(|row| row.percentile == 50)
    }
}

impl SuppressedPage {
    /// A specialty of a set that has too few clinicians, by its slug.
    pub(crate) fn of(set: &BenchmarkSet, slug: &str) -> Option<Self> {
        let name = set.suppressed.iter().find(|name| openrvu_benchmark::set::slug(name) == slug)?;
        Some(Self {
            slug: slug.to_owned(),
            name: name.clone(),
            set: SetView::of(set),
            absent: Absent::TooFewProviders,
        })
    }
}

fn modifiers(specialty: &Specialty) -> Vec<ModifierRow> {
    let found = specialty.biases.iter().filter(|bias| bias.rows > 0);
    found
        .map(|bias| ModifierRow {
            words: bias.class.words(),
            rows: Count::of(bias.rows),
            services: Whole(bias.services),
            weight: bias.weight,
        })
        .collect()
}

impl PercentileRow {
    /// Whether it is the median.
    pub(crate) fn is_median(&self) -> bool {
        self.percentile == 50
    }

    /// Its name: `Median`, `25th`.
    pub(crate) fn name(&self) -> String {
        if self.is_median() { "Median".to_owned() } else { format!("{}th", self.percentile) }
    }
}
