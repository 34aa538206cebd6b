//! Two sides: modifier 50, left and right on one line or two, or two units, before anything is ranked.

use crate::indicator::Bilateral;
use crate::policy::RateName;
use crate::{Cents, Factor};

use super::claim::{Claim, FeeLine, Pair};
use super::line::Line;
use super::step::Rule;

/// How a line that no other line carries speaks of two sides.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sides {
    /// It does not.
    One,
    /// So many units are both sides each: by 50, by left and right together, or with the other side's line.
    Both(u32),
    /// The two units are the two sides.
    TwoUnits,
}

impl Sides {
    fn of(line: &FeeLine<'_>) -> Self {
        let effects = &line.effects;
        if effects.bilateral || matches!(line.pair, Pair::Carries(_)) {
            return Self::Both(line.units);
        }
        match (effects.is_left_and_right(), line.units) {
            // A left and a right one: one unit, on both sides.
            (true, 2) => Self::Both(1),
            (true, units) => Self::Both(units),
            (false, 2) if !effects.left && !effects.right => Self::TwoUnits,
            (false, _) => Self::One,
        }
    }
}

/// Joins left and right lines of one code, then gives each line the factor of its bilateral indicator.
pub(super) fn apply(claim: &Claim<'_>, lines: &mut [FeeLine<'_>]) {
    join_sides(claim, lines);
    let rate = claim.rate(RateName::Bilateral);
    for line in lines {
        if let Pair::CarriedBy(other) = line.pair {
            line.trail.change(Rule::Bilateral, Some(Factor::ZERO), (line.fee, Cents::ZERO), || {
                format!("Both sides are paid together on line {}.", other + 1)
            });
            continue;
        }
        let indicator = line.found.row.bilateral;
        let (factor, sides, units) = match (indicator, Sides::of(line)) {
            (_, Sides::One) => continue,
            // Without a rule for two sides, units and lines are procedures of their own.
            (Bilateral::NotApplicable, sides) => {
                if line.units == 1 && sides == Sides::Both(1) {
                    line.warnings.push("LT and RT on one line do not raise the amount: BILAT SURG 9, no rule for two sides. Write a line for each side.".to_owned());
                }
                continue;
            }
            (Bilateral::NoAdjustment | Bilateral::EachSide, Sides::TwoUnits) => continue,
            (Bilateral::Applies, Sides::Both(sides)) => (rate, sides, sides),
            (Bilateral::Applies, Sides::TwoUnits) => (rate, 1, 1),
            (Bilateral::EachSide, Sides::Both(sides)) => (Factor::ONE, sides, sides * 2),
            (Bilateral::NoAdjustment | Bilateral::AlreadyBilateral, Sides::Both(sides)) => {
                (Factor::ONE, sides, sides)
            }
            (Bilateral::AlreadyBilateral, Sides::TwoUnits) => (Factor::ONE, 1, 1),
        };
        let before = Cents::new(line.procedure_value().round());
        (line.bilateral, line.units, line.both_sides) = (factor, units, Some(sides));
        let after = Cents::new(line.procedure_value().times_whole(units).round());
        line.trail.change(Rule::Bilateral, Some(factor), (before, after), || {
            format!("BILAT SURG {indicator}: {}", indicator.meaning())
        });
    }
}

/// A code with LT on one line and RT on another is one procedure on two sides; the LT line carries both. The lines
/// agree in everything else that decides on amounts, for the carrying line's modifiers stand for both.
fn join_sides(claim: &Claim<'_>, lines: &mut [FeeLine<'_>]) {
    let free = |line: &FeeLine<'_>| line.pair == Pair::None && !line.effects.is_left_and_right();
    let is_left = |line: &FeeLine<'_>| {
        line.effects.left && free(line) && line.found.row.bilateral != Bilateral::NotApplicable
    };
    // By what stands on the lines: their order must not matter.
    let mut lefts: Vec<usize> = (0..lines.len()).filter(|&at| is_left(&lines[at])).collect();
    lefts.sort_by_key(|&at| lines[at].tie());
    for left in lefts {
        let line = &lines[left];
        let decisive = claim.decisive_modifiers(line.line);
        let is_other_side = |other: &FeeLine<'_>| {
            other.effects.right
                && free(other)
                && other.line.code == line.line.code
                && other.units == line.units
                && claim.decisive_modifiers(other.line) == decisive
        };
        let right =
            (0..lines.len()).filter(|&at| is_other_side(&lines[at])).min_by_key(|&at| lines[at].tie());
        if let Some(right) = right {
            let (left_at, right_at) = (lines[left].at, lines[right].at);
            lines[left].pair = Pair::Carries(right_at);
            lines[right].pair = Pair::CarriedBy(left_at);
        }
    }
}

/// The charge to compare with: of both sides together where one line carries both. A charge for one side alone is not
/// compared with the amount of both, and the line says so.
pub(super) fn joint_charge(line: &mut FeeLine<'_>, lines: &[Line]) -> Option<Cents> {
    let other = match line.pair {
        Pair::None => return line.line.charge,
        Pair::CarriedBy(_) => return None,
        Pair::Carries(other) => lines.get(other).and_then(|other| other.charge),
    };
    match (line.line.charge, other) {
        (Some(own), Some(other)) => Some(own + other),
        (None, None) => None,
        (Some(alone), None) | (None, Some(alone)) => {
            line.warnings.push(format!(
                "The charge of {} is for one side, and the amount for both: they are not compared. Write a charge on both lines.",
                alone.dollars()
            ));
            None
        }
    }
}
