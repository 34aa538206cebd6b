//! The checks that keep the texts honest.
//!
//! | module | what it verifies |
//! |---|---|
//! | [`fields`] | required fields, lengths, form, order |
//! | [`vocabulary`] | specialties, synonyms |
//! | [`codes`] | codes stand in the schedule or in `retired.toml` |
//! | [`retired`] | `retired.toml`: each code once, with a sentence and successors |
//! | [`sentences`] | no sentence stands twice |
//! | [`descriptors`] | no text equals or nearly equals a CMS short descriptor |
//! | [`figures`] | no figure of the schedule is typed |
//! | [`spelling`] | every word is on the list |
//!
//! A check sees only what is there to see: truth is for the reader.

use std::fmt;

use openrvu_core::Code;

use crate::Finding;
use crate::retired::RETIRED;
use crate::source::{Located, SourceEntry, SourceFamily, Sources};
use crate::text::plural;

pub mod codes;
pub mod descriptors;
pub mod fields;
pub mod figures;
pub mod retired;
pub mod sentences;
pub mod spelling;
pub mod vocabulary;

/// What is checked, and what it is checked against.
#[derive(Clone, Copy)]
pub struct Check<'a> {
    /// The texts.
    pub sources: &'a Sources,
    /// Whether a code stands in the schedule; `None` where no schedule is at hand, and codes go unchecked.
    pub in_schedule: Option<&'a dyn Fn(Code) -> bool>,
    /// CMS's short descriptors, from a file of the user's own. Empty where there is none.
    pub descriptors: &'a [(Code, String)],
}

impl<'a> Check<'a> {
    /// The check without a schedule and without descriptors.
    #[must_use]
    pub fn of(sources: &'a Sources) -> Self {
        Self { sources, in_schedule: None, descriptors: &[] }
    }

    /// Runs every check.
    #[must_use]
    pub fn run(&self) -> Report {
        let mut findings = self.sources.unreadable.clone();
        fields::check(self.sources, &mut findings);
        vocabulary::check(self.sources, &mut findings);
        retired::check(self.sources, &mut findings);
        sentences::check(self.sources, &mut findings);
        figures::check(self.sources, &mut findings);
        spelling::check(self.sources, &mut findings);
        if let Some(in_schedule) = self.in_schedule {
            codes::check(self.sources, in_schedule, &mut findings);
        }
        descriptors::check(self.sources, self.descriptors, &mut findings);
        findings.sort();
        findings.dedup();
        Report {
            findings,
            families: self.sources.families.len(),
            codes: self.sources.families.iter().map(|family| family.entries.len()).sum(),
            schedule: self.in_schedule.is_some(),
            descriptors: self.descriptors.len(),
        }
    }
}

/// What the check found, ready to print: a line a finding and a line of summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// In the order of file and line.
    pub findings: Vec<Finding>,
    /// How many families were read.
    pub families: usize,
    /// How many codes have a text.
    pub codes: usize,
    /// Whether codes were looked up in a schedule.
    pub schedule: bool,
    /// How many descriptors the texts were compared with.
    pub descriptors: usize,
}

impl Report {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        write!(
            f,
            "{} in {} of {}",
            plural(self.findings.len(), "finding"),
            plural(self.codes, "code"),
            plural(self.families, "family")
        )?;
        if !self.schedule {
            f.write_str("; no schedule at hand, so codes were not looked up")?;
        }
        match self.descriptors {
            0 => f.write_str("; no CMS file at hand, so descriptors were not compared"),
            count => write!(f, "; compared with {}", plural(count, "short descriptor")),
        }
    }
}

/// A text and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    /// The file below `content/`.
    pub(crate) file: &'a str,
    pub(crate) code: Option<Code>,
    pub(crate) field: &'static str,
    pub(crate) text: &'a Located<String>,
}

impl Text<'_> {
    /// A finding at a byte of the text.
    pub(crate) fn finding(&self, offset: usize, message: String) -> Finding {
        Finding {
            file: self.file.to_owned(),
            line: self.text.line_at(offset),
            code: self.code,
            field: self.field,
            message,
        }
    }

    /// The field with its owner, as in `45380: summary` or `family.includes`.
    pub(crate) fn owner(&self) -> String {
        self.code.map_or_else(|| self.field.to_owned(), |code| format!("{code}: {}", self.field))
    }
}

