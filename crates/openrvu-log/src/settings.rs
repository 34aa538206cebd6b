//! A user's settings: one document.

use std::fmt;

use jiff::civil::{Date, Weekday};
use openrvu_core::policy::PlaceOfServiceCode;
use openrvu_core::{Factor, LocalityId};
use serde::{Deserialize, Serialize};

use crate::ShortText;
use crate::calendar::PublicHolidays;
use crate::period::{Divisions, days_between};

/// Most stretches of leave, and most holidays of one's own.
pub const MOST_DAYS_OFF: usize = 400;
/// Most days of one stretch of leave.
pub const LONGEST_LEAVE: i32 = 731;

/// A user's settings. Every field may be absent in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The month in which the fiscal year begins, 1 to 12.
    pub fiscal_year_month: i8,
    /// The day on which a week begins.
    #[serde(with = "weekday")]
    pub week_begins: Weekday,
    /// The place of service of entries that name none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceOfServiceCode>,
    /// The site that quick entry begins with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<ShortText>,
    /// The clinician's specialty, by the slug of its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub specialty: Option<Slug>,
    /// The share of full time worked.
    pub fte: Fte,
    /// The weekdays of work.
    pub working_weekdays: Weekdays,
    /// Which public holidays are no working days.
    pub public_holidays: PublicHolidays,
    /// Holidays of one's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<Holiday>,
    /// Leave, taken and planned.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub leave: Vec<Leave>,
    /// The time zone in which days begin and end; none for that of the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<TimeZoneName>,
    /// The locality whose Medicare amounts are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<LocalityId>,
}

impl Default for Settings {
    fn default() -> Self {
        let divisions = Divisions::default();
        Self {
            fiscal_year_month: divisions.fiscal_year_month,
            week_begins: divisions.week_begins,
            place: None,
            site: None,
            specialty: None,
            fte: Fte::FULL,
            working_weekdays: Weekdays::MONDAY_TO_FRIDAY,
            public_holidays: PublicHolidays::default(),
            holidays: Vec::new(),
            leave: Vec::new(),
            time_zone: None,
            locality: None,
        }
    }
}

/// What is wrong with settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The month of the fiscal year.
    #[error("fiscal_year_month: {0} is not a month: write 1 to 12")]
    FiscalYearMonth(i8),
    /// No weekday of work.
    #[error("working_weekdays: choose at least one weekday of work")]
    NoWorkingWeekday,
    /// Too many days off.
    #[error("{field}: at most {MOST_DAYS_OFF} can be kept, here are {count}: take out those of former years")]
    TooMany {
        /// The field.
        field: &'static str,
        /// How many there are.
        count: usize,
    },
    /// Leave that ends before it begins.
    #[error("leave: from {from} to {to} ends before it begins")]
    LeaveBackwards {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// Leave of more days than can be meant.
    #[error("leave: from {from} to {to} is longer than {LONGEST_LEAVE} days: write it as several")]
    LeaveTooLong {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
}

impl Settings {
    /// Checks what the types alone do not, and brings holidays and leave into the order of time.
    ///
    /// # Errors
    /// [`SettingsError`], which names the field.
    pub fn checked(mut self) -> Result<Self, SettingsError> {
        if !(1..=12).contains(&self.fiscal_year_month) {
            return Err(SettingsError::FiscalYearMonth(self.fiscal_year_month));
        }
        if self.working_weekdays.count() == 0 {
            return Err(SettingsError::NoWorkingWeekday);
        }
        for (field, count) in [("holidays", self.holidays.len()), ("leave", self.leave.len())] {
            if count > MOST_DAYS_OFF {
                return Err(SettingsError::TooMany { field, count });
            }
        }
        for &Leave { from, to } in &self.leave {
            if to < from {
                return Err(SettingsError::LeaveBackwards { from, to });
            }
            if days_between(from, to) >= LONGEST_LEAVE {
                return Err(SettingsError::LeaveTooLong { from, to });
            }
        }
        self.holidays.sort();
        self.holidays.dedup_by_key(|holiday| holiday.date);
        self.leave.sort();
        self.leave.dedup();
        Ok(self)
    }

    /// How the user divides time.
    #[must_use]
    pub fn divisions(&self) -> Divisions {
        // Settings that were not checked may hold any month.
        let fiscal_year_month = self.fiscal_year_month.clamp(1, 12);
        Divisions { fiscal_year_month, week_begins: self.week_begins }
    }
}

/// A holiday of one's own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The day.
    pub date: Date,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<ShortText>,
}

/// Leave: vacation, sickness, meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leave {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// A share of full time, hundredths: 0.01 to 2.00. Text in JSON, `"0.80"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Fte(u16);

impl Fte {
    /// Full time.
    pub const FULL: Self = Self(100);

    /// As a factor.
    #[must_use]
    pub fn factor(self) -> Factor {
        Factor::percent(self.0.into())
    }
}

impl fmt::Display for Fte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{:02}", self.0 / 100, self.0 % 100))
    }
}

impl std::str::FromStr for Fte {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let scaled = openrvu_core::quantity::parse_scaled(text.as_bytes(), 2).ok();
        scaled.and_then(|n| u16::try_from(n).ok()).filter(|n| (1..=200).contains(n)).map(Self).ok_or_else(
            || {
                let text: String = text.chars().take(24).collect();
                format!("{text:?} is not a share of full time: write 0.01 to 2.00, such as 0.80")
            },
        )
    }
}

