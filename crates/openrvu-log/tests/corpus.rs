//! The seeds of the fuzz target of tables: each is read or refused, and what was read of it is seen.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::fmt::Write as _;
use std::fs;

use jiff::civil::date;
use openrvu_log::import::{self, Doubts, Field};
use openrvu_table::{Limits, read};
use rustc_hash::FxHashSet;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus/table");

/// What is read of a file, in words.
fn outcome(bytes: &[u8]) -> Result<String, String> {
    let tables = read(bytes, &Limits::UPLOAD).map_err(|error| error.to_string())?;
    let mut report = String::new();
    for table in tables {
        let guess = import::guess(&table);
        let fields: Vec<&str> = guess.mapping.columns.iter().copied().map(Field::slug).collect();
        writeln!(report, "    header {:?}: {}", guess.mapping.header, fields.join(", ")).unwrap();
        let reading =
            import::read(&table, &guess.mapping, date(2026, 8, 14)).map_err(|error| error.to_string())?;
        for line in &reading.lines {
            writeln!(report, "    {} {} {}", line.row, line.date, line.line).unwrap();
        }
        for problem in &reading.problems {
            writeln!(report, "    {problem}").unwrap();
        }
        let plan = import::plan(&reading, [], &FxHashSet::default(), Doubts::default());
        let entries: Vec<_> = plan.add.into_iter().map(|(_, entry)| entry).collect();
        let again = import::plan(&reading, &entries, &FxHashSet::default(), Doubts::default());
        assert!(again.add.is_empty(), "importing twice adds nothing");
    }
    Ok(report)
}

#[test]
fn every_seed_is_read_or_refused() {
    let files = fs::read_dir(FOLDER).unwrap();
    let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.starts_with("ok-") || name.starts_with("bad-"));
    names.sort();
    assert!(!names.is_empty());
    let mut report = String::new();
    for name in names {
        let bytes = fs::read(format!("{FOLDER}/{name}")).unwrap();
        let read = outcome(&bytes);
        assert_eq!(read.is_ok(), name.starts_with("ok-"), "{name}: {read:?}");
        let words = read.unwrap_or_else(|error| format!("    {error}\n"));
        write!(report, "{name}\n{words}").unwrap();
        for end in (0..bytes.len()).step_by(7) {
            let _ = outcome(&bytes[..end]);
        }
    }
    insta::assert_snapshot!(report);
}
