//! The reverse planner: how many more of what, in each week that is left, to reach a number of work RVUs.
//!
//! A mix says what is usually given in so many working days. What is to be done more of is multiplied by one factor, and
//! what is held stays as usual. Counts are whole, so they are rounded up, and the plan says what that adds.

mod mix;

use jiff::civil::Date;
use openrvu_core::CreditRvu;
use serde::Serialize;

use crate::WorkCalendar;
use crate::goal::Basis;
use crate::period::{Divisions, Period, PeriodKind};

pub use mix::{Group, UsualMix, usual_mix};

/// Most lines of a mix.
pub const MOST_ITEMS: usize = 40;

/// A service, or services taken together, of a mix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MixItem {
    /// A code, or words for several.
    pub name: String,
    /// Visits or procedures.
    pub group: Group,
    /// How many are usually given in the days of the mix.
    pub units: u32,
    /// The work RVUs of all of these.
    pub work: CreditRvu,
    /// Whether it stays as usual.
    pub held: bool,
}

/// What a plan is asked for.
#[derive(Debug, Clone)]
pub struct PlanRequest<'a> {
    /// Work RVUs to be done.
    pub needed: CreditRvu,
    /// First day on which it can be done.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// In how many working days the units of the mix are usually given.
    pub mix_days: u32,
    /// The mix.
    pub items: &'a [MixItem],
    /// Working days.
    pub calendar: &'a WorkCalendar<'a>,
    /// Where weeks begin.
    pub divisions: Divisions,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Nothing to plan for.
    #[error("nothing is needed any more: the target is reached")]
    NothingNeeded,
    /// No working day.
    #[error("no working day is left to {0}: change the leave or the weekdays of work in the settings")]
    NoWorkingDay(Date),
    /// Nothing to do more of.
    #[error("the mix has no service with work RVUs to do more of: give one that is not held")]
    NothingToScale,
    /// Too many lines.
    #[error("a mix has at most {MOST_ITEMS} lines, here are {0}")]
    TooManyItems(usize),
    /// A count that does not fit: the target is out of all proportion to the mix.
    #[error("the target is out of all proportion to the mix: {0} would be needed without end")]
    OutOfProportion(String),
}

/// A line of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanItem {
    /// As in the mix.
    pub name: String,
    /// Visits or procedures.
    pub group: Group,
    /// Whether it stays as usual.
    pub held: bool,
    /// The work RVU of one, rounded half-up to a thousandth.
    pub each: CreditRvu,
    /// How many are usually given in the working days left, rounded half-up.
    pub usual: u32,
    /// How many are needed in them.
    pub total: u32,
    /// How many more than usual, or fewer.
    pub more: i64,
    /// How many more than usual in a week of the usual number of working days, in tenths, rounded up.
    pub more_per_week_tenths: i64,
    /// The work RVUs of the total, rounded down to a thousandth.
    pub work: CreditRvu,
}

/// A week of a plan, cut at its ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanWeek {
    /// The days.
    pub period: Period,
    /// How many of them are of work.
    pub working_days: u32,
    /// How many of each item, in their order.
    pub counts: Vec<u32>,
    /// The work RVUs of these, so that the weeks add up to the whole.
    pub work: CreditRvu,
}

/// How many of what to reach a number of work RVUs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// Work RVUs to be done.
    pub needed: CreditRvu,
    /// Working days left.
    pub working_days: u32,
    /// The items.
    pub items: Vec<PlanItem>,
    /// The weeks with a working day.
    pub weeks: Vec<PlanWeek>,
    /// Work RVUs of the plan: at least what is needed.
    pub work: CreditRvu,
    /// What the plan has beyond what is needed, by the rounding up of counts, or because what is held suffices.
    pub beyond: CreditRvu,
    /// Whether what is held suffices alone.
    pub held_suffices: bool,
}

