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
    /// The codes before and after in the code set's order.
    pub(crate) neighbors: Vec<CodeLine>,
}

/// Neighbors on each side.
const SIDE: usize = 3;

impl Related {
    pub(super) fn of(site: &Site, as_of: Option<AsOf<'_>>, code: Code) -> Option<Self> {
        let release = as_of?.release;
        let see_also = site.library.entry(code).map(|entry| entry.see_also.clone()).unwrap_or_default();
        let at = site.codes.binary_search(&code).ok()?;
        let around = site.codes.get(at.saturating_sub(SIDE)..(at + SIDE + 1).min(site.codes.len()))?;
        let near = around.iter().copied().filter(|other| *other != code && other.kind() == code.kind());
        let see_also = see_also.into_iter().filter(|other| site.has_page(*other));
        Some(Self {
            see_also: CodeLine::all(site, release, see_also),
            neighbors: CodeLine::all(site, release, near),
        })
    }
}
