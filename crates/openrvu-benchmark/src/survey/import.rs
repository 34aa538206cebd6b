//! From a user's file to a table: every value checked, every fault named with its row and column.

use std::collections::HashMap;

use openrvu_table::TableError;
use serde::Serialize;

use super::sheet::{self, Sheet, SheetRow};
use super::{Basis, Field, Mapping, Measure, SurveyRow, SurveyTable};
use crate::percentile::Point;
use crate::quantity::{Quantity as _, Survey};

/// Faults listed; a table of another kind has one in every row.
const MOST_PROBLEMS: usize = 100;
/// Letters of a specialty's name.
const MOST_LETTERS: usize = 120;
/// Decimals of a number: a workbook holds fifteen digits.
const MOST_DECIMALS: usize = 20;
/// What surveys print where too few answered.
const ABSENT: [&str; 8] = ["", "*", "**", "-", "--", "ISD", "N/A", "NA"];
/// Rows from the top in which a header is looked for.
const HEADER_WITHIN: usize = 60;

/// What the user says of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// What to call it.
    pub name: String,
    /// Calendar year, where no column tells it.
    pub year: Option<u16>,
    /// What it is of.
    pub measure: Measure,
    /// Whom its values are of.
    pub basis: Basis,
}

/// A fault of a table, with its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("{}{what}", place(*.row, .column.as_deref()))]
pub struct SurveyProblem {
    /// The row as a spreadsheet numbers it; none where the table as a whole is at fault.
    pub row: Option<u32>,
    /// The column's header.
    pub column: Option<String>,
    /// What is wrong, and what to do.
    pub what: String,
}

fn place(row: Option<u32>, column: Option<&str>) -> String {
    match (row, column) {
        (Some(row), Some(column)) => format!("row {row}, column {column}: "),
        (Some(row), None) => format!("row {row}: "),
        (None, Some(column)) => format!("column {column}: "),
        (None, None) => String::new(),
    }
}

/// The sheets of a file, each from its header on: the first row from which a specialty and two percentiles can be told,
/// else its first row.
///
/// # Errors
/// [`TableError`] where the file is no csv, tabbed text or workbook.
pub fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, TableError> {
    let mut sheets = sheet::read(bytes)?;
    for sheet in &mut sheets {
        let is_header = |row: &SheetRow| Mapping::guess(&row.cells).is_enough();
        if let Some(at) = sheet.rows.iter().take(HEADER_WITHIN).position(is_header) {
            sheet.rows.drain(..at);
        }
    }
    sheets.retain(|sheet| !sheet.rows.is_empty());
    Ok(sheets)
}

/// Reads a sheet, whose first row is the header, by a mapping.
///
/// # Errors
/// Every [`SurveyProblem`] of the sheet, up to a hundred; then nothing of it is taken.
pub fn import(sheet: &Sheet, mapping: &Mapping, about: &About) -> Result<SurveyTable, Vec<SurveyProblem>> {
    let Some((header, rows)) = sheet.rows.split_first() else {
        return Err(vec![whole("the sheet is empty")]);
    };
    if !mapping.is_enough() {
        return Err(vec![whole("say which column is the specialty, and which two percentiles or more are")]);
    }
    let mut importing = Importing { header: &header.cells, mapping, problems: Vec::new() };
    let mut table = SurveyTable {
        name: about.name.trim().to_owned(),
        year: 0,
        measure: about.measure,
        basis: about.basis,
        rows: Vec::new(),
    };
    if table.name.is_empty() || table.name.chars().count() > MOST_LETTERS {
        importing.problems.push(whole("give the table a name of at most 120 letters"));
    }
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut year = about.year.map(|year| (year, None));
    for row in rows {
        if importing.problems.len() >= MOST_PROBLEMS {
            break;
        }
        let Some(read) = importing.row(row) else { continue };
        if let Some(first) = seen.insert(read.specialty.to_lowercase(), row.number) {
            let what = format!("{:?} stands in row {first} already: leave one of them", read.specialty);
            importing.fault(row, Field::Specialty, what);
        }
        importing.year(row, &mut year);
        table.rows.push(read);
    }
    match year {
        Some((year, _)) if (1990..=2099).contains(&year) => table.year = year,
        _ => importing.problems.push(whole("say of which calendar year the table is, such as 2024")),
    }
    if table.rows.is_empty() && importing.problems.is_empty() {
        importing.problems.push(whole("the sheet has no rows below its header"));
    }
    if importing.problems.is_empty() { Ok(table) } else { Err(importing.problems) }
}

