//! Reading the lexicon's files.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Lexicon, Meaning, Part, Spelling, Term};
use crate::quantity::UnitWord;
use crate::stem::stem;
use crate::text::{Word, tokens};

const FILES: [(&str, &str); 18] = [
    ("spelling.toml", include_str!("spelling.toml")),
    ("synonyms.toml", include_str!("synonyms.toml")),
    ("compounds.toml", include_str!("compounds.toml")),
    ("terms-visits.toml", include_str!("terms-visits.toml")),
    ("terms-surgery.toml", include_str!("terms-surgery.toml")),
    ("terms-medicine.toml", include_str!("terms-medicine.toml")),
    ("terms-tests.toml", include_str!("terms-tests.toml")),
    ("names-anesthesia.toml", include_str!("names-anesthesia.toml")),
    ("names-skin-and-arm.toml", include_str!("names-skin-and-arm.toml")),
    ("names-leg.toml", include_str!("names-leg.toml")),
    ("names-chest.toml", include_str!("names-chest.toml")),
    ("names-vessels.toml", include_str!("names-vessels.toml")),
    ("names-digestive.toml", include_str!("names-digestive.toml")),
    ("names-urinary-and-reproductive.toml", include_str!("names-urinary-and-reproductive.toml")),
    ("names-nerves-eye-and-ear.toml", include_str!("names-nerves-eye-and-ear.toml")),
    ("names-imaging.toml", include_str!("names-imaging.toml")),
    ("names-laboratory.toml", include_str!("names-laboratory.toml")),
    ("names-medicine.toml", include_str!("names-medicine.toml")),
];

/// A lexicon that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LexiconError {
    /// The text is not TOML of the lexicon's shape.
    #[error("{file}: {message}")]
    Shape {
        /// The file's name.
        file: String,
        /// What is wrong and on which line.
        message: String,
    },
    /// An entry says nothing or stands twice.
    #[error("{file}: {entry:?} {reason}")]
    Entry {
        /// The file's name.
        file: String,
        /// The entry's key.
        entry: String,
        /// What is wrong with it.
        reason: &'static str,
    },
}

/// One file of the lexicon.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    stop: Vec<String>,
    polar: Vec<String>,
    scans: Vec<String>,
    spelling: BTreeMap<String, String>,
    units: BTreeMap<String, UnitEntry>,
    same: Vec<String>,
    roots: BTreeMap<String, String>,
    endings: BTreeMap<String, String>,
    terms: BTreeMap<String, Vec<String>>,
    names: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitEntry {
    of: Option<String>,
    words: String,
    hundredths: u32,
    #[serde(default)]
    ordinal: bool,
}

impl Lexicon {
    /// The lexicon that every build carries.
    ///
    /// # Errors
    /// [`LexiconError`] where a file is broken, which a test of this crate rules out.
    pub fn embedded() -> Result<Self, LexiconError> {
        Self::read(&FILES)
    }

    /// Reads a lexicon from files, each a name for messages and its text.
    ///
    /// # Errors
    /// [`LexiconError`] names the file and what is wrong: text that is not TOML, an unknown key, an entry without
    /// words, or a term or code that stands twice.
    pub fn read(files: &[(&str, &str)]) -> Result<Self, LexiconError> {
        let mut lexicon = Self::default();
        let mut read = Vec::new();
        for (name, text) in files {
            let file: File = toml::from_str(text).map_err(|error| LexiconError::Shape {
                file: (*name).to_owned(),
                message: error.to_string(),
            })?;
            read.push((*name, file));
        }
        // Spelling comes first, since every other part is written through it.
        for (_, file) in &read {
            let words = |lines: &[String]| {
                lines.iter().flat_map(|line| line.split_whitespace()).map(str::to_owned).collect::<Vec<_>>()
            };
            lexicon.stop.extend(words(&file.stop));
            lexicon.polar.extend(words(&file.polar));
            lexicon.scans.extend(words(&file.scans));
            for (from, to) in &file.spelling {
                lexicon.add_spelling(from, to);
            }
            lexicon.add_units(&file.units);
        }
        for candidates in lexicon.spelling.values_mut() {
            candidates.sort_by_key(|spelling| std::cmp::Reverse(spelling.follow.len()));
        }
        let mut known = BTreeSet::new();
        let mut named = BTreeSet::new();
        for (name, file) in &read {
            for line in &file.same {
                lexicon.add_same(name, line)?;
            }
            lexicon.add_parts(&file.roots, &file.endings);
            for (term, meanings) in &file.terms {
                if !known.insert(term.clone()) {
                    return Err(entry(name, term, "stands in the lexicon twice"));
                }
                lexicon.add_term(name, term, meanings)?;
            }
            for (code, names) in &file.names {
                let parsed = code.parse().map_err(|_| entry(name, code, "is not a code"))?;
                if !named.insert(parsed) {
                    return Err(entry(name, code, "stands in the lexicon twice"));
                }
                lexicon.names.push((parsed, names.clone()));
            }
        }
        let longest = |part: &Part| (std::cmp::Reverse(part.text.len()), part.text.clone());
        lexicon.roots.sort_by_key(longest);
        lexicon.endings.sort_by_key(longest);
        Ok(lexicon)
    }

