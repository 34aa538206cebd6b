//! One's own work, counted as a set counts Medicare's.

use std::collections::BTreeMap;

use openrvu_benchmark::build::counted_work;
use openrvu_benchmark::set::{BiasClass, Biases, Exclusion};
use openrvu_benchmark::{BenchmarkSet, Services, WorkRvus};
use openrvu_core::quantity::round_half_up;
use openrvu_core::{Code, CreditRvu, Factor, Line, Rvu, Schedule, Setting};
use openrvu_log::{Entry, Role};
use rustc_hash::FxHashMap;

use super::Span;
use crate::services::ledger::UserLedger;

/// Work of some days by code, valued on a set's release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnWork {
    /// Every code that counts, in order.
    pub(crate) codes: Vec<OwnCode>,
    /// Services of them all.
    pub(crate) units: u64,
    /// Their work.
    pub(crate) work: CreditRvu,
    /// Entries that count.
    pub(crate) entries: u64,
    /// Entries that do not, by reason.
    pub(crate) left_out: Vec<(&'static str, u64)>,
}

/// A code of one's own work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OwnCode {
    /// The code.
    pub(crate) code: Code,
    /// Services as logged.
    pub(crate) units: u64,
    /// Their work.
    pub(crate) work: CreditRvu,
}

const NOT_BILLED: &str = "under supervision or observed, which another bills";
const TECHNICAL: &str = "the technical part alone (TC)";

impl OwnWork {
    /// Counts the days of a span as a set counts.
    ///
    /// # Errors
    /// In words, that the release which values the set is not held.
    pub(super) fn of(
        schedule: &Schedule,
        set: &BenchmarkSet,
        found: &UserLedger,
        span: &Span,
    ) -> Result<Self, String> {
        let release = schedule.release(set.id.release).map_err(|_| {
            format!(
                "The set is valued on {}, which is not held here, so your work cannot be valued like it. Import that release, or choose another set.",
                set.id.release
            )
        })?;
        let places = &schedule.policy().places;
        let weights = Weights::of(set);
        let mut values: FxHashMap<(Code, Setting), Result<Rvu, Exclusion>> = FxHashMap::default();
        let mut codes: BTreeMap<Code, (u64, CreditRvu)> = BTreeMap::new();
        let mut left_out: BTreeMap<&'static str, u64> = BTreeMap::new();
        let mut entries = 0;
        for logged in found.ledger.between(span.period.from, span.period.to) {
            let entry = logged.entry();
            let line = &entry.line;
            let place = entry.place.or(found.settings.place);
            let place = place.and_then(|place| places.on(place, entry.date));
            let setting = place.map_or(Setting::NonFacility, |place| place.setting);
            let value = if let Some(reason) = not_mine(entry) {
                Err(reason)
            } else {
                let value = values.entry((line.code, setting));
                let value = value.or_insert_with(|| counted_work(release, line.code, setting));
                value.map_err(Exclusion::words)
            };
            match value {
                Ok(work) => {
                    let work = weights.weighted(work.to_credit().times(line.units), line);
                    let sums = codes.entry(line.code).or_default();
                    sums.0 += u64::from(line.units);
                    sums.1 += work;
                    entries += 1;
                }
                Err(reason) => *left_out.entry(reason).or_default() += 1,
            }
        }
        let codes: Vec<OwnCode> =
            codes.into_iter().map(|(code, (units, work))| OwnCode { code, units, work }).collect();
        Ok(Self {
            units: codes.iter().map(|code| code.units).sum(),
            work: codes.iter().map(|code| code.work).sum(),
            codes,
            entries,
            left_out: left_out.into_iter().collect(),
        })
    }

    /// Work of a year.
    pub(super) fn year_of_work(&self, span: &Span) -> WorkRvus {
        work_of_a_year(self.work, span)
    }

    /// Services of a year.
    pub(super) fn year_of_services(&self, span: &Span) -> Services {
        services_of_a_year(self.units, span)
    }

    /// A code among them.
    pub(super) fn code(&self, code: Code) -> Option<&OwnCode> {
        let at = self.codes.binary_search_by_key(&code, |own| own.code).ok()?;
        self.codes.get(at)
    }
}

/// Work RVUs brought to a year.
pub(crate) fn work_of_a_year(work: CreditRvu, span: &Span) -> WorkRvus {
    WorkRvus::from_credit(CreditRvu::new(span.of_a_year(work.get())))
}

/// Services brought to a year.
pub(super) fn services_of_a_year(units: u64, span: &Span) -> Services {
    let hundredths = i64::try_from(units).unwrap_or(i64::MAX / 100).saturating_mul(100);
    Services::new(u64::try_from(span.of_a_year(hundredths)).unwrap_or(0))
}

/// Why a service is none that its logger bills.
fn not_mine(entry: &Entry) -> Option<&'static str> {
    match entry.role {
        Role::UnderSupervision | Role::Observed => Some(NOT_BILLED),
        _ if has(&entry.line, &["TC"]) => Some(TECHNICAL),
        _ => None,
    }
}

fn has(line: &Line, modifiers: &[&str]) -> bool {
    line.modifiers.iter().any(|modifier| modifiers.contains(&modifier.as_str()))
}

/// What a set multiplies work by where the amounts tell a modifier; one where it looked for none.
struct Weights {
    assistant: Factor,
    co_surgeon: Factor,
    bilateral: Factor,
}

impl Weights {
    fn of(set: &BenchmarkSet) -> Self {
        let weight = |class| match &set.biases {
            Biases::NotApplicable { .. } => Factor::ONE,
            Biases::Compared { classes, .. } => {
                classes.iter().find(|count| count.class == class).map_or(Factor::ONE, |count| count.weight)
            }
        };
        Self {
            assistant: weight(BiasClass::Assistant),
            co_surgeon: weight(BiasClass::CoSurgeon),
            bilateral: weight(BiasClass::Bilateral),
        }
    }

    fn weighted(&self, work: CreditRvu, line: &Line) -> CreditRvu {
        let factor = if has(line, &["80", "81", "82", "AS"]) {
            self.assistant
        } else if has(line, &["62"]) {
            self.co_surgeon
        } else if has(line, &["50"]) {
            self.bilateral
        } else {
            return work;
        };
        let (numerator, denominator) = factor.parts();
        let product = i128::from(work.get()) * i128::from(numerator);
        CreditRvu::new(i64::try_from(round_half_up(product, i128::from(denominator))).unwrap_or(i64::MAX))
    }
}
