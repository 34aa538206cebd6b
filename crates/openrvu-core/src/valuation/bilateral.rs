//! Two sides: modifier 50, left and right on one line or two, or two units, before anything is ranked.

use crate::indicator::Bilateral;
use crate::policy::RateName;
use crate::{Cents, Factor};

use super::claim::{Claim, FeeLine, Pair, RefusedLine, Tie, tie};
use super::effects::Effects;
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
    fn of(effects: &Effects, units: u32, pair: Pair) -> Self {
        if effects.bilateral || matches!(pair, Pair::Carries(_)) {
            return Self::Both(units);
        }
        match (effects.is_left_and_right(), units) {
            // A left and a right one: one unit, on both sides.
            (true, 2) => Self::Both(1),
            (true, units) => Self::Both(units),
            (false, 2) if !effects.left && !effects.right => Self::TwoUnits,
            (false, _) => Self::One,
        }
    }

    /// What they come to under a bilateral indicator; `None` where units and lines are procedures of their own.
    fn under(self, indicator: Bilateral, rate: Factor) -> Option<Together> {
        let (factor, sides, units) = match (indicator, self) {
            (_, Self::One) | (Bilateral::NotApplicable, _) => return None,
            (Bilateral::NoAdjustment | Bilateral::EachSide, Self::TwoUnits) => return None,
            (Bilateral::Applies, Self::Both(sides)) => (rate, sides, sides),
            (Bilateral::Applies, Self::TwoUnits) => (rate, 1, 1),
            (Bilateral::EachSide, Self::Both(sides)) => (Factor::ONE, sides, sides * 2),
            (Bilateral::NoAdjustment | Bilateral::AlreadyBilateral, Self::Both(sides)) => {
                (Factor::ONE, sides, sides)
            }
            (Bilateral::AlreadyBilateral, Self::TwoUnits) => (Factor::ONE, 1, 1),
        };
        Some(Together { factor, sides, units })
    }
}

/// Two sides under a rule for them.
#[derive(Clone, Copy)]
struct Together {
    /// The factor on each unit.
    factor: Factor,
    /// The units of which each is both sides.
    sides: u32,
    /// The units that count for payment.
    units: u32,
}

/// Joins left and right lines of one code, then gives each line the factor of its bilateral indicator.
pub(super) fn apply(claim: &Claim<'_>, lines: &mut [FeeLine<'_>]) {
    let pairs = join_sides(claim, &lines.iter().map(Side::of_fee).collect::<Vec<_>>());
    let rate = claim.rate(RateName::Bilateral);
    for (line, pair) in lines.iter_mut().zip(pairs) {
        line.pair = pair;
        if let Pair::CarriedBy(other) = pair {
            line.trail.change(Rule::Bilateral, Some(Factor::ZERO), (line.fee, Cents::ZERO), || {
                format!("Both sides are paid together on line {}.", other + 1)
            });
            continue;
        }
        let indicator = line.found.row.bilateral;
        let sides = Sides::of(&line.effects, line.units, pair);
        let Some(Together { factor, sides, units }) = sides.under(indicator, rate) else {
            let one_unit = line.units == 1 && sides == Sides::Both(1);
            if one_unit && indicator == Bilateral::NotApplicable {
                line.warnings.push("LT and RT on one line do not raise the amount: BILAT SURG 9, no rule for two sides. Write a line for each side.".to_owned());
            }
            continue;
        };
        let before = Cents::new(line.procedure_value().round());
        (line.bilateral, line.units, line.both_sides) = (factor, units, Some(sides));
        let after = Cents::new(line.procedure_value().times_whole(units).round());
        line.trail.change(Rule::Bilateral, Some(factor), (before, after), || {
            format!("BILAT SURG {indicator}: {}", indicator.meaning())
        });
    }
}

/// The two sides of lines without an amount, for their credit: of each its pair, and the units of which each is both
/// sides where a rule for two sides applies.
pub(super) fn of_refused(claim: &Claim<'_>, lines: &[RefusedLine<'_>]) -> Vec<(Pair, Option<u32>)> {
    let sides: Vec<Side<'_>> = lines.iter().map(|line| Side::of_refused(claim, line)).collect();
    let pairs = join_sides(claim, &sides);
    let rate = claim.rate(RateName::Bilateral);
    let both = |side: &Side<'_>, pair| {
        let together = Sides::of(side.effects, side.line.units, pair).under(side.indicator, rate);
        (pair, together.map(|together| together.sides))
    };
    sides.iter().zip(pairs).map(|(side, pair)| both(side, pair)).collect()
}

/// A line that may be one of two sides.
struct Side<'l> {
    at: usize,
    line: &'l Line,
    effects: &'l Effects,
    indicator: Bilateral,
}

impl<'l> Side<'l> {
    fn of_fee(line: &'l FeeLine<'_>) -> Self {
        Self { at: line.at, line: line.line, effects: &line.effects, indicator: line.found.row.bilateral }
    }

    /// By the row whose work is credited, where the release that prices has none.
    fn of_refused(claim: &Claim<'_>, line: &'l RefusedLine<'_>) -> Self {
        let credited = || claim.value_release.rows_of(line.line.code).first();
        let row = line.found.map(|found| found.row).or_else(credited);
        let indicator = row.map_or(Bilateral::NotApplicable, |row| row.bilateral);
        Self { at: line.at, line: line.line, effects: &line.effects, indicator }
    }

    /// Whether left alone or right alone stands on the line.
    fn is_one(&self) -> bool {
        self.effects.left != self.effects.right
    }

    fn tie(&self) -> Tie<'_> {
        tie(self.line, self.effects, self.at)
    }
}

/// A code with LT on one line and RT on another is one procedure on two sides; the LT line carries both. The lines
/// agree in everything else that decides on amounts, for the carrying line's modifiers stand for both.
fn join_sides(claim: &Claim<'_>, lines: &[Side<'_>]) -> Vec<Pair> {
    let mut pairs = vec![Pair::None; lines.len()];
    let is_left =
        |line: &Side<'_>| line.effects.left && line.is_one() && line.indicator != Bilateral::NotApplicable;
    // By what stands on the lines: their order must not matter.
    let mut lefts: Vec<usize> = (0..lines.len()).filter(|&at| is_left(&lines[at])).collect();
    lefts.sort_by_key(|&at| lines[at].tie());
    for left in lefts {
        let line = &lines[left];
        let decisive = claim.decisive_modifiers(line.line);
        let is_other_side = |other: &Side<'_>| {
            other.effects.right
                && other.is_one()
                && other.line.code == line.line.code
                && other.line.units == line.line.units
                && claim.decisive_modifiers(other.line) == decisive
        };
        let right = (0..lines.len())
            .filter(|&at| pairs[at] == Pair::None && is_other_side(&lines[at]))
            .min_by_key(|&at| lines[at].tie());
        if let Some(right) = right {
            pairs[left] = Pair::Carries(lines[right].at);
            pairs[right] = Pair::CarriedBy(line.at);
        }
    }
    pairs
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