    fn add_spelling(&mut self, from: &str, to: &str) {
        let mut from = tokens_unjoined(from).into_iter();
        if let Some(first) = from.next() {
            let spelling = Spelling { follow: from.collect(), instead: tokens_unjoined(to) };
            self.spelling.entry(first).or_default().push(spelling);
        }
    }

    fn add_units(&mut self, units: &BTreeMap<String, UnitEntry>) {
        let base: BTreeMap<&String, u16> =
            units.iter().filter(|(_, entry)| entry.of.is_none()).map(|(name, _)| name).zip(0..).collect();
        for (name, entry) in units {
            let Some(&unit) = base.get(entry.of.as_ref().unwrap_or(name)) else { continue };
            for word in entry.words.split_whitespace() {
                let unit_word = UnitWord { unit, hundredths: entry.hundredths, ordinal: entry.ordinal };
                self.units.insert(word.to_owned(), unit_word);
            }
        }
    }

    fn add_same(&mut self, file: &str, line: &str) -> Result<(), LexiconError> {
        let stems: Vec<String> = line.split_whitespace().map(stem).collect();
        if stems.len() < 2 {
            return Err(entry(file, line, "needs two words or more"));
        }
        for (at, word) in stems.iter().enumerate() {
            let others = self.same.entry(word.clone()).or_default();
            for (place, other) in stems.iter().enumerate() {
                if place != at && other != word && !others.contains(other) {
                    others.push(other.clone());
                }
            }
        }
        Ok(())
    }

    fn add_parts(&mut self, roots: &BTreeMap<String, String>, endings: &BTreeMap<String, String>) {
        let parts = |map: &BTreeMap<String, String>| {
            map.iter()
                .map(|(text, meaning)| Part { text: text.clone(), words: tokens(meaning) })
                .collect::<Vec<_>>()
        };
        self.roots.extend(parts(roots));
        self.endings.extend(parts(endings));
    }

    fn add_term(&mut self, file: &str, term: &str, meanings: &[String]) -> Result<(), LexiconError> {
        let words = self.words(term);
        let mut stems: Vec<String> =
            words.iter().filter(|word| !self.is_stop(word)).map(|word| stem(word)).collect();
        stems.sort_unstable();
        stems.dedup();
        let Some(first) = stems.first().cloned() else {
            return Err(entry(file, term, "has no words"));
        };
        let meanings: Vec<Meaning> = meanings
            .iter()
            .map(|text| Meaning { text: text.clone(), words: self.content_words(text) })
            .filter(|meaning| !meaning.words.is_empty())
            .collect();
        if meanings.is_empty() {
            return Err(entry(file, term, "has no meaning"));
        }
        // Terms that differ in the order of their words only are one term.
        let places = self.terms_by_stem.entry(first).or_default();
        let same =
            places.iter().find(|place| self.terms.get(**place as usize).is_some_and(|t| t.stems == stems));
        if let Some(known) = same.and_then(|place| self.terms.get_mut(*place as usize)) {
            known.meanings.extend(
                meanings
                    .into_iter()
                    .filter(|new| known.meanings.iter().all(|old| old.words != new.words))
                    .collect::<Vec<_>>(),
            );
            return Ok(());
        }
        places.push(u32::try_from(self.terms.len()).unwrap_or(u32::MAX));
        self.terms.push(Term { text: term.to_owned(), stems, meanings });
        Ok(())
    }
}

fn tokens_unjoined(text: &str) -> Vec<Word> {
    text.split_whitespace().map(Word::new).collect()
}

fn entry(file: &str, entry: &str, reason: &'static str) -> LexiconError {
    LexiconError::Entry { file: file.to_owned(), entry: entry.to_owned(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_lexicon_is_refused_by_name() {
        let error = Lexicon::read(&[("a.toml", "[terms]\negd = []")]).unwrap_err();
        assert_eq!(error.to_string(), "a.toml: \"egd\" has no meaning");
        let twice = [("a.toml", "[terms]\nx = ['y']"), ("b.toml", "[terms]\nx = ['z']")];
        assert_eq!(
            Lexicon::read(&twice).unwrap_err().to_string(),
            "b.toml: \"x\" stands in the lexicon twice"
        );
        let twice = [("a.toml", "[names]\n27447 = ['y']"), ("b.toml", "[names]\n27447 = ['z']")];
        assert_eq!(
            Lexicon::read(&twice).unwrap_err().to_string(),
            "b.toml: \"27447\" stands in the lexicon twice"
        );
        assert!(Lexicon::read(&[("a.toml", "wrong = 1")]).unwrap_err().to_string().contains("wrong"));
    }
}
