//! Other codes worth a look: named by the texts, and the neighbors in the code set's order.

use openrvu_core::Code;
use serde::Serialize;

use crate::Site;
use crate::site::AsOf;
use crate::views::CodeLine;

/// Related codes.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Related {
    /// Codes of other families that the text names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) see_also: Vec<CodeLine>,
    /// The codes before and after in the code set's order that the release has.
    pub(crate) neighbors: Vec<CodeLine>,
}

/// Neighbors on each side.
const SIDE: usize = 3;

impl Related {
    pub(super) fn of(site: &Site, as_of: Option<AsOf<'_>>, code: Code) -> Option<Self> {
        let release = as_of?.release;
        let of_release = |other: &Code| other.kind() == code.kind() && !release.rows_of(*other).is_empty();
        let see_also = site.library.entry(code).map(|entry| entry.see_also.clone()).unwrap_or_default();
        let at = site.codes.binary_search(&code).ok()?;
        let (before, after) = (site.codes.get(..at)?, site.codes.get(at + 1..)?);
        let before: Vec<Code> = before.iter().rev().copied().filter(of_release).take(SIDE).collect();
        let after = after.iter().copied().filter(of_release).take(SIDE);
        let near = before.into_iter().rev().chain(after);
        let see_also = see_also.into_iter().filter(|other| site.has_page(*other));
        Some(Self {
            see_also: CodeLine::all(site, release, see_also),
            neighbors: CodeLine::all(site, release, near),
        })
    }

    /// Whether there is no such code.
    pub(crate) fn is_empty(&self) -> bool {
        self.see_also.is_empty() && self.neighbors.is_empty()
    }
}
