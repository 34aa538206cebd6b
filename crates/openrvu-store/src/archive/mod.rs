//! An archive: everything that a user's log holds, as one JSON file from which it is restored with nothing lost.
//!
//! The file is of one version of one format and says so. Each entry and document stands on a line of its own, so that a
//! message about a damaged file names the line at fault.

mod restore;

use std::collections::HashSet;
use std::fmt;
use std::io::{self, Write};

use jiff::Timestamp;
use openrvu_log::Entry;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::DocumentKind;

pub use restore::{Count, Differing, Held, Restore, restore};

/// The name of the format.
pub const FORMAT: &str = "openrvu-log";
/// The version of the format that is written.
pub const VERSION: u32 = 1;
/// Most bytes of an archive that is read.
pub const MOST_BYTES: usize = 128 * 1024 * 1024;
/// Most entries of an archive that is read.
pub const MOST_ENTRIES: usize = 500_000;
/// Most documents of an archive that is read.
pub const MOST_DOCUMENTS: usize = 10_000;

/// Everything that a user's log holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// When it was written.
    pub exported: Timestamp,
    /// The entries.
    pub entries: Vec<Entry>,
    /// Contracts, goals, templates, settings and what else there is.
    pub documents: Vec<ArchivedDocument>,
}

/// A document in an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchivedDocument {
    /// What it is.
    pub kind: DocumentKind,
    /// Names it among those of its kind.
    pub id: Uuid,
    /// The content.
    pub content: Value,
}

/// Why a file is not taken as an archive. Nothing of it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveError {
    /// Line and column, where the file is damaged in one place.
    pub at: Option<(usize, usize)>,
    /// What is wrong, and what to do, in sentences.
    pub message: String,
}

impl fmt::Display for ArchiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.at {
            write!(f, "Line {line}, column {column}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for ArchiveError {}

impl ArchiveError {
    fn whole(message: impl Into<String>) -> Self {
        Self { at: None, message: message.into() }
    }

    fn damaged(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
        Self {
            at: Some((error.line(), error.column())),
            message: format!("{what}. The file is cut, damaged or edited; nothing of it was taken."),
        }
    }
}

/// What stands before the entries.
#[derive(Deserialize)]
struct Head {
    format: Option<String>,
    version: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "format")]
    _format: String,
    #[serde(rename = "version")]
    _version: u32,
    exported: Timestamp,
    entries: Vec<Entry>,
    documents: Vec<ArchivedDocument>,
}

impl Archive {
    /// Writes the archive.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let exported = serde_json::to_string(&self.exported)?;
        writeln!(out, "{{\"format\":\"{FORMAT}\",\"version\":{VERSION},\"exported\":{exported},")?;
        writeln!(out, "\"entries\":[")?;
        write_lines(out, &self.entries)?;
        writeln!(out, "],\n\"documents\":[")?;
        write_lines(out, &self.documents)?;
        writeln!(out, "]}}")
    }

    /// Reads an archive, whole or not at all.
    ///
    /// # Errors
    /// [`ArchiveError`] where it is none, of a later version, damaged, or past a limit.
    pub fn read(bytes: &[u8]) -> Result<Self, ArchiveError> {
        if bytes.len() > MOST_BYTES {
            return Err(ArchiveError::whole(format!("The file is larger than {} MB.", MOST_BYTES >> 20)));
        }
        match serde_json::from_slice::<Head>(bytes) {
            Ok(Head { format: Some(format), version: Some(version) }) if format == FORMAT => {
                if version != VERSION {
                    return Err(ArchiveError::whole(format!(
                        "The file is of version {version}, and this program reads version {VERSION}: use the program that wrote it, or a later one."
                    )));
                }
            }
            Ok(_) => {
                return Err(ArchiveError::whole(
                    "This is not an export of a whole log: give the .json file that the export page makes.",
                ));
            }
            Err(error) => return Err(ArchiveError::damaged(&error)),
        }
        let file: File = serde_json::from_slice(bytes).map_err(|error| ArchiveError::damaged(&error))?;
        let archive = Self { exported: file.exported, entries: file.entries, documents: file.documents };
        archive.check()?;
        Ok(archive)
    }

    fn check(&self) -> Result<(), ArchiveError> {
        for (what, count, most) in [
            ("entries", self.entries.len(), MOST_ENTRIES),
            ("documents", self.documents.len(), MOST_DOCUMENTS),
        ] {
            if count > most {
                return Err(ArchiveError::whole(format!("The file has more than {most} {what}.")));
            }
        }
        let mut ids = HashSet::new();
        if let Some(entry) = self.entries.iter().find(|entry| !ids.insert(entry.id)) {
            return Err(ArchiveError::whole(format!("Entry {} stands in the file twice.", entry.id)));
        }
        let mut names = HashSet::new();
        if let Some(twice) =
            self.documents.iter().find(|document| !names.insert((document.kind, document.id)))
        {
            let (kind, id) = (twice.kind.slug(), twice.id);
            return Err(ArchiveError::whole(format!("The {kind} {id} stands in the file twice.")));
        }
        Ok(())
    }
}

