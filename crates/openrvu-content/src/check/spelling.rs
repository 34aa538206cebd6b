//! Spelling: every word stands on the list in `words.txt`, which a person has looked through.

use std::collections::{BTreeMap, BTreeSet};

use super::{Text, labels, prose, retirements};
use crate::Finding;
use crate::source::Sources;

pub(super) fn check(sources: &Sources, findings: &mut Vec<Finding>) {
    for text in texts(sources) {
        for (offset, word) in words(&text.text.value) {
            let key = word.to_lowercase();
            if !sources.words.contains(&key) {
                findings.push(text.finding(offset, format!("{word:?} is not in words.txt")));
            }
        }
    }
}

fn texts(sources: &Sources) -> impl Iterator<Item = Text<'_>> {
    let families = sources.families.iter().flat_map(|family| labels(family).chain(prose(family)));
    families.chain(retirements(sources))
}

/// The words of a text with the byte at which each begins.
///
/// A word is two letters or more. What holds a digit is a code, a level or a size and no word; the possessive `'s`
/// is dropped.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '\'' || c == '’';
    let mut rest = text;
    std::iter::from_fn(move || {
        let begin = rest.find(is_part)?;
        let word = &rest[begin..];
        let end = word.find(|c| !is_part(c)).unwrap_or(word.len());
        let offset = text.len() - rest.len() + begin;
        rest = &word[end..];
        Some((offset, &word[..end]))
    })
    .map(|(offset, word)| {
        let word = word.trim_end_matches(['\'', '’']);
        let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
        (offset, word)
    })
    .filter(|(_, word)| word.chars().count() > 1 && word.chars().all(|c| !c.is_numeric()))
}

/// Every word used in the texts, in lower case, with the first place it stands: `file:line`.
#[must_use]
pub fn used_words(sources: &Sources) -> BTreeMap<String, String> {
    let mut used = BTreeMap::new();
    for text in texts(sources) {
        for (offset, word) in words(&text.text.value) {
            used.entry(word.to_lowercase())
                .or_insert_with(|| format!("{}:{}", text.file, text.text.line_at(offset)));
        }
    }
    used
}

/// What a new `words.txt` would hold beside the words of the old one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewWords {
    /// Words of the texts that the dictionary holds.
    pub in_dictionary: BTreeSet<String>,
    /// Words of the texts that neither list holds, with the first place of each: to be looked at one by one.
    pub to_review: BTreeMap<String, String>,
}

/// Finds the words of the texts that `words.txt` lacks, parted by whether a dictionary of common English,
/// in lower case, has them.
#[must_use]
pub fn new_words(sources: &Sources, dictionary: &BTreeSet<String>) -> NewWords {
    let mut new = NewWords::default();
    for (word, place) in used_words(sources) {
        if sources.words.contains(&word) {
            continue;
        }
        if dictionary.contains(&word) {
            new.in_dictionary.insert(word);
        } else {
            new.to_review.insert(word, place);
        }
    }
    new
}

/// Writes `words.txt` again: its opening comment, then the old and the added words that the texts use, sorted,
/// one a line.
#[must_use]
pub fn rewrite(old: &str, sources: &Sources, added: &BTreeSet<String>) -> String {
    let mut text: String = old
        .lines()
        .take_while(|line| line.starts_with('#') || line.trim().is_empty())
        .flat_map(|line| [line, "\n"])
        .collect();
    let used = used_words(sources);
    for word in sources.words.union(added).filter(|word| used.contains_key(*word)) {
        text.push_str(word);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Check;
    use crate::check::tests::{GOOD, sources};

    #[test]
    fn words_leave_out_codes_single_letters_and_possessives() {
        let found: Vec<_> =
            words("A patient's T1c, 29881 (G0105) don’t x-ray EUS-FNA.").map(|(_, w)| w).collect();
        assert_eq!(found, ["patient", "don’t", "ray", "EUS", "FNA"]);
        for (offset, word) in words("Crohn's, 5 cm") {
            assert!("Crohn's, 5 cm"[offset..].starts_with(word));
        }
    }

    #[test]
    fn a_misspelled_word_is_named_on_its_line() {
        let mut sources = sources(&GOOD.replace("rubbery cushion", "rubbery cusion"));
        sources.words.remove("cusion");
        let found = Check::of(&sources).run().findings;
        assert_eq!(
            found.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["surgery/knee.toml:18: 29881: plain: \"cusion\" is not in words.txt"]
        );
    }

    #[test]
    fn the_list_is_rewritten_sorted_without_words_no_longer_used() {
        let mut sources = sources(GOOD);
        sources.words = BTreeSet::from(["knee".to_owned(), "elbow".to_owned()]);
        let dictionary = BTreeSet::from(["cushion".to_owned()]);
        let new = new_words(&sources, &dictionary);
        assert_eq!(new.in_dictionary, dictionary);
        assert_eq!(new.to_review.get("meniscus").map(String::as_str), Some("surgery/knee.toml:14"));
        assert_eq!(
            rewrite("# Notice\n#\n\nelbow\nknee\n", &sources, &dictionary),
            "# Notice\n#\n\ncushion\nknee\n"
        );
    }
}
