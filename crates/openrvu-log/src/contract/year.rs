//! The day on which a contract's years begin.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A day that every year has: `07-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct YearDay {
    month: i8,
    day: i8,
}

/// Text that is not a day of the year.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a day that every year has: write month and day, such as 07-01")]
pub struct YearDayError {
    /// What was read, cut to a length fit for a message.
    pub text: String,
}

impl YearDay {
    /// The first of January.
    pub const JANUARY_1: Self = Self { month: 1, day: 1 };

    /// The day of the year of a date; the last of February for its 29th.
    #[must_use]
    pub fn of(date: Date) -> Self {
        let day = if (date.month(), date.day()) == (2, 29) { 28 } else { date.day() };
        Self { month: date.month(), day }
    }

    /// The date of this day in a calendar year.
    #[must_use]
    pub fn in_year(self, year: i16) -> Date {
        Date::new(year, self.month, self.day).unwrap_or(Date::MAX)
    }

    /// The latest such day up to a date: the start of the year that the date is in.
    #[must_use]
    pub fn start_of_year(self, date: Date) -> Date {
        let this = self.in_year(date.year());
        if this <= date { this } else { self.in_year(date.year().saturating_sub(1)) }
    }
}

impl fmt::Display for YearDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl FromStr for YearDay {
    type Err = YearDayError;
    fn from_str(text: &str) -> Result<Self, YearDayError> {
        let number = |part: &str| {
            (part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok()).flatten()
        };
        let parts = text.trim().split_once('-');
        parts
            .and_then(|(month, day)| Some(Self { month: number(month)?, day: number(day)? }))
            .filter(|day| Date::new(2001, day.month, day.day).is_ok())
            .ok_or_else(|| YearDayError { text: text.chars().take(24).collect() })
    }
}

impl TryFrom<String> for YearDay {
    type Error = YearDayError;
    fn try_from(text: String) -> Result<Self, YearDayError> {
        text.parse()
    }
}

impl From<YearDay> for String {
    fn from(day: YearDay) -> Self {
        day.to_string()
    }
}
