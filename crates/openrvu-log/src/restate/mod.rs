//! The work of a period under another release or policy: what changes, by cause and by code.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use openrvu_core::efficiency::adjusted_work;
use openrvu_core::policy::PlaceOfServiceCode;
use openrvu_core::valuation::{Credit, Reason};
use openrvu_core::{Code, CreditRvu, ReleaseId, Rvu, Schedule};
use serde::Serialize;

use crate::{Crediting, Entry, EntryValue, value_encounter};

/// Why a work RVU is another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The efficiency adjustment.
    Efficiency,
    /// Another change of the work RVU.
    Revaluation,
    /// Only one of the two releases has the code with a work RVU.
    Absent,
    /// The policy: another factor, or another rank among the procedures of a session.
    Policy,
}

impl Cause {
    /// Every cause, in the order of a report.
    pub const ALL: [Self; 4] = [Self::Efficiency, Self::Revaluation, Self::Absent, Self::Policy];

    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Efficiency => "efficiency adjustment",
            Self::Revaluation => "other revaluation",
            Self::Absent => "not in the other release",
            Self::Policy => "credit policy and ranks",
        }
    }
}

/// The part of a difference that a cause has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CauseSum {
    /// The cause.
    pub cause: Cause,
    /// Lines that it changes.
    pub lines: usize,
    /// By how much, all together.
    pub difference: CreditRvu,
}

/// What becomes of a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeRestated {
    /// The code.
    pub code: Code,
    /// Lines.
    pub lines: usize,
    /// Units of all lines.
    pub units: u64,
    /// Work RVUs credited.
    pub before: CreditRvu,
    /// Work RVUs under the other release; nothing for lines of which it has no work RVU.
    pub after: CreditRvu,
    /// The causes of the difference.
    pub causes: Vec<CauseSum>,
}

impl CodeRestated {
    /// After less before.
    #[must_use]
    pub fn difference(&self) -> CreditRvu {
        self.after - self.before
    }
}

/// Work restated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Restated {
    /// The other release.
    pub release: ReleaseId,
    /// Lines restated.
    pub lines: usize,
    /// Lines that need review as they are and so are in no sum.
    pub left_out: usize,
    /// Lines credited now of which the other release has no work RVU; they are in `before` and not in `after`.
    pub lost: usize,
    /// Work RVUs credited.
    pub before: CreditRvu,
    /// Work RVUs under the other release.
    pub after: CreditRvu,
    /// The difference by cause.
    pub causes: Vec<CauseSum>,
    /// By code, the largest difference first.
    pub codes: Vec<CodeRestated>,
}

/// The release under which work is restated, and a policy in place of its own.
#[derive(Debug, Clone, Copy)]
pub struct Other<'a> {
    /// The release.
    pub release: ReleaseId,
    /// Another policy; none where each line keeps its own.
    pub crediting: Option<&'a Crediting>,
}

/// Restates the work of encounters, each with what credits it.
#[must_use]
pub fn restate<'e>(
    schedule: &Schedule,
    encounters: impl IntoIterator<Item = (Vec<&'e Entry>, &'e Crediting)>,
    usual_place: Option<PlaceOfServiceCode>,
    other: Other<'_>,
) -> Restated {
    let mut sums = Sums::default();
    for (entries, own) in encounters {
        let value =
            |crediting: &Crediting| value_encounter(schedule, crediting, &entries, usual_place, false);
        let before = value(own);
        let released = value(&Crediting { release: Some(other.release), ..own.clone() });
        let after = match other.crediting {
            Some(policy) => value(&Crediting { release: Some(other.release), ..policy.clone() }),
            None => released.clone(),
        };
        for (((entry, before), released), after) in entries.iter().zip(before).zip(released).zip(after) {
            sums.add(schedule, entry, &before, &released, &after);
        }
    }
    sums.finish(other.release)
}

/// Whether a credit is unknown because the release has no work RVU of the code.
fn is_absent(value: &EntryValue) -> bool {
    let reason = value.line.as_ref().map(|line| &line.credit);
    matches!(
        reason,
        Some(Credit::Uncredited(
            Reason::NotInRelease(..)
                | Reason::CodeNotHeld(..)
                | Reason::NotInValueRelease(..)
                | Reason::Status(..)
                | Reason::RestrictedWithoutRvus
        ))
    )
}

#[derive(Default)]
struct Sums {
    codes: BTreeMap<Code, CodeRestated>,
    causes: Vec<CauseSum>,
    left_out: usize,
    lost: usize,
}

