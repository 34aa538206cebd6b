//! What work earns by tier.

use openrvu_core::valuation::Quantity;
use openrvu_core::{Cents, ConversionFactor, CreditRvu};
use serde::Serialize;

use super::{PayRule, PayStep, Span, times_rate};
use crate::contract::TierPays;
use crate::contract::words::{plain, rate_in_words};

/// The work in a tier and what it earns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TierPay {
    /// Work RVUs above which the rate applies, as it stands for this settlement.
    pub above: CreditRvu,
    /// Work RVUs up to which it applies; none for the last tier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub up_to: Option<CreditRvu>,
    /// Dollars for one work RVU.
    pub rate: ConversionFactor,
    /// The settlement's work in the tier.
    pub work: CreditRvu,
    /// What it earns: work times rate, rounded half-up to the cent.
    pub amount: Cents,
}

/// Work of the contract year before a settlement, paid again by as much as the rate rose in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RaisedPay {
    /// The work before the settlement.
    pub work: CreditRvu,
    /// Dollars for one work RVU by which the rate rose.
    pub by: ConversionFactor,
    /// What it earns more: work times the rise, rounded half-up to the cent.
    pub amount: Cents,
}

/// What the work of a settlement earns.
pub(super) struct Earned {
    pub(super) tiers: Vec<TierPay>,
    pub(super) raised: Option<RaisedPay>,
    /// The work below the first threshold.
    pub(super) unpaid: CreditRvu,
}

impl Span<'_> {
    /// What a settlement's work earns, which follows on the work before it.
    pub(super) fn earned(&self, before: CreditRvu, work: CreditRvu, steps: &mut Vec<PayStep>) -> Earned {
        let terms = &self.contract.pay;
        let thresholds: Vec<_> =
            terms.tiers.iter().map(|tier| self.threshold(tier.above, terms.tiers_over, steps)).collect();
        match terms.tier_pays {
            TierPays::WorkAbove => self.by_work_above(&thresholds, before, before + work, steps),
            TierPays::AllWork => self.by_all_work(&thresholds, before, before + work, steps),
        }
    }

    fn by_work_above(
        &self,
        thresholds: &[CreditRvu],
        start: CreditRvu,
        end: CreditRvu,
        steps: &mut Vec<PayStep>,
    ) -> Earned {
        let between = |from: CreditRvu, to: CreditRvu| (end.min(to) - start.max(from)).max(CreditRvu::ZERO);
        let unpaid = between(CreditRvu::ZERO, thresholds.first().copied().unwrap_or(end));
        if !unpaid.is_zero() && !thresholds.is_empty() {
            let words = "Work up to the first threshold, which earns nothing.".to_owned();
            steps.push(PayStep::to(PayRule::Threshold, Quantity::Work(unpaid), words));
        }
        let tiers = self.tiers(thresholds, |_, above, up_to| between(above, up_to.unwrap_or(end.max(above))));
        for tier in &tiers {
            let reach = match tier.up_to {
                Some(to) => format!("above {} up to {}", plain(tier.above), plain(to)),
                None => format!("above {}", plain(tier.above)),
            };
            steps.push(tier.step(&reach));
        }
        Earned { tiers, raised: None, unpaid }
    }

    fn by_all_work(
        &self,
        thresholds: &[CreditRvu],
        start: CreditRvu,
        end: CreditRvu,
        steps: &mut Vec<PayStep>,
    ) -> Earned {
        let reached = |work: CreditRvu| thresholds.iter().rposition(|above| work > *above);
        let work = end - start;
        let Some(in_force) = reached(end) else {
            if !thresholds.is_empty() {
                let words = "No threshold is passed, so the work earns nothing yet.".to_owned();
                steps.push(PayStep::to(PayRule::Threshold, Quantity::Work(work), words));
            }
            return Earned {
                tiers: self.tiers(thresholds, |_, _, _| CreditRvu::ZERO),
                raised: None,
                unpaid: work,
            };
        };
        let tiers = self.tiers(thresholds, |at, _, _| if at == in_force { work } else { CreditRvu::ZERO });
        let rate = |at: Option<usize>| {
            at.and_then(|at| self.contract.pay.tiers.get(at)).map_or(ConversionFactor::ZERO, |tier| tier.rate)
        };
        let passed =
            format!("paid by the tier above {}, which {} pass,", plain(tiers[in_force].above), plain(end));
        steps.push(tiers[in_force].step(&passed));
        let by = ConversionFactor::new(rate(Some(in_force)).get() - rate(reached(start)).get());
        if start.is_zero() || by == ConversionFactor::ZERO {
            return Earned { tiers, raised: None, unpaid: CreditRvu::ZERO };
        }
        let raised = RaisedPay { work: start, by, amount: times_rate(start, by) };
        let words = format!(
            "{} work RVUs before this settlement, whose rate rises by ${}, rounded half-up to the cent.",
            plain(start),
            rate_in_words(by)
        );
        let (before, after) = (Quantity::Work(start), Quantity::Cents(raised.amount));
        steps.push(PayStep::change(PayRule::Tier, before, after, words));
        Earned { tiers, raised: Some(raised), unpaid: CreditRvu::ZERO }
    }

    /// The tiers, each with the work that it pays, told by its place, threshold and end.
    fn tiers(
        &self,
        thresholds: &[CreditRvu],
        pays: impl Fn(usize, CreditRvu, Option<CreditRvu>) -> CreditRvu,
    ) -> Vec<TierPay> {
        let tier = |(at, &above): (usize, &CreditRvu)| {
            let (rate, up_to) = (self.contract.pay.tiers.get(at)?.rate, thresholds.get(at + 1).copied());
            let work = pays(at, above, up_to);
            Some(TierPay { above, up_to, rate, work, amount: times_rate(work, rate) })
        };
        thresholds.iter().enumerate().filter_map(tier).collect()
    }
}

impl TierPay {
    /// Its step; `reach` tells which work it is.
    fn step(&self, reach: &str) -> PayStep {
        let rate = rate_in_words(self.rate);
        let words =
            format!("{} work RVUs {reach} at ${rate} each, rounded half-up to the cent.", plain(self.work));
        PayStep::change(PayRule::Tier, Quantity::Work(self.work), Quantity::Cents(self.amount), words)
    }
}
