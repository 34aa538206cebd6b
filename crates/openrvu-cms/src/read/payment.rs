//! PFALL, PFREV and the carriers' files: payment amounts by locality.

use openrvu_core::indicator::{MultipleProcedure, PcTc, Status};
use openrvu_core::{Cents, Code, LocalityId, RowModifier};

use super::detect::{Container, container};
use super::row::{Row, normal, shown};
use super::text::Delimited;
use super::value::{ColumnProblem, check_unique, code, digits, row_name, unexpected};
use super::{FileKind, Input};
use crate::error::{Problem, ReadError};

/// A payment amount file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentFile {
    /// Calendar year, the same in every row.
    pub year: u16,
    /// The rows in the order of the file; no locality, code and modifier twice.
    pub rows: Vec<PaymentRow>,
}

/// A row of a payment amount file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PaymentRow {
    /// `Carrier Number` and `Locality`.
    pub locality: LocalityId,
    /// `HCPCS Code`.
    pub code: Code,
    /// `Modifier`.
    pub modifier: RowModifier,
    /// `Non Facility Fee Schedule Amount`. Not capped, whatever CMS's layout says.
    pub non_facility: Cents,
    /// `Facility Fee Schedule Amount`. Not capped either.
    pub facility: Cents,
    /// `PCTC Indicator`.
    pub pc_tc: PcTc,
    /// `Status Code`.
    pub status: Status,
    /// `Multiple Surgery Indicator`.
    pub multiple_procedure: MultipleProcedure,
    /// `50% Therapy Reduction Amount` outside institutions, or the flat visit fee of a payment model.
    pub therapy_non_institutional: Cents,
    /// `50% Therapy Reduction Amount` in institutions.
    pub therapy_institutional: Cents,
    /// `OPPS Indicator`: 1 where the imaging cap applies, 9 where it does not.
    pub opps_indicator: u8,
    /// `OPPS Non Facility Fee Amount`: the cap itself, not the lesser amount.
    pub opps_non_facility: Cents,
    /// `OPPS Facility Fee Amount`.
    pub opps_facility: Cents,
}

const COLUMNS: usize = 16;
const EXPECTED: &str = "16 columns that begin with a year, a carrier, a locality and a code";

/// What the lines below the data begin with.
const TRAILER: &[u8] = b"TRL";

/// Whether a row is a record of such a file. CMS's have no header.
pub(super) fn is_record(fields: &[String]) -> bool {
    fields.len() == COLUMNS
        && fields[0].len() == 4
        && digits(fields[0].as_bytes()).is_some()
        && LocalityId::from_columns(fields[1].as_bytes(), fields[2].as_bytes()).is_ok()
        && Code::from_bytes(fields[3].as_bytes()).is_ok()
}

/// Whether a row above the records is the header that somebody put there: it names the year's column.
fn is_header(row: &Row<'_>) -> bool {
    normal(row.get(0)).contains("YEAR")
}

/// Reads a payment amount file, csv with or without quotation marks, under a header or, as CMS's, without.
///
/// # Errors
/// [`ReadError`], which names the row and column that depart from the layout.
pub fn payment(input: Input<'_>) -> Result<PaymentFile, ReadError> {
    match container(input) {
        Container::Text => {}
        Container::NotData(what) => return Err(ReadError::of_file(input, Problem::NotData(what))),
        Container::Workbook => {
            let problem = Problem::NoHeader { kind: FileKind::Payment, expected: EXPECTED };
            return Err(ReadError::of_file(input, problem));
        }
    }
    let (mut rows, mut keys) = (Vec::new(), Vec::new());
    let mut year: Option<u16> = None;
    let mut table = Delimited::new(input);
    while let Some(row) = table.next_row()? {
        if row.is_blank() || row.get(0).starts_with(TRAILER) || (rows.is_empty() && is_header(&row)) {
            continue;
        }
        row.expect_columns(COLUMNS).map_err(|problem| ReadError::of_row(input, row.number, problem))?;
        let at = |(column, problem): ColumnProblem| ReadError::of_column(input, row.number, column, problem);
        let found = year_of(row.get(0)).map_err(at)?;
        let first = *year.get_or_insert(found);
        if first != found {
            let problem = Problem::Mixed { what: "year", first: first.to_string(), found: shown(row.get(0)) };
            return Err(at(("Year", problem)));
        }
        let entry = read_row(&row).map_err(at)?;
        keys.push(((entry.locality, entry.code, entry.modifier), row.number));
        rows.push(entry);
    }
    let Some(year) = year else {
        return Err(ReadError::of_file(input, Problem::NoRows));
    };
    check_unique(input, keys, |(locality, code, modifier)| {
        format!("{} in locality {locality}", row_name(code, modifier))
    })?;
    Ok(PaymentFile { year, rows })
}

fn year_of(text: &[u8]) -> Result<u16, ColumnProblem> {
    digits(text)
        .and_then(|year| u16::try_from(year).ok())
        .filter(|year| (1992..2100).contains(year))
        .ok_or_else(|| ("Year", unexpected(text, "a calendar year")))
}

fn read_row(row: &Row<'_>) -> Result<PaymentRow, ColumnProblem> {
    let amount = |place: usize, column: &'static str| {
        let text = row.get(place);
        match Cents::from_bytes(text) {
            Ok(amount) if amount.get() >= 0 => Ok(amount),
            Ok(_) => Err((column, unexpected(text, "an amount of zero or more"))),
            Err(error) => Err((column, error.into())),
        }
    };
    let [modifier, pc_tc, status, multiple, opps] = [4, 8, 9, 10, 13].map(|place| row.get(place));
    Ok(PaymentRow {
        locality: LocalityId::from_columns(row.get(1), row.get(2))
            .map_err(|error| ("Carrier Number", error.into()))?,
        code: code(row.get(3)).map_err(|error| ("HCPCS Code", error.into()))?,
        modifier: RowModifier::from_column(modifier)
            .ok_or_else(|| ("Modifier", unexpected(modifier, "blank, 26, TC or 53")))?,
        non_facility: amount(5, "Non Facility Fee Schedule Amount")?,
        facility: amount(6, "Facility Fee Schedule Amount")?,
        pc_tc: PcTc::from_column(pc_tc)
            .ok_or_else(|| ("PCTC Indicator", unexpected(pc_tc, "a PC/TC indicator, 0-9")))?,
        status: Status::from_column(status)
            .ok_or_else(|| ("Status Code", unexpected(status, "a status code of PPRRVU")))?,
        multiple_procedure: MultipleProcedure::from_column(multiple)
            .ok_or_else(|| ("Multiple Surgery Indicator", unexpected(multiple, "0-7 or 9")))?,
        therapy_non_institutional: amount(11, "50% Therapy Reduction Amount (non-institutional)")?,
        therapy_institutional: amount(12, "50% Therapy Reduction Amount (institutional)")?,
        opps_indicator: match opps {
            [digit @ b'0'..=b'9'] => digit - b'0',
            other => return Err(("OPPS Indicator", unexpected(other, "a digit"))),
        },
        opps_non_facility: amount(14, "OPPS Non Facility Fee Amount")?,
        opps_facility: amount(15, "OPPS Facility Fee Amount")?,
    })
}