impl TryFrom<String> for Fte {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Fte> for String {
    fn from(fte: Fte) -> Self {
        fte.to_string()
    }
}

/// Weekdays: a set. A list of names in JSON, `["monday", "tuesday"]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "Vec<String>", try_from = "Vec<String>")]
pub struct Weekdays(u8);

impl Weekdays {
    /// The usual ones.
    pub const MONDAY_TO_FRIDAY: Self = Self(0b001_1111);

    /// Every weekday, Monday first, with its name.
    pub const NAMES: [(Weekday, &'static str); 7] = [
        (Weekday::Monday, "monday"),
        (Weekday::Tuesday, "tuesday"),
        (Weekday::Wednesday, "wednesday"),
        (Weekday::Thursday, "thursday"),
        (Weekday::Friday, "friday"),
        (Weekday::Saturday, "saturday"),
        (Weekday::Sunday, "sunday"),
    ];

    /// Whether a weekday is among them.
    #[must_use]
    pub const fn contains(self, day: Weekday) -> bool {
        self.0 >> day.to_monday_zero_offset() & 1 == 1
    }

    /// How many there are.
    #[must_use]
    pub const fn count(self) -> u32 {
        self.0.count_ones()
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        Self(days.into_iter().fold(0, |set, day| set | 1 << day.to_monday_zero_offset()))
    }
}

impl From<Weekdays> for Vec<String> {
    fn from(days: Weekdays) -> Self {
        let named = Weekdays::NAMES.into_iter().filter(|(day, _)| days.contains(*day));
        named.map(|(_, name)| name.to_owned()).collect()
    }
}

impl TryFrom<Vec<String>> for Weekdays {
    type Error = String;
    fn try_from(names: Vec<String>) -> Result<Self, String> {
        names.iter().map(|name| weekday::read(name)).collect()
    }
}

mod weekday {
    use jiff::civil::Weekday;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Weekdays;

    pub fn read(text: &str) -> Result<Weekday, String> {
        Weekdays::NAMES.into_iter().find(|(_, name)| *name == text).map(|(day, _)| day).ok_or_else(|| {
            let text: String = text.chars().take(24).collect();
            format!("{text:?} is not a weekday: write monday to sunday")
        })
    }

    pub fn serialize<S: Serializer>(day: &Weekday, serializer: S) -> Result<S::Ok, S::Error> {
        let name = Weekdays::NAMES.into_iter().find(|(other, _)| other == day).map_or("", |(_, name)| name);
        serializer.serialize_str(name)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Weekday, D::Error> {
        read(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $most:literal, $allowed:expr, $error:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                let allowed: fn(u8) -> bool = $allowed;
                if !text.is_empty() && text.len() <= $most && text.bytes().all(allowed) {
                    return Ok(Self(text.to_owned()));
                }
                let text: String = text.chars().take(24).collect();
                Err(format!($error, text))
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

name! {
    /// A step of an address: lower-case letters, digits and hyphens, at most 64.
    Slug, 64, |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-',
    "{:?} is not a name in an address: write lower-case letters, digits and hyphens"
}
name! {
    /// The shape of an IANA time zone's name, `America/New_York`. Whether there is such a zone is not looked up here.
    TimeZoneName, 64, |b| b.is_ascii_alphanumeric() || b"/_+-".contains(&b),
    "{:?} is not a time zone: write its IANA name, such as America/New_York"
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn settings_read_as_they_are_written_and_may_be_empty() {
        assert_eq!(serde_json::from_str::<Settings>("{}").unwrap(), Settings::default());
        let settings = Settings {
            fiscal_year_month: 7,
            place: Some("22".parse().unwrap()),
            specialty: Some("general-surgery".parse().unwrap()),
            fte: "0.8".parse().unwrap(),
            working_weekdays: [Weekday::Monday, Weekday::Saturday].into_iter().collect(),
            leave: vec![Leave { from: date(2026, 8, 3), to: date(2026, 8, 14) }],
            time_zone: Some("America/New_York".parse().unwrap()),
            locality: Some(LocalityId { mac: 1112, number: 5 }),
            ..Settings::default()
        };
        let text = serde_json::to_string(&settings).unwrap();
        assert!(text.contains(r#""fte":"0.80""#) && text.contains(r#"["monday","saturday"]"#), "{text}");
        assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), settings);
        assert_eq!(settings.clone().checked(), Ok(settings));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for wrong in [
            r#"{"fte":"0"}"#,
            r#"{"fte":"2.01"}"#,
            r#"{"fte":"0.805"}"#,
            r#"{"working_weekdays":["mon"]}"#,
            r#"{"week_begins":"Sunday"}"#,
            r#"{"time_zone":"a b"}"#,
            r#"{"specialty":"../x"}"#,
            r#"{"name":"x"}"#,
        ] {
            assert!(serde_json::from_str::<Settings>(wrong).is_err(), "{wrong}");
        }
        let refused = |change: fn(&mut Settings)| {
            let mut settings = Settings::default();
            change(&mut settings);
            settings.checked().unwrap_err().to_string()
        };
        assert!(refused(|settings| settings.fiscal_year_month = 13).starts_with("fiscal_year_month"));
        assert!(refused(|settings| settings.working_weekdays = [].into_iter().collect()).contains("weekday"));
        assert!(
            refused(|settings| settings.leave = vec![Leave { from: date(2026, 8, 4), to: date(2026, 8, 3) }])
                .contains("ends before")
        );
        assert!(
            refused(|settings| settings.leave = vec![Leave { from: date(2026, 1, 1), to: date(2029, 1, 1) }])
                .contains("longer")
        );
        assert!(
            refused(|settings| settings.leave = vec![Leave { from: Date::MIN, to: Date::MIN }; 401])
                .contains("401")
        );
    }
}
