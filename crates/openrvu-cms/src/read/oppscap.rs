//! OPPSCAP: the cap on the technical part of imaging, by locality.

use openrvu_core::indicator::Status;
use openrvu_core::{Cents, Code, LocalityId, RowModifier};

use super::detect::{Container, container};
use super::plain::Cursor;
use super::row::trim;
use super::table::{self, Table};
use super::text::Lines;
use super::value::{ColumnProblem, check_unique, code, digits, row_name, unexpected};
use super::{FileKind, Input, Layout};
use crate::error::{Problem, ReadError};

/// An OPPSCAP file.
///
/// CMS does not always recompute this file with PPRRVU: it is a cross-check, not the source of the cap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OppsCapFile {
    /// The form it was read from.
    pub layout: Layout,
    /// The rows in the order of the file; no code, modifier and locality twice.
    pub rows: Vec<OppsCapRow>,
}

/// A row of OPPSCAP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OppsCapRow {
    /// `HCPCS`.
    pub code: Code,
    /// `MOD`.
    pub modifier: RowModifier,
    /// `PROCSTAT`.
    pub status: Status,
    /// `CARRIER` and `LOCALITY`.
    pub locality: LocalityId,
    /// `FACILITY PRICE`.
    pub facility: Cents,
    /// `NON-FACILTY PRICE` (CMS's spelling).
    pub non_facility: Cents,
}

/// The columns of the csv form and of the workbook.
const HEADER: &str = "HCPCS,MOD,PROCSTAT,CARRIER,LOCALITY,FACILITY PRICE,NON-FACILTY PRICE";
const COLUMNS: usize = 7;

/// First and last position of each column of the fixed-width form.
const POSITIONS: [(usize, usize); COLUMNS] = [(1, 5), (6, 7), (9, 9), (11, 15), (18, 19), (20, 28), (29, 38)];
const WIDTH: usize = POSITIONS[COLUMNS - 1].1;

/// Whether a row is the header.
pub(super) fn is_header(fields: &[String]) -> bool {
    fields.len() >= COLUMNS
        && fields[..3].iter().map(String::as_str).eq(["HCPCS", "MOD", "PROCSTAT"])
        && fields[5].starts_with("FACILITY")
        && fields[6].starts_with("NON-FACIL")
}

/// Whether a line is one of the fixed-width form.
pub(super) fn is_line(line: &[u8]) -> bool {
    let Some(cells) = cells_of(line) else { return false };
    line.len() < WIDTH + 8
        && line[7] == b' '
        && Code::from_bytes(cells[0]).is_ok()
        && digits(cells[3]).is_some()
        && digits(cells[4]).is_some()
        && cells[6].contains(&b'.')
}

fn cells_of(line: &[u8]) -> Option<[&[u8]; COLUMNS]> {
    (line.len() >= WIDTH).then(|| POSITIONS.map(|(first, last)| trim(&line[first - 1..last])))
}

/// Reads an OPPSCAP file in any form.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn oppscap(input: Input<'_>) -> Result<OppsCapFile, ReadError> {
    let is_fixed = matches!(Lines::new(input).next_line(), Ok(Some((_, line))) if is_line(line));
    match container(input) {
        Container::Text if is_fixed => read_fixed(input),
        _ => read_table(input),
    }
}

/// The rows read so far and their numbers in the file.
struct Gathered {
    rows: Vec<OppsCapRow>,
    numbers: Vec<u32>,
}

impl Gathered {
    fn new(expected: usize) -> Self {
        Self { rows: Vec::with_capacity(expected), numbers: Vec::with_capacity(expected) }
    }

    #[inline]
    fn push(&mut self, number: u32, row: OppsCapRow) {
        self.rows.push(row);
        self.numbers.push(number);
    }

