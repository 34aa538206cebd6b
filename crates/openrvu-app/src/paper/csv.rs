//! A paper's own table as comma-separated values.

use super::{Cell, Paper};

/// Writes the table. Texts that a spreadsheet would take for a formula are kept from it by an apostrophe.
pub(super) fn write(paper: &Paper) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if let Some(table) = paper.tables().find(|table| table.name == paper.table) {
        writer.write_record(table.columns.iter().map(|column| column.name))?;
        for row in &table.rows {
            writer.write_record(row.iter().map(field))?;
        }
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// A cell as programs read it: numbers without commas or signs of money.
fn field(cell: &Cell) -> String {
    match cell {
        Cell::Count(count) => count.to_string(),
        Cell::Cents(cents) => cents.to_string(),
        Cell::Work(work) => work.to_string(),
        Cell::Text(text) | Cell::Link(text, _) if is_formula(text) => format!("'{text}"),
        cell => cell.words(),
    }
}

/// Whether a spreadsheet would compute a text instead of showing it.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}
