//! A paper as a workbook: what it says on a first sheet, then a sheet a table.

use std::collections::BTreeSet;

use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::{Cell, Paper, Part, Table};

/// Most characters of a sheet's name.
const LONGEST_NAME: usize = 31;
/// The widest column, in characters.
const WIDEST: u16 = 60;

struct Formats {
    title: Format,
    head: Format,
    head_number: Format,
    wrapped: Format,
    work: Format,
    cents: Format,
    count: Format,
    date: Format,
    total: Format,
}

impl Formats {
    fn new() -> Self {
        let head = Format::new().set_bold().set_text_wrap();
        Self {
            title: Format::new().set_bold().set_font_size(14),
            head_number: head.clone().set_align(FormatAlign::Right),
            head,
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            work: Format::new().set_num_format("#,##0.00#"),
            cents: Format::new().set_num_format("$#,##0.00"),
            count: Format::new().set_num_format("#,##0"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            total: Format::new().set_bold(),
        }
    }
}

pub(super) fn write(paper: &Paper) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let formats = Formats::new();
    let mut names = BTreeSet::from(["summary".to_owned()]);
    summary(workbook.add_worksheet(), paper, &formats)?;
    for table in paper.tables().filter(|table| !table.rows.is_empty()) {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name(&table.name, &mut names))?;
        fill(sheet, table, &formats)?;
    }
    workbook.save_to_buffer()
}

/// A name that a sheet may have and no other has.
fn name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let clean = |c: char| if "[]:*?/\\'".contains(c) { ' ' } else { c };
    let wanted: String = wanted.chars().map(clean).collect();
    for number in 1..=999 {
        let ending = if number == 1 { String::new() } else { format!(" {number}") };
        let kept: String = wanted.chars().take(LONGEST_NAME - ending.len()).collect();
        let name = format!("{}{ending}", kept.trim());
        if taken.insert(name.to_lowercase()) {
            return name;
        }
    }
    format!("Table {}", taken.len())
}

fn summary(sheet: &mut Worksheet, paper: &Paper, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name("Summary")?;
    sheet.set_column_width(0, 24)?;
    sheet.set_column_width(1, 90)?;
    sheet.write_string_with_format(0, 0, &paper.title, &formats.title)?;
    sheet.write_string(1, 0, &paper.subject)?;
    let mut at = 3;
    for (name, value) in &paper.facts {
        sheet.write_string_with_format(at, 0, *name, &formats.head)?;
        sheet.write_string_with_format(at, 1, value, &formats.wrapped)?;
        at += 1;
    }
    at += 1;
    for part in &paper.parts {
        match part {
            Part::Heading(text) | Part::Subheading(text) => {
                sheet.write_string_with_format(at, 0, text, &formats.head)?;
                at += 1;
            }
            Part::Text(text) => {
                sheet.write_string_with_format(at, 1, text, &formats.wrapped)?;
                at += 1;
            }
            Part::List(items) | Part::Details(_, items) => {
                for item in items {
                    sheet.write_string_with_format(at, 1, item, &formats.wrapped)?;
                    at += 1;
                }
            }
            Part::Table(table) => {
                let words = if table.rows.is_empty() { "None." } else { "On a sheet of its own." };
                sheet.write_string(at, 1, words)?;
                at += 1;
            }
        }
    }
    Ok(())
}

fn fill(sheet: &mut Worksheet, table: &Table, formats: &Formats) -> Result<(), XlsxError> {
    for (column, heading) in (0..).zip(&table.columns) {
        let format = if heading.is_number { &formats.head_number } else { &formats.head };
        sheet.write_string_with_format(0, column, heading.name, format)?;
        let rows = table.rows.iter().filter_map(|row| row.get(usize::from(column)));
        let longest = rows.map(|cell| cell.words().chars().count()).max().unwrap_or(0);
        let longest = u16::try_from(longest.max(heading.name.len())).unwrap_or(WIDEST);
        sheet.set_column_width(column, (longest + 2).min(WIDEST))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let last = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    for (row, cells) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            put(sheet, row, column, cell, formats)?;
        }
    }
    if let Some(total) = &table.total {
        for (column, cell) in (0..).zip(total) {
            put(sheet, last + 1, column, cell, formats)?;
            if matches!(cell, Cell::Text(_)) {
                sheet.write_string_with_format(last + 1, column, cell.words(), &formats.total)?;
            }
        }
    }
    Ok(())
}

/// Writes a cell with its type. Texts are written as texts, so none becomes a formula.
fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) | Cell::Link(text, _) => {
            sheet.write_string(row, column, text)?;
        }
        Cell::Date(date) => {
            let (year, month, day) = (date.year(), date.month(), date.day());
            let year = u16::try_from(year).unwrap_or(1900);
            let day = ExcelDateTime::from_ymd(year, month.unsigned_abs(), day.unsigned_abs())?;
            sheet.write_datetime_with_format(row, column, &day, &formats.date)?;
        }
        Cell::Count(count) => {
            sheet.write_number_with_format(row, column, as_float(&count.to_string()), &formats.count)?;
        }
        Cell::Work(work) => {
            sheet.write_number_with_format(row, column, as_float(&work.to_string()), &formats.work)?;
        }
        Cell::Cents(cents) => {
            sheet.write_number_with_format(row, column, as_float(&cents.to_string()), &formats.cents)?;
        }
    }
    Ok(())
}

/// A spreadsheet keeps numbers as floats; the decimal text gives the nearest one without arithmetic.
fn as_float(decimal: &str) -> f64 {
    decimal.parse().unwrap_or_default()
}
