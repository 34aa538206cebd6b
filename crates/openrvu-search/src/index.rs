//! The index: built once, then asked.

use std::collections::BTreeMap;

use openrvu_core::Code;

use crate::answer::{Answer, Hit, Match, QueryReading};
use crate::codes::{self, CodeQuery};
use crate::document::Document;

/// The longest query that is read, in characters. What comes after is left out, and the reading says so.
pub const QUERY_CHARACTERS: usize = 200;

/// The most hits that an answer holds.
pub const RESULT_LIMIT: usize = 200;

/// Everything that can be found.
#[derive(Debug, Clone)]
pub struct Index {
    /// Documents by code; the order of codes is the order of entries.
    places: BTreeMap<Code, Place>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    rank: u32,
}

impl Index {
    /// Builds the index. Of two documents with one code the later one counts.
    #[must_use]
    pub fn build(documents: impl IntoIterator<Item = Document>) -> Self {
        let places = documents
            .into_iter()
            .map(|document| (document.code, Place { rank: document.rank.unwrap_or(u32::MAX) }))
            .collect();
        Self { places }
    }

    /// Answers a query with at most `limit` hits, and never more than [`RESULT_LIMIT`].
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Answer {
        let cut = query.char_indices().nth(QUERY_CHARACTERS);
        let read = cut.map_or(query, |(at, _)| &query[..at]);
        let named = codes::read(read);
        let mut hits = self.by_code(&named);
        hits.truncate(limit.min(RESULT_LIMIT));
        let understood = QueryReading {
            codes: named.codes,
            prefix: named.prefix,
            range: named.range,
            modifiers: named.modifiers,
            cut: cut.is_some(),
            ..QueryReading::default()
        };
        Answer { hits, understood }
    }

    fn by_code(&self, named: &CodeQuery) -> Vec<Hit> {
        let mut hits: Vec<Hit> = named
            .codes
            .iter()
            .filter(|reading| self.places.contains_key(&reading.code))
            .map(|reading| Hit {
                code: reading.code,
                score: 1000,
                matched: Match::Code,
                modifiers: reading.modifiers.clone(),
            })
            .collect();
        if let Some((first, last)) = named.range {
            let mut inside: Vec<(u32, Code)> =
                self.places.range(first..=last).map(|(code, place)| (place.rank, *code)).collect();
            inside.sort_unstable();
            hits.extend(inside.into_iter().map(|(_, code)| Hit {
                code,
                score: 900,
                matched: Match::CodeRange,
                modifiers: Vec::new(),
            }));
        }
        hits
    }
}
