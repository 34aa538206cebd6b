//! Browsing: code sets, sections, subsections, the codes in them.

use openrvu_content::structure::{self, Path};
use openrvu_core::Code;
use serde::Serialize;

use super::code::{Crumb, crumbs_of};
use super::sorted_codes::{self, CodeSort};
use super::{CodeLine, Count, ReleaseView};
use crate::Site;
use crate::site::{AsOf, SectionCodes};

/// Most codes on one page.
const MOST_LISTED: usize = 300;

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
    pub(crate) count: Count,
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
    pub(crate) count: Count,
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
            count: Count(site.codes.len()),
            ranges: String::new(),
            sections: parts(site, "", 2),
            families: Vec::new(),
            codes: Vec::new(),
            pages: (1, 1),
        }
    }

    /// The section at an address; none where there is none or it holds no code.
    pub(crate) fn section(
        site: &Site,
        as_of: Option<AsOf<'_>>,
        url: &str,
        page: usize,
        sort: CodeSort,
    ) -> Option<Self> {
        let path = structure::find(url)?;
        let held = find(site, &path)?;
        let listed = listed(held, &path);
        let pages = listed.len().div_ceil(MOST_LISTED).max(1);
        if page == 0 || page > pages {
            return None;
        }
        let lines = sorted_codes::lines(site, as_of, listed, sort);
        let codes: Vec<CodeLine> =
            lines.into_iter().skip((page - 1) * MOST_LISTED).take(MOST_LISTED).collect();
        let section = path.last()?;
        Some(Self {
            name: section.name.to_owned(),
            path: crumbs_of(&path),
            release: as_of.map(|as_of| ReleaseView::of(site, as_of)),
            count: Count(held.codes.len()),
            ranges: ranges(section),
            families: if codes.is_empty() { Vec::new() } else { families(site, &held.codes) },
            sections: parts(site, url, 1),
            codes,
            pages: (page, pages),
        })
    }

    /// The description for search engines.
    pub(crate) fn description(&self) -> String {
        let path: Vec<&str> = self.path.iter().map(|crumb| crumb.name).collect();
        let ranges = if self.ranges.is_empty() { String::new() } else { format!(" ({})", self.ranges) };
        let page = if self.pages.0 > 1 { format!(" Page {}.", self.pages.0) } else { String::new() };
        format!(
            "{}{ranges}: {} codes with work RVU, totals and global period.{page}",
            path.join(" › "),
            self.count
        )
    }
}

/// The codes that a section's page lists: all, but where it has parts and many codes, those of none of the parts.
fn listed(held: &SectionCodes, path: &Path) -> Vec<Code> {
    let has_parts = path.last().is_some_and(|section| !section.sections.is_empty());
    if !has_parts || held.codes.len() <= MOST_LISTED {
        return held.codes.clone();
    }
    held.codes.iter().copied().filter(|code| structure::path_of(*code) == *path).collect()
}

/// How many pages the list of a section has.
pub(crate) fn page_count(site: &Site, url: &str) -> usize {
    let path = structure::find(url);
    let held = path.as_ref().and_then(|path| find(site, path));
    let listed = path.as_ref().zip(held).map(|(path, held)| listed(held, path).len());
    listed.unwrap_or_default().div_ceil(MOST_LISTED).max(1)
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
            count: Count(section.codes.len()),
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
