//! The dashboard: where a user stands, over time and by what they do.

mod filter;
mod level;
mod mix;

use jiff::ToSpan;
use jiff::civil::Date;
use openrvu_core::Code;
use serde::Serialize;

use crate::ledger::{Ledger, Logged, LoggedValue, Sums};
use crate::period::{Divisions, Period, PeriodKind, days_between};

use filter::Matcher;
pub use filter::{ContractChoice, Filter, SiteChoice};
pub use level::{FAMILIES, Family, FamilyMix, LevelSums};
pub use mix::Mix;

/// Tells the section of the code set in which a code stands, as an address of steps joined by `/`, from the code set
/// down: `category-i/surgery/digestive-system`.
pub type Classify<'a> = &'a dyn Fn(Code) -> String;

/// What a dashboard is asked for.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The day that it is.
    pub today: Date,
    /// The days whose trend and mix are shown.
    pub period: Period,
    /// Which entries count.
    pub filter: &'a Filter,
    /// How the user divides time.
    pub divisions: Divisions,
    /// Tells the section of a code.
    pub classify: Classify<'a>,
}

/// The sums of the period of a kind that holds today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The period, to its end.
    pub period: Period,
    /// Its sums, to today and beyond, where entries stand there.
    pub sums: Sums,
    /// The last day of the period before it that is as far into it as today is into this one.
    pub before_to: Date,
    /// The sums of the period before it, to that day; none where the log begins later than that period.
    pub before: Option<Sums>,
}

/// A point of a trend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrendPoint {
    /// A part of the days asked for.
    pub period: Period,
    /// Its sums; zero where there is no entry.
    pub sums: Sums,
}

/// Where a user stands.
#[derive(Debug, Clone)]
pub struct Dashboard {
    /// By kind of period: day, week, month, quarter, year, fiscal year, twelve months.
    pub standings: Vec<Standing>,
    /// The days asked for.
    pub period: Period,
    /// Their sums.
    pub total: Sums,
    /// How their work divides.
    pub mix: Mix,
    divisions: Divisions,
    series: Series,
}

impl Dashboard {
    /// Computes a dashboard.
    #[must_use]
    pub fn new(ledger: &Ledger, asked: &Asked<'_>) -> Self {
        let kinds = PeriodKind::ALL.into_iter().filter(|kind| *kind != PeriodKind::Custom);
        let periods: Vec<_> = kinds.map(|kind| Period::of(kind, asked.today, asked.divisions)).collect();
        let before: Vec<_> = periods.iter().map(|period| period.previous(asked.divisions)).collect();
        let all = || periods.iter().chain(&before).chain([&asked.period]);
        let from = all().map(|period| period.from).min().unwrap_or(asked.period.from);
        let to = all().map(|period| period.to).max().unwrap_or(asked.period.to);
        let mut matcher = Matcher::new(ledger, asked.filter, asked.classify);
        let series = Series::new(ledger, &mut matcher, from, to);
        let mix = Mix::new(ledger, &mut matcher, &asked.period);
        let begins = ledger.extent().map(|(first, _)| first);
        let standings = periods.into_iter().zip(before).map(|(period, before)| {
            let elapsed = days_between(period.from, asked.today);
            let before_to = before.from.saturating_add(elapsed.days()).min(before.to);
            Standing {
                period,
                sums: series.sums(period.from, period.to),
                before_to,
                before: begins
                    .is_some_and(|begins| begins <= before.from)
                    .then(|| series.sums(before.from, before_to)),
            }
        });
        Self {
            standings: standings.collect(),
            period: asked.period,
            total: series.sums(asked.period.from, asked.period.to),
            mix,
            divisions: asked.divisions,
            series,
        }
    }

    /// The days asked for, in parts of a kind.
    #[must_use]
    pub fn trend(&self, kind: PeriodKind) -> Vec<TrendPoint> {
        let parts = self.period.parts(kind, self.divisions).into_iter();
        parts.map(|period| TrendPoint { period, sums: self.series.sums(period.from, period.to) }).collect()
    }
}

/// The entries of a period that need review, the latest day first.
pub fn needs_review<'a>(
    ledger: &'a Ledger,
    period: &Period,
    filter: &'a Filter,
    classify: Classify<'a>,
) -> impl Iterator<Item = Logged<'a>> {
    let mut matcher = Matcher::new(ledger, filter, classify);
    let days = ledger.days(period.from, period.to).rev().filter(|(_, sums)| sums.review > 0);
    days.flat_map(|(day, _)| ledger.between(day, day))
        .filter(move |logged| !logged.value.review().is_empty() && matcher.matches(logged.value))
}

/// The entries of a period that a filter lets through, by day.
pub fn matching<'a>(
    ledger: &'a Ledger,
    period: &Period,
    filter: &'a Filter,
    classify: Classify<'a>,
) -> impl Iterator<Item = Logged<'a>> {
    let mut matcher = Matcher::new(ledger, filter, classify);
    ledger.between(period.from, period.to).filter(move |logged| matcher.matches(logged.value))
}

/// Sums by day, of the days that have any, in the order of time.
#[derive(Debug, Clone)]
struct Series(Vec<(Date, Sums)>);

impl Series {
    fn new(ledger: &Ledger, matcher: &mut Matcher<'_>, from: Date, to: Date) -> Self {
        if matcher.lets_all_through() {
            return Self(ledger.days(from, to).map(|(day, sums)| (day, *sums)).collect());
        }
        let mut days: Vec<(Date, Sums)> = Vec::new();
        for (day, value) in ledger.values(from, to).filter(|(_, value)| matcher.matches(value)) {
            match days.last_mut() {
                Some((last, sums)) if *last == day => *sums += value.sums(),
                _ => days.push((day, value.sums())),
            }
        }
        Self(days)
    }

    fn sums(&self, from: Date, to: Date) -> Sums {
        let begin = self.0.partition_point(|(day, _)| *day < from);
        let days = self.0.get(begin..).unwrap_or_default().iter();
        days.take_while(|(day, _)| *day <= to).map(|(_, sums)| *sums).sum()
    }
}
