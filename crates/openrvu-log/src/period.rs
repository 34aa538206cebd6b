//! Periods of civil days: a day, a week, a month, a quarter, a year, a fiscal year, twelve months, any days.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use serde::{Deserialize, Serialize};

/// How a user divides time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Divisions {
    /// The month in which the fiscal year begins, 1 to 12.
    pub fiscal_year_month: i8,
    /// The day on which a week begins.
    pub week_begins: Weekday,
}

impl Default for Divisions {
    /// Fiscal years are calendar years, and weeks begin on Sunday.
    fn default() -> Self {
        Self { fiscal_year_month: 1, week_begins: Weekday::Sunday }
    }
}

/// A kind of period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PeriodKind {
    /// A day.
    Day,
    /// Seven days.
    Week,
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
    /// Twelve months from the month in which the user's fiscal year begins, named after the year in which it ends.
    FiscalYear,
    /// The twelve months that end with a day.
    #[serde(rename = "12-months")]
    TwelveMonths,
    /// Any days.
    Custom,
}

impl PeriodKind {
    /// Every kind, the shortest first.
    pub const ALL: [Self; 8] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
        Self::FiscalYear,
        Self::TwelveMonths,
        Self::Custom,
    ];

    /// The name in addresses, forms and JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::FiscalYear => "fiscal-year",
            Self::TwelveMonths => "12-months",
            Self::Custom => "custom",
        }
    }

    /// The name in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::FiscalYear => "fiscal year",
            Self::TwelveMonths => "12 months",
            Self::Custom => "any days",
        }
    }
}

impl FromStr for PeriodKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.slug() == text).ok_or_else(|| {
            let text: String = text.chars().take(24).collect();
            format!("{text:?} is not a period: write day, week, month, quarter, year, fiscal-year, 12-months or custom")
        })
    }
}

/// Days from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Period {
    /// The kind.
    pub kind: PeriodKind,
    /// First day.
    pub from: Date,
    /// Last day, never before the first.
    pub to: Date,
}

impl Period {
    /// The period of a kind in which a day lies; the twelve months that end with it; the day alone for any days.
    #[must_use]
    pub fn of(kind: PeriodKind, day: Date, divisions: Divisions) -> Self {
        let months =
            |first: Date, count: i32| (first, first.saturating_add((count - 1).months()).last_of_month());
        let (from, to) = match kind {
            PeriodKind::Day | PeriodKind::Custom => (day, day),
            PeriodKind::Week => {
                let from = day.saturating_sub(i32::from(day.weekday().since(divisions.week_begins)).days());
                (from, from.saturating_add(6.days()))
            }
            PeriodKind::Month => months(day.first_of_month(), 1),
            PeriodKind::Quarter => months(date(day.year(), (day.month() - 1) / 3 * 3 + 1, 1), 3),
            PeriodKind::Year => (day.first_of_year(), day.last_of_year()),
            PeriodKind::FiscalYear => {
                let since = (day.month() - divisions.fiscal_year_month).rem_euclid(12);
                months(day.first_of_month().saturating_sub(i32::from(since).months()), 12)
            }
            PeriodKind::TwelveMonths => (day.saturating_sub(1.year()).saturating_add(1.day()), day),
        };
        Self { kind, from: from.min(to), to }
    }

    /// Any days, both included, in either order.
    #[must_use]
    pub fn custom(one: Date, other: Date) -> Self {
        Self { kind: PeriodKind::Custom, from: one.min(other), to: one.max(other) }
    }

    /// A fiscal year by its name: the calendar year in which it ends.
    #[must_use]
    pub fn fiscal_year(name: i16, divisions: Divisions) -> Self {
        let january = date(name.clamp(1, 9999), 1, 1);
        Self::of(PeriodKind::FiscalYear, january, divisions)
    }

    /// How many days there are.
    #[must_use]
    pub fn length(&self) -> i32 {
        days_between(self.from, self.to) + 1
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The days, in order.
    pub fn days(&self) -> impl Iterator<Item = Date> + use<> {
        let to = self.to;
        self.from.series(1.day()).take_while(move |day| *day <= to)
    }

    /// The period before it, of the same kind; as many days for any days.
    #[must_use]
    pub fn previous(&self, divisions: Divisions) -> Self {
        let to = self.from.saturating_sub(1.day());
        match self.kind {
            PeriodKind::Custom => Self { from: to.saturating_sub((self.length() - 1).days()), to, ..*self },
            kind => Self::of(kind, to, divisions),
        }
    }

    /// The period after it, of the same kind; as many days for any days.
    #[must_use]
    pub fn next(&self, divisions: Divisions) -> Self {
        let from = self.to.saturating_add(1.day());
        match self.kind {
            PeriodKind::Custom => Self { from, to: from.saturating_add((self.length() - 1).days()), ..*self },
            PeriodKind::TwelveMonths => Self::of(self.kind, self.to.saturating_add(1.year()), divisions),
            kind => Self::of(kind, from, divisions),
        }
    }

    /// The periods of a shorter kind in which its days lie, cut at its ends.
    #[must_use]
    pub fn parts(&self, kind: PeriodKind, divisions: Divisions) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut from = self.from;
        while from <= self.to {
            let to = Self::of(kind, from, divisions).to.min(self.to).max(from);
            parts.push(Self { kind, from, to });
            match to.tomorrow() {
                Ok(day) => from = day,
                Err(_) => break,
            }
        }
        parts
    }
}

/// Days from one to the other; negative where the other comes first.
pub(crate) fn days_between(one: Date, other: Date) -> i32 {
    one.until(other).map_or(0, |span| span.get_days())
}

