//! The results of a search.

use openrvu_core::{Code, Modifier, ReleaseId};
use openrvu_search::{Match, QUERY_CHARACTERS, QueryReading};
use serde::Serialize;

use super::CodeLine;
use crate::Site;

/// The answer to a query.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SearchPage {
    /// The query as read.
    pub(crate) query: String,
    /// How it was understood.
    pub(crate) understood: QueryReading,
    /// The release of the figures.
    pub(crate) release: Option<ReleaseId>,
    /// What was found, best first.
    pub(crate) results: Vec<SearchResult>,
    /// The codes asked for by number that nothing held knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) not_held: Option<Vec<Code>>,
    /// The command that loads the complete release, where the newest is held in part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) command: Option<&'static str>,
}

/// One code found.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SearchResult {
    /// The code with its figures.
    #[serde(flatten)]
    pub(crate) line: CodeLine,
    /// Where to.
    pub(crate) url: String,
    /// The modifiers that the query gave.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) modifiers: Vec<Modifier>,
    /// Why it was found, where the code or title does not show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) because: Option<String>,
}

impl SearchPage {
    /// Searches.
    pub(crate) fn of(site: &Site, query: &str, limit: usize) -> Self {
        let query = query.trim();
        let answer = site.index.search(query, limit);
        let query: String = query.chars().take(QUERY_CHARACTERS).collect();
        let newest = site.schedule.newest();
        let results = answer.hits.into_iter().filter_map(|hit| {
            let line = CodeLine::of(site, newest?, hit.code);
            let because = match hit.matched {
                Match::Synonym(text) => Some(text),
                Match::Lexicon(text) => Some(text),
                Match::NearCode => Some("nearest code held".to_owned()),
                _ => None,
            };
            Some(SearchResult {
                line,
                url: format!("/codes/{}", hit.code),
                modifiers: hit.modifiers,
                because,
            })
        });
        let results: Vec<SearchResult> = results.collect();
        let asked = answer.understood.codes.iter().map(|reading| reading.code);
        let codes: Vec<Code> = asked.filter(|code| !site.has_page(*code)).collect();
        let not_held = (!codes.is_empty()).then_some(codes);
        Self {
            query,
            understood: answer.understood,
            release: newest.map(|release| release.id),
            results,
            not_held,
            command: site.load_command(),
        }
    }
}
