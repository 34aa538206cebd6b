//! `rows.parquet`: PPRRVU.

use arrow_array::{ArrayRef, RecordBatch};
use openrvu_core::{Code, FeeRow, Rvu};

use super::column::{self, ColumnError, Columns};
use super::file::TableBuilder;
use crate::columns::{self, Base, Decimal, Digit, Na, Plus, Share, Text, Word, fee_row_columns};

/// How a kind of column lies in the table.
trait Stored<T: Copy>: Text<T> {
    fn array(values: impl Iterator<Item = T>) -> ArrayRef;
    fn load(table: Columns<'_>, name: &'static str, set: impl FnMut(usize, T)) -> Result<(), ColumnError>;
}

/// Hands every value to its row.
fn each<T: Copy>(values: impl IntoIterator<Item = T>, mut set: impl FnMut(usize, T)) {
    for (at, value) in values.into_iter().enumerate() {
        set(at, value);
    }
}

impl<T: Copy> Stored<T> for Word
where
    Word: Text<T>,
{
    fn array(values: impl Iterator<Item = T>) -> ArrayRef {
        let mut text = Vec::new();
        column::words(values.map(|value| {
            text.clear();
            Self::write(value, &mut text);
            Some(String::from_utf8_lossy(&text).into_owned())
        }))
    }
    fn load(table: Columns<'_>, name: &'static str, set: impl FnMut(usize, T)) -> Result<(), ColumnError> {
        each(table.each_word(name, |text| Self::read(text.as_bytes()))?, set);
        Ok(())
    }
}

impl Stored<Option<Code>> for Base {
    fn array(values: impl Iterator<Item = Option<Code>>) -> ArrayRef {
        column::words(values.map(|code| code.map(String::from)))
    }
    fn load(
        table: Columns<'_>,
        name: &'static str,
        set: impl FnMut(usize, Option<Code>),
    ) -> Result<(), ColumnError> {
        each(table.words(name, |text| text.parse().ok())?, set);
        Ok(())
    }
}

impl Stored<Rvu> for Decimal {
    fn array(values: impl Iterator<Item = Rvu>) -> ArrayRef {
        column::decimals(Rvu::PLACES, values.map(|rvu| Some(rvu.get())))
    }
    fn load(table: Columns<'_>, name: &'static str, set: impl FnMut(usize, Rvu)) -> Result<(), ColumnError> {
        each(table.decimals(name)?.iter().map(|scaled| Rvu::new(*scaled)), set);
        Ok(())
    }
}

/// Kinds that lie in the table as small numbers or as yes and no.
macro_rules! plain {
    ($($kind:ident, $type:ty, $write:path, $read:ident;)+) => {$(
        impl Stored<$type> for $kind {
            fn array(values: impl Iterator<Item = $type>) -> ArrayRef {
                $write(values)
            }
            fn load(
                table: Columns<'_>,
                name: &'static str,
                set: impl FnMut(usize, $type),
            ) -> Result<(), ColumnError> {
                each(table.$read(name)?.iter().copied(), set);
                Ok(())
            }
        }
    )+};
}
plain! {
    Share, u8, column::small, small;
    Digit, u8, column::small, small;
    Plus, bool, column::bools, bools;
    Na, bool, column::bools, bools;
}

macro_rules! stored_columns {
    ($($field:ident: $kind:ident, $header:literal;)+) => {
        /// The table of a release's rows.
        pub(super) fn table(rows: &[FeeRow]) -> TableBuilder {
            let table = TableBuilder::default();
            let table = table.with("code", column::texts(rows.iter().map(|row| String::from(row.code))));
            $(let table = table.with(
                stringify!($field),
                $kind::array(rows.iter().map(|row| row.$field)),
            );)+
            table
        }

        /// The rows of a batch of the table.
        pub(super) fn rows(batch: &RecordBatch) -> Result<Vec<FeeRow>, ColumnError> {
            let table = Columns(batch);
            let mut rows = table.texts("code", |text| Code::from_bytes(text.as_bytes()).ok().map(columns::blank))?;
            $($kind::load(table, stringify!($field), |at, value| {
                if let Some(row) = rows.get_mut(at) {
                    row.$field = value;
                }
            })?;)+
            Ok(rows)
        }
    };
}
fee_row_columns!(stored_columns);
