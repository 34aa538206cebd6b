//! The index for a static site: one JSON file that a small script can ask.
//!
//! The file holds less than the index: the words of names but not of running texts, and no tables for misspelled
//! words. CMS's descriptors of CPT and CDT codes are never in it, whatever the index was built from.
//!
//! How a script asks it:
//!
//! 1. Digits, or a letter and digits: show the codes that begin with them, in the file's order.
//! 2. Otherwise make the query lower case, split it at everything but letters and digits, and replace what
//!    `spelling` lists, the longest match first. Leave out the words of `stop`.
//! 3. Where `terms` holds words of the query as a term, what it stands for is searched as well, as one alternative
//!    beside the words themselves. A term's words are sorted and parted by blanks, so that order plays no part.
//! 4. Look each word up in `words`; a last word that is not there stands for every word that begins with it. Its
//!    group gives the places of codes in `codes`, as differences in base 36 parted by blanks.
//! 5. A word found gives a code `log2(codes / places)` points, a word of [`Compact::same`] nine tenths of them.
//!    The best alternative counts. Sort by points; equal points keep the file's order, which is that of use.

use std::collections::BTreeMap;
use std::fmt::Write;

use openrvu_core::{Code, CodeKind};
use serde::{Deserialize, Serialize};

use crate::index::{Index, Name, NameKind};

/// The compact index, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compact {
    /// The version of this layout.
    pub format: u32,
    /// Every code, the most used first.
    pub codes: Vec<Code>,
    /// The title of each code; empty where it has none that may be published.
    pub titles: Vec<String>,
    /// Every word of a name, sorted.
    pub words: Vec<String>,
    /// The group of each word. Words of one stem share a group.
    pub groups: Vec<u32>,
    /// By group: the places in `codes` that have the word, as differences in base 36 parted by blanks.
    pub places: Vec<String>,
    /// By group: the groups of words of the same meaning, for those that have any.
    pub same: BTreeMap<u32, Vec<u32>>,
    /// What is written in several ways, and the one way that the words have.
    pub spelling: BTreeMap<String, String>,
    /// Abbreviations and lay terms, and what each stands for.
    pub terms: BTreeMap<String, Vec<String>>,
    /// Words that carry nothing.
    pub stop: Vec<String>,
}

/// The version of the layout that this code writes.
pub const COMPACT_FORMAT: u32 = 1;

