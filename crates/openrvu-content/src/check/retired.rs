//! `retired.toml`: a code stands there once, with a sentence and with successors.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use openrvu_core::Code;

use crate::retired::RETIRED;
use crate::source::Sources;
use crate::{Finding, text};

/// How many successors a code has.
pub const SUCCESSORS: RangeInclusive<usize> = 1..=12;
/// The years that `last_year` may name.
pub const YEARS: RangeInclusive<u16> = 1993..=2099;

pub(super) fn check(sources: &Sources, findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<Code, u32> = BTreeMap::new();
    for table in &sources.retired {
        let code = table.codes.first().map(|code| code.value);
        let mut add = |line, code, field, message: String| {
            findings.push(Finding { file: RETIRED.to_owned(), line, code, field, message });
        };
        if table.codes.is_empty() {
            add(table.last_year.line, None, "codes", "no code is named".to_owned());
        }
        for code in &table.codes {
            if let Some(line) = first.insert(code.value, code.line) {
                let message = format!("the code stands already on line {line}; keep one");
                add(code.line, Some(code.value), "codes", message);
            }
        }
        if !YEARS.contains(&table.last_year.value) {
            let message = format!("{} is no year in which a code was valid", table.last_year.value);
            add(table.last_year.line, code, "last_year", message);
        }
        if text::sentences(&table.words.value).len() != 1 || !table.words.value.ends_with('.') {
            let message = "it is one sentence and ends with a period".to_owned();
            add(table.words.line, code, "words", message);
        }
        if !SUCCESSORS.contains(&table.successors.len()) {
            let message = format!(
                "it has {}; {} to {} are wanted",
                table.successors.len(),
                SUCCESSORS.start(),
                SUCCESSORS.end()
            );
            add(table.last_year.line, code, "successors", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{GOOD, files, findings};

    const RETIRED: &str = r#"[[retired]]
codes = ["29879", "29882"]
last_year = 2024
words = "Trimming of several kinds is told by the part of the joint."
successors = ["29881"]
"#;

    fn after(from: &str, to: &str) -> Vec<String> {
        assert!(RETIRED.contains(from), "{from}");
        findings(&files(&[("surgery/knee.toml", GOOD), ("retired.toml", &RETIRED.replacen(from, to, 1))]))
    }

    #[test]
    fn a_good_table_has_no_findings() {
        assert_eq!(after("29879", "29879"), [""; 0]);
    }

    #[test]
    fn a_code_stands_once_with_a_year_a_sentence_and_successors() {
        assert_eq!(
            after("29882", "29879"),
            ["retired.toml:2: 29879: codes: the code stands already on line 2; keep one"]
        );
        assert_eq!(
            after("2024", "1924"),
            ["retired.toml:3: 29879: last_year: 1924 is no year in which a code was valid"]
        );
        assert_eq!(
            after("the joint.\"", "the joint\""),
            ["retired.toml:4: 29879: words: it is one sentence and ends with a period"]
        );
        assert_eq!(
            after("\"29881\"]", "]"),
            ["retired.toml:3: 29879: successors: it has 0; 1 to 12 are wanted"]
        );
    }

    #[test]
    fn its_words_follow_the_rules_of_every_text() {
        assert_eq!(
            after("part of the joint", "part of the joint, at 50 percent"),
            [
                "retired.toml:4: 29879: words: a percentage is typed; figures come from the schedule, and the page \
                 shows them"
            ]
        );
        let mut sources = files(&[("surgery/knee.toml", GOOD), ("retired.toml", RETIRED)]);
        sources.words.remove("kinds");
        assert_eq!(findings(&sources), ["retired.toml:4: 29879: words: \"kinds\" is not in words.txt"]);
    }
}
