//! `openrvu starter`: the figures that ship with the program, built from the releases held.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use openrvu_cms::starter::{self, StarterInput, TableSource};
use openrvu_content::Library;
use openrvu_core::{Code, Line};
use serde_json::json;

use crate::args::StarterCommand;
use crate::data::{Data, codes_by_use};
use crate::failure::Failure;
use crate::report::{Report, Table};

/// Codes that ship without a text: those used most.
const MOST_USED: usize = 150;
const CASES: &str = "cases";

/// Runs the command.
pub fn run(data: &Data, command: &StarterCommand) -> Result<Report, Failure> {
    match command {
        StarterCommand::Build { out, codes } => figures(data, out, codes.as_deref()),
    }
}

/// The figures of every code in the releases held.
fn figures(data: &Data, out: &Path, codes: Option<&Path>) -> Result<Report, Failure> {
    let releases = data.store().load_all()?;
    let tables = data.store().load_tables()?;
    let table_sources = TableSource::of(&data.store().tables()?);
    let wanted = wanted(codes)?;
    let input = StarterInput { releases: &releases, tables: &tables, table_sources: &table_sources };
    let files = starter::build(&input, wanted.iter().copied())?;
    fs::create_dir_all(out).map_err(|error| Failure::Io { path: out.to_owned(), error })?;
    let mut table = Table::new(&["file", ">bytes"]).titled(out.display().to_string());
    for file in &files {
        let path = out.join(file.name);
        fs::write(&path, &file.bytes).map_err(|error| Failure::Io { path, error })?;
        table.row([file.name.to_owned(), file.bytes.len().to_string()]);
    }
    let json = json!({ "codes": wanted.len(), "releases": releases.len(), "files": files.len() });
    let mut report = Report::new(json, table.clone());
    report.text(format!("Figures of {} codes in {} releases", wanted.len(), releases.len()));
    report.table(table);
    Ok(report)
}

/// Every code with a text, those used most, those of the worked cases, and those of a list.
fn wanted(list: Option<&Path>) -> Result<BTreeSet<Code>, Failure> {
    let library = Library::embedded()?;
    let mut codes: BTreeSet<Code> = library.entries().map(|(_, entry)| entry.code).collect();
    codes.extend(codes_by_use().into_iter().take(MOST_USED));
    for path in list.into_iter().chain([Path::new(CASES)]) {
        codes.extend(codes_in(path)?);
    }
    Ok(codes)
}

/// The codes in a text file, or in the lines of the worked cases of a folder.
fn codes_in(path: &Path) -> Result<Vec<Code>, Failure> {
    let io = |error| Failure::Io { path: path.to_owned(), error };
    if !path.is_dir() {
        let text = fs::read_to_string(path).map_err(io)?;
        return Ok(text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter_map(|word| word.parse().ok())
            .collect());
    }
    let mut codes = Vec::new();
    for entry in fs::read_dir(path).map_err(io)? {
        let text = fs::read_to_string(entry.map_err(io)?.path()).map_err(io)?;
        let lines = text.lines().filter(|line| line.starts_with("lines"));
        codes.extend(
            lines.flat_map(|line| line.split('"')).filter_map(|word| Some(word.parse::<Line>().ok()?.code)),
        );
    }
    Ok(codes)
}
