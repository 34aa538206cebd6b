//! The vocabulary of those who ask: spellings, words of one meaning, parts of compounds, abbreviations, lay terms.
//!
//! The lexicon is data. [`Lexicon::embedded`] reads the files in `src/lexicon/`, which every build carries; a test
//! reads them too, so that a broken file does not ship.

mod load;
mod tables;

use std::collections::BTreeSet;

use openrvu_core::Code;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::quantity::Units;
use crate::stem::base_form;
use crate::text::{Word, tokens};

pub use load::LexiconError;

/// An abbreviation, shorthand or lay term.
#[derive(Debug, Clone)]
pub(crate) struct Term {
    /// As it stands in the lexicon.
    pub(crate) text: String,
    /// The stems of its words, sorted, each once.
    pub(crate) stems: Vec<String>,
    /// What it stands for.
    pub(crate) meanings: Vec<Meaning>,
}

/// One meaning of a term.
#[derive(Debug, Clone)]
pub(crate) struct Meaning {
    pub(crate) text: String,
    /// The words to search for.
    pub(crate) words: Vec<Word>,
}

/// A way of writing something, after its first word.
#[derive(Debug, Clone)]
struct Spelling {
    /// The words that follow the first.
    follow: Vec<Word>,
    /// What the whole is written as.
    instead: Vec<Word>,
}

/// A part of a compound.
#[derive(Debug, Clone)]
struct Part {
    text: String,
    words: Vec<Word>,
}

/// The vocabulary, ready for use.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    stop: FxHashSet<String>,
    polar: FxHashSet<String>,
    /// Imaging where `without` at the end of a name or query means without contrast.
    scans: FxHashSet<String>,
    /// By first word, the longest first.
    spelling: FxHashMap<Word, Vec<Spelling>>,
    units: Units,
    /// By stem: the stems of words of the same meaning.
    same: FxHashMap<String, Vec<String>>,
    roots: Vec<Part>,
    endings: Vec<Part>,
    terms: Vec<Term>,
    /// By the first of a term's sorted stems: places in `terms`.
    terms_by_stem: FxHashMap<String, Vec<u32>>,
    names: Vec<(Code, Vec<String>)>,
}

impl Lexicon {
    /// The words of a text in their one spelling.
    pub(crate) fn words(&self, text: &str) -> Vec<Word> {
        let mut read = tokens(text);
        let mut out = Vec::with_capacity(read.len());
        let mut at = 0;
        while at < read.len() {
            let found = self.spelling.get(&read[at]).and_then(|candidates| {
                candidates.iter().find(|spelling| read[at + 1..].starts_with(&spelling.follow))
            });
            match found {
                Some(spelling) => {
                    out.extend(spelling.instead.iter().cloned());
                    at += 1 + spelling.follow.len();
                }
                None => {
                    out.push(std::mem::take(&mut read[at]));
                    at += 1;
                }
            }
        }
        let open = out.last().is_some_and(|last| last == "with" || last == "without");
        if open && out.iter().any(|word| self.scans.contains(word.as_str())) {
            out.push(Word::new_static("contrast"));
        }
        out
    }

    /// Completes words at the end that are the beginning of something written in several words: `x r` is on its way
    /// to `x ray`.
    pub(crate) fn complete_spelling(&self, words: &mut Vec<Word>) {
        let [.., first, second] = &words[..] else { return };
        let starts = |spelling: &&Spelling| matches!(&spelling.follow[..], [only] if only.starts_with(second.as_str()));
        // One letter after a word says nothing yet.
        if first.len() > 1 && second.len() < 2 {
            return;
        }
        let found = self.spelling.get(first).and_then(|candidates| candidates.iter().find(starts));
        if let Some(instead) = found.map(|spelling| spelling.instead.clone()) {
            words.truncate(words.len() - 2);
            words.extend(instead);
        }
    }

    /// The words of a text without those that carry nothing.
    pub(crate) fn content_words(&self, text: &str) -> Vec<Word> {
        let mut words = self.words(text);
        words.retain(|word| !self.is_stop(word));
        words
    }

    pub(crate) fn is_stop(&self, word: &str) -> bool {
        self.stop.contains(word)
    }

    /// Whether `with` this word is to be told from `without` it.
    pub(crate) fn is_polar(&self, word: &str) -> bool {
        self.polar.contains(word)
    }

    pub(crate) fn units(&self) -> &Units {
        &self.units
    }

    /// The stems of words that mean the same as this stem.
    pub(crate) fn same(&self, stem: &str) -> &[String] {
        self.same.get(stem).map_or(&[], Vec::as_slice)
    }

    /// The terms all of whose stems are among these, those of more words first, then in the lexicon's order.
    pub(crate) fn terms_within(&self, stems: &BTreeSet<String>) -> Vec<&Term> {
        let mut places: Vec<u32> = stems
            .iter()
            .filter_map(|stem| self.terms_by_stem.get(stem))
            .flatten()
            .copied()
            .filter(|place| {
                self.terms
                    .get(*place as usize)
                    .is_some_and(|term| term.stems.iter().all(|s| stems.contains(s)))
            })
            .collect();
        places.sort_unstable();
        let mut terms: Vec<&Term> =
            places.iter().filter_map(|place| self.terms.get(*place as usize)).collect();
        terms.sort_by_key(|term| std::cmp::Reverse(term.stems.len()));
        terms
    }

