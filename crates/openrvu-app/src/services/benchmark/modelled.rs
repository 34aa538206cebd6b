//! Medicare's figures stretched to all payers, by an assumed share: a model, only for who asks.

use openrvu_benchmark::percentile::standing;
use openrvu_benchmark::{Distribution, Point, Share, Standing, WorkRvus};
use openrvu_core::quantity::round_half_up;

/// The assumption: which part of all work is Medicare's fee-for-service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assumption {
    /// At least.
    pub(crate) low: Share,
    /// At most.
    pub(crate) high: Share,
    /// Where the reader has it from.
    pub(crate) source: String,
}

/// The figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Modelled {
    /// The assumption.
    pub(crate) assumption: Assumption,
    /// Percentiles if the share is high, and so work for all payers little more than Medicare's.
    pub(crate) at_high_share: Vec<Point<WorkRvus>>,
    /// Percentiles if it is low.
    pub(crate) at_low_share: Vec<Point<WorkRvus>>,
    /// Where one's own year stands if it is high.
    pub(crate) standing_at_high_share: Option<Standing<WorkRvus>>,
    /// And if it is low.
    pub(crate) standing_at_low_share: Option<Standing<WorkRvus>>,
}

impl Modelled {
    pub(super) fn of(assumption: Assumption, work: &Distribution<WorkRvus>, own: WorkRvus) -> Self {
        let stretched = |share: Share| -> Vec<Point<WorkRvus>> {
            let points = work.points().into_iter();
            points
                .map(|point| Point { percentile: point.percentile, value: over(point.value, share) })
                .collect()
        };
        let (at_high_share, at_low_share) = (stretched(assumption.high), stretched(assumption.low));
        Self {
            standing_at_high_share: standing(&at_high_share, own),
            standing_at_low_share: standing(&at_low_share, own),
            assumption,
            at_high_share,
            at_low_share,
        }
    }
}

/// Work divided by a share, rounded half-up.
fn over(work: WorkRvus, share: Share) -> WorkRvus {
    let product = i128::from(work.get()) * i128::from(Share::ONE.get());
    let stretched = round_half_up(product, i128::from(share.get().max(1)));
    WorkRvus::new(u64::try_from(stretched).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lower_share_makes_more_of_the_same() {
        let work = Distribution { n: 20, values: [100, 200, 300, 400, 500, 600, 700].map(WorkRvus::new) };
        let assumption =
            Assumption { low: Share::new(2_500), high: Share::new(5_000), source: String::new() };
        let modelled = Modelled::of(assumption, &work, WorkRvus::new(800));
        assert_eq!(modelled.at_high_share[3].value, WorkRvus::new(800));
        assert_eq!(modelled.at_low_share[3].value, WorkRvus::new(1_600));
        assert!(matches!(modelled.standing_at_high_share, Some(Standing::Within { tenths: 500, .. })));
        assert!(matches!(modelled.standing_at_low_share, Some(Standing::Within { tenths: 100, .. })));
    }
}
