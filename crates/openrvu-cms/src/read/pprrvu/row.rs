//! From the fields of a row, in whichever form, to a [`FeeRow`].

use openrvu_core::indicator::{
    AssistantAtSurgery, Bilateral, CoSurgeons, GlobalPeriod, ImagingFamily, MultipleProcedure, PcTc,
    PricingIndicator, Status, Supervision, TeamSurgeons,
};
use openrvu_core::{ConversionFactor, FeeRow, RowModifier, Rvu};

use super::super::row::trim;
use super::super::value::{code, unexpected};
use super::columns as at;
use crate::error::Problem;

/// A row's fields in the order of [`columns`](super::columns). `PRIC IND` is empty in the layout before 2026.
pub(super) type Fields<'a> = [&'a [u8]; at::COUNT];

/// The place of a column and what is wrong with it.
type FieldProblem = (usize, Problem);

/// Reads the fields of a row and checks its printed totals.
#[inline]
pub(super) fn read(fields: &Fields<'_>) -> Result<(FeeRow, ConversionFactor), FieldProblem> {
    let row = FeeRow {
        code: code(field(fields, at::CODE)).map_err(|error| (at::CODE, error.into()))?,
        modifier: indicator(fields, at::MODIFIER, RowModifier::from_column, || {
            "blank, 26, TC or 53".to_owned()
        })?,
        status: named(fields, at::STATUS, Status::from_column, Status::ALL)?,
        not_used_for_payment: flag(fields, at::NOT_USED, b"+")?,
        work: rvu(fields, at::WORK)?,
        non_facility_pe: rvu(fields, at::NON_FACILITY_PE)?,
        non_facility_na: flag(fields, at::NON_FACILITY_NA, b"NA")?,
        facility_pe: rvu(fields, at::FACILITY_PE)?,
        facility_na: flag(fields, at::FACILITY_NA, b"NA")?,
        malpractice: rvu(fields, at::MALPRACTICE)?,
        pc_tc: named(fields, at::PC_TC, PcTc::from_column, PcTc::ALL)?,
        global: named(
            fields,
            at::GLOBAL,
            |text| GlobalPeriod::from_column(three_digits(text)),
            GlobalPeriod::ALL,
        )?,
        preoperative: share(fields, at::PREOPERATIVE)?,
        intraoperative: share(fields, at::INTRAOPERATIVE)?,
        postoperative: share(fields, at::POSTOPERATIVE)?,
        multiple_procedure: named(
            fields,
            at::MULTIPLE_PROCEDURE,
            MultipleProcedure::from_column,
            MultipleProcedure::ALL,
        )?,
        bilateral: named(fields, at::BILATERAL, Bilateral::from_column, Bilateral::ALL)?,
        assistant: named(fields, at::ASSISTANT, AssistantAtSurgery::from_column, AssistantAtSurgery::ALL)?,
        co_surgeons: named(fields, at::CO_SURGEONS, CoSurgeons::from_column, CoSurgeons::ALL)?,
        team_surgeons: named(fields, at::TEAM_SURGEONS, TeamSurgeons::from_column, TeamSurgeons::ALL)?,
        pricing: named(fields, at::PRICING, PricingIndicator::from_column, PricingIndicator::ALL)?,
        endoscopic_base: match field(fields, at::ENDOSCOPIC_BASE) {
            [] => None,
            text => Some(code(text).map_err(|error| (at::ENDOSCOPIC_BASE, error.into()))?),
        },
        supervision: named(
            fields,
            at::SUPERVISION,
            |text| Supervision::from_column(two_digits(text)),
            Supervision::ALL,
        )?,
        calculation_flag: match field(fields, at::CALCULATION_FLAG) {
            [digit @ b'0'..=b'9'] => digit - b'0',
            other => return Err((at::CALCULATION_FLAG, unexpected(other, "a digit"))),
        },
        imaging_family: named(
            fields,
            at::IMAGING_FAMILY,
            |text| ImagingFamily::from_column(two_digits(text)),
            ImagingFamily::ALL,
        )?,
        opps_non_facility_pe: rvu(fields, at::OPPS_NON_FACILITY_PE)?,
        opps_facility_pe: rvu(fields, at::OPPS_FACILITY_PE)?,
        opps_malpractice: rvu(fields, at::OPPS_MALPRACTICE)?,
    };
    check_total(fields, at::NON_FACILITY_TOTAL, row.work + row.non_facility_pe + row.malpractice)?;
    check_total(fields, at::FACILITY_TOTAL, row.work + row.facility_pe + row.malpractice)?;
    let factor = read_factor(field(fields, at::CONVERSION_FACTOR))
        .map_err(|problem| (at::CONVERSION_FACTOR, problem))?;
    Ok((row, factor))
}

