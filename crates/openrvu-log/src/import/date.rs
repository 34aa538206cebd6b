//! Dates in the shapes that employers and spreadsheets write, and the order of day and month, told by a whole column.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// Years that a date of service can be of.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2099;
/// Day 0 of a spreadsheet's count, which has a 29 February 1900.
const SERIAL_ZERO: Date = date(1899, 12, 30);
/// The serial numbers of 2000-01-01 and 2099-12-31.
const SERIALS: std::ops::RangeInclusive<i64> = 36_526..=73_050;
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Which of two numbers is the month, where the text does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// As Americans write: 8/3 is August 3.
    #[default]
    MonthFirst,
    /// As most others do: 8/3 is March 8.
    DayFirst,
}

/// What a text says of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateText {
    /// One reading.
    Certain(Date),
    /// Two numbers and a year: a reading for either order, where there is such a day.
    Either {
        /// The first number as the month.
        month_first: Option<Date>,
        /// The first number as the day.
        day_first: Option<Date>,
    },
}

impl DateText {
    /// The date in an order; none where it has no such day.
    #[must_use]
    pub const fn date(self, order: DateOrder) -> Option<Date> {
        match (self, order) {
            (Self::Certain(date), _) => Some(date),
            (Self::Either { month_first, .. }, DateOrder::MonthFirst) => month_first,
            (Self::Either { day_first, .. }, DateOrder::DayFirst) => day_first,
        }
    }
}

/// What a column says of the order of day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OrderTold {
    /// Cells that are a date in either order, and another one in each.
    pub either: usize,
    /// Cells that are a date with the month first only.
    pub month_first: usize,
    /// Cells that are a date with the day first only.
    pub day_first: usize,
}

impl OrderTold {
    /// Counts the cells of a column.
    #[must_use]
    pub fn by<'t>(cells: impl Iterator<Item = &'t str>) -> Self {
        let mut told = Self::default();
        for text in cells.filter_map(read) {
            match text {
                DateText::Either { month_first: Some(one), day_first: Some(other) } if one != other => {
                    told.either += 1;
                }
                DateText::Either { month_first: Some(_), day_first: None } => told.month_first += 1,
                DateText::Either { month_first: None, day_first: Some(_) } => told.day_first += 1,
                DateText::Either { .. } | DateText::Certain(_) => {}
            }
        }
        told
    }

    /// The order of most cells, the month first where nothing tells.
    #[must_use]
    pub const fn order(&self) -> DateOrder {
        if self.day_first > self.month_first { DateOrder::DayFirst } else { DateOrder::MonthFirst }
    }

    /// How the order was told, in a sentence; empty where no cell left it open.
    #[must_use]
    pub fn words(&self) -> String {
        let Self { either, month_first, day_first } = *self;
        match (either, month_first, day_first) {
            (0, 0, 0) => String::new(),
            (_, 0, 0) => {
                "Every date could be read with the day or the month first; they are read with the month first, \
                 as Americans write."
                    .to_owned()
            }
            (_, n, 0) => format!("Month first: {n} dates have no other reading."),
            (_, 0, n) => format!("Day first: {n} dates have no other reading."),
            (_, m, d) => {
                let order = if d > m { "the day" } else { "the month" };
                format!(
                    "{m} dates can only have the month first, and {d} only the day: they are read with {order} \
                     first, and the others are listed as problems."
                )
            }
        }
    }
}

/// Reads a date; a time behind it is dropped. None where the text is no date of 2000 to 2099.
#[must_use]
pub fn read(text: &str) -> Option<DateText> {
    let text = text.trim().trim_start_matches('\'');
    if text.len() > 64 {
        return None;
    }
    if let Some(date) = serial(text) {
        return Some(DateText::Certain(date));
    }
    let text = without_time(text);
    let parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | '.' | ','))
        .filter(|part| !part.is_empty() && !is_name(part, &WEEKDAYS))
        .collect();
    match parts[..] {
        [digits] if digits.len() == 8 => compact(digits),
        [a, b, c] => match [a, b, c].map(month) {
            [Some(month), None, None] => named(month, b, c),
            [None, Some(month), None] => named(month, a, c),
            [None, None, None] => numbers(a, b, c),
            _ => None,
        },
        _ => None,
    }
}

