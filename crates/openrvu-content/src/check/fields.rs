//! Required fields, lengths, form and order.

use std::ops::RangeInclusive;

use super::{Text, labels, prose, retirements};
use crate::source::{SourceEntry, SourceFamily, Sources};
use crate::{Finding, text};

/// The length that each field may have, in characters, its line breaks counted as blanks.
pub const LENGTHS: &[(&str, RangeInclusive<usize>)] = &[
    ("family.title", 4..=80),
    ("family.choosing", 100..=1800),
    ("family.includes", 60..=1200),
    ("family.documentation", 60..=1200),
    ("title", 6..=80),
    ("also_known_as", 2..=60),
    ("summary", 40..=260),
    ("plain", 120..=700),
    ("context", 150..=1100),
    ("documentation", 120..=1100),
    ("words", 10..=200),
];

/// How many synonyms a code has.
pub const SYNONYMS: RangeInclusive<usize> = 3..=10;
/// How many specialties a code has.
pub const SPECIALTIES: RangeInclusive<usize> = 1..=6;
/// How many codes of other families an entry may point to.
pub const SEE_ALSO: RangeInclusive<usize> = 0..=8;
/// How many codes a family may have.
pub const MEMBERS: RangeInclusive<usize> = 1..=40;

/// Openings that carry nothing, in lower case.
const FILLERS: &[&str] =
    &["this code is used", "this code describes", "this code represents", "used to report"];

pub(super) fn check(sources: &Sources, findings: &mut Vec<Finding>) {
    for family in &sources.families {
        check_family(family, findings);
        for text in labels(family).chain(prose(family)) {
            check_length(&text, findings);
            check_marks(&text, findings);
        }
        for entry in &family.entries {
            check_entry(family, entry, findings);
        }
    }
    for text in retirements(sources) {
        check_length(&text, findings);
        check_marks(&text, findings);
    }
}

fn check_family(family: &SourceFamily, findings: &mut Vec<Finding>) {
    let mut add = |line, code, field, message| {
        findings.push(Finding { file: family.file.clone(), line, code, field, message });
    };
    let stem = family.file.rsplit('/').next().and_then(|name| name.strip_suffix(".toml")).unwrap_or_default();
    if family.id.value != stem {
        add(
            family.id.line,
            None,
            "family.id",
            format!("{:?} is not the file's name, {stem:?}", family.id.value),
        );
    }
    if !stem.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        add(1, None, "", "a file's name is lower-case words joined by hyphens".to_owned());
    }
    if !MEMBERS.contains(&family.entries.len()) {
        let message = format!(
            "the family has {} codes; {} to {} are allowed",
            family.entries.len(),
            MEMBERS.start(),
            MEMBERS.end()
        );
        add(family.id.line, None, "", message);
    }
    for pair in family.entries.windows(2) {
        if let [before, after] = pair
            && after.code.value < before.code.value
        {
            let message = format!("it comes after {}; codes ascend within a file", before.code.value);
            add(after.code.line, Some(after.code.value), "code", message);
        }
    }
}

fn check_entry(family: &SourceFamily, entry: &SourceEntry, findings: &mut Vec<Finding>) {
    let mut add = |line, field, message| {
        let code = Some(entry.code.value);
        findings.push(Finding { file: family.file.clone(), line, code, field, message });
    };
    let counts = [
        ("also_known_as", entry.also_known_as.len(), SYNONYMS),
        ("specialties", entry.specialties.len(), SPECIALTIES),
        ("see_also", entry.see_also.len(), SEE_ALSO),
    ];
    for (field, count, allowed) in counts {
        if !allowed.contains(&count) {
            let message = format!("it has {count}; {} to {} are wanted", allowed.start(), allowed.end());
            add(entry.code.line, field, message);
        }
    }
    if entry.title.value.ends_with('.') {
        add(entry.title.line, "title", "a title has no period at its end".to_owned());
    }
    let summary = text::sentences(&entry.summary.value);
    if summary.len() > 1 || !entry.summary.value.ends_with('.') {
        add(entry.summary.line, "summary", "a summary is one sentence and ends with a period".to_owned());
    }
    for pointed in &entry.see_also {
        if family.entries.iter().any(|sibling| sibling.code.value == pointed.value) {
            let message = format!("{} is of the same family, which is shown anyway", pointed.value);
            add(pointed.line, "see_also", message);
        }
    }
}

