//! Reads content files, keeping the line of every value so that a finding can name it.

use std::collections::{BTreeMap, BTreeSet};

use openrvu_core::Code;
use serde::Deserialize;
use toml::Spanned;

use crate::retired::{self, RETIRED, SourceRetired};
use crate::schema::{Entry, Family, Library, Specialty};
use crate::{Finding, text};

/// The vocabulary of specialties, below `content/`.
pub const SPECIALTIES: &str = "specialties.toml";
/// Synonyms that several families may share, below `content/`.
pub const SHARED_SYNONYMS: &str = "shared-synonyms.toml";
/// The words that the spelling check knows, below `content/`.
pub const WORDS: &str = "words.txt";

/// A value and where it stands in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// The value; texts are trimmed.
    pub value: T,
    /// The line on which the value's text begins, from 1.
    pub line: u32,
}

impl Located<String> {
    /// The line of a byte of the text.
    #[must_use]
    pub fn line_at(&self, offset: usize) -> u32 {
        let breaks = self.value.bytes().take(offset).filter(|byte| *byte == b'\n').count();
        self.line + u32::try_from(breaks).unwrap_or(0)
    }
}

/// A family as its file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFamily {
    /// The file below `content/`.
    pub file: String,
    /// `family.id`.
    pub id: Located<String>,
    /// `family.title`.
    pub title: Located<String>,
    /// `family.choosing`.
    pub choosing: Located<String>,
    /// `family.includes`.
    pub includes: Located<String>,
    /// `family.documentation`.
    pub documentation: Option<Located<String>>,
    /// The `[[code]]` tables, in the file's order.
    pub entries: Vec<SourceEntry>,
}

/// A `[[code]]` table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceEntry {
    /// `code`.
    pub code: Located<Code>,
    /// `title`.
    pub title: Located<String>,
    /// `also_known_as`.
    pub also_known_as: Vec<Located<String>>,
    /// `summary`.
    pub summary: Located<String>,
    /// `plain`.
    pub plain: Located<String>,
    /// `context`.
    pub context: Located<String>,
    /// `documentation`.
    pub documentation: Located<String>,
    /// `specialties`.
    pub specialties: Vec<Located<String>>,
    /// `see_also`.
    pub see_also: Vec<Located<Code>>,
}

/// A synonym that several families may carry, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedSynonym {
    /// The synonym, in lower case and without marks.
    pub term: String,
    /// Why it is true of codes in several families.
    pub reason: String,
    /// Its line in `shared-synonyms.toml`.
    pub line: u32,
}

/// Everything below `content/`, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sources {
    /// The families, in the order of file names.
    pub families: Vec<SourceFamily>,
    /// `specialties.toml`.
    pub specialties: Vec<Specialty>,
    /// `retired.toml`.
    pub retired: Vec<SourceRetired>,
    /// `shared-synonyms.toml`.
    pub shared_synonyms: Vec<SharedSynonym>,
    /// `words.txt`, in lower case.
    pub words: BTreeSet<String>,
    /// What could not be read, and codes or ids that came twice.
    pub unreadable: Vec<Finding>,
}

impl Sources {
    /// Reads files given as (name below `content/`, text). Files that are neither TOML nor `words.txt` are
    /// passed over.
    #[must_use]
    pub fn read<N: Into<String>, T: AsRef<str>>(files: impl IntoIterator<Item = (N, T)>) -> Self {
        let files: BTreeMap<String, T> = files.into_iter().map(|(name, text)| (name.into(), text)).collect();
        let mut sources = Self::default();
        for (name, text) in &files {
            let text = text.as_ref();
            let result = match name.as_str() {
                SPECIALTIES => {
                    parse(name, text).map(|file: SpecialtiesFile| sources.specialties = file.specialty)
                }
                RETIRED => retired::read(text).map(|tables| sources.retired = tables),
                SHARED_SYNONYMS => parse(name, text).map(|file: SharedSynonymsFile| {
                    sources.shared_synonyms = file.read(text);
                }),
                WORDS => {
                    sources.words = read_words(text);
                    Ok(())
                }
                _ if name.ends_with(".toml") => {
                    read_family(name, text).map(|family| sources.families.push(family))
                }
                _ => Ok(()),
            };
            if let Err(finding) = result {
                sources.unreadable.push(finding);
            }
        }
        sources.find_repeated();
        sources
    }

