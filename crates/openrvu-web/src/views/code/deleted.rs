//! A code that left the schedule: when, and what to look at instead.

use jiff::civil::Date;
use openrvu_core::{Code, HeldRelease, ReleaseId};
use serde::Serialize;

use crate::Site;
use crate::views::Title;
use crate::views::release::last_day;

/// What became of a code.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Deleted {
    /// The last year in which it was valid, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_year: Option<u16>,
    /// The last release held that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_release: Option<ReleaseId>,
    /// The last day of that release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_day: Option<Date>,
    /// What became of it, in a few sentences.
    pub(crate) words: String,
    /// Codes to look at instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) successors: Vec<Successor>,
}

/// A code to look at instead.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Successor {
    /// The code.
    pub(crate) code: Code,
    /// Its title.
    pub(crate) title: Title,
    /// Whether it has a page.
    #[serde(skip)]
    pub(crate) has_page: bool,
}

impl Deleted {
    /// What became of a code; none for one that the newest release has, or of which nothing is known.
    pub(super) fn of(site: &Site, code: Code) -> Option<Self> {
        let releases = site.schedule.releases();
        let holds = |release: &HeldRelease| !release.rows_of(code).is_empty();
        if releases.last().is_some_and(holds) {
            return None;
        }
        let retirement = site.library.retirement(code);
        let last = releases.iter().rposition(holds);
        let after = last.and_then(|at| releases.get(at + 1..)).unwrap_or_default();
        let without = after.iter().find(|release| release.complete);
        if retirement.is_none() && without.is_none() {
            return None;
        }
        let last = last.and_then(|at| releases.get(at));
        let mut words = match retirement {
            Some(retired) => format!("{code} was deleted after {}. {}", retired.last_year, retired.words),
            None => format!("{code} is no longer in the fee schedule."),
        };
        if let Some(last) = last {
            words.push_str(&last_held(last, without));
        }
        let successors = retirement.map(|retired| &*retired.successors).unwrap_or_default();
        let successor = |code: &Code| Successor {
            code: *code,
            title: Title::of(site, *code),
            has_page: site.has_page(*code),
        };
        Some(Self {
            last_year: retirement.map(|retired| retired.last_year),
            last_release: last.map(|last| last.id),
            last_day: last.and_then(last_day),
            words,
            successors: successors.iter().map(successor).collect(),
        })
    }

    /// The badge.
    pub(super) fn badge(&self) -> String {
        self.last_year.map_or_else(|| "Deleted".to_owned(), |year| format!("Deleted after {year}"))
    }
}

/// The last release with the code, the first held without it, and whether there are others between.
fn last_held(last: &HeldRelease, without: Option<&HeldRelease>) -> String {
    let until = last_day(last).map(|day| format!(", in effect to {day}")).unwrap_or_default();
    let mut words = format!(" The last release held that has it is {}{until}", last.id);
    if let Some(without) = without {
        words.push_str(&format!("; {}, from {}, has it no longer", without.id, without.effective_from));
        if last.effective_until() != Some(without.effective_from) {
            words.push_str(", and those between are not held");
        }
    }
    words.push('.');
    words
}
