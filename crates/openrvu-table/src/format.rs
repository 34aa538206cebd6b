//! What a file is, told by its content, and its tables.

use crate::{Limits, Problem, Table, TableError, text, workbook};

/// Reads every table of a file: the one of a text, or the sheets of a workbook that hold anything.
///
/// A text may be in UTF-8 or UTF-16, with or without a byte order mark, or in Windows-1252, which has the letters of
/// Latin-1.
///
/// # Errors
/// [`TableError`] where it is no table, a broken one, or past a limit.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Table>, TableError> {
    check_size(bytes.len(), limits)?;
    if bytes.starts_with(b"PK\x03\x04") {
        let mut sheets = workbook::sheets(bytes, limits.rows.saturating_add(1), limits)?;
        sheets.retain(|sheet| !sheet.is_empty());
        return if sheets.is_empty() { Err(Problem::Empty.into()) } else { Ok(sheets) };
    }
    let other = [
        (&b"\xD0\xCF\x11\xE0"[..], "a workbook or document of an Office before 2007 (.xls)"),
        (b"%PDF", "a PDF"),
        (b"{\\rtf", "a text document (.rtf)"),
        (b"\x1F\x8B", "a compressed file"),
    ];
    if let Some((_, what)) = other.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(Problem::NotATable(what).into());
    }
    let Some(decoded) = text::decode(bytes) else {
        return Err(Problem::NotATable("a binary file").into());
    };
    read_text(&decoded, limits).map(|table| vec![table])
}

/// Reads a text, as it is pasted.
///
/// # Errors
/// As [`read`].
pub fn read_text(text: &str, limits: &Limits) -> Result<Table, TableError> {
    check_size(text.len(), limits)?;
    let start = text.trim_start();
    if start.is_empty() {
        return Err(Problem::Empty.into());
    }
    let head: String = start.chars().take(16).collect::<String>().to_ascii_lowercase();
    if ["<html", "<!doctype", "<table", "<?xml"].iter().any(|tag| head.starts_with(tag)) {
        return Err(Problem::NotATable("a web page or XML").into());
    }
    text::table(text, limits)
}

fn check_size(bytes: usize, limits: &Limits) -> Result<(), TableError> {
    match bytes {
        0 => Err(Problem::Empty.into()),
        n if n > limits.bytes => Err(Problem::TooMuch { what: "bytes", most: limits.bytes }.into()),
        _ => Ok(()),
    }
}
