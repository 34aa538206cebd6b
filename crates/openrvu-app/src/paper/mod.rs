//! Papers: what is handed over, as page, PDF, workbook and CSV from one description.
//!
//! A paper is a title, facts and parts. The page of a paper links and explains more, but says nothing else.

mod csv;
mod pdf;
mod xlsx;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use openrvu_core::{Cents, CreditRvu};

use crate::AppError;

/// Most rows of a paper: of a year at 80 lines a working day there are 20,000.
pub(crate) const MOST_ROWS: usize = 25_000;

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paper {
    /// What it is: `Statement of August 2026`.
    pub(crate) title: String,
    /// What stands at the top of every page beside the title: the contract, or whose log it is.
    pub(crate) subject: String,
    /// The name of its files, without ending: `statement-2026-08`.
    pub(crate) file: String,
    /// The table that stands in its CSV.
    pub(crate) table: &'static str,
    /// Facts under the title.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// What it says.
    pub(crate) parts: Vec<Part>,
}

/// A part of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// A heading.
    Heading(String),
    /// A smaller heading.
    Subheading(String),
    /// A paragraph.
    Text(String),
    /// A list.
    List(Vec<String>),
    /// What is opened by those who want to know: a heading and a list.
    Details(String, Vec<String>),
    /// A table.
    Table(Table),
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    /// Its name: of a sheet of the workbook, and for readers that hear it.
    pub(crate) name: String,
    /// Its columns.
    pub(crate) columns: Vec<Column>,
    /// Its rows, each as wide as the columns.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// A last row of sums.
    pub(crate) total: Option<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its heading.
    pub(crate) name: &'static str,
    /// Whether its cells are numbers.
    pub(crate) is_number: bool,
}

/// A column of words.
pub(crate) const fn words(name: &'static str) -> Column {
    Column { name, is_number: false }
}

/// A column of numbers.
pub(crate) const fn number(name: &'static str) -> Column {
    Column { name, is_number: true }
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// Words that lead to an address on the page, and are plain elsewhere.
    Link(String, String),
    /// A day.
    Date(Date),
    /// A count.
    Count(u64),
    /// Work RVUs.
    Work(CreditRvu),
    /// An amount.
    Cents(Cents),
}

impl Cell {
    /// As it is read.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Link(text, _) => text.clone(),
            Self::Date(date) => date.to_string(),
            Self::Count(count) => grouped(*count),
            Self::Work(work) => work_in_words(*work, false),
            Self::Cents(cents) => cents.dollars(),
        }
    }

    /// Whether its third decimal place says something.
    fn is_fine(&self) -> bool {
        matches!(self, Self::Work(work) if work.get() % 10 != 0)
    }

    /// The address that it leads to.
    pub(crate) fn address(&self) -> Option<&str> {
        match self {
            Self::Link(_, address) => Some(address),
            _ => None,
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Option<CreditRvu>> for Cell {
    fn from(work: Option<CreditRvu>) -> Self {
        work.map_or(Self::Empty, Self::Work)
    }
}

/// Work RVUs with thousands commas and two decimal places, or three where the third says something or is wanted.
pub(crate) fn work_in_words(work: CreditRvu, three_places: bool) -> String {
    let text = if three_places { work.to_string() } else { work.short() };
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    format!("{sign}{}.{decimals}", grouped(whole.parse().unwrap_or_default()))
}

/// A cell as it is shown beside the others of its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown<'a> {
    /// What is read.
    pub(crate) words: String,
    /// The address that it leads to.
    pub(crate) address: Option<&'a str>,
    /// Whether it is of a column of numbers.
    pub(crate) is_number: bool,
    /// Whether it is a day.
    pub(crate) is_date: bool,
}

impl Table {
    /// The rows as they are shown: the work RVUs of a column have the same decimal places, so that the points meet.
    pub(crate) fn shown(&self) -> Vec<Vec<Shown<'_>>> {
        let fine = self.fine_columns();
        self.rows.iter().map(|row| self.shown_row(row, &fine)).collect()
    }

    /// The last row as it is shown.
    pub(crate) fn shown_total(&self) -> Option<Vec<Shown<'_>>> {
        self.total.as_ref().map(|total| self.shown_row(total, &self.fine_columns()))
    }

    fn shown_row<'a>(&'a self, row: &'a [Cell], fine: &[bool]) -> Vec<Shown<'a>> {
        let shown = self.columns.iter().zip(fine).zip(row);
        let shown = shown.map(|((column, is_fine), cell)| Shown {
            words: match cell {
                Cell::Work(work) => work_in_words(*work, *is_fine),
                cell => cell.words(),
            },
            address: cell.address(),
            is_number: column.is_number,
            is_date: matches!(cell, Cell::Date(_)),
        });
        shown.collect()
    }

    fn fine_columns(&self) -> Vec<bool> {
        let rows = || self.rows.iter().chain(&self.total);
        (0..self.columns.len()).map(|at| rows().any(|row| row.get(at).is_some_and(Cell::is_fine))).collect()
    }
}

/// A number with thousands commas.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// So many of something: `1 line`, `2,400 lines`.
pub(crate) fn counted(count: usize, one: &str) -> String {
    format!("{} {one}{}", grouped(count as u64), if count == 1 { "" } else { "s" })
}

/// The form of a paper as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// PDF.
    Pdf,
    /// An Excel workbook.
    Xlsx,
    /// Comma-separated values: the paper's own table alone.
    Csv,
}

impl Form {
    /// By the ending of a file's name.
    pub(crate) fn of(ending: &str) -> Option<Self> {
        match ending {
            "pdf" => Some(Self::Pdf),
            "xlsx" => Some(Self::Xlsx),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }
}

impl Paper {
    fn tables(&self) -> impl Iterator<Item = &Table> {
        self.parts.iter().filter_map(|part| match part {
            Part::Table(table) => Some(table),
            _ => None,
        })
    }

    /// The paper as a file, made aside from the requests that go on meanwhile.
    pub(crate) async fn respond(self, form: Form) -> Result<Response, AppError> {
        let rows: usize = self.tables().map(|table| table.rows.len()).sum();
        if rows > MOST_ROWS {
            return Err(AppError::invalid(
                "period",
                format!(
                    "{} rows are more than a file takes ({}): choose fewer days",
                    grouped(rows as u64),
                    grouped(MOST_ROWS as u64)
                ),
            ));
        }
        let name = format!("attachment; filename=\"{}.{}\"", self.file, form.ending());
        let bytes = tokio::task::spawn_blocking(move || self.bytes(form))
            .await
            .map_err(|error| AppError::Internal(error.to_string()))?
            .map_err(AppError::Internal)?;
        let disposition =
            HeaderValue::from_str(&name).map_err(|error| AppError::Internal(error.to_string()))?;
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(form.content_type())),
            (header::CONTENT_DISPOSITION, disposition),
        ];
        Ok((headers, bytes).into_response())
    }

    /// The bytes of the file.
    fn bytes(&self, form: Form) -> Result<Vec<u8>, String> {
        match form {
            Form::Pdf => pdf::write(self),
            Form::Xlsx => xlsx::write(self).map_err(|error| error.to_string()),
            Form::Csv => csv::write(self).map_err(|error| error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests;
