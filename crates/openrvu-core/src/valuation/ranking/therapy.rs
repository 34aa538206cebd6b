//! MULT PROC 5: therapy. Half of the practice expense is paid for every unit after the first, across disciplines.

use std::cmp::Reverse;

use crate::indicator::MultipleProcedure;
use crate::policy::RateName;

use crate::valuation::claim::{Claim, FeeLine, Pair, Shape};
use crate::valuation::step::Rule;

pub(super) fn rank(claim: &Claim<'_>, lines: &mut [FeeLine<'_>]) {
    let rate = claim.rate(RateName::TherapyPracticeExpense);
    // The unit with the highest practice expense is paid in full; of equals, the one with the higher fee.
    let is_therapy = |line: &FeeLine<'_>| {
        line.found.row.multiple_procedure == MultipleProcedure::Therapy
            && !matches!(line.pair, Pair::CarriedBy(_))
    };
    let first = (0..lines.len()).filter(|&at| is_therapy(&lines[at])).min_by_key(|&at| {
        let line = &lines[at];
        (Reverse(line.found.row.non_facility_pe), Reverse(line.fee), line.tie())
    });
    let total: u32 = lines.iter().filter(|line| is_therapy(line)).map(|line| line.units).sum();
    for (at, line) in lines.iter_mut().enumerate() {
        if !is_therapy(line) || total < 2 {
            continue;
        }
        let full = u32::from(Some(at) == first);
        let reduced = line.found.row.therapy_amount(claim.setting, &claim.prices, rate);
        let count = line.units - full;
        line.shape = Shape::Therapy { full, reduced };
        if full == 1 {
            let fee = line.fee;
            line.trail.amount(Rule::MultipleProcedure, fee, || {
                "MULT PROC 5: the unit with the highest practice expense is paid in full.".to_owned()
            });
        }
        if count > 0 {
            let fee = line.fee;
            line.trail.change(Rule::TherapyAmount, Some(rate), (fee, reduced), || {
                format!(
                    "MULT PROC 5: {count} {} with the practice expense at this share.",
                    if count == 1 { "unit" } else { "units" }
                )
            });
        }
    }
}