impl Plan {
    /// Makes a plan.
    ///
    /// # Errors
    /// [`PlanError`].
    pub fn new(asked: &PlanRequest<'_>) -> Result<Self, PlanError> {
        if asked.items.len() > MOST_ITEMS {
            return Err(PlanError::TooManyItems(asked.items.len()));
        }
        if asked.needed <= CreditRvu::ZERO {
            return Err(PlanError::NothingNeeded);
        }
        let working_days = asked.calendar.count(asked.from, asked.to);
        if working_days == 0 {
            return Err(PlanError::NoWorkingDay(asked.to));
        }
        let usual = |item: &MixItem| rounded(item.units.into(), working_days.into(), asked.mix_days.into());
        let work_of =
            |item: &MixItem, count: i128| count * i128::from(item.work.get()) / i128::from(item.units.max(1));
        let held = asked.items.iter().filter(|item| item.held);
        let by_held: i128 = held.map(|item| work_of(item, usual(item))).sum();
        let rest = (i128::from(asked.needed.get()) - by_held).max(0);
        let scaled = asked.items.iter().filter(|item| !item.held && item.units > 0);
        let of_mix: i128 = scaled.map(|item| i128::from(item.work.get().max(0))).sum();
        if rest > 0 && of_mix == 0 {
            return Err(PlanError::NothingToScale);
        }
        let mut totals: Vec<i128> = asked
            .items
            .iter()
            .map(|item| match item.held {
                true => usual(item),
                false if rest == 0 => 0,
                false => up(i128::from(item.units) * rest, of_mix),
            })
            .collect();
        let planned = |totals: &[i128]| -> i128 {
            asked.items.iter().zip(totals).map(|(item, n)| work_of(item, *n)).sum()
        };
        // Each product is rounded down, so that a plan whose counts came out even may lack some thousandths.
        if planned(&totals) < asked.needed.get().into()
            && let Some((_, total)) = asked
                .items
                .iter()
                .zip(&mut totals)
                .filter(|(item, _)| !item.held && each(item) > CreditRvu::ZERO)
                .min_by_key(|(item, _)| each(item))
        {
            *total += 1;
        }
        let mut items = Vec::with_capacity(asked.items.len());
        for (item, total) in asked.items.iter().zip(totals) {
            let usual = usual(item);
            let fits = |n: i128| u32::try_from(n).map_err(|_| PlanError::OutOfProportion(item.name.clone()));
            let week = i128::from(asked.calendar.usual_week());
            let more = total - usual;
            let per_week = up(more * week * 10, working_days.into());
            items.push(PlanItem {
                name: item.name.clone(),
                group: item.group,
                held: item.held,
                each: each(item),
                usual: fits(usual)?,
                total: fits(total)?,
                more: i64::try_from(more).unwrap_or(i64::MAX),
                more_per_week_tenths: i64::try_from(per_week).unwrap_or(i64::MAX),
                work: thousandths(work_of(item, total)),
            });
        }
        let work: CreditRvu = items.iter().map(|item| item.work).sum();
        Ok(Self {
            needed: asked.needed,
            working_days,
            weeks: weeks(asked, &items, working_days),
            items,
            work,
            beyond: work - asked.needed,
            held_suffices: rest == 0,
        })
    }
}

/// Spreads the counts over the weeks by their working days: after each week as many are given as its days ask for,
/// rounded up, so that nothing is left for the last.
fn weeks(asked: &PlanRequest<'_>, items: &[PlanItem], working_days: u32) -> Vec<PlanWeek> {
    let period = Period::custom(asked.from, asked.to);
    let (mut passed, mut given, mut done) = (0, vec![0_u32; items.len()], CreditRvu::ZERO);
    let mut weeks = Vec::new();
    for week in period.parts(PeriodKind::Week, asked.divisions) {
        let days = asked.calendar.count(week.from, week.to);
        if days == 0 {
            continue;
        }
        passed += days;
        let mut counts = Vec::with_capacity(items.len());
        let mut work = CreditRvu::ZERO;
        for (item, given) in items.iter().zip(&mut given) {
            let by_now = up(i128::from(item.total) * i128::from(passed), working_days.into());
            let by_now = u32::try_from(by_now).unwrap_or(item.total);
            counts.push(by_now - *given);
            *given = by_now;
            work += crate::goal::part(item.work, by_now.into(), item.total.into());
        }
        weeks.push(PlanWeek { period: week, working_days: days, counts, work: work - done });
        done = work;
    }
    weeks
}

fn each(item: &MixItem) -> CreditRvu {
    crate::goal::part(item.work, 1, item.units.into())
}

fn rounded(units: i128, days: i128, mix_days: i128) -> i128 {
    openrvu_core::quantity::round_half_up(units * days, mix_days.max(1))
}

/// A quotient rounded up; the divisor is positive.
const fn up(numerator: i128, denominator: i128) -> i128 {
    numerator.div_euclid(denominator) + (numerator.rem_euclid(denominator) != 0) as i128
}

fn thousandths(n: i128) -> CreditRvu {
    CreditRvu::new(i64::try_from(n).unwrap_or(i64::MAX))
}

impl UsualMix {
    /// A mix typed by a user: so many of each in a week of `days` working days.
    #[must_use]
    pub fn given(items: Vec<MixItem>, days: u32) -> Self {
        Self { items, days, words: "the mix given".to_owned() }
    }

    /// A mix of one's own history.
    #[must_use]
    pub(super) fn of_history(items: Vec<MixItem>, basis: &Basis) -> Self {
        Self { items, days: basis.days, words: basis.in_words() }
    }
}