    fn finish(self, input: Input<'_>, layout: Layout) -> Result<OppsCapFile, ReadError> {
        if self.rows.is_empty() {
            return Err(ReadError::of_file(input, Problem::NoRows));
        }
        let keys = self.rows.iter().map(|row| (row.code, row.modifier, row.locality)).zip(self.numbers);
        check_unique(input, keys, |(code, modifier, locality)| {
            format!("{} in locality {locality}", row_name(code, modifier))
        })?;
        Ok(OppsCapFile { layout, rows: self.rows })
    }
}

#[inline]
fn read_row(cells: [&[u8]; COLUMNS]) -> Result<OppsCapRow, ColumnProblem> {
    let [hcpcs, modifier, status, carrier, locality, facility, non_facility] = cells;
    let price = |text: &[u8], column: &'static str| match Cents::from_bytes(text) {
        Ok(price) if price.get() >= 0 => Ok(price),
        Ok(price) => {
            Err((column, Problem::Range { found: price.to_string(), least: "0", most: "any amount" }))
        }
        Err(error) => Err((column, error.into())),
    };
    Ok(OppsCapRow {
        code: code(hcpcs).map_err(|error| ("HCPCS", error.into()))?,
        modifier: RowModifier::from_column(modifier)
            .ok_or_else(|| ("MOD", unexpected(modifier, "blank, 26, TC or 53")))?,
        status: Status::from_column(status)
            .ok_or_else(|| ("PROCSTAT", unexpected(status, "a status code of PPRRVU")))?,
        locality: LocalityId::from_columns(carrier, locality).map_err(|error| ("CARRIER", error.into()))?,
        facility: price(facility, "FACILITY PRICE")?,
        non_facility: price(non_facility, "NON-FACILTY PRICE")?,
    })
}

/// Reads a line of csv. `None` where it has not the plain form, or anything is wrong with it.
#[inline]
fn read_plain(line: &[u8]) -> Option<OppsCapRow> {
    let mut line = Cursor::new(line);
    Some(OppsCapRow {
        code: Code::from_bytes(line.exactly::<5>()?).ok()?,
        modifier: RowModifier::from_column(line.exactly_or_blank::<2>()?)?,
        status: Status::from_column(line.exactly::<1>()?)?,
        locality: LocalityId { mac: line.digits::<5>()?, number: u8::try_from(line.digits::<2>()?).ok()? },
        facility: Cents::new(line.hundredths()?.into()),
        non_facility: Cents::new(line.last_hundredths()?.into()),
    })
}

fn read_table(input: Input<'_>) -> Result<OppsCapFile, ReadError> {
    let mut opened = table::open(input, FileKind::OppsCap, HEADER, is_header)?;
    let mut gathered = Gathered::new(input.bytes.len() / WIDTH);
    loop {
        if let Table::Text(text) = &mut opened.table {
            while let Some((number, line)) = text.peek_line()
                && let Some(row) = read_plain(line)
            {
                gathered.push(number, row);
                text.skip_line(line);
            }
        }
        let Some(row) = opened.table.next_row()? else { break };
        if row.is_blank() {
            continue;
        }
        row.expect_columns(COLUMNS).map_err(|problem| ReadError::of_row(input, row.number, problem))?;
        let entry = read_row(std::array::from_fn(|column| row.get(column)))
            .map_err(|(column, problem)| ReadError::of_column(input, row.number, column, problem))?;
        gathered.push(row.number, entry);
    }
    gathered.finish(input, opened.table.layout())
}

fn read_fixed(input: Input<'_>) -> Result<OppsCapFile, ReadError> {
    let mut gathered = Gathered::new(input.bytes.len() / WIDTH);
    let mut lines = Lines::new(input);
    while let Some((number, line)) = lines.next_line()? {
        if trim(line).is_empty() {
            continue;
        }
        let cells = cells_of(line).ok_or_else(|| {
            let problem = Problem::ShortLine { found: line.len(), expected: WIDTH };
            ReadError::of_row(input, number, problem)
        })?;
        let entry = read_row(cells)
            .map_err(|(column, problem)| ReadError::of_column(input, number, column, problem))?;
        gathered.push(number, entry);
    }
    gathered.finish(input, Layout::FixedWidth)
}
