//! HCPCS Level II: codes and modifiers with CMS's own descriptors.

use jiff::civil::Date;
use openrvu_core::{Code, CodeKind, HcpcsCoverage, HcpcsDescriptor, Modifier, ModifierDescriptor};

use super::detect::{Container, container};
use super::row::{decode, normal, trim};
use super::table;
use super::text::Lines;
use super::value::{ColumnProblem, check_unique, date, digits, unexpected};
use super::{FileKind, Input};
use crate::error::{Problem, ReadError};

/// A HCPCS Level II file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HcpcsFile {
    /// The procedures in the order of the file, no code twice; without CDT and CPT codes.
    pub rows: Vec<HcpcsDescriptor>,
    /// The modifiers in the order of the file, no modifier twice.
    pub modifiers: Vec<ModifierDescriptor>,
    /// How many CDT and CPT codes were left out, whose words belong to the ADA and the AMA.
    pub left_out: usize,
}

const EXPECTED: &str = "lines of 320 characters, or a sheet with HCPC, SEQNUM and RECID";
const CODE: &str = "HCPCS Code";

/// The last position that holds anything.
const WIDTH: usize = 293;

/// The columns of the workbook that are kept: code, record, texts, coverage, added, changed, terminated.
const SHEET_COLUMNS: [&str; 8] =
    ["HCPC", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "COV", "ADD DT", "ACT EFF DT", "TERM DT"];

/// First and last position of the same in the fixed-width text.
const POSITIONS: [(usize, usize); SHEET_COLUMNS.len()] =
    [(1, 5), (11, 11), (12, 91), (92, 119), (230, 230), (269, 276), (277, 284), (285, 292)];

/// Whether a row is the header of the workbook.
pub(super) fn is_header(fields: &[String]) -> bool {
    ["HCPC", "SEQNUM", "RECID"].iter().all(|name| fields.iter().any(|field| field == name))
}

/// Whether a line is one of the fixed-width text.
pub(super) fn is_line(line: &[u8]) -> bool {
    (WIDTH..WIDTH + 64).contains(&line.len())
        && digits(&line[5..10]).is_some()
        && Record::of(&line[10..11]).is_some()
}

/// Reads a HCPCS Level II file, the text of 320 characters a line or the workbook.
///
/// The workbook of January 2025 cuts the longest descriptor short and leaves some dates out, so the text is the
/// better source.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn hcpcs(input: Input<'_>) -> Result<HcpcsFile, ReadError> {
    match container(input) {
        Container::Text => read_fixed(input),
        _ => read_table(input),
    }
}

/// What a line or row describes (`HCPCS Record Identification Code`).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Record {
    Procedure,
    ProcedureContinued,
    Modifier,
    ModifierContinued,
}

impl Record {
    fn of(text: &[u8]) -> Option<Self> {
        match text {
            b"3" => Some(Self::Procedure),
            b"4" => Some(Self::ProcedureContinued),
            b"7" => Some(Self::Modifier),
            b"8" => Some(Self::ModifierContinued),
            _ => None,
        }
    }
}

/// What the rows read so far describe, and what a continuation belongs to.
#[derive(Default)]
struct Gathered {
    rows: Vec<HcpcsDescriptor>,
    keys: Vec<(Code, u32)>,
    modifiers: Vec<ModifierDescriptor>,
    modifier_keys: Vec<(Modifier, u32)>,
    left_out: usize,
    /// The code or modifier of the latest first line.
    current: Vec<u8>,
}

impl Gathered {
    /// Adds a line: the fields of [`SHEET_COLUMNS`].
    fn push(&mut self, fields: [&[u8]; SHEET_COLUMNS.len()], row: u32) -> Result<(), ColumnProblem> {
        let [name, record, long, short, coverage, added, changed, terminated] = fields;
        let name = trim(name);
        match Record::of(record).ok_or_else(|| ("RECID", unexpected(record, "3, 4, 7 or 8")))? {
            Record::Procedure => {
                let code = Code::from_bytes(name).map_err(|error| (CODE, error.into()))?;
                self.keys.push((code, row));
                self.rows.push(HcpcsDescriptor {
                    code,
                    long: decode(long).into_owned(),
                    short: words(&decode(short)),
                    coverage: read_coverage(coverage)?,
                    added: optional_day(added, "ADD DT")?,
                    changed: optional_day(changed, "ACT EFF DT")?,
                    terminated: optional_day(terminated, "TERM DT")?,
                });
            }
            Record::Modifier => {
                let modifier = Modifier::from_bytes(name)
                    .map_err(|_| (CODE, unexpected(name, "a modifier of two characters")))?;
                self.modifier_keys.push((modifier, row));
                self.modifiers.push(ModifierDescriptor {
                    modifier,
                    long: decode(long).into_owned(),
                    short: words(&decode(short)),
                    added: optional_day(added, "ADD DT")?,
                    terminated: optional_day(terminated, "TERM DT")?,
                });
            }
            continued => {
                let text = if continued == Record::ProcedureContinued {
                    self.rows.last_mut().map(|row| &mut row.long)
                } else {
                    self.modifiers.last_mut().map(|row| &mut row.long)
                };
                let text = text.filter(|_| self.current == name);
                let text = text.ok_or_else(|| (CODE, unexpected(name, "the code of the line before")))?;
                text.push_str(&decode(long));
            }
        }
        self.current.clear();
        self.current.extend_from_slice(name);
        Ok(())
    }

