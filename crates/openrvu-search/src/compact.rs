//! The index for a static site: one JSON file that a small script asks as [`Index::search`] asks the index.
//!
//! The file holds the index as it is asked, in tables: words with their stems already joined, weights as counts,
//! names by stem, and the lexicon. What is left out are running texts, and the names of sections and specialties,
//! which decide few queries and make up most of an index; and CMS's descriptors of CPT and CDT codes, which may not
//! be published. [`Compact::documents`] is what remains, so that an index over it answers as the script does.
//!
//! Long lists are strings: their items are parted by blanks, numbers are in base 36, and ascending numbers are
//! differences, the first from zero.

mod tables;

use std::collections::BTreeMap;
use std::fmt::Write;

use openrvu_core::{Code, CodeKind};
use serde::Serialize;

use crate::document::{Document, Field};
use crate::index::{Index, NameKind};
use crate::lexicon::Lexicon;
use crate::postings::{NAMED, WHOLE};
use crate::vocabulary::TermId;

use tables::LexiconTables;

/// The compact index, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compact {
    /// The version of this layout.
    pub format: u32,
    /// Every code in ascending order.
    pub codes: String,
    /// The place of each code by use, 1 the most used; zero where nothing is known of its use.
    pub ranks: String,
    /// The places in `codes` of those not in force, as differences.
    pub retired: String,
    /// By code: a letter for each of its names, which says what kind of name it is: `t` title, `s` synonym,
    /// `d` descriptor, `l` lexicon, `f` family and title, `u` summary. Names are numbered through all codes.
    pub names: String,
    /// By place of a code: its quantities, each as unit, least and most in hundredths.
    pub quantities: BTreeMap<u32, Vec<(u16, u32, u32)>>,
    /// Every word, sorted. Stems are numbered as the first word of each comes, then come those of `signed`.
    pub words: String,
    /// The stems that stand after `with` (`+`) or `without` (`-`).
    pub signed: String,
    /// By stem: how many codes have it in a name; below zero, how many in a summary only.
    pub counts: String,
    /// By stem: the names that have a word of it, as differences.
    pub own: Vec<String>,
    /// By stem: the names that have it as a part of a compound, as differences, under the part's weight.
    pub parts: BTreeMap<u32, BTreeMap<u16, String>>,
    /// The tables of the lexicon and of the rules of language.
    pub lexicon: LexiconTables,
}

/// The version of the layout that this code writes.
pub const COMPACT_FORMAT: u32 = 2;

impl Compact {
    /// Makes the compact index of documents: what may be published of them, as [`Self::documents`] says.
    #[must_use]
    pub fn of(documents: impl IntoIterator<Item = Document>, lexicon: Lexicon) -> Self {
        Index::build(Self::documents(documents), lexicon).compact()
    }

    /// What the compact index holds of documents: names and summaries, and descriptors where they are public.
    pub fn documents(documents: impl IntoIterator<Item = Document>) -> impl Iterator<Item = Document> {
        documents.into_iter().map(|mut document| {
            let is_public = document.code.kind() == CodeKind::HcpcsII && !document.code.is_dental();
            document.fields.retain(|(field, _)| match field {
                Field::Title | Field::Synonym | Field::Family | Field::Summary => true,
                Field::Descriptor => is_public,
                Field::Section | Field::Specialty | Field::Text => false,
            });
            document
        })
    }
}

fn letter(kind: NameKind) -> char {
    match kind {
        NameKind::Title => 't',
        NameKind::Synonym => 's',
        NameKind::Descriptor => 'd',
        NameKind::Lexicon => 'l',
        NameKind::FamilyAndTitle => 'f',
        NameKind::Summary => 'u',
    }
}

impl Index {
    fn compact(&self) -> Compact {
        let codes: Vec<Code> = self.entries.iter().map(|entry| entry.code).collect();
        let ranks = self.entries.iter().map(|entry| match entry.rank {
            u32::MAX => base_36(0),
            rank => base_36(rank),
        });
        let retired: Vec<u32> =
            (0..).zip(&self.entries).filter(|(_, entry)| !entry.current).map(|(at, _)| at).collect();
        let mut names = vec![String::new(); self.entries.len()];
        for name in &self.names {
            if let Some(kinds) = names.get_mut(name.entry as usize) {
                kinds.push(letter(name.kind));
            }
        }
        let quantities = (0..)
            .zip(&self.entries)
            .map(|(at, entry)| {
                let own = self.quantities_of(entry).iter();
                (at, own.map(|one| (one.unit, one.least, one.most)).collect::<Vec<_>>())
            })
            .filter(|(_, own)| !own.is_empty())
            .collect();
        let (terms, signed) = self.numbered_terms();
        let counts = terms.iter().map(|term| self.count_of(*term));
        let parts = (0..).zip(&terms).map(|(at, term)| (at, self.parts_of(*term)));
        Compact {
            format: COMPACT_FORMAT,
            codes: joined(codes),
            ranks: joined(ranks),
            retired: differences(&retired),
            names: names.join(" "),
            quantities,
            words: joined(self.vocabulary.words().map(|(word, _)| word)),
            signed: signed.join(" "),
            counts: joined(counts),
            own: terms.iter().map(|term| self.own_of(*term)).collect(),
            parts: parts.filter(|(_, parts)| !parts.is_empty()).collect(),
            lexicon: LexiconTables::of(&self.lexicon),
        }
    }