impl fmt::Display for Period {
    /// The name: `August 3, 2026`, `August 2 to 8, 2026`, `August 2026`, `third quarter of 2026`, `2026`,
    /// `fiscal year 2027 (July 1, 2026 to June 30, 2027)`, `12 months to August 3, 2026`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from, self.to);
        match self.kind {
            PeriodKind::Month if self.length() == i32::from(from.days_in_month()) => {
                write!(f, "{}", from.strftime("%B %Y"))
            }
            PeriodKind::Quarter
                if from.day() == 1
                    && (from.month() - 1) % 3 == 0
                    && to == Self::of(PeriodKind::Quarter, from, Divisions::default()).to =>
            {
                let which = ["first", "second", "third", "fourth"];
                let at = usize::try_from((from.month() - 1) / 3).unwrap_or_default();
                write!(f, "{} quarter of {}", which.get(at).unwrap_or(&""), from.year())
            }
            PeriodKind::Year if from == from.first_of_year() && to == from.last_of_year() => {
                write!(f, "{}", from.year())
            }
            PeriodKind::FiscalYear => write!(f, "fiscal year {} ({})", to.year(), Days(from, to)),
            PeriodKind::TwelveMonths => write!(f, "12 months to {}", long(to)),
            _ => write!(f, "{}", Days(from, to)),
        }
    }
}

/// Days in words.
struct Days(Date, Date);

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(from, to) = *self;
        if from == to {
            write!(f, "{}", long(to))
        } else if from.first_of_month() == to.first_of_month() {
            write!(f, "{} to {}, {}", from.strftime("%B %-d"), to.day(), to.year())
        } else if from.year() == to.year() {
            write!(f, "{} to {}", from.strftime("%B %-d"), long(to))
        } else {
            write!(f, "{} to {}", long(from), long(to))
        }
    }
}

/// A day in words: `August 3, 2026`.
#[must_use]
pub fn long(day: Date) -> String {
    day.strftime("%B %-d, %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const JULY: Divisions = Divisions { fiscal_year_month: 7, week_begins: Weekday::Sunday };

    fn shown(kind: PeriodKind, day: Date, divisions: Divisions) -> String {
        Period::of(kind, day, divisions).to_string()
    }

    #[test]
    fn periods_are_named() {
        let day = date(2026, 8, 3);
        let names = PeriodKind::ALL.map(|kind| shown(kind, day, JULY));
        assert_eq!(
            names,
            [
                "August 3, 2026",
                "August 2 to 8, 2026",
                "August 2026",
                "third quarter of 2026",
                "2026",
                "fiscal year 2027 (July 1, 2026 to June 30, 2027)",
                "12 months to August 3, 2026",
                "August 3, 2026",
            ]
        );
        assert_eq!(
            shown(PeriodKind::FiscalYear, date(2026, 6, 30), JULY),
            "fiscal year 2026 (July 1, 2025 to June 30, 2026)"
        );
        let calendar = Divisions::default();
        assert_eq!(
            shown(PeriodKind::FiscalYear, day, calendar),
            "fiscal year 2026 (January 1 to December 31, 2026)"
        );
        assert_eq!(
            shown(PeriodKind::Week, date(2026, 12, 31), calendar),
            "December 27, 2026 to January 2, 2027"
        );
        assert_eq!(
            Period::custom(date(2026, 4, 9), date(2026, 3, 30)).to_string(),
            "March 30 to April 9, 2026"
        );
        assert_eq!(Period::fiscal_year(2027, JULY), Period::of(PeriodKind::FiscalYear, day, JULY));
    }

    #[test]
    fn twelve_months_hold_a_whole_year() {
        let months = |day| Period::of(PeriodKind::TwelveMonths, day, JULY);
        assert_eq!(months(date(2026, 2, 28)).from, date(2025, 3, 1));
        assert_eq!(months(date(2024, 2, 29)).from, date(2023, 3, 1));
        assert_eq!(months(date(2026, 8, 3)).length(), 365);
    }

    #[test]
    fn the_ends_of_time_are_borne() {
        for day in [Date::MIN, Date::MAX] {
            for kind in PeriodKind::ALL {
                let period = Period::of(kind, day, JULY);
                assert!(period.from <= period.to);
                let _ = (period.previous(JULY), period.next(JULY), period.to_string());
                assert!(!period.parts(PeriodKind::Week, JULY).is_empty());
            }
        }
    }

    proptest! {
        #[test]
        fn periods_follow_each_other(days in 0..40_000_i32, kind in 0..8_usize, month in 1..13_i8, week in 0..7_i8) {
            let divisions = Divisions {
                fiscal_year_month: month,
                week_begins: Weekday::from_sunday_zero_offset(week).unwrap(),
            };
            let kind = PeriodKind::ALL[kind];
            let day = date(1990, 1, 1) + days.days();
            let period = Period::of(kind, day, divisions);
            prop_assert!(period.contains(day));
            let (previous, next) = (period.previous(divisions), period.next(divisions));
            prop_assert_eq!(previous.to.tomorrow().unwrap(), period.from);
            if kind != PeriodKind::TwelveMonths {
                prop_assert_eq!(next.from, period.to.tomorrow().unwrap());
                prop_assert_eq!(next.previous(divisions), period);
                prop_assert_eq!(previous.next(divisions), period);
            }
            prop_assert_eq!(period.days().count(), usize::try_from(period.length()).unwrap());
            for part in [PeriodKind::Day, PeriodKind::Week, PeriodKind::Month] {
                let parts = period.parts(part, divisions);
                prop_assert_eq!(parts[0].from, period.from);
                prop_assert_eq!(parts.last().unwrap().to, period.to);
                prop_assert_eq!(parts.iter().map(Period::length).sum::<i32>(), period.length());
            }
        }
    }
}