    fn finish(mut self, input: Input<'_>) -> Result<HcpcsFile, ReadError> {
        if self.rows.is_empty() {
            return Err(ReadError::of_file(input, Problem::NoRows));
        }
        check_unique(input, self.keys, |code| format!("code {code}"))?;
        check_unique(input, self.modifier_keys, |modifier| format!("modifier {modifier}"))?;
        let all = self.rows.len();
        self.rows.retain(|row| row.code.kind() == CodeKind::HcpcsII && !row.code.is_dental());
        self.left_out = all - self.rows.len();
        for long in self.rows.iter_mut().map(|row| &mut row.long) {
            *long = words(long);
        }
        for long in self.modifiers.iter_mut().map(|row| &mut row.long) {
            *long = words(long);
        }
        Ok(HcpcsFile { rows: self.rows, modifiers: self.modifiers, left_out: self.left_out })
    }
}

/// A text with single blanks between its words: the pieces of a descriptor are padded to 80 characters.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn read_coverage(text: &[u8]) -> Result<Option<HcpcsCoverage>, ColumnProblem> {
    Ok(match trim(text) {
        [] => None,
        b"C" => Some(HcpcsCoverage::ContractorJudgment),
        b"D" => Some(HcpcsCoverage::SpecialInstructions),
        b"I" => Some(HcpcsCoverage::NotPayable),
        b"M" => Some(HcpcsCoverage::NonCovered),
        b"S" => Some(HcpcsCoverage::NonCoveredByStatute),
        other => return Err(("COV", unexpected(other, "blank, C, D, I, M or S"))),
    })
}

fn optional_day(text: &[u8], column: &'static str) -> Result<Option<Date>, ColumnProblem> {
    match trim(text) {
        [] => Ok(None),
        day => date(day).map(Some).ok_or_else(|| (column, unexpected(day, "a day, YYYYMMDD"))),
    }
}

fn read_fixed(input: Input<'_>) -> Result<HcpcsFile, ReadError> {
    let mut gathered = Gathered::default();
    let mut lines = Lines::new(input);
    let mut started = false;
    while let Some((number, line)) = lines.next_line()? {
        if trim(line).is_empty() {
            continue;
        }
        if !started && !is_line(line) {
            let problem = Problem::NoHeader { kind: FileKind::Hcpcs, expected: EXPECTED };
            return Err(ReadError::of_row(input, number, problem));
        }
        started = true;
        if line.len() < WIDTH {
            let problem = Problem::ShortLine { found: line.len(), expected: WIDTH };
            return Err(ReadError::of_row(input, number, problem));
        }
        let fields = POSITIONS.map(|(first, last)| &line[first - 1..last]);
        gathered
            .push(fields, number)
            .map_err(|(column, problem)| ReadError::of_column(input, number, column, problem))?;
    }
    gathered.finish(input)
}

fn read_table(input: Input<'_>) -> Result<HcpcsFile, ReadError> {
    let mut opened = table::open(input, FileKind::Hcpcs, EXPECTED, is_header)?;
    let mut places = [0; SHEET_COLUMNS.len()];
    for (place, name) in places.iter_mut().zip(SHEET_COLUMNS) {
        *place = opened.require(input, name, |header| header == normal(name.as_bytes()))?;
    }
    let mut gathered = Gathered::default();
    while let Some(row) = opened.table.next_row()? {
        if row.is_blank() {
            continue;
        }
        gathered
            .push(places.map(|place| row.get(place)), row.number)
            .map_err(|(column, problem)| ReadError::of_column(input, row.number, column, problem))?;
    }
    gathered.finish(input)
}
