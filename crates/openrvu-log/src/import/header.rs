//! The header of a table.

use openrvu_table::{Row, Table};
use uuid::Uuid;

use super::names::{likenesses, normal};
use super::{cell, date};

/// In how many rows from the top a header is looked for.
const WITHIN: usize = 40;
/// Columns that a row must name to be a header.
const LEAST_NAMED: usize = 2;
/// Under this the fingerprints of headers are made.
const NAMESPACE: Uuid = Uuid::from_u128(0x8d1f_0c57_93b4_4f0a_9a55_6c1d_2b7e_40f1);

/// The place of the header among the rows of a table; none where the table has none.
pub(super) fn find(table: &Table) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for (index, row) in table.rows().enumerate().take(WITHIN) {
        let named = named_columns(row);
        if named >= LEAST_NAMED && best.is_none_or(|(most, _)| named > most) {
            best = Some((named, index));
        }
    }
    best.map(|(_, index)| index)
}

/// How many columns a row names surely. A row with a date or a code in it is one of data and names none.
fn named_columns(row: Row<'_>) -> usize {
    if row.cells().any(|cell| date::read(cell).is_some() || cell::code(cell).is_ok()) {
        return 0;
    }
    let surely = |cell: &str| {
        cell.len() <= 60 && likenesses(&normal(cell)).iter().any(|(_, likeness)| *likeness >= 60)
    };
    row.cells().filter(|cell| surely(cell)).count()
}

/// Names a header, so that the mapping of its columns is found again.
pub(super) fn fingerprint(names: &[String]) -> Uuid {
    let text: Vec<String> = names.iter().map(|name| normal(name)).collect();
    Uuid::new_v5(&NAMESPACE, text.join("|").as_bytes())
}
