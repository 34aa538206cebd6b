//! Sums over the lines of a statement.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use openrvu_core::{Code, CreditRvu};
use serde::Serialize;

use super::Work;
use crate::contract::Days;

/// A sum over lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct WorkSum {
    /// Lines.
    pub lines: usize,
    /// Units of all lines.
    pub units: u64,
    /// Encounters.
    pub encounters: usize,
    /// Days with a line.
    pub days: usize,
    /// Work RVUs as published, times units, of the lines that have one.
    pub published: CreditRvu,
    /// Work RVUs credited.
    pub credited: CreditRvu,
}

impl WorkSum {
    pub(super) fn over<'w, 'a: 'w>(lines: impl Iterator<Item = &'w Work<'a>>) -> Self {
        let (mut sum, mut encounters, mut days) = (Self::default(), BTreeSet::new(), BTreeSet::new());
        for work in lines {
            sum.lines += 1;
            sum.units += u64::from(work.entry.line.units);
            sum.published += work.published.unwrap_or_default();
            sum.credited += work.credited.unwrap_or_default();
            encounters.insert(work.entry.encounter);
            days.insert(work.entry.date);
        }
        Self { encounters: encounters.len(), days: days.len(), ..sum }
    }
}

/// The work of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MonthSum {
    /// The first day of the month.
    pub month: Date,
    /// The sum.
    #[serde(flatten)]
    pub sum: WorkSum,
}

pub(super) fn by_month(lines: &[Work<'_>]) -> Vec<MonthSum> {
    let runs =
        lines.chunk_by(|one, other| one.entry.date.first_of_month() == other.entry.date.first_of_month());
    let sums = runs.filter_map(|run| {
        let month = run.first()?.entry.date.first_of_month();
        Some(MonthSum { month, sum: WorkSum::over(run.iter()) })
    });
    sums.collect()
}

/// The work of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CodeSum {
    /// The code.
    pub code: Code,
    /// The sum, over all its modifiers.
    #[serde(flatten)]
    pub sum: WorkSum,
}

pub(super) fn by_code(lines: &[Work<'_>]) -> Vec<CodeSum> {
    let mut of_code: BTreeMap<Code, Vec<&Work<'_>>> = BTreeMap::new();
    for work in lines {
        of_code.entry(work.entry.line.code).or_default().push(work);
    }
    let sums = of_code.into_iter();
    let mut sums: Vec<_> =
        sums.map(|(code, lines)| CodeSum { code, sum: WorkSum::over(lines.into_iter()) }).collect();
    sums.sort_by_key(|of_code| (Reverse(of_code.sum.credited), of_code.code));
    sums
}

/// The work that counts on some days, from sums that go on from day to day.
pub(super) fn counted_on(work: &[Work<'_>]) -> impl Fn(Days) -> CreditRvu + use<> {
    let mut by_day: BTreeMap<Date, CreditRvu> = BTreeMap::new();
    for work in work {
        *by_day.entry(work.entry.date).or_default() += work.credited.unwrap_or_default();
    }
    let mut total = CreditRvu::ZERO;
    for sum in by_day.values_mut() {
        total += *sum;
        *sum = total;
    }
    move |days: Days| {
        let until = |day: Option<Date>| {
            let day = day?;
            by_day.range(..=day).next_back().map(|(_, sum)| *sum)
        };
        until(Some(days.to)).unwrap_or_default() - until(days.from.yesterday().ok()).unwrap_or_default()
    }
}
