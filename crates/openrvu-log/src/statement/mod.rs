//! Statements: what was done in a period, what of it is credited, and what a contract pays for it.
//!
//! A productivity report is the same without pay, over any contracts or none.

mod sums;

use jiff::civil::Date;
use openrvu_core::{AnesthesiaUnits, CreditRvu, ReleaseId, Schedule, SourceFile};
use serde::Serialize;

use crate::contract::{Contract, ContractError, Days, ValueRelease};
use crate::pay::PeriodPay;
use crate::{Entry, EntryValue, Logged, Period};

pub use sums::{CodeSum, MonthSum, WorkSum};

/// An entry with what it is worth, as a statement takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Work<'a> {
    /// The entry.
    #[serde(flatten)]
    pub entry: &'a Entry,
    /// Work RVUs credited; none where the credit is unknown.
    pub credited: Option<CreditRvu>,
    /// The work RVU as published, times units; none where there is none.
    pub published: Option<CreditRvu>,
    /// Anesthesia units, which do not mix with work RVUs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anesthesia_units: Option<AnesthesiaUnits>,
    /// The release whose work RVUs are credited.
    pub release: Option<ReleaseId>,
    /// The release that covers the day where it is not held and another stands in for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provisional_for: Option<ReleaseId>,
    /// Why it needs review.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub review: Vec<&'a str>,
}

impl<'a> Work<'a> {
    /// From an entry and its value.
    #[must_use]
    pub fn valued(entry: &'a Entry, value: &'a EntryValue) -> Self {
        Self {
            entry,
            credited: value.work,
            published: value.published,
            anesthesia_units: value.line.as_ref().and_then(|line| line.anesthesia_units),
            release: value.release,
            provisional_for: value.provisional_for,
            review: value.review.iter().map(String::as_str).collect(),
        }
    }

    /// From an entry of a ledger.
    #[must_use]
    pub fn logged(logged: Logged<'a>) -> Self {
        let value = logged.value;
        Self {
            entry: logged.entry(),
            credited: value.work(),
            published: value.published(),
            anesthesia_units: value.anesthesia_units(),
            release: value.release,
            provisional_for: value.provisional_for,
            review: value.review().iter().map(|words| &**words).collect(),
        }
    }

    /// Whether it is counted in anesthesia units, for it has no work RVU.
    #[must_use]
    pub fn has_no_work(&self) -> bool {
        self.credited.is_none() && self.anesthesia_units.is_some()
    }
}

/// A release that lines were credited by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReleaseUse {
    /// The release.
    pub release: ReleaseId,
    /// First day that it is in effect.
    pub effective_from: Date,
    /// Lines credited by it.
    pub lines: usize,
    /// Lines among them whose own release is not held.
    pub provisional: usize,
    /// The files that it was read from, with their hashes.
    pub files: Vec<SourceFile>,
}

/// What was done in a period and what of it is credited.
///
/// A line counts where its credit is known, here as in every other sum over a log; that it needs review is a mark on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report<'a> {
    /// The period.
    pub period: Period,
    /// Lines credited, in the order of days; a credit of zero is one.
    pub lines: Vec<Work<'a>>,
    /// Lines without a work RVU, which are counted in anesthesia units.
    pub without_work: Vec<Work<'a>>,
    /// Lines whose credit is unknown. They are in no sum.
    pub uncredited: Vec<Work<'a>>,
    /// Lines that need review: every one that is not credited, and what is marked among the others.
    pub needs_review: usize,
    /// The sum over the lines credited.
    pub total: WorkSum,
    /// By month.
    pub months: Vec<MonthSum>,
    /// By code, the most work first.
    pub codes: Vec<CodeSum>,
    /// The releases credited, in the order of time.
    pub releases: Vec<ReleaseUse>,
}

impl<'a> Report<'a> {
    /// The lines that need review, by day: those that are counted as they stand, and those in no sum.
    #[must_use]
    pub fn reviewed(&self) -> Vec<&Work<'a>> {
        let all = self.lines.iter().chain(&self.without_work).chain(&self.uncredited);
        let mut marked: Vec<_> = all.filter(|work| !work.review.is_empty()).collect();
        marked.sort_by_key(|work| work.entry.date);
        marked
    }

    /// Reports the work of a period. Work of other days is passed over.
    #[must_use]
    pub fn of(schedule: &Schedule, period: Period, work: impl IntoIterator<Item = Work<'a>>) -> Self {
        let (mut lines, mut without_work, mut uncredited) = (Vec::new(), Vec::new(), Vec::new());
        let mut needs_review = 0;
        for work in work.into_iter().filter(|work| period.contains(work.entry.date)) {
            needs_review += usize::from(!work.review.is_empty());
            match () {
                () if work.credited.is_some() => lines.push(work),
                () if work.has_no_work() => without_work.push(work),
                () => uncredited.push(work),
            }
        }
        for list in [&mut lines, &mut without_work, &mut uncredited] {
            list.sort_by_key(|work| work.entry.date);
        }
        Self {
            period,
            total: WorkSum::over(lines.iter()),
            months: sums::by_month(&lines),
            codes: sums::by_code(&lines),
            releases: releases(schedule, &lines),
            lines,
            without_work,
            uncredited,
            needs_review,
        }
    }
}

fn releases(schedule: &Schedule, lines: &[Work<'_>]) -> Vec<ReleaseUse> {
    let used = schedule.releases().iter().filter_map(|release| {
        let of_release = || lines.iter().filter(|work| work.release == Some(release.id));
        let lines = of_release().count();
        (lines > 0).then(|| ReleaseUse {
            release: release.id,
            effective_from: release.effective_from,
            lines,
            provisional: of_release().filter(|work| work.provisional_for.is_some()).count(),
            files: release.sources.clone(),
        })
    });
    used.collect()
}

/// A contract's statement of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement<'a> {
    /// The contract.
    pub contract: &'a Contract,
    /// The release that it credits whatever the day, where it names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<ValueRelease>,
    /// The work of the period.
    pub report: Report<'a>,
    /// The day up to which pay is computed: the last of the period, or the day on which a period is stated that is not over.
    pub paid_through: Date,
    /// What the contract pays.
    pub pay: PeriodPay,
}

impl<'a> Statement<'a> {
    /// States a period of a contract. `work` is all work under the contract, from its first day through the period's
    /// last: tiers and deficits go on from before the period. Of a period that is not over `today`, what is to come is not
    /// paid: neither draw nor salary, and the settlement that runs is open. One that has not begun is stated as planned.
    ///
    /// # Errors
    /// [`ContractError`] where the contract's release is not held.
    pub fn of(
        schedule: &Schedule,
        contract: &'a Contract,
        period: Period,
        today: Date,
        work: &[Work<'a>],
    ) -> Result<Self, ContractError> {
        let paid_through = if period.contains(today) { today } else { period.to };
        let paid = Days { from: period.from, to: paid_through };
        Ok(Self {
            contract,
            values: contract.values.resolve(schedule)?,
            report: Report::of(schedule, period, work.iter().cloned()),
            paid_through,
            pay: PeriodPay::of(contract, paid, &sums::counted_on(work)),
        })
    }
}

#[cfg(test)]
mod tests;
