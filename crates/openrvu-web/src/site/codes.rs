//! Which codes have a page, and which stand in a section.

use std::collections::BTreeSet;

use openrvu_content::Library;
use openrvu_content::structure::{self, Path};
use openrvu_core::{Code, Schedule};
use rustc_hash::FxHashMap;

/// A section of the code set's structure with the codes that stand in it or below it.
#[derive(Debug, Clone)]
pub struct SectionCodes {
    /// The section's path.
    pub path: Path,
    /// Its codes, in order.
    pub codes: Vec<Code>,
}

/// Every code of any release held and of the texts, and those that left the code set and have successors, in order.
pub(super) fn all(schedule: &Schedule, library: &Library) -> Vec<Code> {
    let held = schedule.releases().iter().flat_map(|release| release.rows.iter().map(|row| row.code));
    let texts = library.entries().map(|(_, entry)| entry.code);
    let retired = library.retired().iter().map(|retired| retired.code);
    let codes: BTreeSet<Code> = held.chain(texts).chain(retired).collect();
    codes.into_iter().collect()
}

/// The sections that hold a code, in the order of browsing.
pub(super) fn by_section(codes: &[Code]) -> Vec<SectionCodes> {
    let mut held: FxHashMap<String, Vec<Code>> = FxHashMap::default();
    for code in codes {
        let mut url = String::new();
        for section in structure::path_of(*code).sections() {
            if !url.is_empty() {
                url.push('/');
            }
            url.push_str(section.slug);
            held.entry(url.clone()).or_default().push(*code);
        }
    }
    let sections = structure::all().into_iter().filter_map(|path| {
        let codes = held.remove(&path.url())?;
        Some(SectionCodes { path, codes })
    });
    sections.collect()
}

/// The name of the section in which a code stands, for a code without a title.
pub(super) fn place_name(code: Code) -> String {
    structure::path_of(code)
        .last()
        .map_or_else(|| code.kind().name().to_owned(), |section| section.name.to_owned())
}
