//! `retired.toml`: the codes that left the code set, and what to look at instead.

use openrvu_core::Code;
use serde::Deserialize;
use toml::Spanned;

use crate::Finding;
use crate::schema::Retired;
use crate::source::{Lines, Located, parse};

/// The file, below `content/`.
pub const RETIRED: &str = "retired.toml";

/// A `[[retired]]` table: codes that ended together and have the same successors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRetired {
    /// `codes`, in the file's order.
    pub codes: Vec<Located<Code>>,
    /// `last_year`.
    pub last_year: Located<u16>,
    /// `words`.
    pub words: Located<String>,
    /// `successors`.
    pub successors: Vec<Located<Code>>,
}

impl SourceRetired {
    /// The codes, each with what is true of all of them.
    pub fn retired(&self) -> impl Iterator<Item = Retired> + '_ {
        self.codes.iter().map(|code| Retired {
            code: code.value,
            last_year: self.last_year.value,
            words: self.words.value.clone(),
            successors: self.successors.iter().map(|successor| successor.value).collect(),
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    retired: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    codes: Vec<Spanned<Code>>,
    last_year: Spanned<u16>,
    words: Spanned<String>,
    successors: Vec<Spanned<Code>>,
}

/// Reads the file.
pub(crate) fn read(text: &str) -> Result<Vec<SourceRetired>, Finding> {
    let file: File = parse(RETIRED, text)?;
    let lines = Lines::new(text);
    let codes = |raw: Vec<Spanned<Code>>| raw.into_iter().map(|code| lines.locate_code(code)).collect();
    let tables = file.retired.into_iter().map(|raw| SourceRetired {
        codes: codes(raw.codes),
        last_year: Located {
            line: lines.line(raw.last_year.span().start),
            value: raw.last_year.into_inner(),
        },
        words: lines.locate(raw.words),
        successors: codes(raw.successors),
    });
    Ok(tables.collect())
}
