//! Benchmarks as workbooks, of one specialty and of the list: what the numbers are and are not on the first sheet, a table on
//! each other.
//!
//! Texts are written as texts, so nothing in a name can become a formula; numbers are exact.

use openrvu_benchmark::set::Figure;
use openrvu_benchmark::{Quantity, Share};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::office_visits::Found;
use super::{BenchmarkPage, BenchmarksPage, Caveat, Column, SetView, Whole};
use crate::views::sort::SortColumn;

/// A cell.
enum Cell {
    Text(String),
    /// A number as decimal text, with so many decimals shown.
    Number(String, u8),
    Share(Share),
}

fn text(text: impl ToString) -> Cell {
    Cell::Text(text.to_string())
}

fn count(count: crate::views::Count) -> Cell {
    Cell::Number(count.0.to_string(), 0)
}

fn sum<Q: Quantity + std::fmt::Display>(sum: Whole<Q>) -> Cell {
    Cell::Number(sum.0.to_string(), 2)
}

/// A workbook of a set, with its properties. One page makes the same bytes always.
fn book(title: &str, set: &SetView) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new()
            .set_title(format!("{title}: Medicare benchmark {}", set.id))
            .set_comment(&set.label)
            .set_creation_datetime(&ExcelDateTime::from_ymd(set.year, 12, 31)?),
    );
    Ok(book)
}

fn sheet(name: &str) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?.set_landscape();
    Ok(sheet)
}

/// The bytes of the workbook of the list, as it was searched and sorted.
///
/// # Errors
/// The writer's.
pub(crate) fn write_list(page: &BenchmarksPage, set: &SetView) -> Result<Vec<u8>, XlsxError> {
    let title = "National benchmarks";
    let mut book = book(title, set)?;
    let mut facts = vec![(title.to_owned(), set.label.clone())];
    if !page.query.is_empty() {
        facts.push(("Specialties".to_owned(), format!("those whose names hold “{}”", page.query)));
    }
    book.push_worksheet(about(facts, set, &page.what_these_numbers_are_not)?);
    let lines = page.specialties.iter().map(|line| {
        vec![
            text(&line.name),
            count(line.providers),
            sum(line.lower_quartile),
            sum(line.median),
            sum(line.upper_quartile),
            sum(line.median_services),
            match line.coverage {
                Figure::Known(coverage) => Cell::Share(coverage.pooled),
                Figure::Absent(reason) => text(reason.words()),
            },
        ]
    });
    let suppressed = page.suppressed.iter().map(|line| vec![text(&line.name), text(line.absent.words())]);
    let heads: Vec<&str> =
        Column::ALL.iter().map(|column| column.words()).chain(["Services shown"]).collect();
    let specialties =
        table(&format!("{title}. {}", set.label), sheet("Specialties")?, &heads, lines.chain(suppressed))?;
    book.push_worksheet(specialties);
    book.save_to_buffer()
}

/// The bytes of the workbook of a specialty.
///
/// # Errors
/// The writer's.
pub(crate) fn write(page: &BenchmarkPage) -> Result<Vec<u8>, XlsxError> {
    let mut book = book(&page.name, &page.set)?;
    let title = format!("{}. {}", page.name, page.set.label);
    book.push_worksheet(about(facts(page), &page.set, &page.what_these_numbers_are_not)?);
    let percentiles = page.percentiles.iter().map(|row| {
        let per_day = row.work_per_day.map_or_else(|| text("not shown"), |work| sum(Whole(work)));
        vec![text(row.name()), sum(row.work), sum(row.services), per_day]
    });
    let heads = ["Percentile", "Work RVUs", "Services", "Work RVUs per patient-day"];
    book.push_worksheet(table(&title, sheet("Percentiles")?, &heads, percentiles)?);
    let states = page.states.rows.iter().map(|row| {
        vec![
            text(row.state.as_deref().unwrap_or("All")),
            count(row.providers),
            sum(row.median_services),
            sum(row.lower_quartile),
            sum(row.median),
            sum(row.upper_quartile),
            match row.coverage {
                Figure::Known(coverage) => Cell::Share(coverage.pooled),
                Figure::Absent(reason) => text(reason.words()),
            },
        ]
    });
    let absent = page.states.absent.iter().map(|state| vec![text(state), text(page.states.reason.words())]);
    let heads = [
        "State",
        "Clinicians",
        "Services, median",
        "Work RVUs, 25th",
        "Work RVUs, median",
        "Work RVUs, 75th",
        "Services shown",
    ];
    book.push_worksheet(table(&title, sheet("States")?, &heads, states.chain(absent))?);
    let heads =
        ["Level", "Clinicians", "25th percentile", "Median", "75th percentile", "Share of all visits"];
    book.push_worksheet(table(&title, sheet("Office visits")?, &heads, levels(page))?);
    let codes = page.code_mix.codes.iter().map(|row| {
        vec![
            text(row.code),
            text(row.title.own().unwrap_or_default()),
            row.work_share.map_or_else(|| text("no work RVU"), Cell::Share),
            row.work.map_or_else(|| text("no work RVU"), sum),
            count(row.providers),
            sum(row.median_services),
            sum(row.services),
        ]
    });
    let heads = [
        "Code",
        "Service",
        "Share of work",
        "Work RVUs, all",
        "Clinicians",
        "Services, median",
        "Services, all",
    ];
    book.push_worksheet(table(&title, sheet("Codes")?, &heads, codes)?);
    book.save_to_buffer()
}

