//! The list of specialties.

use openrvu_benchmark::set::{Coverage, Figure, Specialty};
use openrvu_benchmark::{BenchmarkSet, Services, WorkRvus};
use openrvu_content::Library;
use serde::Serialize;

use super::chart::{Strip, StripScale};
use super::{Caveat, SetChoice, SetView, Whole, caveats, choices, quartiles};
use crate::Site;
use crate::views::Count;
use crate::views::sort::{Sort, SortColumn};

/// A column that the list can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// The name.
    Specialty,
    /// Clinicians in the distributions.
    Providers,
    /// Work RVUs of the one at the 25th percentile.
    LowerQuartile,
    /// At the median.
    Median,
    /// At the 75th percentile.
    UpperQuartile,
    /// Services of the one at the median.
    Services,
}

impl SortColumn for Column {
    const ALL: &'static [Self] = &[
        Self::Specialty,
        Self::Providers,
        Self::LowerQuartile,
        Self::Median,
        Self::UpperQuartile,
        Self::Services,
    ];

    fn slug(self) -> &'static str {
        match self {
            Self::Specialty => "specialty",
            Self::Providers => "providers",
            Self::Services => "services",
            Self::LowerQuartile => "p25",
            Self::Median => "median",
            Self::UpperQuartile => "p75",
        }
    }

    fn is_number(self) -> bool {
        self != Self::Specialty
    }
}

impl Column {
    /// What the reader sees.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Specialty => "Specialty",
            Self::Providers => "Clinicians",
            Self::Services => "Services, median",
            Self::LowerQuartile => "Work RVUs, 25th",
            Self::Median => "Work RVUs, median",
            Self::UpperQuartile => "Work RVUs, 75th",
        }
    }
}

/// The list.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct BenchmarksPage {
    /// The set; none where none is held.
    pub(crate) set: Option<SetView>,
    /// The sets held.
    pub(crate) sets: Vec<SetChoice>,
    /// What was searched for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) query: String,
    /// The specialties found.
    pub(crate) specialties: Vec<Line>,
    /// The names found that have too few clinicians.
    pub(crate) suppressed: Vec<SuppressedLine>,
    /// What the numbers are not.
    pub(crate) what_these_numbers_are_not: Vec<Caveat>,
}

/// A specialty in the list.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    /// The end of its address.
    pub(crate) slug: String,
    /// The name that Medicare gives it.
    pub(crate) name: String,
    /// Clinicians in the distributions.
    pub(crate) providers: Count,
    /// Services of the one at the median.
    pub(crate) median_services: Whole<Services>,
    /// Work RVUs of the one at the 25th percentile.
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

/// A specialty without figures.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SuppressedLine {
    /// The end of its address.
    pub(crate) slug: String,
    /// The name that Medicare gives it.
    pub(crate) name: String,
    /// Why.
    pub(crate) absent: openrvu_benchmark::set::Absent,
}

impl BenchmarksPage {
    /// The specialties of a set whose names hold every word of a query.
    pub(crate) fn of(
        site: &Site,
        set: Option<&BenchmarkSet>,
        query: &str,
        sort: Option<Sort<Column>>,
    ) -> Self {
        let query: String = query.trim().chars().take(80).collect();
        let Some(set) = set else {
            return Self {
                set: None,
                sets: Vec::new(),
                query,
                specialties: Vec::new(),
                suppressed: Vec::new(),
                what_these_numbers_are_not: Vec::new(),
            };
        };
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        let found = |name: &str| is_found(&site.library, name, &words);
        let scale = StripScale::over(set.specialties.iter().map(|specialty| &specialty.whole.work));
        let specialties = set.specialties.iter().filter(|specialty| found(&specialty.name));
        let mut specialties: Vec<Line> = specialties.map(|specialty| Line::of(specialty, scale)).collect();
        if let Some(sort) = sort {
            match sort.by {
                Column::Specialty => sort.apply(&mut specialties, |line| Some(line.name.to_lowercase())),
                Column::Providers => sort.apply(&mut specialties, |line| Some(line.providers)),
                Column::Services => sort.apply(&mut specialties, |line| Some(line.median_services)),
                Column::LowerQuartile => sort.apply(&mut specialties, |line| Some(line.lower_quartile)),
                Column::Median => sort.apply(&mut specialties, |line| Some(line.median)),
                Column::UpperQuartile => sort.apply(&mut specialties, |line| Some(line.upper_quartile)),
            }
        }
        let suppressed = set.suppressed.iter().filter(|name| found(name)).map(|name| SuppressedLine {
            slug: openrvu_benchmark::set::slug(name),
            name: name.clone(),
            absent: openrvu_benchmark::set::Absent::TooFewProviders,
        });
        Self {
            set: Some(SetView::of(set)),
            sets: choices(&site.benchmarks, set.id),
            query,
            specialties,
            suppressed: suppressed.collect(),
            what_these_numbers_are_not: caveats(set, None),
        }
    }
}

impl BenchmarksPage {
    /// Whether it is known of any specialty how much of its services the rows show.
    pub(crate) fn tells_coverage(&self) -> bool {
        self.specialties.iter().any(|line| line.coverage.known().is_some())
    }
}

impl Line {
    fn of(specialty: &Specialty, scale: StripScale) -> Self {
        let (whole, work) = (&specialty.whole, &specialty.whole.work);
        let [lower, median, upper] = quartiles(work);
        Self {
            slug: specialty.slug.clone(),
            name: specialty.name.clone(),
            providers: Count::of(whole.providers()),
            median_services: Whole(whole.services.median()),
            lower_quartile: Whole(lower),
            median: Whole(median),
            upper_quartile: Whole(upper),
            coverage: whole.coverage,
            strip: scale.strip(work),
        }
    }
}

/// Whether Medicare's name of a specialty, or ours of the same, holds every word.
fn is_found(library: &Library, name: &str, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let ours = library.specialties().iter().filter(|ours| ours.cms.iter().any(|cms| cms == name));
    let mut names: Vec<String> = ours.map(|ours| ours.name.to_lowercase()).collect();
    names.push(name.to_lowercase());
    words.iter().all(|word| names.iter().any(|name| name.contains(&**word)))
}
