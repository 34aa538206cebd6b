//! A mapping: which column of a table holds what, and how it is read.

use serde::{Deserialize, Serialize};

use super::{DateOrder, Field};

/// Which column of a table holds what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The number of the header's row; none where the table has no header.
    pub header: Option<u32>,
    /// What each column holds, from the first on; a column past the end is not used.
    pub columns: Vec<Field>,
    /// The order of day and month, where the dates leave it open.
    #[serde(default)]
    pub date_order: DateOrder,
    /// Whether a row without a date is of the day of the row above, as in reports grouped by day.
    #[serde(default)]
    pub carry_dates: bool,
    /// Whose rows are read, as the report names them; none for those of everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
}

/// What a mapping lacks, or has too much of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// A field that no column holds.
    #[error("no column holds the {}: choose the one that does", .0.name())]
    Missing(Field),
    /// A field that two columns hold.
    #[error("two columns hold the {}: keep one, and set the other to \u{201c}{}\u{201d}", .0.name(), Field::Ignored.name())]
    Twice(Field),
}

impl Mapping {
    /// What a column holds.
    #[must_use]
    pub fn field(&self, column: usize) -> Field {
        self.columns.get(column).copied().unwrap_or_default()
    }

    /// The first column that holds a field.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|of_column| *of_column == field)
    }

    /// Every column that holds a field.
    pub fn columns_of(&self, field: Field) -> impl Iterator<Item = usize> + '_ {
        self.columns.iter().enumerate().filter(move |(_, found)| **found == field).map(|(column, _)| column)
    }

    /// Checks that lines can be read by it.
    ///
    /// # Errors
    /// [`MappingError`] where date or code has no column, or a field has two.
    pub fn check(&self) -> Result<(), MappingError> {
        for field in [Field::Date, Field::Code] {
            if self.column(field).is_none() {
                return Err(MappingError::Missing(field));
            }
        }
        for field in Field::ALL.into_iter().filter(|field| !field.is_repeatable()) {
            if self.columns_of(field).nth(1).is_some() {
                return Err(MappingError::Twice(field));
            }
        }
        Ok(())
    }
}
