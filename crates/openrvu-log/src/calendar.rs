//! Working days: weekdays of work, without holidays and leave.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::Settings;

/// Which public holidays are no working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PublicHolidays {
    /// None.
    None,
    /// The six on which most clinics close: New Year's Day, Memorial Day, Independence Day, Labor Day, Thanksgiving,
    /// Christmas.
    #[default]
    Six,
    /// The eleven of the federal government (5 U.S.C. 6103).
    Federal,
}

impl PublicHolidays {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::None, Self::Six, Self::Federal];

    /// The name in forms and JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Six => "six",
            Self::Federal => "federal",
        }
    }

    /// The choice in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Six => "six: New Year, Memorial Day, July 4, Labor Day, Thanksgiving, Christmas",
            Self::Federal => "the eleven federal holidays",
        }
    }

    /// The days of a year, as observed: a holiday on a Saturday is kept on Friday, one on a Sunday on Monday.
    #[must_use]
    pub fn of_year(self, year: i16) -> Vec<Date> {
        let nth = |month, weekday, nth| {
            Date::new(year, month, 1).and_then(|first| first.nth_weekday_of_month(nth, weekday)).ok()
        };
        let day = |month, day| Date::new(year, month, day).ok().map(observed);
        let six = [
            day(1, 1),
            nth(5, Weekday::Monday, -1),
            day(7, 4),
            nth(9, Weekday::Monday, 1),
            nth(11, Weekday::Thursday, 4),
            day(12, 25),
        ];
        let others = [
            nth(1, Weekday::Monday, 3),
            nth(2, Weekday::Monday, 3),
            day(6, 19).filter(|_| year >= 2021),
            nth(10, Weekday::Monday, 2),
            day(11, 11),
        ];
        match self {
            Self::None => Vec::new(),
            Self::Six => six.into_iter().flatten().collect(),
            Self::Federal => six.into_iter().chain(others).flatten().collect(),
        }
    }
}

fn observed(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => day.saturating_sub(1.day()),
        Weekday::Sunday => day.saturating_add(1.day()),
        _ => day,
    }
}

/// Tells working days from others.
#[derive(Debug, Clone)]
pub struct WorkCalendar<'a> {
    settings: &'a Settings,
    holidays: BTreeSet<Date>,
}

impl<'a> WorkCalendar<'a> {
    /// The calendar of a user, for the days from the first to the last.
    #[must_use]
    pub fn new(settings: &'a Settings, from: Date, to: Date) -> Self {
        // January 1 may be observed on the last day of the year before.
        let years = from.year()..=to.year().saturating_add(1);
        let mut holidays: BTreeSet<Date> = settings.holidays.iter().map(|holiday| holiday.date).collect();
        holidays.extend(years.flat_map(|year| settings.public_holidays.of_year(year)));
        Self { settings, holidays }
    }

    /// Whether a day is one of work.
    #[must_use]
    pub fn is_working(&self, day: Date) -> bool {
        self.settings.working_weekdays.contains(day.weekday())
            && !self.holidays.contains(&day)
            && !self.settings.leave.iter().any(|leave| leave.from <= day && day <= leave.to)
    }

    /// The working days from the first to the last, both included.
    pub fn working_days(&self, from: Date, to: Date) -> impl DoubleEndedIterator<Item = Date> + '_ {
        let length = crate::period::days_between(from, to).saturating_add(1).max(0);
        let days = (0..length).map(move |n| from.saturating_add(n.days()));
        days.filter(|day| self.is_working(*day))
    }

    /// How many working days there are from the first to the last, both included.
    #[must_use]
    pub fn count(&self, from: Date, to: Date) -> u32 {
        u32::try_from(self.working_days(from, to).count()).unwrap_or(u32::MAX)
    }

    /// How many days of a week are of work where nothing else comes between.
    #[must_use]
    pub fn usual_week(&self) -> u32 {
        self.settings.working_weekdays.count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn holidays_stand_where_the_calendar_has_them() {
        let days = |year| PublicHolidays::Federal.of_year(year).into_iter().collect::<BTreeSet<_>>();
        let of_2026 = [
            (1, 1),
            (1, 19),
            (2, 16),
            (5, 25),
            (6, 19),
            (7, 3),
            (9, 7),
            (10, 12),
            (11, 11),
            (11, 26),
            (12, 25),
        ];
        assert_eq!(days(2026), of_2026.into_iter().map(|(month, day)| date(2026, month, day)).collect());
        // January 1, 2022 was a Saturday.
        assert!(days(2022).contains(&date(2021, 12, 31)));
        assert!(!days(2020).contains(&date(2020, 6, 19)));
        assert_eq!(PublicHolidays::Six.of_year(2026).len(), 6);
        assert!(PublicHolidays::None.of_year(2026).is_empty());
    }

    #[test]
    fn working_days_leave_out_weekends_holidays_and_leave() {
        let mut settings = Settings::default();
        let count = |settings: &Settings, from, to| WorkCalendar::new(settings, from, to).count(from, to);
        assert_eq!(count(&settings, date(2026, 11, 23), date(2026, 11, 29)), 4);
        settings.leave.push(crate::settings::Leave { from: date(2026, 11, 24), to: date(2026, 11, 24) });
        assert_eq!(count(&settings, date(2026, 11, 23), date(2026, 11, 29)), 3);
        assert_eq!(count(&settings, date(2026, 11, 29), date(2026, 11, 23)), 0);
        // December 31, 2021 is New Year's Day as observed.
        assert_eq!(count(&settings, date(2021, 12, 27), date(2021, 12, 31)), 4);
    }
}
