//! Specialties: which codes each uses, by the texts.

use serde::Serialize;

use super::sorted_codes::{self, CodeSort};
use super::{CodeLine, ReleaseView};
use crate::Site;
use crate::site::AsOf;

/// A specialty with its codes.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SpecialtyPage {
    /// The end of its address.
    pub(crate) slug: String,
    /// Its name.
    pub(crate) name: String,
    /// The release of the figures.
    pub(crate) release: Option<ReleaseView>,
    /// Its benchmarks, by the names that Medicare gives it.
    pub(crate) benchmarks: Vec<BenchmarkLink>,
    /// The codes whose texts name it, those most used first unless another order is asked for.
    pub(crate) codes: Vec<CodeLine>,
}

/// A benchmark of the specialty.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct BenchmarkLink {
    /// The end of its address.
    pub(crate) slug: String,
    /// The name that Medicare gives it.
    pub(crate) name: String,
}

/// A specialty in the list.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SpecialtyLine {
    /// The end of its address.
    pub(crate) slug: String,
    /// Its name.
    pub(crate) name: String,
    /// How many texts name it.
    pub(crate) count: usize,
}

/// The specialties that any text names.
pub(crate) fn all(site: &Site) -> Vec<SpecialtyLine> {
    let lines = site.library.specialties().iter().map(|specialty| SpecialtyLine {
        slug: specialty.slug.clone(),
        name: specialty.name.clone(),
        count: site
            .library
            .entries()
            .filter(|(_, entry)| entry.specialties.contains(&specialty.slug))
            .count(),
    });
    lines.filter(|line| line.count > 0).collect()
}

impl SpecialtyPage {
    /// The page of a specialty that a text names.
    pub(crate) fn of(site: &Site, as_of: Option<AsOf<'_>>, slug: &str, sort: CodeSort) -> Option<Self> {
        let specialty = site.library.specialty(slug)?;
        let entries = site.library.entries().map(|(_, entry)| entry);
        let mut found: Vec<_> = entries
            .filter_map(|entry| {
                let place = entry.specialties.iter().position(|named| named == slug)?;
                let used = site.options.ranking.iter().position(|code| *code == entry.code);
                Some((used.unwrap_or(usize::MAX), place, entry.code))
            })
            .collect();
        if found.is_empty() {
            return None;
        }
        found.sort_unstable();
        let codes = found.into_iter().map(|(.., code)| code);
        let newest = site.benchmarks.newest();
        let benchmarks = specialty.cms.iter().filter_map(|name| newest?.specialty_named(name));
        let benchmarks = benchmarks.map(|of| BenchmarkLink { slug: of.slug.clone(), name: of.name.clone() });
        Some(Self {
            slug: specialty.slug.clone(),
            name: specialty.name.clone(),
            benchmarks: benchmarks.collect(),
            release: as_of.map(|as_of| ReleaseView::of(site, as_of)),
            codes: sorted_codes::lines(site, as_of, codes, sort),
        })
    }
}
