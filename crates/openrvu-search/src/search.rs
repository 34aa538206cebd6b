//! Answering a query: codes, ranges and prefixes first, then words.

use openrvu_core::{Code, Modifier};

use crate::answer::{Answer, Hit, Match, QueryReading};
use crate::codes::{self, CodeQuery};
use crate::index::{Entry, Index, NameKind, QUERY_CHARACTERS, RESULT_LIMIT};
use crate::reading::{self, WordQuery};
use crate::score;

/// Points of hits by code, above all that words can earn.
const NAMED: u32 = 3000;
const RANGE_END: u32 = 2500;
const IN_RANGE: u32 = 2000;
const PREFIX: u32 = 900;
const NEAR: u32 = 500;

/// How many neighbors stand for a code that is not held.
const NEIGHBORS: usize = 8;

impl Index {
    /// Answers a query with at most `limit` hits, and never more than [`RESULT_LIMIT`].
    ///
    /// Any text is a query; one that says nothing has no hits. The last word may be incomplete, as it is while
    /// someone types, unless a blank follows it.
    ///
    /// ```
    /// use openrvu_search::{Document, Field, Index, Lexicon};
    /// let colonoscopy = Document::new("45378".parse()?).with(Field::Title, "Diagnostic colonoscopy");
    /// let index = Index::build([colonoscopy], Lexicon::embedded()?);
    /// assert_eq!(index.search("colonscopy", 10).hits[0].code.as_str(), "45378");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Answer {
        let limit = limit.min(RESULT_LIMIT);
        let cut = query.char_indices().nth(QUERY_CHARACTERS).map(|(at, _)| at);
        let text = cut.map_or(query, |at| &query[..at]);
        let named = codes::read(text);
        let mut hits = self.by_code(&named);
        let mut words = WordQuery::default();
        if !named.words.trim().is_empty() {
            let incomplete = !text.ends_with(char::is_whitespace);
            words = reading::read(self, &named.words, incomplete);
            let found = self.by_words(&words, limit);
            for hit in found {
                match hits.iter_mut().find(|known| known.code == hit.code) {
                    Some(known) if known.score < hit.score => *known = hit,
                    Some(_) => {}
                    None => hits.push(hit),
                }
            }
        }
        // A stable sort keeps the order of codes as they were named and that of equal points by use.
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.score));
        hits.truncate(limit);
        let understood = QueryReading {
            codes: named.codes,
            prefix: named.prefix,
            range: named.range,
            modifiers: named.modifiers,
            words: words.words,
            corrections: words.corrections,
            expansions: words.expansions,
            cut: cut.is_some(),
        };
        Answer { hits, understood }
    }

    fn by_code(&self, named: &CodeQuery) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        let mut push = |code: Code, score: u32, matched: Match, modifiers: &[Modifier]| {
            if hits.iter().all(|hit| hit.code != code) {
                hits.push(Hit { code, score, matched, modifiers: modifiers.to_vec() });
            }
        };
        for reading in &named.codes {
            if self.contains(reading.code) {
                push(reading.code, NAMED, Match::Code, &reading.modifiers);
            }
        }
        for reading in named.codes.iter().filter(|reading| !self.contains(reading.code)) {
            for entry in self.neighbors(reading.code.as_str()) {
                push(entry.code, NEAR, Match::NearCode, &reading.modifiers);
            }
        }
        if let Some((first, last)) = named.range {
            // The ends are named by the query; what lies between follows by use.
            for end in [first, last] {
                if self.contains(end) {
                    push(end, RANGE_END, Match::CodeRange, &[]);
                }
            }
            let from = self.entries.partition_point(|entry| entry.code < first);
            let to = self.entries.partition_point(|entry| entry.code <= last);
            for entry in by_use(self.entries.get(from..to).unwrap_or_default()) {
                push(entry.code, IN_RANGE, Match::CodeRange, &[]);
            }
        }
        if let Some(prefix) = &named.prefix {
            let found = self.beginning_with(prefix);
            if found.is_empty() && prefix.len() >= 4 {
                for entry in self.neighbors(prefix) {
                    push(entry.code, NEAR, Match::NearCode, &[]);
                }
            }
            for entry in found {
                push(entry.code, PREFIX, Match::CodePrefix, &[]);
            }
        }
        hits
    }

    /// The entries whose code begins with these characters, the most used first.
    fn beginning_with(&self, prefix: &str) -> Vec<&Entry> {
        let from = self.entries.partition_point(|entry| entry.code.as_str() < prefix);
        let rest = self.entries.get(from..).unwrap_or_default();
        let count = rest.partition_point(|entry| entry.code.as_str().starts_with(prefix));
        by_use(&rest[..count])
    }

    /// The entries that share most of a code's first characters, the most used first.
    fn neighbors(&self, code: &str) -> Vec<&Entry> {
        for length in [4, 3] {
            let mut near = self.beginning_with(code.get(..length).unwrap_or(code));
            if !near.is_empty() {
                near.truncate(NEIGHBORS);
                return near;
            }
        }
        Vec::new()
    }

    fn by_words(&self, words: &WordQuery, limit: usize) -> Vec<Hit> {
        let kept = self.pool.lock().ok().and_then(|mut pool| pool.pop());
        let mut scratch = kept.unwrap_or_default();
        let scored = score::score(self, words, &mut scratch, limit);
        if let Ok(mut pool) = self.pool.lock() {
            pool.push(scratch);
        }
        scored
            .into_iter()
            .filter_map(|one| {
                let entry = self.entries.get(one.entry as usize)?;
                let name = one.name.and_then(|name| self.names.get(name as usize));
                let matched = name.map_or(Match::Text, |name| {
                    let text = self.name_text(name).to_owned();
                    match name.kind {
                        NameKind::Title | NameKind::FamilyAndTitle => Match::Title,
                        NameKind::Synonym => Match::Synonym(text),
                        NameKind::Descriptor => Match::Descriptor,
                        NameKind::Lexicon => Match::Lexicon(text),
                        NameKind::Summary => Match::Text,
                    }
                });
                Some(Hit { code: entry.code, score: one.points, matched, modifiers: Vec::new() })
            })
            .collect()
    }
}

/// Entries in the order of their use, and of their codes where that is equal.
fn by_use(entries: &[Entry]) -> Vec<&Entry> {
    let mut entries: Vec<&Entry> = entries.iter().collect();
    entries.sort_by_key(|entry| (entry.rank, entry.code));
    entries
}