/// A field without blanks around it.
#[inline]
fn field<'a>(fields: &Fields<'a>, column: usize) -> &'a [u8] {
    trim(fields[column])
}

/// Reads an indicator; `expected` says what the column may hold.
#[inline]
fn indicator<T>(
    fields: &Fields<'_>,
    column: usize,
    read: impl Fn(&[u8]) -> Option<T>,
    expected: impl Fn() -> String,
) -> Result<T, FieldProblem> {
    let text = field(fields, column);
    read(text).ok_or_else(|| (column, unexpected(text, expected())))
}

/// Reads an indicator whose values CMS lists.
#[inline]
fn named<T: std::fmt::Display + 'static>(
    fields: &Fields<'_>,
    column: usize,
    read: impl Fn(&[u8]) -> Option<T>,
    all: &'static [T],
) -> Result<T, FieldProblem> {
    indicator(fields, column, read, || {
        let values: Vec<String> = all.iter().map(ToString::to_string).collect();
        format!("one of the values that CMS defines: {}", values.join(", "))
    })
}

/// Puts back the zero that a spreadsheet takes from `01`-`09`; the csv of October 2020 lacks it.
#[inline]
fn two_digits(text: &[u8]) -> &[u8] {
    const DIGITS: [&[u8; 2]; 10] = [b"00", b"01", b"02", b"03", b"04", b"05", b"06", b"07", b"08", b"09"];
    match text {
        [digit @ b'0'..=b'9'] => DIGITS[usize::from(digit - b'0')],
        _ => text,
    }
}

/// Puts back the zeros that a spreadsheet takes from `000`, `010` and `090`.
#[inline]
fn three_digits(text: &[u8]) -> &[u8] {
    match text {
        b"0" => b"000",
        b"10" => b"010",
        b"90" => b"090",
        _ => text,
    }
}

/// Reads a column that is blank or holds a mark.
#[inline]
fn flag(fields: &Fields<'_>, column: usize, mark: &'static [u8]) -> Result<bool, FieldProblem> {
    match field(fields, column) {
        [] => Ok(false),
        text if text == mark => Ok(true),
        other => Err((column, unexpected(other, format_args!("blank or {}", mark.escape_ascii())))),
    }
}

/// The largest believable RVU, in hundredths. The largest that CMS has published is about 1,500.
const MOST_RVU: i32 = 1_000_000;

#[inline]
fn rvu(fields: &Fields<'_>, column: usize) -> Result<Rvu, FieldProblem> {
    let value = Rvu::from_bytes(field(fields, column)).map_err(|error| (column, error.into()))?;
    if !(0..=MOST_RVU).contains(&value.get()) {
        let problem = Problem::Range { found: value.to_string(), least: "0", most: "10,000" };
        return Err((column, problem));
    }
    Ok(value)
}

/// Reads a share of the global period, `0.69`, as hundredths.
#[inline]
fn share(fields: &Fields<'_>, column: usize) -> Result<u8, FieldProblem> {
    let value = rvu(fields, column)?;
    u8::try_from(value.get())
        .ok()
        .filter(|&hundredths| hundredths <= 100)
        .ok_or_else(|| (column, Problem::Range { found: value.to_string(), least: "0", most: "1" }))
}

#[inline]
fn check_total(fields: &Fields<'_>, column: usize, computed: Rvu) -> Result<(), FieldProblem> {
    let printed = rvu(fields, column)?;
    if printed == computed {
        return Ok(());
    }
    let problem = Problem::Total { printed: printed.to_string(), computed: computed.to_string() };
    Err((column, problem))
}

/// Reads the dollars of one RVU and refuses what cannot be: they have been between 30 and 40 since 1998.
pub(super) fn read_factor(text: &[u8]) -> Result<ConversionFactor, Problem> {
    let factor = ConversionFactor::from_bytes(text)?;
    if (100_000..=1_000_000).contains(&factor.get()) {
        return Ok(factor);
    }
    Err(Problem::Range { found: factor.to_string(), least: "10", most: "100" })
}