struct Importing<'a> {
    header: &'a [String],
    mapping: &'a Mapping,
    problems: Vec<SurveyProblem>,
}

impl Importing<'_> {
    fn cell<'r>(&self, row: &'r SheetRow, field: Field) -> Option<&'r str> {
        let cell = row.cells.get(self.mapping.column(field)?)?.trim();
        (!ABSENT.contains(&cell.to_ascii_uppercase().as_str())).then_some(cell)
    }

    fn fault(&mut self, row: &SheetRow, field: Field, what: String) {
        let header = self.mapping.column(field).and_then(|at| self.header.get(at));
        let column = Some(header.cloned().unwrap_or_else(|| field.name().to_owned()));
        self.problems.push(SurveyProblem { row: Some(row.number), column, what });
    }

    /// Reads a row; `None` where it says nothing, or its specialty is at fault.
    fn row(&mut self, row: &SheetRow) -> Option<SurveyRow> {
        let specialty = self.cell(row, Field::Specialty);
        let figures = Field::PERCENTILES.into_iter().any(|field| self.cell(row, field).is_some());
        let specialty = match specialty {
            // A heading, a note, or a specialty of which too few answered.
            _ if !figures => return None,
            None => {
                self.fault(row, Field::Specialty, "percentiles without a specialty: name it".to_owned());
                return None;
            }
            Some(name) if name.chars().count() > MOST_LETTERS => {
                self.fault(row, Field::Specialty, format!("more than {MOST_LETTERS} letters"));
                return None;
            }
            Some(name) => name.to_owned(),
        };
        let n = self.cell(row, Field::N).and_then(|text| {
            let n = text.replace(',', "").trim_end_matches(".0").parse().ok().filter(|n| *n > 0);
            if n.is_none() {
                self.fault(row, Field::N, format!("{text:?} is not a number of providers"));
            }
            n
        });
        let mut points: Vec<Point<Survey>> = Vec::new();
        for field in Field::PERCENTILES {
            let (Some(percentile), Some(text)) = (field.percentile(), self.cell(row, field)) else {
                continue;
            };
            let Some(value) = hundredths(text) else {
                self.fault(row, field, format!("{text:?} is not a number of work RVUs or dollars"));
                continue;
            };
            match points.last() {
                Some(before) if value < before.value => {
                    let what = format!(
                        "{value} is below {} of the {}th percentile: percentiles must ascend",
                        before.value, before.percentile
                    );
                    self.fault(row, field, what);
                }
                _ => points.push(Point { percentile, value }),
            }
        }
        match points.as_slice() {
            [] | [_] => {
                let what =
                    format!("{specialty:?} has fewer than two percentiles, so nothing lies between them");
                self.fault(row, Field::Specialty, what);
            }
            [.., last] if last.value.scaled() == 0 => {
                self.fault(row, Field::P90, "every percentile is zero".to_owned());
            }
            _ => {}
        }
        Some(SurveyRow { specialty, n, points })
    }

    /// Compares a row's year, where a column tells it, with that of the rows before.
    fn year(&mut self, row: &SheetRow, year: &mut Option<(u16, Option<u32>)>) {
        let Some(text) = self.cell(row, Field::Year) else { return };
        let Some(own) = text.parse::<u16>().ok().filter(|own| (1990..=2099).contains(own)) else {
            return self.fault(row, Field::Year, format!("{text:?} is not a calendar year"));
        };
        match *year {
            None => *year = Some((own, Some(row.number))),
            Some((first, _)) if first == own => {}
            Some((first, Some(number))) => {
                let what = format!("{own}, and {first} in row {number}: import each year by itself");
                self.fault(row, Field::Year, what);
            }
            Some((first, None)) => {
                self.fault(row, Field::Year, format!("{own}, and the year given is {first}"));
            }
        }
    }
}

/// Reads `6482`, `6,482.5` or `$52.3333`, rounded half-up to hundredths.
fn hundredths(text: &str) -> Option<Survey> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > MOST_DECIMALS || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let kept = decimals.get(..2).unwrap_or(decimals);
    let rounded_up = decimals.as_bytes().get(2).is_some_and(|digit| *digit >= b'5');
    let value: Survey = format!("{whole}.{kept}").parse().ok()?;
    Some(Survey::new(value.get() + u64::from(rounded_up)))
}

fn whole(what: &str) -> SurveyProblem {
    SurveyProblem { row: None, column: None, what: what.to_owned() }
}
