//! GPCI: the geographic practice cost indices of each locality.

use openrvu_core::{Gpci, Gpcis, Locality, LocalityId};

use super::detect::{Container, container};
use super::row::{decode, normal, shown, trim};
use super::table::{self, Opened};
use super::text::Lines;
use super::value::{check_unique, digits, unexpected, year_in};
use super::{FileKind, Input, Layout};
use crate::error::{Problem, ReadError};

/// A GPCI file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GpciFile {
    /// The form it was read from.
    pub layout: Layout,
    /// Calendar year, from the header.
    pub year: u16,
    /// The localities in the order of the file, each once; without counties and anesthesia factors.
    pub localities: Vec<Locality>,
}

const EXPECTED: &str = "a row with Locality Name, PW GPCI, PE GPCI and MP GPCI";
const MAC: &str = "Medicare Administrative Contractor (MAC)";
const STATE: &str = "State";
const NUMBER: &str = "Locality Number";
const WORK: &str = "PW GPCI";
const PRACTICE_EXPENSE: &str = "PE GPCI";
const MALPRACTICE: &str = "MP GPCI";

/// Whether a row is the header.
pub(super) fn is_header(fields: &[String]) -> bool {
    let has = |words: &str| fields.iter().any(|field| field.contains(words));
    has("LOCALITY NAME") && has(WORK) && has(PRACTICE_EXPENSE) && has(MALPRACTICE) && fields.len() > 4
}

/// Whether a line is the header of the fixed-width form.
pub(super) fn is_line(line: &[u8]) -> bool {
    let line = normal(line);
    [WORK, PRACTICE_EXPENSE, MALPRACTICE, "LOCALITY NAME"].iter().all(|words| line.contains(words))
}

/// Reads a GPCI file in any form.
///
/// Where the file has the work index with and without the floor of 1.0, the floored one is in force.
///
/// # Errors
/// [`ReadError`] for whatever departs from the layout, for an index not between 0.2 and 3, for a locality that
/// occurs twice, and for a file that has not as many localities as Medicare had in its year.
pub fn gpci(input: Input<'_>) -> Result<GpciFile, ReadError> {
    match container(input) {
        Container::Text if !has_delimited_header(input) => read_fixed(input),
        _ => read_table(input),
    }
}

/// Whether the first line that can be a header divides into columns.
fn has_delimited_header(input: Input<'_>) -> bool {
    let mut lines = Lines::new(input);
    while let Ok(Some((number, line))) = lines.next_line() {
        if is_line(line) {
            return line.contains(&b',') || line.contains(&b'\t');
        }
        if number as usize > table::HEADER_WITHIN {
            break;
        }
    }
    true
}

/// The texts of one locality.
struct Record<'a> {
    mac: &'a [u8],
    state: &'a [u8],
    number: &'a [u8],
    name: &'a [u8],
    work: &'a [u8],
    unfloored_work: Option<&'a [u8]>,
    practice_expense: &'a [u8],
    malpractice: &'a [u8],
}

/// The localities read so far.
#[derive(Default)]
struct Gathered {
    localities: Vec<Locality>,
    keys: Vec<(LocalityId, u32)>,
}

impl Gathered {
    fn push(&mut self, input: Input<'_>, row: u32, record: &Record<'_>) -> Result<(), ReadError> {
        let at =
            |column: &'static str| move |problem: Problem| ReadError::of_column(input, row, column, problem);
        let id =
            LocalityId::from_columns(record.mac, record.number).map_err(|error| at(MAC)(error.into()))?;
        let state = decode(record.state).into_owned();
        if !state.is_empty() && (state.len() != 2 || !state.bytes().all(|byte| byte.is_ascii_alphabetic())) {
            return Err(at(STATE)(unexpected(record.state, "the two letters of a state")));
        }
        self.localities.push(Locality {
            id,
            state: state.to_uppercase(),
            name: without_asterisks(&decode(record.name)),
            gpcis: Gpcis {
                work: index(record.work).map_err(at(WORK))?,
                practice_expense: index(record.practice_expense).map_err(at(PRACTICE_EXPENSE))?,
                malpractice: index(record.malpractice).map_err(at(MALPRACTICE))?,
            },
            unfloored_work: record.unfloored_work.map(index).transpose().map_err(at(WORK))?,
            counties: None,
            anesthesia: None,
        });
        self.keys.push((id, row));
        Ok(())
    }

    fn finish(self, input: Input<'_>, layout: Layout, year: u16) -> Result<GpciFile, ReadError> {
        if self.localities.is_empty() {
            return Err(ReadError::of_file(input, Problem::NoRows));
        }
        check_unique(input, self.keys, |id| format!("locality {id}"))?;
        let found = self.localities.len();
        let expected = match year {
            ..2020 => found,
            2020..2024 => 112,
            2024.. => 109,
        };
        if found != expected {
            return Err(ReadError::of_file(input, Problem::LocalityCount { found, expected, year }));
        }
        Ok(GpciFile { layout, year, localities: self.localities })
    }
}

/// Reads an index and checks that it can be one.
fn index(text: &[u8]) -> Result<Gpci, Problem> {
    let value = Gpci::from_bytes(text)?;
    if (200..=3000).contains(&value.get()) {
        return Ok(value);
    }
    Err(Problem::Range { found: value.to_string(), least: "0.2", most: "3" })
}

/// A name without the marks of its footnotes.
pub(super) fn without_asterisks(name: &str) -> String {
    name.trim().trim_end_matches('*').trim_end().to_owned()
}

