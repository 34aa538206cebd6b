//! The file from which an exported site is searched.

use openrvu_search::{Compact, Lexicon};
use serde::Serialize;

use super::ExportError;
use crate::Site;
use crate::site::{SiteError, documents};

/// The compact index, and what a hit shows of each of its codes, in the same order.
#[derive(Debug, Serialize)]
struct SearchFile {
    index: Compact,
    titles: Vec<String>,
    /// Work RVUs in the newest release held; empty where it has none.
    work: Vec<String>,
}

pub(super) fn json(site: &Site) -> Result<Vec<u8>, ExportError> {
    let newest = site.schedule.newest();
    let work = |code| {
        let row = newest.and_then(|release| Site::listed_row(release, code)).filter(|row| row.has_rvus());
        row.map(|row| row.work.to_string()).unwrap_or_default()
    };
    let documents = documents::documents(&site.schedule, &site.library, &site.codes, &site.options.ranking);
    let lexicon = Lexicon::embedded().map_err(SiteError::from)?;
    let file = SearchFile {
        index: Compact::of(documents, lexicon),
        titles: site.codes.iter().map(|code| site.label(*code)).collect(),
        work: site.codes.iter().map(|code| work(*code)).collect(),
    };
    Ok(serde_json::to_vec(&file)?)
}
