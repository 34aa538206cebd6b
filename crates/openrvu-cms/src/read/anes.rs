//! ANES: the dollars of one anesthesia unit in each locality.

use openrvu_core::{Cents, ConversionFactor, LocalityId};

use super::detect::{Container, container};
use super::gpci::without_asterisks;
use super::row::{decode, trim};
use super::table::{self, Opened};
use super::text::Lines;
use super::value::{check_unique, digits, year_in};
use super::{FileKind, Input};
use crate::error::{Problem, ReadError};

/// An ANES file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnesFile {
    /// Calendar year, where the header has it. That of 2025 and all fixed-width files have none.
    pub year: Option<u16>,
    /// The national factor, where the header states it, for a clinician who is not a qualifying participant.
    pub national: Option<ConversionFactor>,
    /// The national factor for a qualifying participant (2026 on).
    pub qualifying_national: Option<ConversionFactor>,
    /// The localities in the order of the file, each once.
    pub rows: Vec<AnesRow>,
}

/// A row of ANES.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnesRow {
    /// `Contractor` and `Locality`.
    pub locality: LocalityId,
    /// `Locality Name`, without the footnote's asterisks.
    pub name: String,
    /// Dollars for a unit, for a clinician who is not a qualifying participant.
    pub amount: Cents,
    /// Dollars for a unit, for a qualifying participant (2026 on).
    pub qualifying: Option<Cents>,
}

const EXPECTED: &str = "a row with Contractor, Locality, Locality Name and the conversion factor";
const CONTRACTOR: &str = "Contractor";
const AMOUNT: &str = "Anesthesia Conversion Factor";

/// Positions of the fixed-width form, seen in October 2025: contractor, locality, name, amount in cents.
const POSITIONS: [(usize, usize); 4] = [(1, 5), (13, 14), (19, 58), (59, 77)];

/// Whether a row is the header.
pub(super) fn is_header(fields: &[String]) -> bool {
    let named = |field: Option<&String>, names: &[&str]| field.is_some_and(|f| names.contains(&f.as_str()));
    named(fields.first(), &["CONTRACTOR", "CARRIER", "MAC"])
        && named(fields.get(1), &["LOCALITY", "LOCALITY NUMBER"])
        && fields.iter().any(|field| is_amount(field))
}

/// Whether a column's header is that of an anesthesia factor.
fn is_amount(header: &str) -> bool {
    header.contains("ANES") || header.contains("CONVERSION FACTOR")
}

/// Whether a line is one of the fixed-width form.
pub(super) fn is_line(line: &[u8]) -> bool {
    let part = |(first, last): (usize, usize)| trim(line.get(first - 1..last).unwrap_or_default());
    let [mac, locality, name, amount] = POSITIONS.map(part);
    (POSITIONS[3].1 - 4..=POSITIONS[3].1 + 3).contains(&line.len())
        && mac.len() == 5
        && locality.len() == 2
        && digits(mac).is_some()
        && digits(locality).is_some()
        && name.first().is_some_and(u8::is_ascii_alphabetic)
        && amount.len() >= 4
        && digits(amount).is_some()
}

/// Reads an ANES file in any form.
///
/// Since 2026 CMS gives a factor for qualifying participants beside the other; they are told by their headers.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn anes(input: Input<'_>) -> Result<AnesFile, ReadError> {
    let is_fixed = matches!(Lines::new(input).next_line(), Ok(Some((_, line))) if is_line(line));
    match container(input) {
        Container::Text if is_fixed => read_fixed(input),
        _ => read_table(input),
    }
}

/// The rows read so far.
#[derive(Default)]
struct Gathered {
    rows: Vec<AnesRow>,
    keys: Vec<(LocalityId, u32)>,
}

impl Gathered {
    fn push(&mut self, row: AnesRow, number: u32) {
        self.keys.push((row.locality, number));
        self.rows.push(row);
    }

    fn finish(self, input: Input<'_>) -> Result<Vec<AnesRow>, ReadError> {
        if self.rows.is_empty() {
            return Err(ReadError::of_file(input, Problem::NoRows));
        }
        check_unique(input, self.keys, |id| format!("locality {id}"))?;
        Ok(self.rows)
    }
}

