//! How a code compares: its place among the work RVUs of its section, the codes most like it by value, its family.

use openrvu_core::{Code, Rvu};
use serde::Serialize;

use super::Facts;
use crate::views::chart::Histogram;
use crate::views::{CodeLine, Count};

/// The comparison.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Comparison {
    /// The place in the distribution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<Place>,
    /// Codes of the same kind with the nearest work RVUs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) similar: Vec<CodeLine>,
    /// The members of the family.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) family: Option<FamilyTable>,
}

/// The place of a work RVU among those of its section.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Place {
    /// The section.
    pub(crate) section: String,
    /// Its address.
    pub(crate) url: String,
    /// How many codes of the section have work RVUs.
    pub(crate) count: Count,
    /// How many of them have less.
    pub(crate) below: Count,
    /// `below` in hundredths of the count, rounded down.
    pub(crate) percent: usize,
    /// Whether these are all that CMS published, or those of the codes held here.
    pub(crate) complete: bool,
    /// The code's own.
    pub(crate) work: Rvu,
    /// The least, the first quarter's, the middle, the third quarter's and the most.
    pub(crate) quartiles: [Rvu; 5],
    /// The picture.
    #[serde(skip)]
    pub(crate) histogram: Option<Histogram>,
}

/// The members of a family with their figures.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FamilyTable {
    /// Its title.
    pub(crate) title: String,
    /// Its members, this code among them.
    pub(crate) members: Vec<CodeLine>,
}

/// Codes shown as most similar.
const SIMILAR: usize = 8;

impl Comparison {
    pub(super) fn of(facts: &Facts<'_>) -> Option<Self> {
        let comparison = Self { place: Place::of(facts), similar: similar(facts), family: family(facts) };
        let empty =
            comparison.place.is_none() && comparison.similar.is_empty() && comparison.family.is_none();
        (!empty).then_some(comparison)
    }
}

impl Place {
    fn of(facts: &Facts<'_>) -> Option<Self> {
        let work = Some(facts.row.work).filter(|work| *work > Rvu::ZERO)?;
        let standing = facts.site.peers(facts.as_of.release)?.standing(facts.code, work)?;
        let values: Vec<Rvu> = standing.peers.iter().map(|peer| peer.work).collect();
        let at = |quarter: usize| values.get((values.len() - 1) * quarter / 4).copied().unwrap_or_default();
        Some(Self {
            section: standing.path.last()?.name.to_owned(),
            url: format!("/codes/browse/{}", standing.path.url()),
            count: Count(values.len()),
            below: Count(standing.below),
            percent: standing.below * 100 / values.len(),
            complete: facts.as_of.release.complete,
            work,
            quartiles: [at(0), at(1), at(2), at(3), at(4)],
            histogram: Histogram::draw(&values, work),
        })
    }

    /// What is to be said after the section's name where not all of its codes are compared.
    pub(crate) fn held_here(&self) -> &'static str {
        if self.complete { "" } else { " that are held here" }
    }
}

fn similar(facts: &Facts<'_>) -> Vec<CodeLine> {
    let Some(peers) = facts.site.peers(facts.as_of.release) else { return Vec::new() };
    if facts.row.work <= Rvu::ZERO {
        return Vec::new();
    }
    let near = peers.similar(facts.code, facts.row.work, facts.row.global, SIMILAR);
    CodeLine::all(facts.site, facts.as_of.release, near.into_iter().map(|peer| peer.code))
}

fn family(facts: &Facts<'_>) -> Option<FamilyTable> {
    let (family, _) = facts.site.library.get(facts.code)?;
    let codes: Vec<Code> = family.entries.iter().map(|entry| entry.code).collect();
    (codes.len() > 1).then(|| FamilyTable {
        title: family.title.clone(),
        members: CodeLine::all(facts.site, facts.as_of.release, codes),
    })
}
