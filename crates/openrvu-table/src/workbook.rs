//! Workbooks: the cells of each sheet as text, as the spreadsheet shows them.

use std::io::{Cursor, Read};
use std::panic;

use calamine::{DataRef, Reader, Xlsx};
use zip::ZipArchive;

use crate::{Limits, Problem, Table};

/// Reads every sheet, or no more than the first `rows` rows of each.
///
/// # Errors
/// [`Problem::Workbook`] where it is no workbook or a broken one, [`Problem::TooMuch`] past a limit.
pub fn sheets(bytes: &[u8], rows: usize, limits: &Limits) -> Result<Vec<Table>, Problem> {
    // The library counts a cell's column without a check and so panics, in a build with overflow checks, at a
    // reference of many letters. A hostile workbook must not take the program down in any build.
    let read = panic::catch_unwind(|| read(bytes, rows, limits));
    read.unwrap_or_else(|_| Err(Problem::Workbook("a cell's reference is none".to_owned())))
}

fn read(bytes: &[u8], rows: usize, limits: &Limits) -> Result<Vec<Table>, Problem> {
    check_size(bytes, limits)?;
    let broken = |error: calamine::XlsxError| Problem::Workbook(error.to_string());
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        // A chart sheet has no cells to read.
        let Ok(mut cells) = workbook.worksheet_cells_reader(&name) else { continue };
        let mut sheet = Table::new(name);
        while let Some(cell) = cells.next_cell().map_err(broken)? {
            let (row, column) = cell.get_position();
            if matches!(cell.get_value(), DataRef::Empty) {
                continue;
            }
            if sheet.len() >= rows && sheet.last_number().is_none_or(|last| last <= row) {
                break;
            }
            sheet.push(row.saturating_add(1), column, &cell_text(cell.get_value()), limits)?;
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// Refuses an archive that unpacks to more than the limit. The sizes it states are not believed.
fn check_size(bytes: &[u8], limits: &Limits) -> Result<(), Problem> {
    let broken = |error: zip::result::ZipError| Problem::Workbook(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut left = limits.unpacked as u64;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(broken)?;
        let copied = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink())
            .map_err(|error| Problem::Workbook(error.to_string()))?;
        left = left
            .checked_sub(copied)
            .ok_or(Problem::TooMuch { what: "bytes once unpacked", most: limits.unpacked })?;
    }
    Ok(())
}

/// The value of a cell as text.
fn cell_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => decimal_text(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A binary number as the decimal text that a spreadsheet shows: fifteen significant digits, no exponent.
fn decimal_text(number: f64) -> String {
    let scientific = format!("{number:.14e}");
    let parts = scientific.split_once('e').and_then(|(digits, exponent)| {
        let exponent = exponent.parse::<i32>().ok()?;
        (-30..=30).contains(&exponent).then_some((digits, exponent))
    });
    let Some((digits, exponent)) = parts else { return scientific };
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    let whole = usize::try_from(exponent + 1).unwrap_or(0);
    if whole == 0 {
        let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
        format!("{sign}0.{zeros}{digits}")
    } else if digits.len() <= whole {
        format!("{sign}{digits}{}", "0".repeat(whole - digits.len()))
    } else {
        let (whole, decimals) = digits.split_at(whole);
        format!("{sign}{whole}.{decimals}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_numbers_are_written_as_the_sheet_shows_them() {
        let cases = [
            (0.0, "0"),
            (100.0, "100"),
            (33.4009, "33.4009"),
            (1.1500000000000001, "1.15"),
            (0.1 + 0.2, "0.3"),
            (0.07, "0.07"),
            (-0.05, "-0.05"),
            (20_220_101.0, "20220101"),
            (1e20, "100000000000000000000"),
            (1e300, "1.00000000000000e300"),
            (f64::NAN, "NaN"),
        ];
        for (number, text) in cases {
            assert_eq!(decimal_text(number), text);
        }
    }

    #[test]
    fn every_amount_of_cents_survives_a_workbook() {
        for cents in 0..200_000_u32 {
            let number = f64::from(cents) / 100.0;
            let read: openrvu_core::Cents = decimal_text(number).parse().unwrap();
            assert_eq!(read.get(), i64::from(cents));
        }
    }

    #[test]
    fn what_is_not_a_workbook_is_refused() {
        for bytes in [&b""[..], b"PK\x03\x04", b"HCPCS,MOD"] {
            assert!(matches!(read(bytes, 10, &Limits::UPLOAD), Err(Problem::Workbook(_))));
        }
    }
}
