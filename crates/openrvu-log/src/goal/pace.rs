//! The pace of a goal: what is done, what was to be done by now, what each day left needs.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use openrvu_core::CreditRvu;
use serde::Serialize;

use super::basis::{hundredths, hundredths_up};
use super::{Goal, Projection};
use crate::WorkCalendar;
use crate::ledger::Ledger;
use crate::period::{Period, PeriodKind};
use crate::settings::Settings;

/// Where a goal is in its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum GoalState {
    NotBegun,
    Running,
    Over,
}

/// A month of a goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GoalMonth {
    /// The days.
    pub period: Period,
    /// How many of them are of work.
    pub working_days: u32,
    /// What a working day of it is to bring, in percent of an even one.
    pub share: u16,
    /// What the month is to bring. The months add up to the target.
    pub expected: CreditRvu,
    /// What it brought, to today.
    pub done: CreditRvu,
}

/// The end of a day of a goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PaceDay {
    /// The day.
    pub day: Date,
    /// What was to be done by its end, rounded half-up to a hundredth.
    pub expected: CreditRvu,
    /// What was done by its end; none for days to come.
    pub done: Option<CreditRvu>,
}

/// The pace of a goal on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pace {
    /// The days of the goal.
    pub period: Period,
    /// Where the goal is in its time.
    pub state: GoalState,
    /// Work RVUs to be reached, after the share of full time.
    pub target: CreditRvu,
    /// Work RVUs done, today included.
    pub done: CreditRvu,
    /// Of these, those of today.
    pub today: CreditRvu,
    /// Entries whose credit is unknown, and so not in the figures.
    pub uncredited: u32,
    /// What was to be done by the end of yesterday; none where there is no working day to place it on.
    pub expected: Option<CreditRvu>,
    /// What was done by the end of yesterday, less what was to be done.
    pub ahead: Option<CreditRvu>,
    /// What is left to the target; zero where it is reached.
    pub left: CreditRvu,
    /// Working days of the whole time.
    pub working_days: u32,
    /// Working days left, today included.
    pub days_left: u32,
    /// What each working day left needs, today included and what it brought so far; rounded up to a hundredth. None
    /// where no working day is left.
    pub needed_per_day: Option<CreditRvu>,
    /// The same for a week of the usual number of working days.
    pub needed_per_week: Option<CreditRvu>,
    /// The months.
    pub months: Vec<GoalMonth>,
    /// The days.
    #[serde(skip)]
    pub days: Vec<PaceDay>,
    /// What will be done by the end at the rate of late; in words why that cannot be said.
    #[serde(serialize_with = "result")]
    pub projection: Result<Projection, String>,
}

fn result<S: serde::Serializer>(
    projection: &Result<Projection, String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match projection {
        Ok(projection) => projection.serialize(serializer),
        Err(why) => {
            use serde::ser::SerializeStruct;
            let mut out = serializer.serialize_struct("Projection", 1)?;
            out.serialize_field("unknown", why)?;
            out.end()
        }
    }
}

impl Pace {
    /// The pace of a goal at some time of `today`.
    #[must_use]
    pub fn new(goal: &Goal, settings: &Settings, ledger: &Ledger, today: Date) -> Self {
        let divisions = settings.divisions();
        let period = goal.span.period(divisions);
        let target = goal.target_of(settings);
        let calendar =
            WorkCalendar::new(settings, period.from.min(today.saturating_sub(2.years())), period.to);
        let months = period.parts(PeriodKind::Month, divisions);
        let shares: Vec<u16> =
            (0..months.len()).map(|at| goal.ramp.get(at).copied().unwrap_or(100)).collect();
        let weight_of = |day: Date| {
            let month = months.iter().position(|month| month.contains(day));
            let share = month.and_then(|at| shares.get(at)).copied().unwrap_or_default();
            if calendar.is_working(day) { u64::from(share) } else { 0 }
        };
        let weights: Vec<(Date, u64)> = period.days().map(|day| (day, weight_of(day))).collect();
        let whole: u64 = weights.iter().map(|(_, weight)| weight).sum();

        let mut done_on: BTreeMap<Date, CreditRvu> = BTreeMap::new();
        let mut uncredited = 0;
        for (day, sums) in goal.by_day(ledger, period.from, period.to.min(today)) {
            *done_on.entry(day).or_default() += goal.measure.of(&sums);
            uncredited += sums.uncredited;
        }
        let (mut weight, mut done) = (0, CreditRvu::ZERO);
        let days: Vec<PaceDay> = weights
            .iter()
            .map(|(day, of_day)| {
                weight += of_day;
                done += done_on.get(day).copied().unwrap_or_default();
                let done = (*day <= today).then_some(done);
                PaceDay { day: *day, expected: hundredths(target, weight, whole), done }
            })
            .collect();
        let at_end_of = |day: Date| {
            let past = days.partition_point(|other| other.day <= day);
            past.checked_sub(1).and_then(|at| days.get(at))
        };
        let expected_by = |day: Date| at_end_of(day).map_or(CreditRvu::ZERO, |day| day.expected);
        let between =
            |from: Date, to: Date| done_on.range(from..=to).map(|(_, work)| *work).sum::<CreditRvu>();

        let yesterday = today.saturating_sub(1.day());
        let of_today = done_on.get(&today).copied().unwrap_or_default();
        let expected = (whole > 0).then(|| expected_by(yesterday));
        let missing = target - (done - of_today);
        let days_left = calendar.count(today.max(period.from), period.to);
        let needed = |days: u32| match missing > CreditRvu::ZERO {
            true => hundredths_up(missing, days.into(), days_left.into()),
            false => Some(CreditRvu::ZERO),
        };
        let months = months.iter().zip(&shares).map(|(month, share)| GoalMonth {
            period: *month,
            working_days: calendar.count(month.from, month.to),
            share: *share,
            expected: expected_by(month.to) - expected_by(month.from.saturating_sub(1.day())),
            done: between(month.from, month.to),
        });
        let state = match today {
            _ if today < period.from => GoalState::NotBegun,
            _ if today > period.to => GoalState::Over,
            _ => GoalState::Running,
        };
        let projection = match state {
            GoalState::Over => Err("The time of the goal is over.".to_owned()),
            _ => Projection::new(goal, ledger, &calendar, today, (done, of_today), (period, target)),
        };
        Self {
            period,
            state,
            target,
            done,
            today: of_today,
            uncredited,
            expected,
            ahead: expected.map(|expected| done - of_today - expected),
            left: (target - done).max(CreditRvu::ZERO),
            working_days: calendar.count(period.from, period.to),
            days_left,
            needed_per_day: needed(1),
            needed_per_week: needed(calendar.usual_week()),
            months: months.collect(),
            days,
            projection,
        }
    }
}