impl Compact {
    /// The file's text.
    ///
    /// # Errors
    /// Whatever the JSON writer reports; it has no reason to.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

/// Whether a name goes into the file: our own words, save summaries for their length, and a descriptor only where
/// it is the public's.
fn is_public(name: &Name, code: Code) -> bool {
    match name.kind {
        NameKind::Title | NameKind::Synonym | NameKind::Lexicon | NameKind::FamilyAndTitle => true,
        NameKind::Descriptor => code.kind() == CodeKind::HcpcsII && !code.is_dental(),
        NameKind::Summary => false,
    }
}

impl Index {
    /// The compact index of everything that may be published.
    #[must_use]
    pub fn compact(&self) -> Compact {
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.sort_by_key(|at| self.entries.get(*at).map(|entry| (!entry.current, entry.rank, entry.code)));
        let mut place_of = vec![0_u32; self.entries.len()];
        for (place, at) in (0..).zip(&order) {
            if let Some(cell) = place_of.get_mut(*at) {
                *cell = place;
            }
        }
        let mut titles = vec![String::new(); order.len()];
        let public: Vec<Option<u32>> = self
            .names
            .iter()
            .map(|name| {
                let entry = self.entries.get(name.entry as usize)?;
                let place = *place_of.get(name.entry as usize)?;
                is_public(name, entry.code).then_some(place)
            })
            .collect();
        for (name, place) in self.names.iter().zip(&public) {
            let Some(title) = place.and_then(|place| titles.get_mut(place as usize)) else { continue };
            let is_title = match name.kind {
                NameKind::Title => true,
                NameKind::Descriptor => title.is_empty(),
                _ => false,
            };
            if is_title {
                self.name_text(name).clone_into(title);
            }
        }
        let mut words = Vec::new();
        let mut groups = Vec::new();
        let mut places = Vec::new();
        let mut group_of: BTreeMap<u32, u32> = BTreeMap::new();
        for (word, term) in self.vocabulary.words() {
            let group = match group_of.get(&term) {
                Some(group) => *group,
                None => {
                    let mut found: Vec<u32> = self
                        .in_names
                        .of(term)
                        .iter()
                        .filter_map(|posting| *public.get(posting.at as usize)?)
                        .collect();
                    found.sort_unstable();
                    found.dedup();
                    if found.is_empty() {
                        continue;
                    }
                    let group = u32::try_from(places.len()).unwrap_or(u32::MAX);
                    places.push(differences(&found));
                    group_of.insert(term, group);
                    group
                }
            };
            words.push(word.to_owned());
            groups.push(group);
        }
        let same = group_of
            .iter()
            .filter_map(|(term, group)| {
                let others: Vec<u32> = self
                    .vocabulary
                    .stem_of(*term)
                    .map(|stem| self.lexicon.same(stem))
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|other| group_of.get(&self.vocabulary.stem_id(other)?).copied())
                    .collect();
                (!others.is_empty()).then_some((*group, others))
            })
            .collect();
        Compact {
            format: COMPACT_FORMAT,
            codes: order.iter().filter_map(|at| self.entries.get(*at)).map(|entry| entry.code).collect(),
            titles,
            words,
            groups,
            places,
            same,
            spelling: self.lexicon.spellings(),
            terms: self.lexicon.term_texts(),
            stop: self.lexicon.stop_words(),
        }
    }
}

/// Ascending numbers as differences, the first from zero, in base 36.
fn differences(numbers: &[u32]) -> String {
    let mut out = String::new();
    let mut last = 0;
    for number in numbers {
        if !out.is_empty() {
            out.push(' ');
        }
        write_base_36(&mut out, number - last);
        last = *number;
    }
    out
}

fn write_base_36(out: &mut String, number: u32) {
    if number >= 36 {
        write_base_36(out, number / 36);
    }
    let digit = char::from_digit(number % 36, 36).unwrap_or('0');
    let _ = out.write_char(digit);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Field, Lexicon};

    fn compact() -> Compact {
        let documents = [
            Document::new("45378".parse().unwrap())
                .with(Field::Title, "Diagnostic colonoscopy")
                .with(Field::Descriptor, "Licensed words")
                .with(Field::Text, "Unwritten")
                .ranked(Some(7)),
            Document::new("J3301".parse().unwrap()).with(Field::Descriptor, "Triamcinolone").ranked(Some(3)),
        ];
        Index::build(documents, Lexicon::embedded().unwrap()).compact()
    }

    #[test]
    fn codes_come_in_the_order_of_use_with_their_titles() {
        let compact = compact();
        assert_eq!(compact.codes.iter().map(Code::as_str).collect::<Vec<_>>(), ["J3301", "45378"]);
        assert_eq!(compact.titles, ["Triamcinolone", "Diagnostic colonoscopy"]);
        let at = compact.words.binary_search(&"colonoscopy".to_owned()).unwrap();
        assert_eq!(compact.places[compact.groups[at] as usize], "1");
        assert_eq!(compact.spelling["x ray"], "xray");
        assert_eq!(compact.terms["pap"], ["pap smear cervical cytology"]);
    }

    #[test]
    fn licensed_descriptors_and_running_texts_stay_out() {
        let json = compact().to_json().unwrap();
        assert!(!json.contains("icensed") && !json.contains("nwritten"));
        assert_eq!(serde_json::from_str::<Compact>(&json).unwrap(), compact());
    }

    #[test]
    fn differences_are_short() {
        assert_eq!(differences(&[0, 35, 36, 1332]), "0 z 1 100");
    }
}
