//! PPRRVU as csv or as a workbook: a title, the date of release, a header of several lines, then the rows.

use jiff::civil::Date;
use openrvu_core::ReleaseLetter;

use super::super::row::Row;
use super::super::table::{self, Opened, Table};
use super::super::text::Delimited;
use super::super::value::{date, year_in};
use super::super::{FileKind, Input, Layout};
use super::plain::PlainRow;
use super::row::Fields;
use super::{Gathered, PprrvuFile, columns};
use crate::error::{Problem, ReadError};

/// The words above the columns of the first three, which no other row has.
const HEADER: &str = "HCPCS,MOD,DESCRIPTION";

/// Bytes of a row of csv, roughly, to make room for the rows at once.
const ROW_BYTES: usize = 120;

/// Whether a row is the last line of the header.
pub(in super::super) fn is_header(fields: &[String]) -> bool {
    fields.len() > 3
        && fields.iter().map(String::as_str).zip(HEADER.split(',')).all(|(found, name)| found == name)
}

/// Reads csv or a workbook.
pub(super) fn read(input: Input<'_>, keep_descriptions: bool) -> Result<PprrvuFile, ReadError> {
    let mut opened = table::open(input, FileKind::Pprrvu, HEADER, is_header)?;
    let layout = opened.table.layout();
    let count = check_header(input, &opened)?;
    let expected = if layout == Layout::Csv { input.bytes.len() / ROW_BYTES } else { 0 };
    let mut gathered = Gathered::new(input, expected, keep_descriptions);
    gathered.has_pricing = Some(count == columns::COUNT);
    loop {
        if let Table::Text(text) = &mut opened.table {
            read_plain(text, &mut gathered)?;
        }
        let Some(row) = opened.table.next_row()? else { break };
        if row.is_blank() {
            continue;
        }
        let number = row.number;
        if row.len() != count && (layout == Layout::Csv || row.len() > count) {
            let problem = Problem::Columns { found: row.len(), expected: count };
            return Err(ReadError::of_row(input, number, problem));
        }
        let fields: Fields<'_> = std::array::from_fn(|column| field(&row, column, count));
        gathered.push_fields(number, &fields)?;
    }
    let mut file = gathered.finish(layout)?;
    let title = opened.head_texts().find(|text| text.contains("RELATIVE VALUE FILE"));
    file.title_year = title.and_then(year_in);
    file.title_letter = title.and_then(letter);
    file.released = opened.head_texts().find_map(released);
    Ok(file)
}

/// Reads rows below one that was read the general way, as long as their lines have the plain form.
fn read_plain(text: &mut Delimited<'_>, gathered: &mut Gathered<'_>) -> Result<(), ReadError> {
    let (Some(&above), Some(factor)) = (gathered.rows.last(), gathered.factor) else { return Ok(()) };
    let mut plain = PlainRow::below(above, factor);
    while let Some((number, line)) = text.peek_line()
        && plain.read(line).is_some()
    {
        gathered.push(number, &plain.row, plain.factor, plain.description)?;
        text.skip_line(line);
    }
    Ok(())
}

/// A field by its place in the layout of 2026, of a row with `count` columns.
#[inline]
fn field<'r>(row: &Row<'r>, column: usize, count: usize) -> &'r [u8] {
    if count == columns::COUNT || column < columns::PRICING {
        row.raw(column)
    } else if column == columns::PRICING {
        &[]
    } else {
        row.raw(column - 1)
    }
}

/// Checks that every column has the header of the layout with as many columns, and gives their number.
fn check_header(input: Input<'_>, opened: &Opened<'_>) -> Result<usize, ReadError> {
    let count = opened.header.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
    if !(columns::COUNT - 1..=columns::COUNT).contains(&count) {
        let problem = Problem::Columns { found: count, expected: columns::COUNT };
        return Err(ReadError::of_row(input, opened.header_row, problem));
    }
    // A title stands alone in its row; the lines of the header do not.
    let is_title = |row: &[String]| row.iter().filter(|text| !text.is_empty()).count() < 2;
    let above: Vec<&Vec<String>> = opened.preamble.iter().filter(|row| !is_title(row)).collect();
    let names = (0..columns::COUNT).filter(|&column| count == columns::COUNT || column != columns::PRICING);
    for (place, column) in names.enumerate() {
        let expected = columns::NAMES[column];
        let pieces = above.iter().copied().chain([&opened.header]).filter_map(|row| row.get(place));
        let found = pieces.filter(|piece| !piece.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        if found != expected {
            let problem = Problem::Header { found, expected };
            return Err(ReadError::of_row(input, opened.header_row, problem));
        }
    }
    Ok(count)
}

/// The release that a title names by its month.
fn letter(title: &str) -> Option<ReleaseLetter> {
    let months = [ReleaseLetter::A, ReleaseLetter::B, ReleaseLetter::C, ReleaseLetter::D];
    months.into_iter().find(|letter| title.contains(&letter.month_name().to_uppercase()))
}

/// The date of a text such as `RELEASED 09/11/2025`.
fn released(text: &str) -> Option<Date> {
    date(text.strip_prefix("RELEASED")?.trim().as_bytes())
}
