//! What a search returns: hits with the reason for each, and how the query was understood.

use openrvu_core::{Code, Modifier};
use serde::Serialize;

/// The answer to one query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Answer {
    /// The codes found, best first.
    pub hits: Vec<Hit>,
    /// How the query was understood.
    pub understood: QueryReading,
}

/// Points from which on a name fits whole.
const WHOLE: u32 = 1000;
/// How far the first hit is before the second where it alone is meant.
const CLEAR: u32 = 40;

impl Answer {
    /// Whether the first hit alone is meant: a name of it fits whole, no word was corrected, and the next hit stands well
    /// behind. Where something is done with the first hit unasked, it is to be certain.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        let [first, rest @ ..] = self.hits.as_slice() else { return false };
        let next = rest.first().map_or(0, |hit| hit.score);
        first.score >= WHOLE && next + CLEAR <= first.score && self.understood.corrections.is_empty()
    }
}

/// One code found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// The code.
    pub code: Code,
    /// How well it fits, in points: comparable within one answer, not between answers.
    pub score: u32,
    /// Why it was found.
    pub matched: Match,
    /// The modifiers that the query gave for this code, in the query's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<Modifier>,
}

/// Why a code was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "by", content = "text", rename_all = "kebab-case")]
pub enum Match {
    /// The query names the code.
    Code,
    /// The code begins with the query's digits.
    CodePrefix,
    /// The code lies in the query's range.
    CodeRange,
    /// The query names a code, or the beginning of one, that is not held; this one is its neighbor by number.
    NearCode,
    /// The query's words are in the title.
    Title,
    /// The query's words are in this other name of the service.
    Synonym(String),
    /// The query's words are in the published descriptor.
    Descriptor,
    /// The query's words are in this term of the lexicon.
    Lexicon(String),
    /// The query's words are in the texts, or in the names of the code's family or section.
    Text,
}

/// How a query was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct QueryReading {
    /// The codes named, held or not, each with its modifiers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<CodeReading>,
    /// The beginning of a code, in upper case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The first and the last code of a range, in ascending order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<(Code, Code)>,
    /// Modifiers that belong to no code, as in `modifier 25`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<Modifier>,
    /// The words searched for, after corrections and without words that carry nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// Words taken for misspelled ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// Abbreviations and lay terms, and what they were also searched as.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expansions: Vec<Expansion>,
    /// Whether the query was longer than is read, so that its end was left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
}

/// A code in a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeReading {
    /// The code.
    pub code: Code,
    /// Its modifiers, in the query's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<Modifier>,
}

/// A word taken for a misspelled one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// What was typed.
    pub from: String,
    /// What was searched for.
    pub to: String,
}

/// A term and what it was also searched as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expansion {
    /// The term as the lexicon holds it.
    pub term: String,
    /// What it stands for.
    pub means: String,
}
