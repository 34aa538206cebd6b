//! Two sides: modifier 50, left and right on two lines, or two units, before anything is ranked.

use crate::indicator::Bilateral;
use crate::policy::RateName;
use crate::{Cents, Factor};

use super::claim::{Claim, FeeLine, Pair};
use super::step::Rule;

/// Joins left and right lines of one code, then gives each line the factor of its bilateral indicator.
pub(super) fn apply(claim: &Claim<'_>, lines: &mut [FeeLine<'_>]) {
    join_sides(lines);
    let rate = claim.rate(RateName::Bilateral);
    for line in lines {
        if let Pair::CarriedBy(other) = line.pair {
            line.trail.change(Rule::Bilateral, Some(Factor::ZERO), (line.fee, Cents::ZERO), || {
                format!("Both sides are paid together on line {}.", other + 1)
            });
            continue;
        }
        let both_sides = line.effects.bilateral || matches!(line.pair, Pair::Carries(_));
        let two_units = line.units == 2 && !both_sides && !line.effects.left && !line.effects.right;
        let indicator = line.found.row.bilateral;
        let (factor, units) = match indicator {
            Bilateral::Applies if both_sides => (rate, line.units),
            Bilateral::Applies if two_units => (rate, 1),
            Bilateral::AlreadyBilateral if two_units => (Factor::ONE, 1),
            Bilateral::EachSide if both_sides => (Factor::ONE, line.units * 2),
            _ if both_sides => (Factor::ONE, line.units),
            _ => continue,
        };
        let before = Cents::new(line.procedure_value().round());
        (line.bilateral, line.units) = (factor, units);
        let after = Cents::new(line.procedure_value().times_whole(units).round());
        line.trail.change(Rule::Bilateral, Some(factor), (before, after), || {
            format!("BILAT SURG {indicator}: {}", indicator.meaning())
        });
    }
}

/// A code with LT on one line and RT on another is one procedure on two sides; the LT line carries both.
fn join_sides(lines: &mut [FeeLine<'_>]) {
    for left in 0..lines.len() {
        if !lines[left].effects.left || lines[left].pair != Pair::None {
            continue;
        }
        let same = |line: &FeeLine<'_>| {
            line.effects.right
                && line.pair == Pair::None
                && line.line.code == lines[left].line.code
                && line.found.row.modifier == lines[left].found.row.modifier
                && line.units == lines[left].units
                && line.share == lines[left].share
        };
        // Of several, the one whose modifiers come first: the order of the lines must not matter.
        let right =
            (0..lines.len()).filter(|&at| at != left && same(&lines[at])).min_by_key(|&at| lines[at].tie());
        if let Some(right) = right {
            let (left_at, right_at) = (lines[left].at, lines[right].at);
            lines[left].pair = Pair::Carries(right_at);
            lines[right].pair = Pair::CarriedBy(left_at);
        }
    }
}
