//! Browsing: code sets, sections, subsections, the codes in them.

use openrvu_content::structure::{self, Path};
use openrvu_core::Code;
use serde::Serialize;

use super::code::{Crumb, crumbs_of};
use super::{CodeLine, ReleaseView};
use crate::Site;
use crate::site::{AsOf, SectionCodes};

/// Most codes of a list on one page; a section with more shows its parts alone, or pages of this length.
const MOST_LISTED: usize = 500;

/// A section with what is in it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct BrowsePage {
    /// Its name.
    pub(crate) name: String,
    /// Its path, itself last; empty for the list of code sets.
    pub(crate) path: Vec<Crumb>,
    /// The release of the figures.
    pub(crate) release: Option<ReleaseView>,
    /// How many codes it holds.
    pub(crate) count: usize,
    /// Its ranges of codes, in words.
    pub(crate) ranges: String,
    /// Its parts that hold codes.
    pub(crate) sections: Vec<SectionLine>,
    /// The families of texts among its codes.
    pub(crate) families: Vec<FamilyLine>,
    /// Its codes, on this page.
    pub(crate) codes: Vec<CodeLine>,
    /// The page shown and how many there are.
    pub(crate) pages: (usize, usize),
}

/// A part of a section.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SectionLine {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its address.
    pub(crate) url: String,
    /// Its ranges of codes, in words.
    pub(crate) ranges: String,
    /// How many codes it holds.
    pub(crate) count: usize,
    /// Its own parts.
    pub(crate) parts: Vec<SectionLine>,
}

/// A family of texts.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FamilyLine {
    /// Its title.
    pub(crate) title: String,
    /// Its first code, to whose page it leads.
    pub(crate) first: Code,
    /// Its last code.
    pub(crate) last: Code,
    /// How many codes it has.
    pub(crate) count: usize,
}

impl BrowsePage {
    /// The list of code sets, two levels deep.
    pub(crate) fn all(site: &Site, as_of: Option<AsOf<'_>>) -> Self {
        Self {
            name: "Codes".to_owned(),
            path: Vec::new(),
            release: as_of.map(|as_of| ReleaseView::of(site, as_of)),
            count: site.codes.len(),
            ranges: String::new(),
            sections: parts(site, "", 2),
            families: Vec::new(),
            codes: Vec::new(),
            pages: (1, 1),
        }
    }

    /// The section at an address; none where there is none or it holds no code.
    pub(crate) fn section(site: &Site, as_of: Option<AsOf<'_>>, url: &str, page: usize) -> Option<Self> {
        let path = structure::find(url)?;
        let held = find(site, &path)?;
        let sections = parts(site, url, 1);
        let pages = held.codes.len().div_ceil(MOST_LISTED).max(1);
        let page = page.clamp(1, pages);
        // A section with parts lists codes where they are few, or where they stand in none of the parts.
        let listed: Vec<Code> = if sections.is_empty() || held.codes.len() <= MOST_LISTED {
            held.codes.clone()
        } else {
            held.codes.iter().copied().filter(|code| structure::path_of(*code) == path).collect()
        };
        let pages = listed.len().div_ceil(MOST_LISTED).max(1).min(pages);
        let shown = listed.into_iter().skip((page.min(pages) - 1) * MOST_LISTED).take(MOST_LISTED);
        let codes = as_of.map(|as_of| CodeLine::all(site, as_of.release, shown)).unwrap_or_default();
        let section = path.last()?;
        Some(Self {
            name: section.name.to_owned(),
            path: crumbs_of(&path),
            release: as_of.map(|as_of| ReleaseView::of(site, as_of)),
            count: held.codes.len(),
            ranges: ranges(section),
            families: if codes.is_empty() { Vec::new() } else { families(site, &held.codes) },
            sections,
            codes,
            pages: (page.min(pages), pages),
        })
    }

    /// The description for search engines.
    pub(crate) fn description(&self) -> String {
        let path: Vec<&str> = self.path.iter().map(|crumb| crumb.name).collect();
        let ranges = if self.ranges.is_empty() { String::new() } else { format!(" ({})", self.ranges) };
        format!("{}{ranges}: {} codes with work RVU, totals and global period.", path.join(" › "), self.count)
    }
}

fn find<'a>(site: &'a Site, path: &Path) -> Option<&'a SectionCodes> {
    site.sections.iter().find(|section| section.path == *path)
}

/// The parts below an address, so many levels deep.
fn parts(site: &Site, url: &str, depth: usize) -> Vec<SectionLine> {
    if depth == 0 {
        return Vec::new();
    }
    let level = if url.is_empty() { 1 } else { url.split('/').count() + 1 };
    let below = site.sections.iter().filter(|section| {
        section.path.sections().len() == level
            && (url.is_empty()
                || section.path.url().strip_prefix(url).is_some_and(|rest| rest.starts_with('/')))
    });
    let line = |section: &SectionCodes| {
        let own = section.path.last()?;
        Some(SectionLine {
            name: own.name,
            url: format!("/codes/browse/{}", section.path.url()),
            ranges: ranges(own),
            count: section.codes.len(),
            parts: parts(site, &section.path.url(), depth - 1),
        })
    };
    below.filter_map(line).collect()
}

fn ranges(section: &structure::Section) -> String {
    section.ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn families(site: &Site, codes: &[Code]) -> Vec<FamilyLine> {
    let families = site.library.families().iter().filter_map(|family| {
        let (first, last) = (family.entries.first()?.code, family.entries.last()?.code);
        codes.binary_search(&first).ok()?;
        Some(FamilyLine { title: family.title.clone(), first, last, count: family.entries.len() })
    });
    families.collect()
}