/// A spreadsheet's count of days, with the time as a fraction.
fn serial(text: &str) -> Option<Date> {
    let (days, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if days.len() != 5 || !digits(days) || !digits(fraction) {
        return None;
    }
    let days: i64 = days.parse().ok().filter(|days| SERIALS.contains(days))?;
    SERIAL_ZERO.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// Cuts off a time: the digits before the first colon, and all behind them.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    let before = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
    match before.strip_suffix(['T', 't', ' ', ',', '\t']) {
        Some(date) => date.trim_end(),
        None => text,
    }
}

fn compact(digits: &str) -> Option<DateText> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if let Some(date) = day(&digits[..4], &digits[4..6], &digits[6..]) {
        return Some(DateText::Certain(date));
    }
    either(&digits[..2], &digits[2..4], &digits[4..])
}

fn numbers(a: &str, b: &str, c: &str) -> Option<DateText> {
    if a.len() == 4 { day(a, b, c).map(DateText::Certain) } else { either(a, b, c) }
}

fn either(a: &str, b: &str, year: &str) -> Option<DateText> {
    let (month_first, day_first) = (day(year, a, b), day(year, b, a));
    (month_first.is_some() || day_first.is_some()).then_some(DateText::Either { month_first, day_first })
}

/// A month's name with a day and a year, of which the one with four digits is the year, or else the second.
fn named(month: i8, a: &str, b: &str) -> Option<DateText> {
    let (year, day) = if a.len() == 4 { (a, b) } else { (b, a) };
    let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    Date::new(year_number(year)?, month, small(day)?).ok().map(DateText::Certain)
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year_number(year)?, small(month)?, small(day)?).ok()
}

fn year_number(text: &str) -> Option<i16> {
    let number = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<i16>().ok())??;
    let year = match text.len() {
        2 => 2000 + number,
        4 => number,
        _ => return None,
    };
    YEARS.contains(&year).then_some(year)
}

fn small(text: &str) -> Option<i8> {
    (matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn month(text: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|name| is_beginning(text, name))?;
    i8::try_from(at + 1).ok()
}

fn is_name(text: &str, names: &[&str]) -> bool {
    names.iter().any(|name| is_beginning(text, name))
}

/// Whether a text is the first three letters of a name or more of them.
fn is_beginning(text: &str, name: &str) -> bool {
    text.len() >= 3 && name.get(..text.len()).is_some_and(|part| part.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certain(text: &str) -> Option<Date> {
        match read(text) {
            Some(DateText::Certain(date)) => Some(date),
            _ => None,
        }
    }

    #[test]
    fn every_usual_shape_is_read() {
        let wanted = Some(date(2026, 8, 3));
        for text in [
            "2026-08-03",
            "2026-8-3",
            "2026/08/03",
            " 2026-08-03T10:20:00Z ",
            "2026-08-03 10:20",
            "20260803",
            "3-Aug-2026",
            "03-AUG-26",
            "3 August 2026",
            "Aug 3, 2026",
            "August 3rd, 2026",
            "Mon, 3 Aug 2026 10:20:00",
            "Monday, August 3, 2026",
            "46237",
            "46237.4375",
            "'2026-08-03",
        ] {
            assert_eq!(certain(text), wanted, "{text}");
        }
        for text in ["8/3/26", "08/03/2026", "8-3-2026", "8.3.2026", "08032026", "8/3/2026 9:05 AM"] {
            let read = read(text).unwrap();
            assert_eq!(read.date(DateOrder::MonthFirst), wanted, "{text}");
            assert_eq!(read.date(DateOrder::DayFirst), Some(date(2026, 3, 8)), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_date_is_none() {
        for text in [
            "",
            "99213",
            "13/13/2026",
            "2026-02-30",
            "1/2",
            "1/2/1926",
            "Total",
            "99999",
            "12:30",
            "8/3/226",
            "Aug 2026",
            "2/30/2026",
            "éé/éé/éééé",
            "+8/3/26",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_order_is_told_by_the_whole_column() {
        let told = |cells: &[&str]| OrderTold::by(cells.iter().copied());
        assert_eq!(told(&["8/3/26", "8/13/26"]).order(), DateOrder::MonthFirst);
        let day_first = told(&["3/8/26", "13/8/26", "14/8/26"]);
        assert_eq!(day_first.order(), DateOrder::DayFirst);
        assert_eq!(day_first.words(), "Day first: 2 dates have no other reading.");
        let open = told(&["3/8/26", "5/8/26"]);
        assert_eq!(open.order(), DateOrder::MonthFirst);
        assert!(open.words().contains("could be read"), "{}", open.words());
        assert_eq!(told(&["8/8/26", "2026-08-03"]).words(), "");
        assert!(told(&["13/8/26", "8/13/26"]).words().contains("listed as problems"));
    }
}
