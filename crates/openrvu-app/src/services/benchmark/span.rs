//! The days that are compared, and how a year is made of them.

use jiff::ToSpan;
use jiff::civil::Date;
use openrvu_core::quantity::round_half_up;
use openrvu_log::period::long;
use openrvu_log::{Period, WorkCalendar};

use crate::services::ledger::UserLedger;

/// Working days from which a year is made, at least.
const LEAST_DAYS: u32 = 20;

/// Days of the log, brought to a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    /// The days that are counted.
    pub(crate) period: Period,
    /// How many of them are of work.
    pub(crate) working_days: u32,
    /// Working days of the year that ends with the last of them.
    pub(crate) year_days: u32,
    /// Whether they are a year already.
    pub(crate) is_year: bool,
}

impl Span {
    /// The days asked for, as far as the log reaches; the twelve months to today where none are.
    ///
    /// # Errors
    /// In words, why no year can be made of them.
    pub(super) fn of(
        found: &UserLedger,
        from: Option<Date>,
        to: Option<Date>,
        today: Date,
    ) -> Result<Self, String> {
        let Some((first, _)) = found.ledger.extent() else { return Err("Nothing is logged yet.".to_owned()) };
        let to = to.unwrap_or(today).min(today);
        let year_from = year_to(to);
        let asked = from.unwrap_or(year_from);
        let from = asked.max(first);
        if from > to {
            return Err(format!("Nothing is logged from {} to {}.", long(asked), long(to)));
        }
        let calendar = WorkCalendar::new(&found.settings, from.min(year_from), to);
        let span = Self {
            period: Period::custom(from, to),
            working_days: calendar.count(from, to),
            year_days: calendar.count(year_from, to),
            is_year: from == year_from,
        };
        if !span.is_year && span.working_days < LEAST_DAYS {
            return Err(format!(
                "A year is made of at least {LEAST_DAYS} working days, and the log has {} in {}.",
                span.working_days, span.period
            ));
        }
        Ok(span)
    }

    /// A sum over the days brought to a year, rounded half-up.
    pub(super) fn of_a_year(&self, sum: i64) -> i64 {
        if self.is_year || self.working_days == 0 {
            return sum;
        }
        let product = i128::from(sum) * i128::from(self.year_days);
        i64::try_from(round_half_up(product, i128::from(self.working_days))).unwrap_or(i64::MAX)
    }

    /// How the year is made, in a sentence or two.
    pub(crate) fn assumption(&self) -> String {
        if self.is_year {
            return format!("Your year is {}, as logged.", self.period);
        }
        format!(
            "Your year is made of {}: {} working days by your settings, where the year to {} has {}. Every figure of yours is what you logged times {} / {}, which assumes that the other days are like these.",
            self.period,
            self.working_days,
            long(self.period.to),
            self.year_days,
            self.year_days,
            self.working_days
        )
    }
}

/// The first day of the year that ends with a day.
fn year_to(day: Date) -> Date {
    day.saturating_sub(1.year()).saturating_add(1.day())
}