impl Sums {
    fn add(
        &mut self,
        schedule: &Schedule,
        entry: &Entry,
        before: &EntryValue,
        released: &EntryValue,
        after: &EntryValue,
    ) {
        let (was, is) = (before.work, after.work);
        if was.is_none() && (is.is_none() || !is_absent(before)) {
            self.left_out += usize::from(!before.review.is_empty());
            return;
        }
        self.lost += usize::from(is.is_none());
        let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
        let code = entry.line.code;
        let zero = CreditRvu::ZERO;
        let new = CodeRestated { code, lines: 0, units: 0, before: zero, after: zero, causes: Vec::new() };
        let of_code = self.codes.entry(code).or_insert(new);
        of_code.lines += 1;
        of_code.units += u64::from(entry.line.units);
        of_code.before += was;
        of_code.after += is;
        for (cause, difference) in causes_of(schedule, entry, before, released, is - was) {
            add_cause(&mut of_code.causes, cause, difference);
            add_cause(&mut self.causes, cause, difference);
        }
    }

    fn finish(self, release: ReleaseId) -> Restated {
        let mut codes: Vec<CodeRestated> = self.codes.into_values().collect();
        codes.sort_by_key(|of_code| (Reverse(of_code.difference().get().abs()), of_code.code));
        Restated {
            release,
            lines: codes.iter().map(|of_code| of_code.lines).sum(),
            left_out: self.left_out,
            lost: self.lost,
            before: codes.iter().map(|of_code| of_code.before).sum(),
            after: codes.iter().map(|of_code| of_code.after).sum(),
            causes: self.causes,
            codes,
        }
    }
}

fn add_cause(causes: &mut Vec<CauseSum>, cause: Cause, difference: CreditRvu) {
    if difference.is_zero() {
        return;
    }
    let at = causes.binary_search_by_key(&cause, |sum| sum.cause).unwrap_or_else(|at| {
        causes.insert(at, CauseSum { cause, lines: 0, difference: CreditRvu::ZERO });
        at
    });
    causes[at].lines += 1;
    causes[at].difference += difference;
}

/// The causes of a line's difference, which add up to it.
///
/// What the change of the published work RVU alone makes of the credit, in proportion, is due to that change; whatever
/// is left is due to ranks and policy.
fn causes_of(
    schedule: &Schedule,
    entry: &Entry,
    before: &EntryValue,
    released: &EntryValue,
    difference: CreditRvu,
) -> Vec<(Cause, CreditRvu)> {
    if before.work.is_none() || (released.work.is_none() && is_absent(released)) {
        return vec![(Cause::Absent, difference)];
    }
    let (Some(was), Some(from), Some(to)) = (before.work, before.published, released.published) else {
        return vec![(Cause::Policy, difference)];
    };
    if from == to {
        return vec![(Cause::Policy, difference)];
    }
    let cause = cause_of_change(schedule, entry.line.units, (before, from), (released, to));
    let by_change = if from.is_zero() { released.work.unwrap_or_default() } else { scaled(was, from, to) };
    let left = difference - (by_change - was);
    // The credit is rounded on its way, once by the policy and once by the role: what that leaves is of the change.
    let of_change = if left.get().abs() <= 2 { difference } else { by_change - was };
    vec![(cause, of_change), (Cause::Policy, difference - of_change)]
}

/// A credit in the proportion of two work RVUs, rounded half-up to a thousandth.
fn scaled(credit: CreditRvu, from: CreditRvu, to: CreditRvu) -> CreditRvu {
    let numerator = i128::from(credit.get()) * i128::from(to.get());
    let rounded = openrvu_core::quantity::round_half_up(numerator, i128::from(from.get()).max(1));
    CreditRvu::new(i64::try_from(rounded).unwrap_or(i64::MAX))
}

/// Whether a change of a published work RVU is the efficiency adjustment of the years between its releases.
fn cause_of_change(
    schedule: &Schedule,
    units: u32,
    (before, from): (&EntryValue, CreditRvu),
    (released, to): (&EntryValue, CreditRvu),
) -> Cause {
    let (Some(one), Some(other)) = (before.release, released.release) else { return Cause::Revaluation };
    let ((earlier, old), (later, new)) =
        if one <= other { ((one, from), (other, to)) } else { ((other, to), (one, from)) };
    let unit =
        |work: CreditRvu| Rvu::new(i32::try_from(work.get() / 10 / i64::from(units.max(1))).unwrap_or(0));
    let mut adjusted = unit(old);
    let mut adjustments = 0;
    for adjustment in &schedule.policy().efficiency {
        if earlier.year < adjustment.year && adjustment.year <= later.year {
            adjusted = adjusted_work(adjusted, adjustment.factor);
            adjustments += 1;
        }
    }
    if adjustments > 0 && adjusted == unit(new) { Cause::Efficiency } else { Cause::Revaluation }
}

#[cfg(test)]
mod tests;