    /// The terms in the order of their first words, then the signed ones, which have no words; and these as text.
    fn numbered_terms(&self) -> (Vec<TermId>, Vec<&str>) {
        let mut is_numbered = vec![false; self.vocabulary.len()];
        let mut terms: Vec<TermId> = Vec::with_capacity(is_numbered.len());
        for (_, term) in self.vocabulary.words() {
            if let Some(numbered) = is_numbered.get_mut(term as usize).filter(|numbered| !**numbered) {
                *numbered = true;
                terms.push(term);
            }
        }
        let rest: Vec<TermId> =
            (0..).zip(&is_numbered).filter(|(_, numbered)| !**numbered).map(|(term, _)| term).collect();
        let signed = rest.iter().filter_map(|term| self.vocabulary.stem_of(*term)).collect();
        terms.extend(&rest);
        (terms, signed)
    }

    fn count_of(&self, term: TermId) -> String {
        let entries = self.in_entries.of(term);
        let named = entries.iter().filter(|posting| posting.value >= NAMED).count();
        let count = if named > 0 { named } else { entries.len() };
        let sign = if named > 0 || count == 0 { "" } else { "-" };
        format!("{sign}{}", base_36(u32::try_from(count).unwrap_or(u32::MAX)))
    }

    fn own_of(&self, term: TermId) -> String {
        let own = self.in_names.of(term).iter().filter(|posting| posting.value == WHOLE);
        differences(&own.map(|posting| posting.at).collect::<Vec<_>>())
    }

    fn parts_of(&self, term: TermId) -> BTreeMap<u16, String> {
        let mut by_mass: BTreeMap<u16, Vec<u32>> = BTreeMap::new();
        for posting in self.in_names.of(term).iter().filter(|posting| posting.value != WHOLE) {
            by_mass.entry(posting.mass).or_default().push(posting.at);
        }
        by_mass.into_iter().map(|(mass, names)| (mass, differences(&names))).collect()
    }
}

fn joined<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(" ")
}

/// Ascending numbers as differences, the first from zero, in base 36.
fn differences(numbers: &[u32]) -> String {
    let before = std::iter::once(&0).chain(numbers);
    joined(numbers.iter().zip(before).map(|(number, before)| base_36(number - before)))
}

fn base_36(number: u32) -> String {
    let mut out = if number >= 36 { base_36(number / 36) } else { String::new() };
    // Writing to a string does not fail.
    let _ = out.write_char(char::from_digit(number % 36, 36).unwrap_or('0'));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compact() -> Compact {
        let documents = [
            Document::new("45378".parse().unwrap())
                .with(Field::Title, "Diagnostic colonoscopy")
                .with(Field::Descriptor, "Licensed words")
                .with(Field::Text, "Unwritten")
                .ranked(Some(37)),
            Document::new("J3301".parse().unwrap()).with(Field::Descriptor, "Triamcinolone").retired(),
        ];
        Compact::of(documents, Lexicon::embedded().unwrap())
    }

    #[test]
    fn codes_come_in_ascending_order_with_their_ranks_and_names() {
        let compact = compact();
        assert_eq!(compact.codes, "45378 J3301");
        assert_eq!(compact.ranks, "11 0");
        assert_eq!(compact.retired, "1");
        assert_eq!(compact.names, "t d");
        assert!(compact.words.split(' ').any(|word| word == "colonoscopy"));
        assert_eq!(compact.lexicon.spelling["x ray"], "xray");
    }

    #[test]
    fn a_stem_names_its_names_and_a_part_of_a_compound_the_compound_s() {
        let compact = compact();
        let words: Vec<&str> = compact.words.split(' ').collect();
        // Every word before it has a stem of its own or shares one: the stem's number is that of its first word.
        let mut stems: Vec<String> = Vec::new();
        for word in words {
            let stem = crate::stem::stem(word);
            if !stems.contains(&stem) {
                stems.push(stem);
            }
        }
        let term = |word: &str| stems.iter().position(|stem| *stem == crate::stem::stem(word)).unwrap();
        assert_eq!(compact.own[term("triamcinolone")], "1");
        assert_eq!(compact.own[term("colonoscopy")], "0");
        let colon = u32::try_from(term("colon")).unwrap();
        assert_eq!(compact.parts[&colon].values().collect::<Vec<_>>(), ["0"]);
    }

    #[test]
    fn licensed_descriptors_and_running_texts_stay_out() {
        let json = serde_json::to_string(&compact()).unwrap();
        assert!(!json.contains("icensed") && !json.contains("nwritten"));
    }

    #[test]
    fn differences_are_short() {
        assert_eq!(differences(&[0, 35, 36, 1332]), "0 z 1 100");
    }
}
