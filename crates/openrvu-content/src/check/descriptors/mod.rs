//! No text equals or nearly equals a CMS short descriptor: those words are the American Medical Association's.
//!
//! The descriptors come from a CMS file of the user's own and are kept nowhere. A descriptor and a text are
//! compared by their words: in lower case, abbreviations written out, plural marks and little words dropped, in
//! any order. A title and a summary must not come near; a synonym, which is what people type, must not have the
//! same words. What one or two words name, such as a lipid panel, cannot be named otherwise: there the descriptor
//! may stand among the synonyms, but is no title.

use std::collections::{BTreeMap, BTreeSet};

use openrvu_core::Code;

use super::{Text, labels, prose};
use crate::source::Sources;
use crate::{Finding, text};

mod abbreviations;

/// A descriptor of so many words or fewer is a common term, and may be a synonym.
const COMMON_TERM: usize = 2;
/// From so many words on, texts are compared for being nearly equal too.
const NEARLY_FROM: usize = 3;

pub(super) fn check(sources: &Sources, descriptors: &[(Code, String)], findings: &mut Vec<Finding>) {
    let mut of_code: BTreeMap<Code, Vec<Words>> = BTreeMap::new();
    let mut exact: BTreeMap<Vec<String>, Code> = BTreeMap::new();
    for (code, descriptor) in descriptors {
        of_code.entry(*code).or_default().push(Words::of(descriptor));
        exact.entry(text::words(descriptor).collect()).or_insert(*code);
    }
    for family in &sources.families {
        let summaries = prose(family).filter(|text| text.field == "summary");
        for text in labels(family).chain(summaries) {
            let words = Words::of(&text.text.value);
            let is_synonym = text.field == "also_known_as";
            if is_synonym && words.0.len() <= COMMON_TERM {
                continue;
            }
            let alike = |other: &Words| if is_synonym { words == *other } else { words.is_near(other) };
            let own = text.code.and_then(|code| Some((code, of_code.get(&code)?)));
            let near = own.filter(|(_, descriptors)| descriptors.iter().any(alike));
            if let Some((code, _)) = near {
                findings.push(finding(&text, "nearly equals", code));
            } else if let Some(code) = exact.get(&text::words(&text.text.value).collect::<Vec<_>>()) {
                findings.push(finding(&text, "equals", *code));
            }
        }
    }
}

fn finding(text: &Text<'_>, how: &str, code: Code) -> Finding {
    text.finding(0, format!("it {how} CMS's short descriptor of {code}; put it in words of our own"))
}

/// The words of a text that carry meaning, written out.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Words(BTreeSet<String>);

impl Words {
    fn of(text: &str) -> Self {
        let written_out = text.to_lowercase().replace("w/o", "without").replace("w/", "with ");
        let mut words = BTreeSet::new();
        for word in text::words(&written_out) {
            let word = abbreviations::written_out(&word).map_or(word, str::to_owned);
            if abbreviations::LITTLE_WORDS.contains(&word.as_str()) {
                continue;
            }
            let singular = word.strip_suffix('s').filter(|rest| rest.len() > 3 && !rest.ends_with('s'));
            words.insert(singular.unwrap_or(&word).to_owned());
        }
        Self(words)
    }

    /// Whether both have the same words, or four of five words of the longer are in the other.
    fn is_near(&self, other: &Self) -> bool {
        if self.0.is_empty() || other.0.is_empty() {
            return false;
        }
        let shared = self.0.intersection(&other.0).count();
        let longer = self.0.len().max(other.0.len());
        self == other || (other.0.len() >= NEARLY_FROM && shared * 5 >= longer * 4)
    }
}

#[cfg(test)]
mod tests {
    use super::Words;
    use crate::check::Check;
    use crate::check::tests::{GOOD, sources};

    // The descriptors below are invented: none is CMS's.
    fn findings(text: &str, descriptors: &[(&str, &str)]) -> Vec<String> {
        let sources = sources(text);
        let descriptors: Vec<_> =
            descriptors.iter().map(|(code, words)| (code.parse().unwrap(), (*words).to_owned())).collect();
        let report = Check { descriptors: &descriptors, ..Check::of(&sources) }.run();
        report.findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_title_that_writes_a_descriptor_out_is_found() {
        assert_eq!(
            findings(GOOD, &[("29881", "One compartment meniscus trimming")]),
            [
                "surgery/knee.toml:14: 29881: title: it nearly equals CMS's short descriptor of 29881; put it in words \
             of our own"
            ]
        );
        assert_eq!(findings(GOOD, &[("29881", "Repair of a meniscus by suture")]), [""; 0]);
    }

    #[test]
    fn a_text_equal_to_another_codes_descriptor_is_found_whatever_its_marks() {
        assert_eq!(
            findings(GOOD, &[("99999", "Torn-meniscus surgery")]),
            [
                "surgery/knee.toml:15: 29881: also_known_as: it equals CMS's short descriptor of 99999; put it in \
             words of our own"
            ]
        );
    }

    #[test]
    fn a_common_term_of_two_words_may_be_a_synonym_and_no_title() {
        assert_eq!(findings(GOOD, &[("29881", "Knee scope")]), [""; 0]);
        let titled = GOOD.replace("Meniscus trimming in one compartment", "Meniscus trimming");
        assert_eq!(findings(&titled, &[("29881", "Trimming, meniscus")]).len(), 1);
    }

    #[test]
    fn abbreviations_plurals_and_little_words_do_not_hide_likeness() {
        assert_eq!(Words::of("Inj joints w/o img"), Words::of("Injection of a joint, without imaging"));
        assert!(
            Words::of("Arthrs knee surg w/rpr").is_near(&Words::of("Knee arthroscopy surgery with repair"))
        );
        assert!(!Words::of("Knee arthroscopy").is_near(&Words::of("Knee arthroscopy surgery with repair")));
    }
}