    /// A code may have one text, and an id one family: else a page would show one at random.
    fn find_repeated(&mut self) {
        let mut codes: BTreeMap<Code, String> = BTreeMap::new();
        let mut ids: BTreeMap<&str, &str> = BTreeMap::new();
        for family in &self.families {
            if let Some(first) = ids.insert(&family.id.value, &family.file) {
                self.unreadable.push(Finding {
                    file: family.file.clone(),
                    line: family.id.line,
                    code: None,
                    field: "family.id",
                    message: format!("{:?} is already the id of {first}", family.id.value),
                });
            }
            for entry in &family.entries {
                let place = format!("{}:{}", family.file, entry.code.line);
                if let Some(first) = codes.insert(entry.code.value, place) {
                    self.unreadable.push(Finding {
                        file: family.file.clone(),
                        line: entry.code.line,
                        code: Some(entry.code.value),
                        field: "code",
                        message: format!("the code already has a text at {first}; keep one"),
                    });
                }
            }
        }
    }

    /// The texts without their places.
    #[must_use]
    pub fn library(&self) -> Library {
        Library::new(
            self.families.iter().map(SourceFamily::family).collect(),
            self.specialties.clone(),
            self.retired.iter().flat_map(SourceRetired::retired).collect(),
        )
    }
}

impl Library {
    /// Reads the texts from files given as (name below `content/`, text).
    ///
    /// # Errors
    /// A [`Finding`] for every file that does not follow the schema, and for every code or family that comes
    /// twice. The editorial rules are not looked at here: see [`crate::check`].
    pub fn from_files<N: Into<String>, T: AsRef<str>>(
        files: impl IntoIterator<Item = (N, T)>,
    ) -> Result<Self, Vec<Finding>> {
        let sources = Sources::read(files);
        if sources.unreadable.is_empty() { Ok(sources.library()) } else { Err(sources.unreadable) }
    }
}

impl SourceFamily {
    fn family(&self) -> Family {
        Family {
            id: self.id.value.clone(),
            folder: self.file.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default(),
            title: self.title.value.clone(),
            choosing: self.choosing.value.clone(),
            includes: self.includes.value.clone(),
            documentation: self.documentation.as_ref().map(|text| text.value.clone()),
            entries: self.entries.iter().map(SourceEntry::entry).collect(),
        }
    }
}

impl SourceEntry {
    fn entry(&self) -> Entry {
        let values = |list: &[Located<String>]| list.iter().map(|item| item.value.clone()).collect();
        Entry {
            code: self.code.value,
            title: self.title.value.clone(),
            also_known_as: values(&self.also_known_as),
            summary: self.summary.value.clone(),
            plain: self.plain.value.clone(),
            context: self.context.value.clone(),
            documentation: self.documentation.value.clone(),
            specialties: values(&self.specialties),
            see_also: self.see_also.iter().map(|code| code.value).collect(),
        }
    }
}

