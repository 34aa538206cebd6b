//! Sums of a reconciliation, by kind and cause.

use std::collections::BTreeMap;

use openrvu_core::quantity::round_half_up;
use openrvu_core::{Cents, ConversionFactor, CreditRvu, ReleaseId};
use serde::Serialize;

use super::{Cause, Finding, Kind};

/// What findings of one kind and cause come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Total {
    /// How many.
    pub findings: usize,
    /// Work RVUs that the log credits.
    pub my_work: CreditRvu,
    /// Work RVUs that the report credits.
    pub their_work: CreditRvu,
    /// Work RVUs that the report credits less, of the findings where both are known.
    pub difference: CreditRvu,
    /// Findings where either is unknown, and so not in the difference.
    pub unknown: usize,
}

impl Total {
    fn add(&mut self, finding: &Finding<'_>) {
        self.findings += 1;
        self.my_work += finding.my_work.unwrap_or_default();
        self.their_work += finding.their_work.unwrap_or_default();
        match finding.difference() {
            Some(difference) => self.difference += difference,
            None => self.unknown += 1,
        }
    }
}

/// For how many of the lines with another release's values a release gives the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ReleaseTally {
    /// The release.
    pub release: ReleaseId,
    /// Lines.
    pub lines: usize,
}

/// The place of a kind in a report, and the name of a cause.
type Group = (usize, Option<&'static str>);

/// Sums of a reconciliation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Totals {
    /// All findings.
    pub all: Total,
    /// By kind and, for credits, first cause, in the order of a report. Releases are not told apart: a cause stands for
    /// all of its name.
    pub by: Vec<(Kind, Option<Cause>, Total)>,
    /// The releases whose values the report has, those of the most lines first.
    pub releases: Vec<ReleaseTally>,
    /// Findings whose dates differ.
    pub other_day: usize,
    /// Findings of lines that one side has split.
    pub split: usize,
}

impl Totals {
    pub(super) fn of(findings: &[Finding<'_>]) -> Self {
        let mut totals = Self::default();
        let mut by: BTreeMap<Group, (Option<Cause>, Total)> = BTreeMap::new();
        let mut releases: BTreeMap<ReleaseId, usize> = BTreeMap::new();
        for finding in findings {
            totals.all.add(finding);
            let kind = Kind::ALL.iter().position(|kind| *kind == finding.kind).unwrap_or_default();
            let cause = finding.causes.first().copied().filter(|_| finding.kind == Kind::Credit);
            let (_, total) = by.entry((kind, cause.map(Cause::slug))).or_insert((cause, Total::default()));
            total.add(finding);
            if let Some(Cause::Efficiency(id) | Cause::OtherRelease(id)) = cause {
                *releases.entry(id).or_default() += 1;
            }
            totals.other_day += usize::from(finding.days != 0);
            totals.split += usize::from(finding.mine.len() > 1 || finding.theirs.len() > 1);
        }
        totals.by =
            by.into_iter().map(|((kind, _), (cause, total))| (Kind::ALL[kind], cause, total)).collect();
        totals.releases =
            releases.into_iter().map(|(release, lines)| ReleaseTally { release, lines }).collect();
        totals.releases.sort_by_key(|tally| (std::cmp::Reverse(tally.lines), tally.release));
        totals
    }
}

/// Work RVUs at a rate for one, rounded half-up to cents.
#[must_use]
pub fn dollars(work: CreditRvu, rate: ConversionFactor) -> Cents {
    // Thousandths of a work RVU at ten-thousandths of a dollar, of which a cent has a hundred.
    let product = i128::from(work.get()) * i128::from(rate.get());
    Cents::new(i64::try_from(round_half_up(product, 100_000)).unwrap_or(i64::MAX))
}