/// The columns of the factors: the one for all, and that for qualifying participants.
fn amount_columns(input: Input<'_>, opened: &Opened<'_>) -> Result<(usize, Option<usize>), ReadError> {
    let amounts: Vec<usize> = (0..opened.header.len()).filter(|&i| is_amount(&opened.header[i])).collect();
    let is_other = |&&i: &&usize| opened.header[i].contains("NON");
    match (amounts.as_slice(), amounts.iter().find(is_other), amounts.iter().find(|i| !is_other(i))) {
        ([only], ..) => Ok((*only, None)),
        ([_, _], Some(other), Some(qualifying)) => Ok((*other, Some(*qualifying))),
        _ => {
            let found = amounts.iter().map(|&i| opened.header[i].clone()).collect::<Vec<_>>().join(", ");
            let expected = "one conversion factor, or one for QPP and one for non-QPP";
            Err(ReadError::of_row(input, opened.header_row, Problem::Header { found, expected }))
        }
    }
}

fn read_table(input: Input<'_>) -> Result<AnesFile, ReadError> {
    let mut opened = table::open(input, FileKind::Anes, EXPECTED, is_header)?;
    let name = opened.require(input, "Locality Name", |name| name == "LOCALITY NAME")?;
    let (amount, qualifying) = amount_columns(input, &opened)?;
    let national = national_in(&opened.header[amount]);
    let qualifying_national = qualifying.and_then(|column| national_in(&opened.header[column]));
    let year = opened.head_texts().find_map(year_in);

    let mut gathered = Gathered::default();
    while let Some(row) = opened.table.next_row()? {
        if row.is_blank() || row.is_note() {
            continue;
        }
        let at = |column: &'static str| {
            let number = row.number;
            move |problem: Problem| ReadError::of_column(input, number, column, problem)
        };
        let dollars = |column: usize| {
            Cents::from_bytes(row.get(column)).map_err(Problem::from).and_then(believable).map_err(at(AMOUNT))
        };
        let entry = AnesRow {
            locality: LocalityId::from_columns(row.get(0), row.get(1))
                .map_err(|error| at(CONTRACTOR)(error.into()))?,
            name: without_asterisks(&decode(row.get(name))),
            amount: dollars(amount)?,
            qualifying: qualifying.map(dollars).transpose()?,
        };
        gathered.push(entry, row.number);
    }
    Ok(AnesFile { year, national, qualifying_national, rows: gathered.finish(input)? })
}

/// The factor that a header states, such as `NATIONAL ANES CF OF 20.3178`.
fn national_in(header: &str) -> Option<ConversionFactor> {
    header
        .split_whitespace()
        .filter(|word| word.contains('.'))
        .find_map(|word| word.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok())
        .filter(|factor: &ConversionFactor| factor.get() > 0)
}

/// Refuses dollars for a unit that cannot be.
fn believable(amount: Cents) -> Result<Cents, Problem> {
    if (500..=10_000).contains(&amount.get()) {
        return Ok(amount);
    }
    Err(Problem::Range { found: amount.to_string(), least: "5", most: "100" })
}

fn read_fixed(input: Input<'_>) -> Result<AnesFile, ReadError> {
    let mut gathered = Gathered::default();
    let mut lines = Lines::new(input);
    while let Some((number, line)) = lines.next_line()? {
        if trim(line).is_empty() {
            continue;
        }
        let expected = POSITIONS[3].0;
        if line.len() <= expected {
            return Err(ReadError::of_row(input, number, Problem::ShortLine { found: line.len(), expected }));
        }
        let [mac, locality, name, amount] =
            POSITIONS.map(|(first, last)| trim(&line[first - 1..line.len().min(last)]));
        let at = |column: &'static str| {
            move |problem: Problem| ReadError::of_column(input, number, column, problem)
        };
        let entry = AnesRow {
            locality: LocalityId::from_columns(mac, locality)
                .map_err(|error| at(CONTRACTOR)(error.into()))?,
            name: decode(name).into_owned(),
            amount: cents(amount).and_then(believable).map_err(at(AMOUNT))?,
            qualifying: None,
        };
        gathered.push(entry, number);
    }
    Ok(AnesFile { year: None, national: None, qualifying_national: None, rows: gathered.finish(input)? })
}

/// Reads an amount that stands in whole cents, `1931` for 19.31.
fn cents(text: &[u8]) -> Result<Cents, Problem> {
    match digits(text) {
        Some(cents) => Ok(Cents::new(i64::from(cents))),
        None => Err(super::value::unexpected(text, "an amount in whole cents")),
    }
}
