//! The home page.

use openrvu_core::{Code, HeldRelease};
use serde::Serialize;

use super::{CodeLine, Count, ReleaseView};
use crate::Site;

/// What the home page says.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HomePage {
    /// The newest release; none where none is held.
    pub(crate) release: Option<ReleaseView>,
    /// How many codes the newest release has, of those held.
    pub(crate) codes: Count,
    /// How many codes have texts.
    pub(crate) texts: Count,
    /// How many releases are held.
    pub(crate) releases: usize,
    /// What is held, in words.
    pub(crate) held: String,
    /// The codes most used.
    pub(crate) used: Vec<CodeLine>,
    /// Searches to try.
    pub(crate) examples: &'static [&'static str],
}

/// Codes shown as most used.
const USED: usize = 15;

impl HomePage {
    /// The page over what is held.
    pub(crate) fn of(site: &Site) -> Self {
        let newest = site.as_of(None, None).ok();
        let used = newest.map(|as_of| {
            let known = |code: &Code| site.title(*code).is_some() && site.has_page(*code);
            let ranked = site.options.ranking.iter().copied().filter(known).take(USED);
            let mut codes: Vec<Code> = ranked.collect();
            if codes.is_empty() {
                codes = site.library.entries().map(|(_, entry)| entry.code).take(USED).collect();
            }
            CodeLine::all(site, as_of.release, codes)
        });
        Self {
            release: newest.map(|as_of| ReleaseView::of(site, as_of)),
            codes: Count(newest.map_or(0, |as_of| count(as_of.release))),
            texts: Count(site.library.len()),
            releases: site.schedule.releases().len(),
            held: site.schedule.held_in_words(),
            used: used.unwrap_or_default(),
            examples: &["27447", "lap chole", "99202-99215", "ear tubes", "EGD", "27447-50"],
        }
    }
}

/// How many codes a release has. Its rows are in the order of codes.
fn count(release: &HeldRelease) -> usize {
    release.rows.chunk_by(|row, next| row.code == next.code).count()
}
