//! `corrections.toml`: values that a later release replaced back to an earlier date.

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::timeline::{date, spanned_date};
use super::{PolicyError, PolicyFile};
use crate::{Code, ReleaseId, RowModifier};

/// Rows whose figures of a later release hold from an earlier day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// First day the corrected figures hold.
    pub from: Date,
    /// Last day on which the correction, and not the release in effect, must be asked.
    pub to: Date,
    /// The release with the corrected figures.
    pub corrected_in: ReleaseId,
    /// The rows, in order.
    pub rows: Vec<(Code, RowModifier)>,
    /// Why it is known to be so.
    pub source: String,
}

impl Correction {
    /// Whether it speaks of a row on a day.
    #[must_use]
    pub fn applies(&self, code: Code, modifier: RowModifier, day: Date) -> bool {
        self.from <= day && day <= self.to && self.rows.binary_search(&(code, modifier)).is_ok()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    correction: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(deserialize_with = "spanned_date")]
    from: Spanned<Date>,
    #[serde(deserialize_with = "date")]
    to: Date,
    corrected_in: ReleaseId,
    rows: Vec<Spanned<String>>,
    source: String,
}

pub(super) fn load(file: PolicyFile<'_>) -> Result<Vec<Correction>, PolicyError> {
    let mut corrections = Vec::new();
    for entry in file.parse::<File>()?.correction {
        let mut rows = Vec::new();
        for row in entry.rows {
            let (code, modifier) = row.get_ref().split_once('-').unwrap_or((row.get_ref(), ""));
            let read = code.parse().ok().zip(RowModifier::from_column(modifier.as_bytes()));
            let read = read.ok_or_else(|| {
                file.error(
                    row.span().start,
                    format!("{:?} is not a row: write 45378-53 or G2001", row.get_ref()),
                )
            })?;
            rows.push(read);
        }
        rows.sort_unstable();
        let from = entry.from.into_inner();
        corrections.push(Correction {
            from,
            to: entry.to,
            corrected_in: entry.corrected_in,
            rows,
            source: entry.source,
        });
    }
    Ok(corrections)
}