/// The running texts of a family: those that hold sentences.
pub(crate) fn prose(family: &SourceFamily) -> impl Iterator<Item = Text<'_>> {
    let own = [
        ("family.choosing", Some(&family.choosing)),
        ("family.includes", Some(&family.includes)),
        ("family.documentation", family.documentation.as_ref()),
    ];
    let own = own.into_iter().filter_map(move |(field, text)| {
        text.map(|text| Text { file: &family.file, code: None, field, text })
    });
    own.chain(family.entries.iter().flat_map(move |entry| entry_prose(family, entry)))
}

fn entry_prose<'a>(family: &'a SourceFamily, entry: &'a SourceEntry) -> impl Iterator<Item = Text<'a>> {
    let fields = [
        ("summary", Some(&entry.summary)),
        ("plain", Some(&entry.plain)),
        ("context", Some(&entry.context)),
        ("documentation", Some(&entry.documentation)),
    ];
    fields.into_iter().filter_map(move |(field, text)| {
        text.map(|text| Text { file: &family.file, code: Some(entry.code.value), field, text })
    })
}

/// The sentences of `retired.toml`, each under the first code that it is about.
pub(crate) fn retirements(sources: &Sources) -> impl Iterator<Item = Text<'_>> {
    sources.retired.iter().map(|table| Text {
        file: RETIRED,
        code: table.codes.first().map(|code| code.value),
        field: "words",
        text: &table.words,
    })
}

/// The short texts of a family: titles and synonyms.
pub(crate) fn labels(family: &SourceFamily) -> impl Iterator<Item = Text<'_>> {
    let title = Text { file: &family.file, code: None, field: "family.title", text: &family.title };
    std::iter::once(title).chain(family.entries.iter().flat_map(move |entry| {
        let code = Some(entry.code.value);
        let synonyms = entry.also_known_as.iter().map(|text| ("also_known_as", text));
        std::iter::once(("title", &entry.title)).chain(synonyms).map(move |(field, text)| Text {
            file: &family.file,
            code,
            field,
            text,
        })
    }))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A family file that passes every check, in pieces that a test can change.
    pub(crate) const GOOD: &str = r#"[family]
id = "knee"
title = "Knee arthroscopy"
choosing = """
What is treated decides: the inner or outer cushion of the knee, its cartilage, or its lining, each in its own part
of the joint, and how many of them.
"""
includes = """
Looking at the whole joint, the small cuts and their closure, rinsing, and the first dressing.
"""

[[code]]
code = "29881"
title = "Meniscus trimming in one compartment"
also_known_as = ["torn meniscus surgery", "knee scope", "partial meniscectomy"]
summary = "Removal of torn tissue from one meniscus through an arthroscope, with smoothing of cartilage."
plain = """
The meniscus is a rubbery cushion in the knee. When it is torn and catches, the torn part is trimmed off with small
tools through two tiny cuts.
"""
context = """
For a tear with locking that exercise has not settled. If both menisci are trimmed the code is 29880. A tear near the
outer rim may be sewn instead, which is 29882.
"""
documentation = """
Which meniscus and which part of it, the kind of tear, and how much was left. Smoothing of cartilage anywhere in the
knee belongs to it.
"""
specialties = ["orthopedic-surgery"]
see_also = ["73721"]
"#;

    pub(crate) const SPECIALTIES: &str = r#"
[[specialty]]
slug = "orthopedic-surgery"
name = "Orthopedic surgery"
"#;

    /// Reads one family beside a vocabulary; spelling is left aside by listing the family's own words.
    pub(crate) fn sources(family: &str) -> Sources {
        files(&[("surgery/knee.toml", family)])
    }

    pub(crate) fn files(families: &[(&str, &str)]) -> Sources {
        let mut files = vec![("specialties.toml", SPECIALTIES)];
        files.extend(families);
        let mut sources = Sources::read(files);
        sources.words = spelling::used_words(&sources).into_keys().collect();
        sources
    }

    pub(crate) fn findings(sources: &Sources) -> Vec<String> {
        Check::of(sources).run().findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_good_family_has_no_findings() {
        let sources = sources(GOOD);
        let report = Check::of(&sources).run();
        assert_eq!(report.findings, []);
        assert!(report.is_clean());
        assert_eq!(
            report.to_string(),
            "0 findings in 1 code of 1 family; no schedule at hand, so codes were not looked up; \
             no CMS file at hand, so descriptors were not compared"
        );
    }

    #[test]
    fn what_could_not_be_read_is_a_finding() {
        let sources = sources("[family]\nid = 3\n");
        assert!(findings(&sources)[0].starts_with("surgery/knee.toml:2: "), "{:?}", findings(&sources));
    }
}
