//! What a command answers: the same facts as tables for people, JSON for programs, CSV for spreadsheets.

use std::io::{self, Write};

use clap::ValueEnum;
use comfy_table::{CellAlignment, ContentArrangement, Table as Drawn, presets};
use serde_json::Value;

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Form {
    /// Tables and sentences for people.
    #[default]
    Tables,
    /// One JSON document.
    Json,
    /// One table as CSV, its header the same whatever is found.
    Csv,
}

/// An answer in all forms.
#[derive(Debug, Default)]
pub struct Report {
    sections: Vec<Section>,
    json: Option<Value>,
    csv: Table,
    ending: Ending,
}

/// How a command ended, as its exit code tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Ending {
    /// 0: done.
    #[default]
    Done,
    /// 1: done, and something was found that should not be.
    Found,
    /// 3: something was refused.
    Refused,
}

#[derive(Debug)]
enum Section {
    Text(String),
    Table(Table),
}

/// A table with a title.
#[derive(Debug, Clone, Default)]
pub struct Table {
    title: Option<String>,
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
    right: Vec<usize>,
}

impl Table {
    /// A table with column headers; a header that begins with `>` has its column aligned to the right.
    pub fn new(headers: &[&str]) -> Self {
        let mut table = Self::default();
        for (at, header) in headers.iter().enumerate() {
            match header.strip_prefix('>') {
                Some(header) => {
                    table.right.push(at);
                    table.headers.push(header.to_owned());
                }
                None => table.headers.push((*header).to_owned()),
            }
        }
        table
    }

    /// The same table with a title.
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Adds a row.
    pub fn row<I, T>(&mut self, cells: I)
    where
        I: IntoIterator<Item = T>,
        T: Into<String>,
    {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The same table with its rows.
    pub fn with_rows<I, T>(mut self, rows: impl IntoIterator<Item = I>) -> Self
    where
        I: IntoIterator<Item = T>,
        T: Into<String>,
    {
        for row in rows {
            self.row(row);
        }
        self
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.headers.is_empty() {
            return Ok(());
        }
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(&self.headers)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        writer.flush()
    }

    fn draw(&self) -> String {
        let mut drawn = Drawn::new();
        drawn.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        drawn.set_header(&self.headers);
        for row in &self.rows {
            drawn.add_row(row);
        }
        for at in &self.right {
            if let Some(column) = drawn.column_mut(*at) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        drawn.trim_fmt()
    }
}

impl Report {
    /// An answer whose JSON form is a value, and whose CSV form is a table that is written with its header also where it
    /// has no rows.
    pub fn new(json: Value, csv: Table) -> Self {
        Self { json: Some(json), csv, ..Self::default() }
    }

    /// The answer of a command that has said all it has to say.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Adds a paragraph for people.
    pub fn text(&mut self, text: impl Into<String>) {
        self.sections.push(Section::Text(text.into()));
    }

    /// Adds a table; an empty one is left out.
    pub fn table(&mut self, table: Table) {
        if !table.is_empty() {
            self.sections.push(Section::Table(table));
        }
    }

    /// Marks the answer as one that found something wrong.
    pub fn fail(&mut self) {
        self.ending = self.ending.max(Ending::Found);
    }

    /// Marks the answer as one that refused something it was given.
    pub fn refuse(&mut self) {
        self.ending = self.ending.max(Ending::Refused);
    }

    /// How the command ended.
    pub fn ending(&self) -> Ending {
        self.ending
    }

    /// Writes the answer.
    pub fn write(&self, form: Form, out: &mut dyn Write) -> io::Result<()> {
        match form {
            Form::Tables => self.write_tables(out),
            Form::Json => match &self.json {
                Some(json) => {
                    serde_json::to_writer_pretty(&mut *out, json)?;
                    writeln!(out)
                }
                None => Ok(()),
            },
            Form::Csv => self.csv.write_csv(out),
        }
    }

    fn write_tables(&self, out: &mut dyn Write) -> io::Result<()> {
        for (at, section) in self.sections.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            match section {
                Section::Text(text) => writeln!(out, "{text}")?,
                Section::Table(table) => {
                    if let Some(title) = &table.title {
                        writeln!(out, "{title}")?;
                    }
                    writeln!(out, "{}", table.draw())?;
                }
            }
        }
        Ok(())
    }
}