fn levels(page: &BenchmarkPage) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for family in &page.office_visits {
        match &family.found {
            Found::Absent { absent } => rows.push(vec![text(family.range()), text(absent.words())]),
            Found::Levels { levels, .. } => rows.extend(levels.iter().map(|level| match level.figures {
                Figure::Absent(reason) => vec![text(level.code), text(reason.words())],
                Figure::Known(figures) => vec![
                    text(level.code),
                    Cell::Number(figures.providers.to_string(), 0),
                    Cell::Share(figures.lower_quartile),
                    Cell::Share(figures.median),
                    Cell::Share(figures.upper_quartile),
                    Cell::Share(figures.pooled),
                ],
            })),
        }
    }
    rows
}

/// What is said of a specialty as a whole.
fn facts(page: &BenchmarkPage) -> Vec<(String, String)> {
    vec![
        (page.name.clone(), page.set.label.clone()),
        (
            "Clinicians".to_owned(),
            format!("{} in the distributions, {} in the files", page.providers, page.in_files),
        ),
        (
            "Services shown".to_owned(),
            match page.coverage {
                Figure::Known(coverage) => format!(
                    "{}% of the services of the {} clinicians whose total is known",
                    coverage.pooled.percent(),
                    coverage.providers
                ),
                Figure::Absent(reason) => format!("unknown: {}", reason.words()),
            },
        ),
    ]
}

/// The first sheet: what the numbers are and are not, and of which files.
fn about(facts: Vec<(String, String)>, set: &SetView, caveats: &[Caveat]) -> Result<Worksheet, XlsxError> {
    let mut sheet = sheet("About")?;
    let (bold, wrapped) = (Format::new().set_bold(), Format::new().set_text_wrap());
    sheet.set_column_width(0, 34)?.set_column_width(1, 100)?;
    let mut rows = facts;
    rows.push(("Percentiles".to_owned(), format!("by {}", set.method.percentile)));
    rows.push(("Floor".to_owned(), format!("{} services in the year", set.floor())));
    rows.extend(caveats.iter().map(|caveat| (caveat.not.to_owned(), caveat.because.clone())));
    rows.extend(set.rows.iter().map(|sentence| ("Rows".to_owned(), sentence.clone())));
    rows.push(("Modifiers".to_owned(), set.modifiers.clone()));
    let sources = set.sources.iter();
    rows.extend(sources.map(|source| (source.file.name.clone(), format!("SHA-256 {}", source.file.sha256))));
    for (at, (name, words)) in (0..).zip(&rows) {
        sheet.write_string_with_format(at, 0, name, &bold)?;
        sheet.write_string_with_format(at, 1, words, &wrapped)?;
    }
    Ok(sheet)
}

/// A table under its title.
fn table(
    title: &str,
    mut sheet: Worksheet,
    heads: &[&str],
    rows: impl IntoIterator<Item = Vec<Cell>>,
) -> Result<Worksheet, XlsxError> {
    let head = Format::new().set_bold().set_text_wrap();
    let (plain, exact) = (Format::new().set_num_format("#,##0"), Format::new().set_num_format("#,##0.00"));
    let percent = Format::new().set_num_format("0.0%");
    sheet.write_string(0, 0, title)?;
    for (column, words) in (0..).zip(heads) {
        sheet.write_string_with_format(1, column, *words, &head)?;
        sheet.set_column_width(column, if matches!(*words, "Service" | "Specialty") { 50 } else { 16 })?;
    }
    sheet.set_freeze_panes(2, 1)?;
    for (row, cells) in (2..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(words) => sheet.write_string(row, column, words)?,
                Cell::Number(digits, places) => {
                    let format = if places == 0 { &plain } else { &exact };
                    sheet.write_number_with_format(row, column, number(&digits), format)?
                }
                Cell::Share(share) => {
                    sheet.write_number_with_format(row, column, number(&share.to_string()), &percent)?
                }
            };
        }
    }
    Ok(sheet)
}

/// A decimal as a spreadsheet holds it.
fn number(digits: &str) -> f64 {
    digits.parse().unwrap_or_default()
}
