//! No sentence stands twice, in one entry or in two: what is true of several codes is said once, at the family.

use std::collections::BTreeMap;

use super::{Text, prose, retirements};
use crate::source::Sources;
use crate::{Finding, text};

/// Sentences of fewer words may come again: "Not for Medicare." says nothing that could be said once for all.
const FEWEST_WORDS: usize = 4;

pub(super) fn check(sources: &Sources, findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<String, (Text<'_>, u32)> = BTreeMap::new();
    for text in sources.families.iter().flat_map(prose).chain(retirements(sources)) {
        for sentence in text::sentences(&text.text.value) {
            let words: Vec<_> = text::words(sentence.text).collect();
            if words.len() < FEWEST_WORDS {
                continue;
            }
            let line = text.text.line_at(sentence.offset);
            if let Some((other, at)) = first.get(&words.join(" ")) {
                let message = format!(
                    "the sentence stands already in {}:{at} ({}); say it once, at the family, or say what is \
                     this code's own",
                    other.file,
                    other.owner()
                );
                findings.push(text.finding(sentence.offset, message));
            } else {
                first.insert(words.join(" "), (text, line));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{GOOD, findings, sources};

    #[test]
    fn a_sentence_that_stands_in_two_fields_is_found_whatever_its_marks() {
        let repeated = GOOD.replace(
            "knee belongs to it.",
            "knee belongs to it. If both\nmenisci are trimmed, the code is 29880!",
        );
        let found = findings(&sources(&repeated));
        let wanted = "surgery/knee.toml:27: 29881: documentation: the sentence stands already in \
                      surgery/knee.toml:22 (29881: context); say it once, at the family, or say what is this \
                      code's own";
        assert!(found.iter().any(|finding| finding == wanted), "{found:?}");
    }

    #[test]
    fn a_sentence_that_differs_in_a_word_or_is_very_short_passes() {
        let other = GOOD.replace(
            "knee belongs to it.",
            "knee belongs to it. If both menisci are sewn the code is 29883. Not for Medicare.",
        );
        let other = other.replace("which is 29882.", "which is 29882. Not for Medicare.");
        assert_eq!(findings(&sources(&other)), [""; 0]);
    }
}
