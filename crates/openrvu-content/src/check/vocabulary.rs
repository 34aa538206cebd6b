//! Specialties come from the list; a synonym belongs to one family, and says something the title does not.

use std::collections::{BTreeMap, BTreeSet};

use super::{Text, labels};
use crate::source::{SHARED_SYNONYMS, SPECIALTIES, Sources};
use crate::{Finding, text};

pub(super) fn check(sources: &Sources, findings: &mut Vec<Finding>) {
    check_list(sources, findings);
    check_specialties(sources, findings);
    check_synonyms(sources, findings);
}

/// The list itself: no slug and no CMS name twice.
fn check_list(sources: &Sources, findings: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    let names = sources.specialties.iter().flat_map(|s| std::iter::once(&s.slug).chain(&s.cms));
    for name in names.filter(|name| !seen.insert(name.as_str())) {
        findings.push(Finding {
            file: SPECIALTIES.to_owned(),
            line: 1,
            code: None,
            field: "",
            message: format!("{name:?} stands there twice"),
        });
    }
}

fn check_specialties(sources: &Sources, findings: &mut Vec<Finding>) {
    for family in &sources.families {
        for entry in &family.entries {
            let mut seen = BTreeSet::new();
            for slug in &entry.specialties {
                let message = if !sources.specialties.iter().any(|known| known.slug == slug.value) {
                    format!("{:?} is not a slug of {SPECIALTIES}", slug.value)
                } else if !seen.insert(&slug.value) {
                    format!("{:?} stands there twice", slug.value)
                } else {
                    continue;
                };
                findings.push(Finding {
                    file: family.file.clone(),
                    line: slug.line,
                    code: Some(entry.code.value),
                    field: "specialties",
                    message,
                });
            }
        }
    }
}

/// A synonym as it is compared: lower case, without marks.
fn term(text: &Text<'_>) -> String {
    text::words(&text.text.value).collect::<Vec<_>>().join(" ")
}

fn check_synonyms(sources: &Sources, findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<String, Text<'_>> = BTreeMap::new();
    let mut used = BTreeSet::new();
    for family in &sources.families {
        let mut titles = BTreeMap::new();
        let mut own = BTreeSet::new();
        for label in labels(family) {
            let term = term(&label);
            if label.field == "title" {
                titles.insert(label.code, term);
                continue;
            }
            if label.field != "also_known_as" {
                continue;
            }
            if titles.get(&label.code) == Some(&term) {
                findings.push(label.finding(0, "it is the title again".to_owned()));
            }
            if !own.insert((label.code, term.clone())) {
                findings.push(label.finding(0, format!("{term:?} stands there twice")));
            }
            match first.get(&term) {
                Some(other) if other.file != family.file => {
                    if sources.shared_synonyms.iter().any(|shared| shared.term == term) {
                        used.insert(term);
                        continue;
                    }
                    let message = format!(
                        "{term:?} is also a synonym of {} in {}; keep it where a searcher wants it, or give \
                         the reason in {SHARED_SYNONYMS}",
                        other.code.map(|code| code.to_string()).unwrap_or_default(),
                        other.file
                    );
                    findings.push(label.finding(0, message));
                }
                Some(_) => {}
                None => {
                    first.insert(term, label);
                }
            }
        }
    }
    for shared in sources.shared_synonyms.iter().filter(|shared| !used.contains(&shared.term)) {
        findings.push(Finding {
            file: SHARED_SYNONYMS.to_owned(),
            line: shared.line,
            code: None,
            field: "",
            message: format!("{:?} is not shared by two families; take it out", shared.term),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{GOOD, files, findings, sources};

    fn other_family() -> String {
        GOOD.replace("id = \"knee\"", "id = \"hip\"")
            .replace("29881", "29862")
            .replace("\"knee scope\", ", "\"x y\", ")
    }

    #[test]
    fn a_specialty_that_is_not_on_the_list_is_named() {
        assert_eq!(
            findings(&sources(&GOOD.replace("[\"orthopedic-surgery\"]", "[\"orthopaedics\"]"))),
            ["surgery/knee.toml:29: 29881: specialties: \"orthopaedics\" is not a slug of specialties.toml"]
        );
    }

    #[test]
    fn a_synonym_of_two_families_needs_a_reason() {
        let other = other_family();
        let found = findings(&files(&[("surgery/hip.toml", &other), ("surgery/knee.toml", GOOD)]));
        let of = |term: &str| found.iter().filter(|f| f.contains(term)).count();
        assert_eq!(
            of("\"torn meniscus surgery\" is also a synonym of 29862 in surgery/hip.toml"),
            1,
            "{found:?}"
        );
        assert_eq!(of("\"partial meniscectomy\" is also"), 1);

        let shared = "[[synonym]]\nterm = \"Torn-meniscus surgery\"\nreason = \"a test\"\n\
                      [[synonym]]\nterm = \"unused\"\nreason = \"a test\"\n";
        let found = findings(&files(&[
            ("shared-synonyms.toml", shared),
            ("surgery/hip.toml", &other),
            ("surgery/knee.toml", GOOD),
        ]));
        assert!(!found.iter().any(|f| f.contains("torn meniscus surgery")), "{found:?}");
        assert!(
            found.iter().any(|f| f.starts_with("shared-synonyms.toml:5: \"unused\" is not shared")),
            "{found:?}"
        );
    }

    #[test]
    fn siblings_may_share_a_synonym_but_one_code_has_it_once_and_not_as_its_title() {
        let twice = GOOD.replace("\"knee scope\"", "\"Torn meniscus surgery\"");
        assert_eq!(
            findings(&sources(&twice)),
            ["surgery/knee.toml:15: 29881: also_known_as: \"torn meniscus surgery\" stands there twice"]
        );
        let title = GOOD.replace("\"knee scope\"", "\"meniscus trimming in one compartment\"");
        assert_eq!(
            findings(&sources(&title)),
            ["surgery/knee.toml:15: 29881: also_known_as: it is the title again"]
        );
    }
}