/// The places of the work columns: the one in force, and the one before the floor where the file has both.
fn work_columns(input: Input<'_>, opened: &Opened<'_>) -> Result<(usize, Option<usize>), ReadError> {
    let all: Vec<usize> = (0..opened.header.len()).filter(|&i| opened.header[i].contains(WORK)).collect();
    let is_without = |&&i: &&usize| opened.header[i].contains("WITHOUT");
    match (all.as_slice(), all.iter().find(is_without), all.iter().find(|i| !is_without(i))) {
        ([only], ..) => Ok((*only, None)),
        ([_, _], Some(without), Some(with)) => Ok((*with, Some(*without))),
        _ => {
            let expected = "PW GPCI (with 1.0 Floor), after PW GPCI (without 1.0 Floor) or alone";
            let found = all.iter().map(|&i| opened.header[i].clone()).collect::<Vec<_>>().join(", ");
            Err(ReadError::of_row(input, opened.header_row, Problem::Header { found, expected }))
        }
    }
}

/// The year of the indices, which the header of the work column begins with.
fn year(input: Input<'_>, header_row: u32, header: &str) -> Result<u16, ReadError> {
    year_in(header).ok_or_else(|| {
        let problem = Problem::Header { found: header.to_owned(), expected: "a year before PW GPCI" };
        ReadError::of_row(input, header_row, problem)
    })
}

fn read_table(input: Input<'_>) -> Result<GpciFile, ReadError> {
    let mut opened = table::open(input, FileKind::Gpci, EXPECTED, is_header)?;
    let mac =
        opened.require(input, MAC, |name| name.contains("(MAC)") || name.starts_with("MEDICARE ADMIN"))?;
    let state = opened.column(|name| name == "STATE");
    let number = opened.require(input, NUMBER, |name| name == "LOCALITY NUMBER" || name == "LOCALITY")?;
    let name = opened.require(input, "Locality Name", |name| name.starts_with("LOCALITY NAME"))?;
    let (work, unfloored_work) = work_columns(input, &opened)?;
    let practice_expense = opened.require(input, PRACTICE_EXPENSE, |name| name.contains(PRACTICE_EXPENSE))?;
    let malpractice = opened.require(input, MALPRACTICE, |name| name.contains(MALPRACTICE))?;
    let year = year(input, opened.header_row, &opened.header[work])?;
    let columns = opened.header.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);

    let mut gathered = Gathered::default();
    while let Some(row) = opened.table.next_row()? {
        if row.is_blank() || row.is_note() {
            continue;
        }
        row.expect_columns(columns).map_err(|problem| ReadError::of_row(input, row.number, problem))?;
        let record = Record {
            mac: row.get(mac),
            state: state.map(|column| row.get(column)).unwrap_or_default(),
            number: row.get(number),
            name: row.get(name),
            work: row.get(work),
            unfloored_work: unfloored_work.map(|column| row.get(column)),
            practice_expense: row.get(practice_expense),
            malpractice: row.get(malpractice),
        };
        gathered.push(input, row.number, &record)?;
    }
    gathered.finish(input, opened.table.layout(), year)
}

/// Reads the fixed-width form: contractor, state, number, name and three or four indices, apart by blanks.
fn read_fixed(input: Input<'_>) -> Result<GpciFile, ReadError> {
    let mut lines = Lines::new(input);
    let (header_row, header) = loop {
        match lines.next_line()? {
            Some((number, line)) if is_line(line) => break (number, normal(line)),
            Some(_) => {}
            None => {
                let problem = Problem::NoHeader { kind: FileKind::Gpci, expected: EXPECTED };
                return Err(ReadError::of_file(input, problem));
            }
        }
    };
    let year = year(input, header_row, header.split("LOCALITY NAME").last().unwrap_or_default())?;
    let has_state = header.contains("STATE");
    let has_both_works = header.matches(WORK).count() == 2;
    let mut gathered = Gathered::default();
    while let Some((row, line)) = lines.next_line()? {
        let line = trim(line);
        // Everything but a locality is a note: it does not begin with the contractor's number.
        let first = line.split(u8::is_ascii_whitespace).next().unwrap_or_default();
        if digits(first).is_none() {
            continue;
        }
        let record = fixed_record(line, has_state, has_both_works).ok_or_else(|| {
            let found = shown(line);
            let expected = "a contractor, a locality, its name and its indices".to_owned();
            ReadError::of_row(input, row, Problem::Value { found, expected })
        })?;
        gathered.push(input, row, &record)?;
    }
    gathered.finish(input, Layout::FixedWidth, year)
}

/// Takes a line apart from both ends; what is left between is the name.
fn fixed_record(line: &[u8], has_state: bool, has_both_works: bool) -> Option<Record<'_>> {
    let mut rest = line;
    let mac = take_first(&mut rest)?;
    let state = if has_state { take_first(&mut rest)? } else { &[] };
    let number = take_first(&mut rest)?;
    let malpractice = take_last(&mut rest)?;
    let practice_expense = take_last(&mut rest)?;
    let work = take_last(&mut rest)?;
    let unfloored_work = if has_both_works { Some(take_last(&mut rest)?) } else { None };
    Some(Record { mac, state, number, name: rest, work, unfloored_work, practice_expense, malpractice })
}

fn take_first<'a>(text: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = text.iter().position(u8::is_ascii_whitespace)?;
    let (first, rest) = text.split_at(end);
    *text = rest.trim_ascii_start();
    Some(first)
}

fn take_last<'a>(text: &mut &'a [u8]) -> Option<&'a [u8]> {
    let start = text.iter().rposition(u8::is_ascii_whitespace)? + 1;
    let (rest, last) = text.split_at(start);
    *text = rest.trim_ascii_end();
    Some(last)
}
