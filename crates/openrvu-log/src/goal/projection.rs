//! What will be done by the end of a goal's time, with the assumption that it rests on.

use jiff::ToSpan;
use jiff::civil::Date;
use openrvu_core::CreditRvu;
use serde::Serialize;

use super::{Basis, Goal};
use crate::WorkCalendar;
use crate::ledger::Ledger;
use crate::period::Period;

/// What will be done at the rate of late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Projection {
    /// Work RVUs done by the end.
    pub work: CreditRvu,
    /// The same, less the target.
    pub beyond: CreditRvu,
    /// The working days that the rate is taken from.
    pub basis: Basis,
    /// What was done on them and the days between.
    pub basis_work: CreditRvu,
    /// What a working day brings at that rate.
    pub rate: CreditRvu,
    /// Working days left that are taken at the rate; today is among them where it brought less so far.
    pub days: u32,
    /// The day on which the target is reached at that rate, where it is reached in time and was not before today.
    pub reached_on: Option<Date>,
    /// The assumption in words.
    pub assumption: String,
}

impl Projection {
    pub(super) fn new(
        goal: &Goal,
        ledger: &Ledger,
        calendar: &WorkCalendar<'_>,
        today: Date,
        (done, of_today): (CreditRvu, CreditRvu),
        (period, target): (Period, CreditRvu),
    ) -> Result<Self, String> {
        let first = goal.by_day(ledger, Date::MIN, today).next().map(|(day, _)| day);
        let basis = Basis::before(today, first, calendar)?;
        let basis_work = goal.measure.of(&goal.sums(ledger, basis.from, basis.to));
        let rate = basis.rate(basis_work);
        let tomorrow = today.saturating_add(1.day());
        let later: Vec<Date> = calendar.working_days(tomorrow.max(period.from), period.to).collect();
        // A day that is not over counts as a whole one, unless it already brought more.
        let today_counts = period.contains(today) && calendar.is_working(today) && of_today < rate;
        let before = if today_counts { done - of_today } else { done };
        let days: Vec<Date> = today_counts.then_some(today).into_iter().chain(later).collect();
        let at_rate = |days: usize| before + basis.over(basis_work, u32::try_from(days).unwrap_or(u32::MAX));
        let work = at_rate(days.len());
        let reached_on = (done < target).then(|| {
            let reaches = (1..=days.len()).collect::<Vec<_>>().partition_point(|n| at_rate(*n) < target);
            days.get(reaches).copied()
        });
        let count = u32::try_from(days.len()).unwrap_or(u32::MAX);
        let left = match count {
            1 => "the working day".to_owned(),
            n => format!("the {n} working days"),
        };
        let assumption = format!(
            "Assumes that {left} left, without holidays and leave, bring as much as before: {}.",
            basis.rate_in_words(basis_work)
        );
        Ok(Self {
            work,
            beyond: work - target,
            basis,
            basis_work,
            rate,
            days: count,
            reached_on: reached_on.flatten(),
            assumption,
        })
    }
}