/// Each item on a line.
fn write_lines<T: Serialize>(out: &mut impl Write, items: &[T]) -> io::Result<()> {
    for (at, item) in items.iter().enumerate() {
        serde_json::to_writer(&mut *out, item)?;
        writeln!(out, "{}", if at + 1 < items.len() { "," } else { "" })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: u8, line: &str) -> Entry {
        serde_json::from_value(serde_json::json!({
            "id": Uuid::from_bytes([id; 16]), "encounter": Uuid::from_bytes([id; 16]), "date": "2026-08-03",
            "line": serde_json::to_value(line.parse::<openrvu_core::Line>().unwrap()).unwrap(),
            "site": "Main \"clinic\"",
        }))
        .unwrap()
    }

    fn archive() -> Archive {
        Archive {
            exported: Timestamp::constant(1_785_000_000, 123_000_000),
            entries: vec![entry(1, "99213-25"), entry(2, "00840-AA@90min=1500.25")],
            documents: vec![ArchivedDocument {
                kind: DocumentKind::Settings,
                id: Uuid::nil(),
                content: serde_json::json!({"a": [1, null, "x\ny"]}),
            }],
        }
    }

    fn text(archive: &Archive) -> String {
        let mut bytes = Vec::new();
        archive.write(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    fn error(text: &str) -> String {
        Archive::read(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn an_archive_reads_as_it_is_written() {
        let text = text(&archive());
        assert_eq!(text.lines().count(), 8, "an entry a line: {text}");
        assert_eq!(Archive::read(text.as_bytes()), Ok(archive()));
        let empty = Archive { entries: Vec::new(), documents: Vec::new(), ..archive() };
        assert_eq!(Archive::read(self::text(&empty).as_bytes()), Ok(empty));
    }

    #[test]
    fn a_damaged_file_is_refused_with_its_place() {
        let whole = text(&archive());
        let bad_line = error(&whole.replace("99213", "9921"));
        assert!(bad_line.starts_with("Line 3, column "), "{bad_line}");
        assert!(
            bad_line.contains("is not a CPT or HCPCS code") && bad_line.contains("nothing of it was taken")
        );
        let patient = error(&whole.replace("Main \\\"clinic\\\"", "Mr Smith"));
        assert!(patient.starts_with("Line 3, ") && patient.contains("a patient's name"), "{patient}");
        let unknown = error(&whole.replace("\"units\"", "\"patient\""));
        assert!(unknown.starts_with("Line 3, ") && unknown.contains("unknown field"), "{unknown}");
        for cut in [whole.len() / 2, whole.len() - 3] {
            assert!(error(&whole[..cut]).contains("The file is cut"), "{cut}");
        }
        assert!(error("").starts_with("Line 1, column 0"));
    }

    #[test]
    fn what_is_no_archive_of_this_version_is_refused() {
        assert!(error("{}").contains("not an export of a whole log"));
        assert!(error("[1]").contains("nothing of it was taken"));
        let later = text(&archive()).replace("\"version\":1", "\"version\":2");
        assert!(error(&later).contains("version 2"));
        let mut twice = archive();
        twice.entries.push(twice.entries[0].clone());
        assert!(error(&text(&twice)).contains("stands in the file twice"));
        let mut twice = archive();
        twice.documents.push(twice.documents[0].clone());
        assert!(error(&text(&twice)).contains("settings"));
    }

    #[test]
    fn no_bytes_stop_the_reading() {
        let whole = text(&archive()).trim_end().to_owned();
        for end in 0..whole.len() {
            let cut = whole.as_bytes()[..end].to_vec();
            assert!(Archive::read(&cut).is_err());
            let mut changed = whole.clone().into_bytes();
            changed[end] ^= 0x15;
            let _ = Archive::read(&changed);
        }
    }
}
