//! PPRRVU: the relative values and policy indicators of every code.

mod columns;
mod delimited;
mod fixed;
mod plain;
mod row;

use jiff::civil::Date;
use openrvu_core::indicator::PricingIndicator;
use openrvu_core::{ConversionFactor, FeeRow, ReleaseLetter};

use self::row::Fields;
use super::detect::{Container, container};
use super::row::{decode, trim};
use super::value::{check_unique, row_name, unexpected};
use super::{Input, Layout};
use crate::error::{Problem, ReadError};

pub(super) use delimited::is_header;
pub(super) use fixed::is_line;

/// A PPRRVU file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PprrvuFile {
    /// The form it was read from.
    pub layout: Layout,
    /// 31 columns until 2025, 32 since 2026, which added `PRIC IND`. A fixed-width file counts as 32 where the
    /// position of `PRIC IND` is filled.
    pub columns: u8,
    /// Year of the title line; fixed-width files have none.
    pub title_year: Option<u16>,
    /// Release named in the title line. A corrected January release has January's title.
    pub title_letter: Option<ReleaseLetter>,
    /// `RELEASED mm/dd/yyyy`.
    pub released: Option<Date>,
    /// `CONV FACTOR`, the same in every row.
    pub conversion_factor: ConversionFactor,
    /// The rows in the order of the file; no code and modifier twice.
    pub rows: Vec<FeeRow>,
    /// `DESCRIPTION` of each row, where the caller asked for them. They belong to the AMA and the ADA.
    pub descriptions: Option<Vec<String>>,
}

/// Reads a PPRRVU file in any form.
///
/// # Errors
/// [`ReadError`] for whatever departs from the layout: a column missing or too many, a value CMS does not
/// define, a total that does not add up, a code and modifier that occur twice, two conversion factors.
pub fn pprrvu(input: Input<'_>, keep_descriptions: bool) -> Result<PprrvuFile, ReadError> {
    match container(input) {
        Container::Text if fixed::is_fixed_width(input) => fixed::read(input, keep_descriptions),
        _ => delimited::read(input, keep_descriptions),
    }
}

/// The rows read so far, and what must hold for all of them.
struct Gathered<'a> {
    input: Input<'a>,
    rows: Vec<FeeRow>,
    /// The number of each row in the file.
    numbers: Vec<u32>,
    factor: Option<ConversionFactor>,
    /// Whether the rows have `PRIC IND`.
    has_pricing: Option<bool>,
    descriptions: Option<Vec<String>>,
}

impl<'a> Gathered<'a> {
    /// Makes room for `expected` rows.
    fn new(input: Input<'a>, expected: usize, keep_descriptions: bool) -> Self {
        Self {
            input,
            rows: Vec::with_capacity(expected),
            numbers: Vec::with_capacity(expected),
            factor: None,
            has_pricing: None,
            descriptions: keep_descriptions.then(|| Vec::with_capacity(expected)),
        }
    }

    /// A problem with a column of a row.
    fn error(&self, number: u32, column: usize, problem: Problem) -> ReadError {
        ReadError::of_column(self.input, number, columns::NAMES[column], problem)
    }

    /// Reads a row's fields and adds it.
    fn push_fields(&mut self, number: u32, fields: &Fields<'_>) -> Result<(), ReadError> {
        let (row, factor) =
            row::read(fields).map_err(|(column, problem)| self.error(number, column, problem))?;
        self.push(number, &row, factor, fields[columns::DESCRIPTION])
    }

    /// Adds a row.
    #[inline]
    fn push(
        &mut self,
        number: u32,
        row: &FeeRow,
        factor: ConversionFactor,
        description: &[u8],
    ) -> Result<(), ReadError> {
        let first = *self.factor.get_or_insert(factor);
        if first != factor {
            let (first, found) = (first.to_string(), factor.to_string());
            let problem = Problem::Mixed { what: "conversion factor", first, found };
            return Err(self.error(number, columns::CONVERSION_FACTOR, problem));
        }
        let filled = row.pricing != PricingIndicator::Absent;
        if *self.has_pricing.get_or_insert(filled) != filled {
            let expected = if filled { "blank, as in the rows before" } else { "1 or 9" };
            let problem = unexpected(row.pricing.as_str().as_bytes(), expected);
            return Err(self.error(number, columns::PRICING, problem));
        }
        self.rows.push(*row);
        self.numbers.push(number);
        if let Some(descriptions) = &mut self.descriptions {
            descriptions.push(decode(trim(description)).into_owned());
        }
        Ok(())
    }

    /// Checks that no row occurs twice and makes the file of them all.
    fn finish(self, layout: Layout) -> Result<PprrvuFile, ReadError> {
        let Some(conversion_factor) = self.factor else {
            return Err(ReadError::of_file(self.input, Problem::NoRows));
        };
        let keys = self.rows.iter().map(|row| (row.code, row.modifier)).zip(self.numbers);
        check_unique(self.input, keys, |(code, modifier)| row_name(code, modifier))?;
        Ok(PprrvuFile {
            layout,
            columns: if self.has_pricing == Some(true) { 32 } else { 31 },
            title_year: None,
            title_letter: None,
            released: None,
            conversion_factor,
            rows: self.rows,
            descriptions: self.descriptions,
        })
    }
}