/// The words of a list: one a line, `#` begins a comment.
fn read_words(text: &str) -> BTreeSet<String> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    lines.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpecialtiesFile {
    specialty: Vec<Specialty>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedSynonymsFile {
    #[serde(default)]
    synonym: Vec<RawSynonym>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSynonym {
    term: Spanned<String>,
    reason: String,
}

impl SharedSynonymsFile {
    fn read(self, text: &str) -> Vec<SharedSynonym> {
        let lines = Lines::new(text);
        let read = |raw: RawSynonym| SharedSynonym {
            line: lines.line(raw.term.span().start),
            term: text::words(raw.term.get_ref()).collect::<Vec<_>>().join(" "),
            reason: raw.reason,
        };
        self.synonym.into_iter().map(read).collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    family: RawFamily,
    code: Vec<RawEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFamily {
    id: Spanned<String>,
    title: Spanned<String>,
    choosing: Spanned<String>,
    includes: Spanned<String>,
    documentation: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    code: Spanned<Code>,
    title: Spanned<String>,
    also_known_as: Vec<Spanned<String>>,
    summary: Spanned<String>,
    plain: Spanned<String>,
    context: Spanned<String>,
    documentation: Spanned<String>,
    specialties: Vec<Spanned<String>>,
    #[serde(default)]
    see_also: Vec<Spanned<Code>>,
}

/// A file's text with the byte at which each line begins.
pub(crate) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// The line of a byte, from 1.
    pub(crate) fn line(&self, offset: usize) -> u32 {
        u32::try_from(self.starts.partition_point(|start| *start <= offset)).unwrap_or(u32::MAX)
    }

    /// Trims a text and finds the line on which it begins, past the quotation marks and empty lines.
    pub(crate) fn locate(&self, raw: Spanned<String>) -> Located<String> {
        let start = raw.span().start;
        let value = raw.into_inner().trim().to_owned();
        let quoted = self.text.get(start..).unwrap_or_default().trim_start_matches(['"', '\'']);
        let begin = if value.is_empty() { start } else { self.text.len() - quoted.trim_start().len() };
        Located { line: self.line(begin), value }
    }

    fn locate_all(&self, raw: Vec<Spanned<String>>) -> Vec<Located<String>> {
        raw.into_iter().map(|raw| self.locate(raw)).collect()
    }

    pub(crate) fn locate_code(&self, raw: Spanned<Code>) -> Located<Code> {
        Located { line: self.line(raw.span().start), value: raw.into_inner() }
    }
}

/// Reads TOML; an error names the file and the line.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, Finding> {
    toml::from_str(text).map_err(|error| Finding {
        file: name.to_owned(),
        line: error.span().map_or(1, |span| Lines::new(text).line(span.start)),
        code: None,
        field: "",
        message: error.message().to_owned(),
    })
}

fn read_family(name: &str, text: &str) -> Result<SourceFamily, Finding> {
    let raw: RawFile = parse(name, text)?;
    let lines = Lines::new(text);
    let entry = |raw: RawEntry| SourceEntry {
        code: lines.locate_code(raw.code),
        title: lines.locate(raw.title),
        also_known_as: lines.locate_all(raw.also_known_as),
        summary: lines.locate(raw.summary),
        plain: lines.locate(raw.plain),
        context: lines.locate(raw.context),
        documentation: lines.locate(raw.documentation),
        specialties: lines.locate_all(raw.specialties),
        see_also: raw.see_also.into_iter().map(|code| lines.locate_code(code)).collect(),
    };
    Ok(SourceFamily {
        file: name.to_owned(),
        id: lines.locate(raw.family.id),
        title: lines.locate(raw.family.title),
        choosing: lines.locate(raw.family.choosing),
        includes: lines.locate(raw.family.includes),
        documentation: raw.family.documentation.map(|text| lines.locate(text)),
        entries: raw.code.into_iter().map(entry).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAMILY: &str = r#"[family]
id = "knee"
title = "Knee"
choosing = """
One line,
another.
"""
includes = "All."

[[code]]
code = "29881"
title = "Trimming"
also_known_as = [
  "shaving",
  "torn cartilage",
]
summary = "One."
plain = "Two."
context = "Three."
documentation = "Four."
specialties = ["orthopedic-surgery"]
"#;

    #[test]
    fn every_value_knows_its_line() {
        let sources = Sources::read([("knee.toml", FAMILY)]);
        assert_eq!(sources.unreadable, []);
        let family = &sources.families[0];
        assert_eq!((family.id.line, family.choosing.line, family.includes.line), (2, 5, 8));
        assert_eq!(family.choosing.value, "One line,\nanother.");
        assert_eq!(family.choosing.line_at(family.choosing.value.find("another").unwrap()), 6);
        let entry = &family.entries[0];
        assert_eq!((entry.code.line, entry.also_known_as[1].line, entry.plain.line), (11, 15, 18));
    }

    fn error_of(text: &str) -> String {
        let errors = Library::from_files([("surgery/knee.toml", text)]).unwrap_err();
        errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn an_unknown_key_a_missing_key_and_a_wrong_code_name_the_line() {
        let unknown = error_of(&FAMILY.replace("plain =", "plan ="));
        assert!(unknown.starts_with("surgery/knee.toml:18: unknown field `plan`"), "{unknown}");
        let missing = error_of(&FAMILY.replace("plain = \"Two.\"\n", ""));
        assert!(missing.starts_with("surgery/knee.toml:10: missing field `plain`"), "{missing}");
        let code = error_of(&FAMILY.replace("29881", "2988"));
        assert!(code.starts_with("surgery/knee.toml:11: \"2988\" is not a CPT or HCPCS code"), "{code}");
        let syntax = error_of(&FAMILY.replace("title = \"Trimming\"", "title = Trimming"));
        assert!(syntax.starts_with("surgery/knee.toml:12: "), "{syntax}");
    }

    #[test]
    fn a_code_with_two_texts_is_refused_and_both_places_are_named() {
        let other = FAMILY.replace("id = \"knee\"", "id = \"other\"");
        let errors = Library::from_files([("a.toml", FAMILY), ("b.toml", &other)]).unwrap_err();
        assert_eq!(
            errors[0].to_string(),
            "b.toml:11: 29881: code: the code already has a text at a.toml:11; keep one"
        );
        let same = Library::from_files([("a.toml", FAMILY), ("b.toml", &FAMILY.replace("29881", "29880"))]);
        assert_eq!(
            same.unwrap_err()[0].to_string(),
            "b.toml:2: family.id: \"knee\" is already the id of a.toml"
        );
    }

    #[test]
    fn word_lists_allow_comments_and_capitals() {
        let sources = Sources::read([(WORDS, "# Notice\nColon\n\nileum # a part\n")]);
        assert_eq!(sources.words.into_iter().collect::<Vec<_>>(), ["colon", "ileum"]);
    }
}
