//! The rate of late: what a projection and a plan go by.

use jiff::ToSpan;
use jiff::civil::Date;
use openrvu_core::CreditRvu;
use serde::Serialize;

use crate::WorkCalendar;
use crate::figures;
use crate::period::Period;

/// Working days that a rate is taken from, at most.
pub const LONGEST_BASIS: u32 = 60;
/// Working days that a rate is taken from, at least.
pub const SHORTEST_BASIS: u32 = 5;
/// How many days a search for working days goes back.
const FAR_BACK: i32 = 400;

/// The last working days before a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Basis {
    /// First of them.
    pub from: Date,
    /// The last day before the day asked for, of work or not.
    pub to: Date,
    /// How many working days there are.
    pub days: u32,
}

impl Basis {
    /// The last working days before `today`, up to [`LONGEST_BASIS`], none before `first`, the first day of the log.
    ///
    /// # Errors
    /// In words, where there are fewer than [`SHORTEST_BASIS`].
    pub fn before(today: Date, first: Option<Date>, calendar: &WorkCalendar<'_>) -> Result<Self, String> {
        let to = today.saturating_sub(1.day());
        let earliest = today.saturating_sub(FAR_BACK.days());
        let first = first.map_or(today, |first| first.max(earliest));
        let days = calendar.working_days(first, to).rev().take(LONGEST_BASIS as usize);
        let (days, from) = days.fold((0, to), |(count, _), day| (count + 1, day));
        if days < SHORTEST_BASIS {
            return Err(format!(
                "A rate is taken from at least {SHORTEST_BASIS} working days; the log has {days} before {}.",
                crate::period::long(today)
            ));
        }
        Ok(Self { from, to, days })
    }

    /// The rate with its origin: `the last 60 working days (September 3 to November 27, 2026)`.
    #[must_use]
    pub fn in_words(&self) -> String {
        format!("the last {} working days ({})", self.days, Period::custom(self.from, self.to))
    }

    /// The work of one of its days, rounded half-up to a hundredth.
    #[must_use]
    pub fn rate(&self, work: CreditRvu) -> CreditRvu {
        hundredths(work, 1, self.days.into())
    }

    /// The work of so many days at its rate, rounded half-up to a hundredth.
    #[must_use]
    pub fn over(&self, work: CreditRvu, days: u32) -> CreditRvu {
        hundredths(work, days.into(), self.days.into())
    }

    /// The rate in words: `1,203.40 work RVUs in the last 60 working days (…), 20.06 a day`.
    #[must_use]
    pub fn rate_in_words(&self, work: CreditRvu) -> String {
        let rate = figures::work(self.rate(work));
        format!("{} work RVUs in {}, {rate} a working day", figures::work(work), self.in_words())
    }
}

/// A part of work RVUs, rounded half-up to a thousandth; nothing of nothing.
pub(crate) fn share(work: CreditRvu, part: u64, whole: u64) -> CreditRvu {
    if whole == 0 {
        return CreditRvu::ZERO;
    }
    let product = i128::from(work.get()) * i128::from(part);
    let rounded = openrvu_core::quantity::round_half_up(product, i128::from(whole));
    CreditRvu::new(i64::try_from(rounded).unwrap_or(i64::MAX))
}

/// A part of work RVUs, rounded half-up to a hundredth; the whole as it is.
pub(crate) fn hundredths(work: CreditRvu, part: u64, whole: u64) -> CreditRvu {
    if part == whole {
        return work;
    }
    let tens = share(work, part, whole.saturating_mul(10));
    CreditRvu::new(tens.get().saturating_mul(10))
}

/// A part of work RVUs, rounded up to a hundredth; none of nothing.
pub(crate) fn hundredths_up(work: CreditRvu, part: u64, whole: u64) -> Option<CreditRvu> {
    let whole = i128::from(whole) * 10;
    let product = i128::from(work.get()) * i128::from(part);
    let up = product.checked_div_euclid(whole)? + i128::from(product.rem_euclid(whole) != 0);
    Some(CreditRvu::new(i64::try_from(up).map_or(i64::MAX, |up| up.saturating_mul(10))))
}
