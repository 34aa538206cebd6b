//! How good the search is: queries with the codes that answer them, and the share of queries that find one.

use std::collections::BTreeMap;
use std::fmt;

use openrvu_core::Code;
use serde::Serialize;

use crate::index::Index;

/// The project's own judgements, on which the search is tuned.
pub const JUDGEMENTS: &str = include_str!("../judgements.tsv");

/// Judgements for codes without texts, which the lexicon names: a complete release has to be imported for them.
pub const RARE: &str = include_str!("../judgements-rare.tsv");

/// Judgements written before tuning and never used for it.
pub const HELD_OUT: &str = include_str!("../judgements-held-out.tsv");

/// A query and the codes that answer it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What is typed.
    pub query: String,
    /// The codes of which any answers it.
    pub codes: Vec<Code>,
    /// What kind of query it is, such as `typo` or `imaging`.
    pub kind: String,
}

/// A line of judgements that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "judgements, line {line}: {reason}; a line is a query, codes parted by commas, and a kind, parted by tabs"
)]
pub struct JudgementError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

/// Reads judgements: one a line, query, codes and kind parted by tabs; lines that begin with `#` are notes.
///
/// # Errors
/// [`JudgementError`] names the first line that is not of that shape.
pub fn read_judgements(text: &str) -> Result<Vec<Judgement>, JudgementError> {
    let mut judgements = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        // A code may be the whole query, so a query may begin with `#`: a note has a blank after it.
        if content.trim().is_empty() || content.starts_with("# ") {
            continue;
        }
        let error = |reason: String| JudgementError { line, reason };
        let mut columns = content.split('\t');
        let (Some(query), Some(codes), Some(kind), None) =
            (columns.next(), columns.next(), columns.next(), columns.next())
        else {
            return Err(error("there are not three columns".to_owned()));
        };
        let codes = codes
            .split(',')
            .map(str::parse)
            .collect::<Result<Vec<Code>, _>>()
            .map_err(|wrong| error(wrong.to_string()))?;
        judgements.push(Judgement { query: query.to_owned(), codes, kind: kind.to_owned() });
    }
    Ok(judgements)
}

/// Counts of queries that found an answer, of one kind or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// How many queries were asked.
    pub queries: u32,
    /// How many had an answer as the first hit.
    pub at_1: u32,
    /// How many had one among the first three.
    pub at_3: u32,
    /// How many had one among the first ten.
    pub at_10: u32,
    /// The sum of 1 / place of the first answer among the first ten, in millionths.
    pub reciprocal_ranks: u64,
}

impl Tally {
    /// Recall at 1, 3 and 10, in thousandths.
    #[must_use]
    pub fn recall(&self) -> [u32; 3] {
        [self.at_1, self.at_3, self.at_10].map(|found| found * 1000 / self.queries.max(1))
    }

    /// Mean reciprocal rank, in thousandths.
    #[must_use]
    pub fn mean_reciprocal_rank(&self) -> u32 {
        u32::try_from(self.reciprocal_ranks / u64::from(self.queries.max(1)) / 1000).unwrap_or(u32::MAX)
    }

    fn count(&mut self, place: Option<u32>) {
        self.queries += 1;
        let Some(place) = place else { return };
        self.at_1 += u32::from(place == 1);
        self.at_3 += u32::from(place <= 3);
        self.at_10 += u32::from(place <= 10);
        self.reciprocal_ranks += u64::from(1_000_000 / place);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |thousandths: u32| format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
        let [at_1, at_3, at_10] = self.recall().map(share);
        let mean = share(self.mean_reciprocal_rank());
        write!(f, "{:6} queries  recall@1 {at_1}  @3 {at_3}  @10 {at_10}  mrr {mean}", self.queries)
    }
}

/// A query whose answer is not among the first three hits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// What was typed.
    pub query: String,
    /// The codes of which any would have answered it.
    pub wanted: Vec<Code>,
    /// The first hits.
    pub got: Vec<Code>,
    /// The place of the first answer among the first ten, from 1.
    pub place: Option<u32>,
    /// What kind of query it is.
    pub kind: String,
}

/// How good the search is on a list of judgements.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// All queries.
    pub all: Tally,
    /// Queries by kind.
    pub by_kind: BTreeMap<String, Tally>,
    /// Queries without an answer among the first three hits, in the list's order.
    pub misses: Vec<Miss>,
}

/// The counts of all queries and of each kind, a line each; the misses are not shown.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:16}{}", "all", self.all)?;
        self.by_kind.iter().try_for_each(|(kind, tally)| write!(f, "\n  {kind:14}{tally}"))
    }
}

/// Asks an index every query of a list.
#[must_use]
pub fn evaluate(index: &Index, judgements: &[Judgement]) -> Report {
    let mut report = Report::default();
    for judgement in judgements {
        let hits = index.search(&judgement.query, 10).hits;
        let found = hits.iter().position(|hit| judgement.codes.contains(&hit.code));
        let place = found.and_then(|at| u32::try_from(at + 1).ok());
        report.all.count(place);
        report.by_kind.entry(judgement.kind.clone()).or_default().count(place);
        if place.is_none_or(|place| place > 3) {
            report.misses.push(Miss {
                query: judgement.query.clone(),
                wanted: judgement.codes.clone(),
                got: hits.iter().take(5).map(|hit| hit.code).collect(),
                place,
                kind: judgement.kind.clone(),
            });
        }
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Lexicon};

    #[test]
    fn the_lists_of_judgements_are_whole() {
        assert!(read_judgements(JUDGEMENTS).unwrap().len() >= 350);
        assert!(read_judgements(HELD_OUT).unwrap().len() >= 120);
        assert!(read_judgements(RARE).unwrap().len() >= 100);
    }

    #[test]
    fn a_wrong_line_is_named() {
        assert_eq!(read_judgements("# note\nx\t27447").unwrap_err().line, 2);
        assert!(read_judgements("x\t2744\tcode").unwrap_err().to_string().contains("2744"));
    }

    #[test]
    fn places_are_counted() {
        let index = Index::build(
            ["27446", "27447"].map(|code| Document::new(code.parse().unwrap())),
            Lexicon::embedded().unwrap(),
        );
        let judgements =
            read_judgements("27447\t27447\tcode\n2744\t27447\tprefix\nxyzzy\t27447\tword").unwrap();
        let report = evaluate(&index, &judgements);
        assert_eq!((report.all.queries, report.all.at_1, report.all.at_3), (3, 1, 2));
        assert_eq!(report.all.reciprocal_ranks, 1_500_000);
        assert_eq!(report.all.mean_reciprocal_rank(), 500);
        assert_eq!(report.misses.len(), 1);
        let shown = report.to_string();
        assert!(
            shown.starts_with(
                "all                  3 queries  recall@1 0.333  @3 0.666  @10 0.666  mrr 0.500"
            ),
            "{shown}"
        );
    }
}
