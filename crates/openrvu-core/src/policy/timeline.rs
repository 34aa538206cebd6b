//! Values with their days in force.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};
use toml::Spanned;

use super::{PolicyError, PolicyFile};

/// How a value was checked before it was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Checked {
    /// Recomputed against CMS's files.
    File,
    /// Read in a CMS document.
    Document,
    /// Read in a secondary source.
    Secondary,
    /// From memory, to be read again.
    Recalled,
}

/// A value in force from a day to a day, both included; without an end it is in force until replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    /// First day in force.
    pub from: Date,
    /// Last day in force.
    pub to: Option<Date>,
    /// The value.
    pub value: T,
    /// Where it is from.
    pub source: String,
    /// How it was checked.
    pub checked: Checked,
}

/// Dated values in the order of time, without gap or overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline<T> {
    entries: Vec<Dated<T>>,
}

impl<T> Timeline<T> {
    /// The value in force on a day; `None` before the first and after the last.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&T> {
        self.entry_on(day).map(|entry| &entry.value)
    }

    /// The value in force on a day, with its source.
    #[must_use]
    pub fn entry_on(&self, day: Date) -> Option<&Dated<T>> {
        let after = self.entries.partition_point(|entry| entry.from <= day);
        let entry = self.entries.get(after.checked_sub(1)?)?;
        entry.to.is_none_or(|to| day <= to).then_some(entry)
    }

    /// All values, in the order of time.
    #[must_use]
    pub fn entries(&self) -> &[Dated<T>] {
        &self.entries
    }

    /// Orders entries and refuses gaps and overlaps; each comes with its byte in the file, for the error.
    pub(super) fn load(
        file: PolicyFile<'_>,
        mut entries: Vec<(usize, Dated<T>)>,
    ) -> Result<Self, PolicyError> {
        entries.sort_by_key(|(_, entry)| entry.from);
        for (at, entry) in &entries {
            if entry.to.is_some_and(|to| to < entry.from) {
                return Err(file.error(*at, format!("ends before it begins on {}", entry.from)));
            }
        }
        for pair in entries.windows(2) {
            let (previous, (at, next)) = (&pair[0].1, &pair[1]);
            let Some(to) = previous.to.filter(|to| *to < next.from) else {
                let message = format!(
                    "overlaps the value in force from {}: give that one an end before {}",
                    previous.from, next.from
                );
                return Err(file.error(*at, message));
            };
            if to.tomorrow().is_ok_and(|day| day != next.from) {
                return Err(file.error(*at, format!("leaves a gap: the value before ends on {to}")));
            }
        }
        Ok(Self { entries: entries.into_iter().map(|(_, entry)| entry).collect() })
    }
}

/// Reads a TOML date that stands without quotes.
pub(super) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let datetime = toml::value::Datetime::deserialize(deserializer)?;
    to_date(datetime).ok_or_else(|| serde::de::Error::custom("a date such as 2026-01-01 is wanted"))
}

/// As [`date`], for a key that may be absent.
pub(super) fn optional_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    date(deserializer).map(Some)
}

/// As [`date`], with the place in the file.
pub(super) fn spanned_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Spanned<Date>, D::Error> {
    let spanned = Spanned::<toml::value::Datetime>::deserialize(deserializer)?;
    let span = spanned.span();
    let date = to_date(spanned.into_inner())
        .ok_or_else(|| serde::de::Error::custom("a date such as 2026-01-01 is wanted"))?;
    Ok(Spanned::new(span, date))
}

/// As [`spanned_date`], for a key that may be absent.
pub(super) fn optional_spanned_date<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Spanned<Date>>, D::Error> {
    spanned_date(deserializer).map(Some)
}

fn to_date(datetime: toml::value::Datetime) -> Option<Date> {
    let date = datetime.date?;
    Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?)
        .ok()
}
