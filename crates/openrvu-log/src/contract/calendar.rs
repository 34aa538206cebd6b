//! A contract's years and settlements, and parts of them counted in months.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;
use openrvu_core::{Cents, CreditRvu, Factor, quantity::round_half_up};
use serde::Serialize;

use super::{Contract, Settlement};
use crate::period::Period;

/// Days from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Days {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl From<Period> for Days {
    fn from(period: Period) -> Self {
        Self { from: period.from, to: period.to }
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Period::custom(self.from, self.to).fmt(f)
    }
}

impl Days {
    /// Whether a day is among them.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// Those of both; none where they do not meet.
    #[must_use]
    pub fn meet(self, other: Self) -> Option<Self> {
        let both = Self { from: self.from.max(other.from), to: self.to.min(other.to) };
        (both.from <= both.to).then_some(both)
    }

    pub(super) fn day_after(self) -> Date {
        self.to.tomorrow().unwrap_or(Date::MAX)
    }
}

/// A contract year: twelve months from the day on which the contract's years begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContractYear {
    start: Date,
    /// The days of it that the contract covers.
    pub covered: Days,
}

/// A place in a contract year: so many months since its start, as a fraction.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Days, counted in months of `span` days each.
    days: i64,
    span: i64,
}

/// A part of a year or a settlement, as a fraction of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    numerator: i64,
    denominator: i64,
}

impl Part {
    /// The whole.
    pub const WHOLE: Self = Self { numerator: 1, denominator: 1 };

    /// Whether it is the whole.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        self.numerator == self.denominator
    }

    /// This part of a quantity, by a factor, rounded half-up to the smallest unit.
    fn of(self, quantity: i64, factor: Factor) -> i64 {
        let (n, d) = factor.parts();
        let numerator = i128::from(quantity) * i128::from(self.numerator) * i128::from(n);
        let rounded = round_half_up(numerator, i128::from(self.denominator) * i128::from(d));
        i64::try_from(rounded).unwrap_or(i64::MAX)
    }

    /// This part of work RVUs, by a factor, rounded half-up to a thousandth.
    #[must_use]
    pub fn of_work(self, work: CreditRvu, factor: Factor) -> CreditRvu {
        CreditRvu::new(self.of(work.get(), factor))
    }

    /// This part of an amount, by a factor, rounded half-up to the cent.
    #[must_use]
    pub fn of_cents(self, amount: Cents, factor: Factor) -> Cents {
        Cents::new(self.of(amount.get(), factor))
    }

    /// As a percentage with two decimal places at most.
    #[must_use]
    pub fn as_percent(self) -> String {
        let hundredths =
            round_half_up(i128::from(self.numerator) * 10_000, i128::from(self.denominator).max(1));
        let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl ContractYear {
    fn boundary(self, months: i32) -> Date {
        self.start.saturating_add(months.months())
    }

    /// The days of the whole year, covered or not.
    #[must_use]
    pub fn whole(self) -> Days {
        Days { from: self.start, to: self.boundary(12).yesterday().unwrap_or(Date::MIN) }
    }

    /// The settlements of the covered days, in order, each cut to them.
    #[must_use]
    pub fn settlements(self, settlement: Settlement) -> Vec<Days> {
        self.settlement_spans(settlement).into_iter().filter_map(|span| span.meet(self.covered)).collect()
    }

    fn settlement_spans(self, settlement: Settlement) -> Vec<Days> {
        let months = settlement.months();
        let spans = (0..12 / months).map(|at| Days {
            from: self.boundary(at * months),
            to: self.boundary((at + 1) * months).yesterday().unwrap_or(Date::MIN),
        });
        spans.collect()
    }

    /// The part of its settlement that a settlement cut to the covered days is.
    #[must_use]
    pub fn part_of_settlement(self, cut: Days, settlement: Settlement) -> Part {
        self.part(cut, settlement.months().into())
    }

    /// The part of the year that is covered.
    #[must_use]
    pub fn part_covered(self) -> Part {
        self.part(self.covered, 12)
    }

    /// The part of a covered year's work that comes before a day where it comes evenly.
    pub(super) fn part_of_covered(self, day: Date, work: CreditRvu) -> CreditRvu {
        let whole = self.part_covered();
        let before = self.part_between(self.covered.from, day, 12);
        let part = Part {
            numerator: before.numerator * whole.denominator,
            denominator: before.denominator * whole.numerator.max(1),
        };
        part.of_work(work, Factor::ONE)
    }

    fn part(self, days: Days, months: i64) -> Part {
        self.part_between(days.from, days.day_after(), months)
    }

    /// The months from a day up to another, as a part of so many months.
    fn part_between(self, from: Date, to: Date, months: i64) -> Part {
        let (from, to) = (self.place(from), self.place(to));
        let numerator = to.days * from.span - from.days * to.span;
        let denominator = months * from.span * to.span;
        if numerator == denominator { Part::WHOLE } else { Part { numerator, denominator } }
    }

    /// How many months since the start a day begins; a part of a month is counted by its days.
    fn place(self, day: Date) -> Place {
        let whole = (0..12).rev().find(|months| self.boundary(*months) <= day).unwrap_or(0);
        let (from, to) = (self.boundary(whole), self.boundary(whole + 1));
        let length = |from: Date, to: Date| from.until(to).map_or(0, |span| i64::from(span.get_days()));
        let span = length(from, to).max(1);
        Place { days: i64::from(whole) * span + length(from, day).clamp(0, span), span }
    }

    /// What a monthly or yearly amount pays for some of the covered days.
    ///
    /// The running total since the first covered day is rounded half-up to the cent, so that months add up to the year.
    #[must_use]
    pub fn paid(self, amount: Cents, months: i64, factor: Factor, days: Days) -> Cents {
        let Some(days) = days.meet(self.covered) else { return Cents::ZERO };
        let until = |day: Date| self.part_between(self.covered.from, day, months).of_cents(amount, factor);
        until(days.day_after()) - until(days.from)
    }
}

impl Contract {
    /// Its years that begin up to a day, in order.
    #[must_use]
    pub fn years_until(&self, day: Date) -> Vec<ContractYear> {
        let last = self.to.unwrap_or(Date::MAX).min(day);
        let mut start = self.year_start.start_of_year(self.from);
        let mut years = Vec::new();
        while start <= last {
            let next = start.saturating_add(1.year());
            let end = next.yesterday().unwrap_or(Date::MIN);
            let to = self.to.unwrap_or(Date::MAX).min(end);
            years.push(ContractYear { start, covered: Days { from: self.from.max(start), to } });
            if next <= start {
                break;
            }
            start = next;
        }
        years
    }

    /// The covered days of its year in which a day lies; none where it does not cover the day.
    #[must_use]
    pub fn year_on(&self, day: Date) -> Option<Days> {
        let year = self.years_until(day).pop()?;
        year.covered.contains(day).then_some(year.covered)
    }
}
