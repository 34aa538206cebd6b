//! ZIP5: the carrier locality in which a ZIP code is priced.

use openrvu_core::{LocalityId, StateCode, Zip, ZipLocality};

use super::Input;
use super::detect::{Container, FileKind, container};
use super::row::{shown, trim};
use super::text::Lines;
use super::value::{ColumnProblem, check_unique, digits, unexpected};
use crate::error::{Problem, ReadError};

/// A ZIP code to carrier locality file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZipLocalityFile {
    /// Year of `Year/Quarter`.
    pub year: u16,
    /// Quarter of `Year/Quarter`, 1-4.
    pub quarter: u8,
    /// The rows in the order of the file; no ZIP code twice.
    pub rows: Vec<ZipLocality>,
}

/// Length of a line.
const WIDTH: usize = 80;

/// The positions of a column, counted from 1 as CMS's layout counts them.
fn field(line: &[u8], first: usize, last: usize) -> &[u8] {
    line.get(first - 1..last).unwrap_or_default()
}

/// Whether a line is one of the file.
pub(super) fn is_line(line: &[u8]) -> bool {
    line.len() >= WIDTH
        && line.len() < WIDTH + 8
        && StateCode::from_bytes(field(line, 1, 2)).is_some()
        && digits(field(line, 3, 14).get(..9).unwrap_or_default()).is_some()
        && digits(field(line, 76, 80)).is_some()
}

/// Reads the five-digit ZIP code to carrier locality file, fixed-width text.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout; for a ZIP code that occurs twice
/// and for rows of different quarters.
pub fn zip_locality(input: Input<'_>) -> Result<ZipLocalityFile, ReadError> {
    if let Container::NotData(what) = container(input) {
        return Err(ReadError::of_file(input, Problem::NotData(what)));
    }
    let mut lines = Lines::new(input);
    let mut rows = Vec::with_capacity(input.bytes.len() / WIDTH);
    let mut keys = Vec::with_capacity(input.bytes.len() / WIDTH);
    let mut period: Option<&[u8]> = None;
    while let Some((number, line)) = lines.next_line()? {
        if trim(line).is_empty() {
            continue;
        }
        if rows.is_empty() && !is_line(line) {
            let expected = "a line of 80 characters: state, ZIP code, carrier, locality … year and quarter";
            let problem = Problem::NoHeader { kind: FileKind::ZipLocality, expected };
            return Err(ReadError::of_row(input, number, problem));
        }
        if line.len() < WIDTH {
            let problem = Problem::ShortLine { found: line.len(), expected: WIDTH };
            return Err(ReadError::of_row(input, number, problem));
        }
        let found = field(line, 76, 80);
        let first = *period.get_or_insert(found);
        if first != found {
            let problem = Problem::Mixed { what: "quarter", first: shown(first), found: shown(found) };
            return Err(ReadError::of_column(input, number, "Year/Quarter", problem));
        }
        let row = read_row(line)
            .map_err(|(column, problem)| ReadError::of_column(input, number, column, problem))?;
        keys.push((row.zip, number));
        rows.push(row);
    }
    let (year, quarter) = match period.map(|text| (text, text.split_at_checked(4))) {
        None => return Err(ReadError::of_file(input, Problem::NoRows)),
        Some((text, parts)) => parts
            .and_then(|(year, quarter)| Some((digits(year)?, digits(quarter)?)))
            .filter(|&(_, quarter)| (1..=4).contains(&quarter))
            .and_then(|(year, quarter)| Some((u16::try_from(year).ok()?, u8::try_from(quarter).ok()?)))
            .ok_or_else(|| {
                let problem = unexpected(text, "a year and a quarter, YYYYQ");
                ReadError::of_column(input, 1, "Year/Quarter", problem)
            })?,
    };
    check_unique(input, keys, |zip| format!("ZIP code {zip}"))?;
    Ok(ZipLocalityFile { year, quarter, rows })
}

fn read_row(line: &[u8]) -> Result<ZipLocality, ColumnProblem> {
    let (state, zip, flag) = (field(line, 1, 2), field(line, 3, 7), field(line, 21, 21));
    Ok(ZipLocality {
        zip: Zip::from_bytes(zip)
            .ok_or_else(|| ("Zip Code", unexpected(zip, "a ZIP code of five digits")))?,
        state: StateCode::from_bytes(state)
            .ok_or_else(|| ("State", unexpected(state, "the two letters of a state")))?,
        locality: LocalityId::from_columns(field(line, 8, 12), field(line, 13, 14))
            .map_err(|error| ("Carrier", error.into()))?,
        plus_four: match flag {
            b"0" => false,
            b"1" => true,
            other => return Err(("Plus Four Flag", unexpected(other, "0 or 1"))),
        },
    })
}