    /// Codes and the names the lexicon gives them.
    #[must_use]
    pub fn names(&self) -> &[(Code, Vec<String>)] {
        &self.names
    }

    /// Words that the lexicon itself knows, so that they are not taken for misspelled ones.
    pub(crate) fn own_words(&self) -> Vec<Word> {
        let mut words: Vec<Word> = self
            .spelling
            .iter()
            .filter(|(_, candidates)| candidates.iter().any(|spelling| spelling.follow.is_empty()))
            .map(|(first, _)| first.clone())
            .collect();
        for term in &self.terms {
            words.extend(self.words(&term.text));
            words.extend(term.meanings.iter().flat_map(|meaning| meaning.words.iter().cloned()));
        }
        // The order of a hash table is no order.
        words.sort_unstable();
        words.dedup();
        words
    }

    /// What the parts of a compound mean, or nothing where the word is not wholly known parts with an ending.
    ///
    /// `cholecystectomy` gives `gallbladder` and `removal`.
    pub(crate) fn compound(&self, word: &str) -> Vec<Word> {
        let word = base_form(word);
        if word.len() < 7 {
            return Vec::new();
        }
        for ending in &self.endings {
            let Some(mut rest) = word.strip_suffix(ending.text.as_str()) else { continue };
            let mut meaning = Vec::new();
            while !rest.is_empty() {
                let Some(root) = self.roots.iter().find(|root| fits(rest, &root.text)) else { break };
                meaning.extend(root.words.iter().cloned());
                rest = rest[root.text.len()..].trim_start_matches(['o', 'i', 'a', 'e']);
            }
            if rest.is_empty() && !meaning.is_empty() {
                meaning.extend(ending.words.iter().cloned());
                return meaning;
            }
        }
        // An unknown root may be a word itself: a bunionectomy removes a bunion.
        for ending in self.endings.iter().filter(|ending| ["ectomy", "oplasty"].contains(&&*ending.text)) {
            if let Some(root) = word.strip_suffix(ending.text.as_str()).filter(|root| root.len() >= 5) {
                return std::iter::once(Word::new(root)).chain(ending.words.iter().cloned()).collect();
            }
        }
        Vec::new()
    }
}

/// Whether a root begins the rest of a compound and ends where a part can end.
fn fits(rest: &str, root: &str) -> bool {
    rest.strip_prefix(root)
        .is_some_and(|after| after.is_empty() || root.len() >= 4 || after.starts_with(['o', 'i', 'a', 'e']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stem::stem;

    #[test]
    fn the_embedded_lexicon_is_whole() {
        let lexicon = Lexicon::embedded().unwrap();
        assert!(lexicon.terms.len() > 1000);
        assert!(lexicon.same.len() > 300);
        assert!(!lexicon.units().is_empty());
    }

    #[test]
    fn spelling_is_made_one() {
        let lexicon = Lexicon::embedded().unwrap();
        for (text, words) in [
            ("X-Ray", "xray"),
            ("gall bladder", "gallbladder"),
            ("lap chole", "laparoscopic chole"),
            ("CT scan abd/pelvis", "ct abdomen pelvis"),
            ("MRI knee noncontrast", "mri knee without contrast"),
            ("level IV", "level 4"),
            ("MRI L-spine W WO", "mri lumbar spine with without contrast"),
            ("MRI brain, plain then enhanced", "mri brain without contrast then with contrast"),
            ("repair without", "repair without"),
            ("C-spine", "cervical spine"),
        ] {
            assert_eq!(lexicon.words(text).join(" "), words, "{text}");
        }
    }

    #[test]
    fn compounds_fall_into_their_parts() {
        let lexicon = Lexicon::embedded().unwrap();
        for (word, parts) in [
            ("cholecystectomy", "gallbladder removal"),
            ("colonoscopy", "colon scope"),
            ("arthroplasties", "joint repair"),
            ("nephrolithotomy", "kidney stone incision"),
            ("esophagogastroduodenoscopy", "esophagus stomach duodenum scope"),
            ("hysterectomy", "uterus removal"),
            ("thoracentesis", "chest tap"),
            ("bunionectomy", "bunion removal"),
            ("knee", ""),
            ("anatomy", ""),
        ] {
            assert_eq!(lexicon.compound(word).join(" "), parts, "{word}");
        }
    }

    #[test]
    fn a_term_is_found_in_any_order() {
        let lexicon = Lexicon::embedded().unwrap();
        let stems = ["chole", "laparoscop", "robotic"].map(stem).into();
        assert!(lexicon.terms_within(&stems).iter().all(|term| term.text != "lap appy"));
        let stems: BTreeSet<String> = lexicon.words("tubes in both ears").iter().map(|w| stem(w)).collect();
        assert_eq!(lexicon.terms_within(&stems).first().map(|term| term.text.as_str()), Some("ear tubes"));
    }
}
