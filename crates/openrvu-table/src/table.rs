//! The table: its rows that hold anything, each with the number it had in the file.

use crate::{Problem, TableError};

/// What a file may hold at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Rows of a table that hold anything.
    pub rows: usize,
    /// Columns of a row.
    pub columns: usize,
    /// Cells of a table.
    pub cells: usize,
    /// Bytes of a workbook once unpacked.
    pub unpacked: usize,
}

impl Limits {
    /// For a table that a user gives: 20 MB, 200,000 rows, 200 columns.
    pub const UPLOAD: Self = Self {
        bytes: 20 * 1024 * 1024,
        rows: 200_000,
        columns: 200,
        cells: 8_000_000,
        unpacked: 256 * 1024 * 1024,
    };
}

/// A table of text cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    name: String,
    /// The text of every cell, one after the other.
    text: String,
    bounds: Vec<(u32, u32)>,
    /// Number of each row and where its bounds end.
    rows: Vec<(u32, usize)>,
}

/// A row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'t> {
    number: u32,
    text: &'t str,
    bounds: &'t [(u32, u32)],
}

impl Table {
    /// A table without rows. `name` is that of a sheet; a text has none.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// The name of the sheet; empty for a text.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The number of the last row.
    #[must_use]
    pub fn last_number(&self) -> Option<u32> {
        self.rows.last().map(|row| row.0)
    }

    /// How many columns the widest row has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.rows().map(|row| row.len()).max().unwrap_or(0)
    }

    /// The row at a place among those that hold anything.
    #[must_use]
    pub fn row(&self, index: usize) -> Option<Row<'_>> {
        let &(number, end) = self.rows.get(index)?;
        let start = index.checked_sub(1).and_then(|before| self.rows.get(before)).map_or(0, |row| row.1);
        Some(Row { number, text: &self.text, bounds: self.bounds.get(start..end)? })
    }

    /// The rows in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> + Clone {
        (0..self.len()).filter_map(|index| self.row(index))
    }

    /// Adds a row behind the last. Empty cells at its end are dropped, and a row of nothing else is not kept.
    ///
    /// # Errors
    /// [`Problem::TooMuch`] past a limit.
    pub fn push_row<'c>(
        &mut self,
        number: u32,
        cells: impl IntoIterator<Item = &'c str>,
        limits: &Limits,
    ) -> Result<(), TableError> {
        for (column, cell) in cells.into_iter().enumerate() {
            if !cell.trim().is_empty() {
                let column = u32::try_from(column).unwrap_or(u32::MAX);
                self.push(number, column, cell, limits)
                    .map_err(|problem| TableError::of_row(number, problem))?;
            }
        }
        Ok(())
    }

    /// Adds a cell. Cells come in the order of rows and columns; empty ones between are filled in.
    ///
    /// # Errors
    /// [`Problem::TooMuch`] past a limit, [`Problem::Workbook`] for a cell out of order.
    pub fn push(&mut self, row: u32, column: u32, value: &str, limits: &Limits) -> Result<(), Problem> {
        let column = column as usize;
        if column >= limits.columns {
            return Err(Problem::TooMuch { what: "columns", most: limits.columns });
        }
        if self.bounds.len() + column >= limits.cells || self.text.len() + value.len() > limits.unpacked {
            return Err(Problem::TooMuch { what: "cells", most: limits.cells });
        }
        match self.rows.last() {
            Some(last) if last.0 == row => {}
            Some(last) if last.0 > row => return Err(out_of_order()),
            _ if self.rows.len() >= limits.rows => {
                return Err(Problem::TooMuch { what: "rows", most: limits.rows });
            }
            _ => self.rows.push((row, self.bounds.len())),
        }
        let start = self.rows.len().checked_sub(2).and_then(|i| self.rows.get(i)).map_or(0, |row| row.1);
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        if self.bounds.len() - start > column {
            return Err(out_of_order());
        }
        self.bounds.resize(start + column, (end, end));
        self.text.push_str(value);
        self.bounds.push((end, u32::try_from(self.text.len()).unwrap_or(u32::MAX)));
        if let Some(last) = self.rows.last_mut() {
            last.1 = self.bounds.len();
        }
        Ok(())
    }
}

fn out_of_order() -> Problem {
    Problem::Workbook("its cells are out of order".to_owned())
}

impl<'t> Row<'t> {
    /// The row as an editor or a spreadsheet numbers it; the first is 1.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// How many cells the row has, the last of which is not empty.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.bounds.len()
    }

    /// Whether it has none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.bounds.is_empty()
    }

    /// A cell without the blanks around it, empty where the row has none there.
    #[must_use]
    pub fn get(&self, index: usize) -> &'t str {
        let bytes = |&(from, to): &(u32, u32)| self.text.get(from as usize..to as usize);
        self.bounds.get(index).and_then(bytes).unwrap_or_default().trim()
    }

    /// Every cell without the blanks around it.
    pub fn cells(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        let row = *self;
        (0..row.len()).map(move |index| row.get(index))
    }

    /// The text of the whole table, and where in it the cells of this row begin and end.
    #[must_use]
    pub const fn parts(&self) -> (&'t str, &'t [(u32, u32)]) {
        (self.text, self.bounds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_keeps_its_rows_numbers_and_their_gaps() {
        let mut table = Table::new("");
        table.push_row(1, ["Date", "Code"], &Limits::UPLOAD).unwrap();
        table.push_row(2, ["", " "], &Limits::UPLOAD).unwrap();
        table.push_row(4, ["", " 99213 ", "", ""], &Limits::UPLOAD).unwrap();
        let rows: Vec<(u32, Vec<&str>)> =
            table.rows().map(|row| (row.number(), row.cells().collect())).collect();
        assert_eq!(rows, [(1, vec!["Date", "Code"]), (4, vec!["", "99213"])]);
        assert_eq!((table.len(), table.width()), (2, 2));
        assert_eq!(table.row(1).unwrap().get(7), "");
    }

    #[test]
    fn limits_hold_and_name_the_row() {
        let limits = Limits { rows: 2, columns: 2, ..Limits::UPLOAD };
        let mut table = Table::new("");
        table.push_row(1, ["a", "b"], &limits).unwrap();
        let error = table.push_row(2, ["a", "b", "c"], &limits).unwrap_err();
        assert_eq!(error.to_string().split(". ").next(), Some("Row 2: more than 2 columns"));
        let error = table.push_row(3, ["a"], &limits).unwrap_err();
        assert_eq!(error.problem, Problem::TooMuch { what: "rows", most: 2 });
        assert!(table.push(1, 0, "x", &limits).is_err(), "out of order");
    }
}
