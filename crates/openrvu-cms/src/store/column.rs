//! Columns of values: how each kind of value lies in an Arrow array, and back.
//!
//! RVUs, indices and amounts are decimals with their scale, codes and indicators text (a dictionary where few
//! values repeat), dates dates: what another program expects who opens the files.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal32Type, Decimal64Type, UInt8Type, UInt32Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal32Array, Decimal64Array, DictionaryArray, RecordBatch,
    StringArray, UInt8Array, UInt32Array,
};
use arrow_schema::DataType;
use jiff::civil::Date;

/// A table that does not hold what the store writes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum ColumnError {
    /// The column is missing or of another type.
    #[error("column {0} is missing or of another type")]
    Missing(&'static str),
    /// A value is none of the column's.
    #[error("column {column}, row {row}: {found:?} is no value of it")]
    Value { column: &'static str, row: usize, found: String },
}

/// Day zero of a date column.
fn epoch() -> Date {
    Date::constant(1970, 1, 1)
}

pub(super) fn bools(values: impl Iterator<Item = bool>) -> ArrayRef {
    Arc::new(BooleanArray::from_iter(values.map(Some)))
}

pub(super) fn small(values: impl Iterator<Item = u8>) -> ArrayRef {
    Arc::new(UInt8Array::from_iter_values(values))
}

pub(super) fn numbers(values: impl Iterator<Item = u32>) -> ArrayRef {
    Arc::new(UInt32Array::from_iter_values(values))
}

/// Decimals of at most nine digits, any of them missing.
pub(super) fn decimals(places: u32, values: impl Iterator<Item = Option<i32>>) -> ArrayRef {
    let scale = i8::try_from(places).unwrap_or_default();
    Arc::new(Decimal32Array::from_iter(values).with_data_type(DataType::Decimal32(9, scale)))
}

/// Decimals of at most eighteen digits, any of them missing.
pub(super) fn amounts(places: u32, values: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    let scale = i8::try_from(places).unwrap_or_default();
    Arc::new(Decimal64Array::from_iter(values).with_data_type(DataType::Decimal64(18, scale)))
}

/// Texts that seldom repeat.
pub(super) fn texts<T: AsRef<str>>(values: impl Iterator<Item = T>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

/// Texts of which a few repeat, any of them missing.
pub(super) fn words<T: AsRef<str>>(values: impl Iterator<Item = Option<T>>) -> ArrayRef {
    let values: Vec<Option<T>> = values.collect();
    let array: DictionaryArray<UInt32Type> =
        values.iter().map(|value| value.as_ref().map(AsRef::as_ref)).collect();
    Arc::new(array)
}

pub(super) fn dates(values: impl Iterator<Item = Option<Date>>) -> ArrayRef {
    Arc::new(Date32Array::from_iter(values.map(|date| date.map(|date| (date - epoch()).get_days()))))
}

/// A batch of a table, read column by column.
#[derive(Clone, Copy)]
pub(super) struct Columns<'a>(pub(super) &'a RecordBatch);

impl<'a> Columns<'a> {
    fn array(self, name: &'static str) -> Result<&'a ArrayRef, ColumnError> {
        self.0.column_by_name(name).ok_or(ColumnError::Missing(name))
    }

    pub(super) fn bools(self, name: &'static str) -> Result<Vec<bool>, ColumnError> {
        let array = self.array(name)?.as_boolean_opt().ok_or(ColumnError::Missing(name))?;
        Ok(array.values().iter().collect())
    }

    pub(super) fn small(self, name: &'static str) -> Result<&'a [u8], ColumnError> {
        let array = self.array(name)?.as_primitive_opt::<UInt8Type>().ok_or(ColumnError::Missing(name))?;
        Ok(array.values())
    }

    /// Small numbers, each read into its type.
    pub(super) fn numbered<T>(
        self,
        name: &'static str,
        read: impl Fn(u8) -> Option<T>,
    ) -> Result<Vec<T>, ColumnError> {
        let value =
            |row: usize, number: u8| ColumnError::Value { column: name, row, found: number.to_string() };
        let each = self.small(name)?.iter().enumerate();
        each.map(|(row, number)| read(*number).ok_or_else(|| value(row, *number))).collect()
    }

    pub(super) fn numbers(self, name: &'static str) -> Result<&'a [u32], ColumnError> {
        let array = self.array(name)?.as_primitive_opt::<UInt32Type>().ok_or(ColumnError::Missing(name))?;
        Ok(array.values())
    }

    /// Decimals none of which is missing.
    pub(super) fn decimals(self, name: &'static str) -> Result<&'a [i32], ColumnError> {
        let array =
            self.array(name)?.as_primitive_opt::<Decimal32Type>().ok_or(ColumnError::Missing(name))?;
        Ok(array.values())
    }

    pub(super) fn optional_decimals(self, name: &'static str) -> Result<Vec<Option<i32>>, ColumnError> {
        let array =
            self.array(name)?.as_primitive_opt::<Decimal32Type>().ok_or(ColumnError::Missing(name))?;
        Ok(array.iter().collect())
    }

    pub(super) fn amounts(self, name: &'static str) -> Result<Vec<Option<i64>>, ColumnError> {
        let array =
            self.array(name)?.as_primitive_opt::<Decimal64Type>().ok_or(ColumnError::Missing(name))?;
        Ok(array.iter().collect())
    }

    /// Amounts none of which is missing.
    pub(super) fn each_amount(self, name: &'static str) -> Result<Vec<i64>, ColumnError> {
        self.amounts(name)?.into_iter().collect::<Option<_>>().ok_or(ColumnError::Missing(name))
    }

    /// Dates none of which is missing.
    pub(super) fn each_date(self, name: &'static str) -> Result<Vec<Date>, ColumnError> {
        self.dates(name)?.into_iter().collect::<Option<_>>().ok_or(ColumnError::Missing(name))
    }

    pub(super) fn dates(self, name: &'static str) -> Result<Vec<Option<Date>>, ColumnError> {
        let array = self.array(name)?.as_primitive_opt::<Date32Type>().ok_or(ColumnError::Missing(name))?;
        let date = |days: i32| epoch().checked_add(jiff::Span::new().try_days(days)?);
        let read = |(row, days): (usize, Option<i32>)| {
            let value = |days: i32| ColumnError::Value { column: name, row, found: days.to_string() };
            days.map(|days| date(days).map_err(|_: jiff::Error| value(days))).transpose()
        };
        array.iter().enumerate().map(read).collect()
    }

    /// Texts none of which is missing, each read into its type.
    pub(super) fn texts<T>(
        self,
        name: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, ColumnError> {
        let array = self.array(name)?.as_string_opt::<i32>().ok_or(ColumnError::Missing(name))?;
        let mut values = Vec::with_capacity(array.len());
        for (row, text) in array.iter().enumerate() {
            let text = text.unwrap_or_default();
            let value = || ColumnError::Value { column: name, row, found: text.to_owned() };
            values.push(read(text).ok_or_else(value)?);
        }
        Ok(values)
    }

    /// Repeating texts, each distinct one read once; `None` where it is missing.
    pub(super) fn words<T: Clone>(
        self,
        name: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<Option<T>>, ColumnError> {
        let missing = ColumnError::Missing(name);
        let array = self.array(name)?.as_dictionary_opt::<UInt32Type>().ok_or(missing.clone())?;
        let distinct = array.values().as_string_opt::<i32>().ok_or(missing)?;
        let mut table = Vec::with_capacity(distinct.len());
        for (row, text) in distinct.iter().enumerate() {
            let text = text.unwrap_or_default();
            let value = || ColumnError::Value { column: name, row, found: text.to_owned() };
            table.push(read(text).ok_or_else(value)?);
        }
        let of = |key: u32| table.get(key as usize).cloned();
        if array.null_count() == 0 {
            return Ok(array.keys().values().iter().map(|key| of(*key)).collect());
        }
        Ok(array.keys().iter().map(|key| key.and_then(of)).collect())
    }

    /// Repeating texts none of which is missing.
    pub(super) fn each_word<T: Clone>(
        self,
        name: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, ColumnError> {
        let whole: Option<Vec<T>> = self.words(name, read)?.into_iter().collect();
        whole.ok_or(ColumnError::Missing(name))
    }
}