fn check_length(text: &Text<'_>, findings: &mut Vec<Finding>) {
    let Some((_, allowed)) = LENGTHS.iter().find(|(field, _)| *field == text.field) else { return };
    let length = text::flat(&text.text.value).chars().count();
    if !allowed.contains(&length) {
        let message = if length == 0 {
            "it is empty".to_owned()
        } else {
            format!("it has {length} characters; {} to {} are allowed", allowed.start(), allowed.end())
        };
        findings.push(text.finding(0, message));
    }
}

/// Marks that no page would render, and openings that carry nothing.
fn check_marks(text: &Text<'_>, findings: &mut Vec<Finding>) {
    const MARKS: &[(&str, &str)] = &[
        ("**", "bold type"),
        ("`", "a backtick"),
        ("\\", "a backslash"),
        ("\"", "a double quotation mark"),
        ("](", "a link"),
        ("!", "an exclamation mark"),
        ("\t", "a tab"),
    ];
    for (mark, name) in MARKS {
        if let Some(at) = text.text.value.find(mark) {
            findings.push(text.finding(at, format!("{name} has no place in a text")));
        }
    }
    let lower = text.text.value.to_lowercase();
    for filler in FILLERS {
        if let Some(at) = lower.find(filler) {
            findings.push(text.finding(at, format!("{filler:?} says nothing; begin with the thing done")));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{GOOD, findings, sources};

    fn after(from: &str, to: &str) -> Vec<String> {
        assert!(GOOD.contains(from), "{from}");
        findings(&sources(&GOOD.replacen(from, to, 1)))
    }

    #[test]
    fn a_short_text_an_empty_text_and_a_long_title_are_named_with_their_line() {
        assert_eq!(
            after("\"Meniscus trimming in one compartment\"", "\"\""),
            ["surgery/knee.toml:14: 29881: title: it is empty"]
        );
        let long = format!("\"Meniscus {}\"", "trimming ".repeat(9).trim_end());
        assert_eq!(
            after("\"Meniscus trimming in one compartment\"", &long),
            ["surgery/knee.toml:14: 29881: title: it has 89 characters; 6 to 80 are allowed"]
        );
        assert_eq!(
            after(
                "Looking at the whole joint, the small cuts and their closure, rinsing, and the first dressing.",
                "All."
            ),
            ["surgery/knee.toml:9: family.includes: it has 4 characters; 60 to 1200 are allowed"]
        );
    }

    #[test]
    fn a_summary_is_one_sentence() {
        let wanted =
            ["surgery/knee.toml:16: 29881: summary: a summary is one sentence and ends with a period"];
        assert_eq!(after("with smoothing of cartilage.\"", "with smoothing of cartilage\""), wanted);
        assert_eq!(after(", with smoothing of cartilage.\"", ". With smoothing of cartilage.\""), wanted);
    }

    #[test]
    fn synonyms_and_specialties_are_counted() {
        assert_eq!(
            after(", \"knee scope\", \"partial meniscectomy\"", ""),
            ["surgery/knee.toml:13: 29881: also_known_as: it has 1; 3 to 10 are wanted"]
        );
        assert_eq!(
            after("[\"orthopedic-surgery\"]", "[]"),
            ["surgery/knee.toml:13: 29881: specialties: it has 0; 1 to 6 are wanted"]
        );
    }

    #[test]
    fn the_id_is_the_name_of_the_file() {
        assert_eq!(
            after("id = \"knee\"", "id = \"hip\""),
            ["surgery/knee.toml:2: family.id: \"hip\" is not the file's name, \"knee\""]
        );
    }

    #[test]
    fn siblings_are_not_pointed_to_and_codes_ascend() {
        assert_eq!(
            after("\"73721\"", "\"29881\""),
            ["surgery/knee.toml:30: 29881: see_also: 29881 is of the same family, which is shown anyway"]
        );
        let second = GOOD.split_once("[[code]]").unwrap().1.replace("29881", "29870");
        let found = findings(&sources(&format!("{GOOD}\n[[code]]{second}")));
        let wanted = "29870: code: it comes after 29881; codes ascend within a file";
        assert!(found.iter().any(|finding| finding.contains(wanted)), "{found:?}");
    }

    #[test]
    fn marks_and_fillers_are_named_on_their_own_line() {
        assert_eq!(
            after("tools through two tiny cuts.", "tools through **two** tiny cuts."),
            ["surgery/knee.toml:19: 29881: plain: bold type has no place in a text"]
        );
        assert_eq!(
            after("For a tear with locking", "This code is used for a tear with locking"),
            [
                "surgery/knee.toml:22: 29881: context: \"this code is used\" says nothing; begin with the thing done"
            ]
        );
    }
}
