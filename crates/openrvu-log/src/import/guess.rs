//! The mapping of a table, guessed from the names of its columns and from what stands in them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use openrvu_core::CreditRvu;
use openrvu_table::{Row, Table};
use uuid::Uuid;

use super::contents::Contents;
use super::date::{self, OrderTold};
use super::names::{self, Likeness};
use super::{Field, Mapping, cell, header};

/// Rows whose cells are looked at.
const ROWS_LOOKED_AT: usize = 500;
/// Samples of a column.
const SAMPLES: usize = 3;
/// Characters of a sample.
const SAMPLE_WIDTH: usize = 40;
/// Clinicians that are listed.
const MOST_PROVIDERS: usize = 200;
/// What was guessed of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The mapping.
    pub mapping: Mapping,
    /// Names the header, so that a mapping is remembered for it; none for a table without one.
    pub fingerprint: Option<Uuid>,
    /// Each column.
    pub columns: Vec<Column>,
    /// What the dates say of the order of day and month.
    pub order: OrderTold,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, or its letter where it has none.
    pub name: String,
    /// What it was taken for.
    pub field: Field,
    /// By what it was told.
    pub told_by: ToldBy,
    /// Some of its cells; none of one about patients.
    pub samples: Vec<String>,
}

/// By what a column was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldBy {
    /// Nothing: it is not used.
    Nothing,
    /// Its name.
    Name,
    /// What stands in it.
    Contents,
    /// Both.
    Both,
    /// The mapping that was remembered.
    Memory,
}

impl ToldBy {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Nothing => "not recognized",
            Self::Name => "by its name",
            Self::Contents => "by its contents",
            Self::Both => "by its name and contents",
            Self::Memory => "as you set it last time",
        }
    }
}

/// Guesses the mapping of a table.
#[must_use]
pub fn guess(table: &Table) -> Guess {
    let header = header::find(table);
    let width = table.width();
    let names: Vec<String> = (0..width)
        .map(|column| {
            let name = header.and_then(|at| table.row(at)).map_or("", |row| row.get(column));
            name.split_whitespace().collect::<Vec<_>>().join(" ")
        })
        .collect();
    let body = || table.rows().skip(header.map_or(0, |at| at + 1));
    let mut contents = vec![Contents::default(); width];
    for row in body().take(ROWS_LOOKED_AT) {
        for (column, text) in row.cells().enumerate() {
            contents[column].add(text);
        }
    }
    let mut columns: Vec<Column> = assign(&names, &contents)
        .into_iter()
        .zip(&names)
        .enumerate()
        .map(|(at, ((field, told_by), name))| Column {
            name: if name.is_empty() { letter(at) } else { shortened(name) },
            field,
            told_by,
            samples: Vec::new(),
        })
        .collect();
    settle_work(&mut columns, &names, body().take(ROWS_LOOKED_AT));
    let fingerprint = header.map(|_| header::fingerprint(&names));
    let mapping = Mapping {
        header: header.and_then(|at| table.row(at)).map(|row| row.number()),
        columns: columns.iter().map(|column| column.field).collect(),
        ..Mapping::default()
    };
    complete(table, mapping, columns, fingerprint)
}

/// What is to be said of a table under a mapping that was set or remembered.
#[must_use]
pub fn with_mapping(table: &Table, mapping: Mapping) -> Guess {
    let Guess { columns, fingerprint, .. } = guess(table);
    let columns = columns
        .into_iter()
        .enumerate()
        .map(|(at, column)| {
            let field = mapping.field(at);
            let told_by = if field == column.field { column.told_by } else { ToldBy::Memory };
            Column { field, told_by, ..column }
        })
        .collect();
    let (order, carry_dates) = (mapping.date_order, mapping.carry_dates);
    let mut told = complete(table, mapping, columns, fingerprint);
    (told.mapping.date_order, told.mapping.carry_dates) = (order, carry_dates);
    told
}

/// Adds samples and what the dates tell.
fn complete(
    table: &Table,
    mut mapping: Mapping,
    mut columns: Vec<Column>,
    fingerprint: Option<Uuid>,
) -> Guess {
    let body = || table.rows().filter(|row| mapping.header.is_none_or(|header| row.number() > header));
    for (at, column) in columns.iter_mut().enumerate() {
        column.samples =
            if column.field == Field::Patient { Vec::new() } else { samples(body().map(|row| row.get(at))) };
    }
    let date_column = mapping.column(Field::Date);
    let order =
        date_column.map_or_else(OrderTold::default, |at| OrderTold::by(body().map(|row| row.get(at))));
    let carry_dates = match (date_column, mapping.column(Field::Code)) {
        (Some(date), Some(code)) => lacks_dates(body(), date, code),
        _ => false,
    };
    (mapping.date_order, mapping.carry_dates) = (order.order(), carry_dates);
    Guess { mapping, fingerprint, columns, order }
}

