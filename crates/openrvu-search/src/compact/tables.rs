//! The lexicon and the rules of language as the script has them: one source for both.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::codes::MODIFIERS;
use crate::lexicon::Lexicon;
use crate::polarity::BETWEEN;
use crate::stem::ENDINGS;
use crate::text::UNITS;

/// The lexicon's tables and the lists that the rules of language go by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LexiconTables {
    /// What is written in several ways, and the one way that the words have.
    pub spelling: BTreeMap<String, String>,
    /// Words that carry nothing.
    pub stop: Vec<String>,
    /// Words that count after `with` as well as after `without`.
    pub polar: Vec<String>,
    /// Imaging where `without` at the end means without contrast.
    pub scans: Vec<String>,
    /// Words that may stand between `without` and what it denies.
    pub between: Vec<&'static str>,
    /// Words that name units: the unit's number, hundredths, and whether it is a rank, as a level is.
    pub units: BTreeMap<String, (u16, u32, bool)>,
    /// Units that are parted from a number written before them.
    pub measures: Vec<&'static str>,
    /// By stem: the stems of the same meaning.
    pub same: BTreeMap<String, Vec<String>>,
    /// Beginnings of compounds, the longest first, each with what it means.
    pub roots: Vec<(String, String)>,
    /// Ends of compounds, the longest first, each with what it means.
    pub ends: Vec<(String, String)>,
    /// Endings of words: what is cut, what takes its place, and how much must stay before it.
    pub endings: Vec<(&'static str, &'static str, usize)>,
    /// Abbreviations and lay terms: their stems, sorted, and what each stands for.
    pub terms: Vec<(String, Vec<String>)>,
    /// Modifiers.
    pub modifiers: String,
}

impl LexiconTables {
    pub(super) fn of(lexicon: &Lexicon) -> Self {
        let units = lexicon.units().iter();
        Self {
            spelling: lexicon.spellings(),
            stop: lexicon.stop_words(),
            polar: lexicon.polar_words(),
            scans: lexicon.scan_words(),
            between: BETWEEN.to_vec(),
            units: units
                .map(|(word, unit)| (word.clone(), (unit.unit, unit.hundredths, unit.ordinal)))
                .collect(),
            measures: UNITS.to_vec(),
            same: lexicon.all_same(),
            roots: lexicon.root_texts(),
            ends: lexicon.ending_texts(),
            endings: ENDINGS.to_vec(),
            terms: lexicon.term_texts(),
            modifiers: MODIFIERS.join(" "),
        }
    }
}
