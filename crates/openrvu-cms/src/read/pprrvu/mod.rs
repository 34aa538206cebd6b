//! PPRRVU: the relative values and policy indicators of every code.

mod columns;
mod delimited;
mod fixed;
mod row;

use jiff::civil::Date;
use openrvu_core::{Code, ConversionFactor, FeeRow, ReleaseLetter, RowModifier};

use self::row::Fields;
use super::detect::{Container, container};
use super::row::decode;
use super::value::check_unique;
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
struct Gathered {
    rows: Vec<FeeRow>,
    keys: Vec<((Code, RowModifier), u32)>,
    conversion_factor: Option<ConversionFactor>,
    descriptions: Option<Vec<String>>,
}

impl Gathered {
    /// `expected` rows are made room for.
    fn new(expected: usize, keep_descriptions: bool) -> Self {
        Self {
            rows: Vec::with_capacity(expected),
            keys: Vec::with_capacity(expected),
            conversion_factor: None,
            descriptions: keep_descriptions.then(|| Vec::with_capacity(expected)),
        }
    }

    /// Reads a row's fields and adds it.
    #[inline]
    fn push(&mut self, input: Input<'_>, number: u32, fields: &Fields<'_>) -> Result<(), ReadError> {
        let at = |(column, problem): (usize, Problem)| {
            ReadError::of_column(input, number, columns::NAMES[column], problem)
        };
        let (row, conversion_factor) = row::read(fields).map_err(at)?;
        let first = *self.conversion_factor.get_or_insert(conversion_factor);
        if first != conversion_factor {
            let problem = Problem::Mixed {
                what: "conversion factor",
                first: first.to_string(),
                found: conversion_factor.to_string(),
            };
            return Err(at((columns::CONVERSION_FACTOR, problem)));
        }
        self.keys.push(((row.code, row.modifier), number));
        self.rows.push(row);
        if let Some(descriptions) = &mut self.descriptions {
            descriptions.push(decode(fields[columns::DESCRIPTION].trim_ascii()).into_owned());
        }
        Ok(())
    }

    /// Checks the whole and makes the file of it.
    fn finish(self, input: Input<'_>, layout: Layout, columns: u8) -> Result<PprrvuFile, ReadError> {
        let Some(conversion_factor) = self.conversion_factor else {
            return Err(ReadError::of_file(input, Problem::NoRows));
        };
        check_unique(input, self.keys, |(code, modifier)| match modifier {
            RowModifier::Global => format!("code {code} without a modifier"),
            _ => format!("code {code} with modifier {modifier}"),
        })?;
        Ok(PprrvuFile {
            layout,
            columns,
            title_year: None,
            title_letter: None,
            released: None,
            conversion_factor,
            rows: self.rows,
            descriptions: self.descriptions,
        })
    }
}
