//! Which codes explain the difference from the median.

use openrvu_benchmark::WorkRvus;
use openrvu_benchmark::set::Specialty;
use openrvu_core::Code;
use openrvu_core::quantity::round_half_up;

use super::Span;
use super::own::{OwnWork, work_of_a_year};

/// Codes that are listed; the others are taken together.
const SHOWN: usize = 12;

/// Work of a year beside that of the clinician at the median, if they worked in the specialty's mix.
///
/// The set does not tell what the clinician at the median does, so the mix of the whole specialty stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The codes with the largest differences, up or down.
    pub(crate) codes: Vec<CodeDifference>,
    /// All others together, so that the rows add up to the whole.
    pub(crate) others: Amounts,
    /// The whole.
    pub(crate) total: Amounts,
}

/// A code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CodeDifference {
    /// The code.
    pub(crate) code: Code,
    /// Its work.
    pub(crate) amounts: Amounts,
}

/// Hundredths of work RVUs of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Amounts {
    /// One's own.
    pub(crate) own: i64,
    /// At the median.
    pub(crate) usual: i64,
}

impl Amounts {
    /// How much more one's own is, or less.
    pub(crate) fn difference(self) -> i64 {
        self.own - self.usual
    }
}

fn hundredths(work: WorkRvus) -> i64 {
    i64::try_from(work.get()).unwrap_or(i64::MAX)
}

impl Difference {
    pub(super) fn of(own: &OwnWork, span: &Span, specialty: &Specialty, median: WorkRvus) -> Self {
        let total = Amounts { own: hundredths(own.year_of_work(span)), usual: hundredths(median) };
        let usual = |share: u64| {
            let product = i128::from(total.usual) * i128::from(share);
            i64::try_from(round_half_up(product, 10_000)).unwrap_or(i64::MAX)
        };
        let mut codes: Vec<CodeDifference> = specialty
            .codes
            .iter()
            .map(|of_specialty| CodeDifference {
                code: of_specialty.code,
                amounts: Amounts { own: 0, usual: usual(of_specialty.work_share.get()) },
            })
            .collect();
        codes.sort_unstable_by_key(|row| row.code);
        for of_own in &own.codes {
            let work = hundredths(work_of_a_year(of_own.work, span));
            match codes.binary_search_by_key(&of_own.code, |row| row.code) {
                Ok(at) => codes[at].amounts.own = work,
                Err(at) => {
                    codes.insert(
                        at,
                        CodeDifference { code: of_own.code, amounts: Amounts { own: work, usual: 0 } },
                    );
                }
            }
        }
        codes.retain(|row| row.amounts.difference() != 0);
        codes.sort_by_key(|row| (std::cmp::Reverse(row.amounts.difference().abs()), row.code));
        codes.truncate(SHOWN);
        let shown = codes.iter().fold(Amounts::default(), |sum, row| Amounts {
            own: sum.own + row.amounts.own,
            usual: sum.usual + row.amounts.usual,
        });
        Self {
            codes,
            others: Amounts { own: total.own - shown.own, usual: total.usual - shown.usual },
            total,
        }
    }
}
