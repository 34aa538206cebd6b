//! Who uses a code: the specialties of its text, and who bills it to Medicare by the newest benchmark set.

use openrvu_benchmark::set::{Biases, CodeUse, SpecialtyOfCode};
use openrvu_benchmark::{BenchmarkSet, Services, SetId, Share};
use openrvu_core::Code;
use serde::Serialize;

use crate::Site;
use crate::views::Count;
use crate::views::benchmark::Whole;

/// Specialties that stand on the page at once; the others are folded.
const SHOWN: usize = 10;

/// The section.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Specialties {
    /// Those that the text names, the most frequent first.
    pub(crate) named: Vec<SpecialtyLink>,
    /// Who bills the code; none where no benchmark set is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) billing: Option<Billing>,
}

/// A specialty with its page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SpecialtyLink {
    /// The end of its address.
    pub(crate) slug: String,
    /// Its name.
    pub(crate) name: String,
}

/// Who bills a code to Medicare.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Billing {
    /// The benchmark set.
    pub(crate) set: SetId,
    /// What has to stand beside every figure.
    pub(crate) label: String,
    /// Whether assistants were told from surgeons.
    #[serde(skip)]
    pub(crate) tells_assistants: bool,
    /// What the set has of the code; none where fewer than eleven clinicians billed it.
    #[serde(flatten)]
    pub(crate) found: Option<Found>,
}

/// What the set has of a code.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Found {
    /// Clinicians that bill it.
    pub(crate) providers: Count,
    /// Their services.
    pub(crate) services: Whole<Services>,
    /// How much of the national services that is, where it is known.
    pub(crate) coverage: Option<Share>,
    /// The largest shares first.
    pub(crate) specialties: Vec<Row>,
}

/// A specialty's part.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    /// The specialty as Medicare names it.
    pub(crate) specialty: String,
    /// The end of its benchmark's address, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) benchmark: Option<String>,
    /// Clinicians that bill the code.
    pub(crate) providers: Count,
    /// Their share of the code's services.
    pub(crate) share: Share,
    /// Services of the one at the median.
    pub(crate) median_services: Whole<Services>,
}

impl Specialties {
    /// The section; none where neither a text nor a set tells.
    pub(super) fn of(site: &Site, code: Code) -> Option<Self> {
        let entry = site.library.entry(code);
        let slugs = entry.map(|entry| entry.specialties.as_slice()).unwrap_or_default();
        let named: Vec<SpecialtyLink> = slugs
            .iter()
            .filter_map(|slug| site.library.specialty(slug))
            .map(|specialty| SpecialtyLink { slug: specialty.slug.clone(), name: specialty.name.clone() })
            .collect();
        let billing = site.benchmarks.newest().map(|set| Billing::of(set, code));
        let tells = !named.is_empty() || billing.as_ref().is_some_and(|billing| billing.found.is_some());
        tells.then_some(Self { named, billing })
    }
}

impl Billing {
    fn of(set: &BenchmarkSet, code: Code) -> Self {
        Self {
            set: set.id,
            label: set.label(),
            tells_assistants: matches!(set.biases, Biases::Compared { .. }),
            found: set.code(code).map(|of_code| Found::of(set, of_code)),
        }
    }
}

impl Found {
    fn of(set: &BenchmarkSet, of_code: &CodeUse) -> Self {
        Self {
            providers: Count::of(of_code.providers),
            services: Whole(of_code.services),
            coverage: of_code.coverage.known().copied(),
            specialties: of_code.specialties.iter().map(|of_specialty| Row::of(set, of_specialty)).collect(),
        }
    }

    /// The rows at the head of the list, and the others.
    pub(crate) fn parts(&self) -> (&[Row], &[Row]) {
        self.specialties.split_at(self.specialties.len().min(SHOWN))
    }

    /// The share of specialties with too few such clinicians, in percent; none where it is nothing.
    pub(crate) fn others(&self) -> Option<String> {
        let listed: u64 = self.specialties.iter().map(|row| row.share.get()).sum();
        let others = Share::new(Share::ONE.get().saturating_sub(listed));
        // Shares are rounded each, so that a few ten-thousandths may be missing where nothing is.
        (others > Share::new(50)).then(|| others.percent())
    }
}

impl Row {
    fn of(set: &BenchmarkSet, of_specialty: &SpecialtyOfCode) -> Self {
        let benchmark = set.specialty_named(&of_specialty.specialty);
        Self {
            specialty: of_specialty.specialty.clone(),
            benchmark: benchmark.map(|specialty| specialty.slug.clone()),
            providers: Count::of(of_specialty.providers),
            share: of_specialty.share,
            median_services: Whole(of_specialty.median_services),
        }
    }
}