/// Gives each column the field that it is likeliest to hold, the surest first.
fn assign(names: &[String], contents: &[Contents]) -> Vec<(Field, ToldBy)> {
    let mut candidates: Vec<(Likeness, Reverse<usize>, Reverse<Field>, ToldBy)> = Vec::new();
    // A note in somebody else's table may well be about a patient.
    let is_ours = names.iter().any(|name| names::normal(name) == names::ENTRY_ID);
    for (column, (name, cells)) in names.iter().zip(contents).enumerate() {
        let mut named = names::likenesses(&names::normal(name));
        named.retain(|(field, _)| is_ours || !names::OWN.iter().any(|(_, own)| own == field));
        // What a name says is about patients is so, whatever stands there.
        if named.iter().all(|(field, _)| *field != Field::Patient) {
            named.retain(|(field, _)| cells.fits(*field));
        }
        for field in Field::ALL {
            let by_name =
                named.iter().find(|(found, _)| *found == field).map_or(0, |(_, likeness)| *likeness);
            // A column that has a name is what the name says, if that says anything.
            let by_contents = if named.is_empty() || by_name > 0 { cells.likeness(field) } else { 0 };
            let told_by = match (by_name, by_contents) {
                (0, 0) => continue,
                (_, 0) => ToldBy::Name,
                (0, _) => ToldBy::Contents,
                _ => ToldBy::Both,
            };
            candidates.push((by_name + by_contents, Reverse(column), Reverse(field), told_by));
        }
    }
    candidates.sort_by_key(|(likeness, column, field, _)| Reverse((*likeness, *column, *field)));
    let mut assigned = vec![(Field::Ignored, ToldBy::Nothing); names.len()];
    let mut taken = Vec::new();
    for (_, Reverse(column), Reverse(field), told_by) in candidates {
        if assigned[column].0 == Field::Ignored && (field.is_repeatable() || !taken.contains(&field)) {
            assigned[column] = (field, told_by);
            taken.push(field);
        }
    }
    assigned
}

/// Where two columns hold work RVUs, tells which is of one unit: times the units it is the other.
fn settle_work<'t>(columns: &mut [Column], names: &[String], body: impl Iterator<Item = Row<'t>> + Clone) {
    let Some(units) = columns.iter().position(|column| column.field == Field::Units) else { return };
    let Some(chosen) = columns.iter().position(|column| column.field == Field::Work) else { return };
    let is_work = |name: &String| {
        names::likenesses(&names::normal(name))
            .iter()
            .any(|(field, _)| matches!(field, Field::Work | Field::WorkPerUnit))
    };
    for other in (0..columns.len()).filter(|at| *at != chosen && is_work(&names[*at])) {
        let (mut agree, mut several) = (0_usize, 0_usize);
        for row in body.clone() {
            let values =
                (cell::work(row.get(chosen)), cell::work(row.get(other)), cell::whole(row.get(units)));
            let (Some(one), Some(total), Some(count @ 2..)) = values else { continue };
            several += 1;
            let product = CreditRvu::new(one.get().saturating_mul(count));
            agree += usize::from((product - total).get().abs() <= 10 * count);
        }
        if several > 0 && agree * 10 >= several * 9 {
            (columns[chosen].field, columns[other].field) = (Field::WorkPerUnit, Field::Work);
            columns[other].told_by = ToldBy::Both;
            return;
        }
    }
}

/// Whether a fifth or more of the rows with a code have no date, and the first has one or stands below one.
fn lacks_dates<'t>(rows: impl Iterator<Item = Row<'t>>, date: usize, code: usize) -> bool {
    let (mut seen_date, mut with_code, mut without_date) = (false, 0_usize, 0_usize);
    for row in rows.take(ROWS_LOOKED_AT) {
        seen_date |= date::read(row.get(date)).is_some();
        if cell::code(row.get(code)).is_ok() {
            if !seen_date {
                return false;
            }
            with_code += 1;
            without_date += usize::from(row.get(date).is_empty());
        }
    }
    without_date > 0 && without_date * 5 >= with_code
}

/// The clinicians that a table names, with how many rows each has, the most frequent first; 200 at most.
#[must_use]
pub fn providers(table: &Table, mapping: &Mapping) -> Vec<(String, usize)> {
    let Some(column) = mapping.column(Field::Provider) else { return Vec::new() };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in table.rows().filter(|row| mapping.header.is_none_or(|header| row.number() > header)) {
        let name = row.get(column);
        if !name.is_empty() && (counts.len() < MOST_PROVIDERS || counts.contains_key(name)) {
            *counts.entry(name).or_default() += 1;
        }
    }
    let mut counts: Vec<(String, usize)> =
        counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts
}

/// The table among several, such as the sheets of a workbook, that is likeliest to hold lines: its place.
#[must_use]
pub fn likeliest(tables: &[Table]) -> usize {
    let rank = |table: &Table| {
        let mapping = guess(table).mapping;
        let used = mapping.columns.iter().filter(|field| **field != Field::Ignored).count();
        (mapping.check().is_ok(), used, table.len())
    };
    (0..tables.len()).max_by_key(|at| (tables.get(*at).map(rank), Reverse(*at))).unwrap_or(0)
}

/// The first different cells that hold anything.
fn samples<'t>(cells: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut samples: Vec<String> = Vec::new();
    for text in cells.take(ROWS_LOOKED_AT).filter(|text| !text.is_empty()) {
        let text = shortened(text);
        if !samples.contains(&text) {
            samples.push(text);
        }
        if samples.len() == SAMPLES {
            break;
        }
    }
    samples
}

/// A text cut to the width of a sample.
pub(super) fn shortened(text: &str) -> String {
    let mut cut: String = text.chars().take(SAMPLE_WIDTH).collect();
    if text.chars().nth(SAMPLE_WIDTH).is_some() {
        cut.push('…');
    }
    cut
}

/// The letter of a column, as spreadsheets have them.
pub(super) fn letter(column: usize) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        let digit = u8::try_from(rest % 26).unwrap_or_default();
        letters.insert(0, char::from(b'A' + digit));
        rest /= 26;
    }
    format!("Column {letters}")
}
