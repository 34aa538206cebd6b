//! The lexicon's parts as plain tables, for the compact index.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::{Lexicon, Part, Spelling, Term};
use crate::text::Word;

impl Lexicon {
    /// Every spelling: what is written, and what it is written as.
    pub(crate) fn spellings(&self) -> BTreeMap<String, String> {
        let one = |first: &str, spelling: &Spelling| {
            let from: Vec<&str> =
                std::iter::once(first).chain(spelling.follow.iter().map(Word::as_str)).collect();
            (from.join(" "), spelling.instead.join(" "))
        };
        self.spelling.iter().flat_map(|(first, all)| all.iter().map(move |entry| one(first, entry))).collect()
    }

    /// Every term: its stems, sorted and parted by blanks, with the words of each meaning.
    pub(crate) fn term_texts(&self) -> Vec<(String, Vec<String>)> {
        let meanings = |term: &Term| term.meanings.iter().map(|meaning| meaning.words.join(" ")).collect();
        self.terms.iter().map(|term| (term.stems.join(" "), meanings(term))).collect()
    }

    /// By stem: the stems of words of the same meaning.
    pub(crate) fn all_same(&self) -> BTreeMap<String, Vec<String>> {
        self.same.iter().map(|(stem, others)| (stem.clone(), others.clone())).collect()
    }

    /// Beginnings of compounds, the longest first, and what each means.
    pub(crate) fn root_texts(&self) -> Vec<(String, String)> {
        part_texts(&self.roots)
    }

    /// Ends of compounds, the longest first, and what each means.
    pub(crate) fn ending_texts(&self) -> Vec<(String, String)> {
        part_texts(&self.endings)
    }

    /// Words that carry nothing.
    pub(crate) fn stop_words(&self) -> Vec<String> {
        sorted(&self.stop)
    }

    /// Words that count after `with` as well.
    pub(crate) fn polar_words(&self) -> Vec<String> {
        sorted(&self.polar)
    }

    /// Imaging where `without` at the end means without contrast.
    pub(crate) fn scan_words(&self) -> Vec<String> {
        sorted(&self.scans)
    }
}

fn part_texts(parts: &[Part]) -> Vec<(String, String)> {
    parts.iter().map(|part| (part.text.clone(), part.words.join(" "))).collect()
}

fn sorted(words: &FxHashSet<String>) -> Vec<String> {
    let mut words: Vec<String> = words.iter().cloned().collect();
    words.sort_unstable();
    words
}
