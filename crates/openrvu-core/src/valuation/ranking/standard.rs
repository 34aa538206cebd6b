//! MULT PROC 2 and 3: the standard reduction, and endoscopic families.
//!
//! Source: record layout, MULT PROC; Medicare Claims Processing Manual, chapter 12 section 40.6. A family of scopes is
//! valued first and then ranked as one procedure among the others.

use std::cmp::Reverse;

use crate::indicator::MultipleProcedure;
use crate::policy::RateName;
use crate::{Cents, Code, Exact, Factor, RowModifier};

use crate::valuation::claim::{Claim, FeeLine, Less, Pair, Procedure, Shape};
use crate::valuation::step::Rule;

/// How many procedures are paid by the rule; more are paid by report.
const RANKED: usize = 5;

/// A unit of a line: (place among the lines, place among its units).
type Unit = (usize, usize);

/// What ranks as one procedure: a unit, or a whole endoscopic family.
struct Group {
    units: Vec<Unit>,
    value: Exact,
    base: Option<Code>,
}

pub(super) fn rank(claim: &Claim<'_>, lines: &mut [FeeLine<'_>]) {
    let mut any = false;
    for line in lines.iter_mut() {
        let row = line.found.row;
        let ranked =
            matches!(row.multiple_procedure, MultipleProcedure::Standard | MultipleProcedure::Endoscopy)
                && !row.is_add_on()
                && !matches!(line.pair, Pair::CarriedBy(_));
        if ranked {
            let unit = Procedure { less: Less::Nothing, factor: Factor::ONE };
            line.shape = Shape::Procedures(vec![unit; line.units as usize]);
            any = true;
        }
    }
    if !any {
        return;
    }
    let mut groups = families(claim, lines);
    let in_family = |unit: &Unit| groups.iter().any(|group: &Group| group.units.contains(unit));
    let single: Vec<Unit> = units(lines).filter(|unit| !in_family(unit)).collect();
    groups.extend(single.into_iter().map(|unit| Group {
        units: vec![unit],
        value: lines[unit.0].procedure_value(),
        base: None,
    }));
    if groups.len() > 1 {
        rank_groups(claim, lines, groups);
    }
}

/// Every unit of every ranked line.
fn units<'l>(lines: &'l [FeeLine<'_>]) -> impl Iterator<Item = Unit> + 'l {
    lines.iter().enumerate().flat_map(|(at, line)| {
        let count = match &line.shape {
            Shape::Procedures(procedures) => procedures.len(),
            _ => 0,
        };
        (0..count).map(move |unit| (at, unit))
    })
}

fn procedure<'l>(lines: &'l mut [FeeLine<'_>], unit: Unit) -> Option<&'l mut Procedure> {
    match &mut lines[unit.0].shape {
        Shape::Procedures(procedures) => procedures.get_mut(unit.1),
        _ => None,
    }
}

/// Values each endoscopic family: the highest in full, the others less the base, the base itself nothing.
fn families(claim: &Claim<'_>, lines: &mut [FeeLine<'_>]) -> Vec<Group> {
    let mut bases: Vec<Code> = lines
        .iter()
        .filter(|line| {
            line.found.row.multiple_procedure == MultipleProcedure::Endoscopy
                && matches!(line.shape, Shape::Procedures(_))
        })
        .filter_map(|line| line.found.row.endoscopic_base)
        .collect();
    bases.sort_unstable();
    bases.dedup();
    let mut groups = Vec::with_capacity(bases.len());
    for base in bases {
        let is_member = |line: &FeeLine<'_>| line.found.row.endoscopic_base == Some(base);
        let is_base = |line: &FeeLine<'_>| line.line.code == base;
        let mut members: Vec<Unit> = units(lines).filter(|unit| is_member(&lines[unit.0])).collect();
        let base_units: Vec<Unit> = units(lines).filter(|unit| is_base(&lines[unit.0])).collect();
        members.sort_by_key(|unit| (Reverse(lines[unit.0].procedure_value()), lines[unit.0].tie(), unit.1));
        if members.len() + base_units.len() > 1 {
            take_off_base(claim, lines, base, &members, &base_units);
        }
        let units: Vec<Unit> = members.into_iter().chain(base_units).collect();
        let value =
            units.iter().map(|unit| value_of(lines, *unit)).fold(Exact::whole(0), |sum, value| sum + value);
        groups.push(Group { units, value, base: Some(base) });
    }
    groups
}

fn value_of(lines: &[FeeLine<'_>], unit: Unit) -> Exact {
    match &lines[unit.0].shape {
        Shape::Procedures(procedures) => lines[unit.0].family_value(procedures[unit.1].less),
        _ => Exact::whole(0),
    }
}

fn take_off_base(
    claim: &Claim<'_>,
    lines: &mut [FeeLine<'_>],
    base: Code,
    members: &[Unit],
    base_units: &[Unit],
) {
    let base_fee =
        claim.found(base, RowModifier::Global).map(|found| found.row.fee(claim.setting, &claim.prices));
    for (rank, unit) in members.iter().enumerate().skip(1) {
        match base_fee {
            Some(fee) => set_less(lines, *unit, Less::Base(base, fee), || {
                format!(
                    "Number {} of the family of {base}: the base's {} is taken off.",
                    rank + 1,
                    fee.dollars()
                )
            }),
            None => lines[unit.0].warnings.push(format!(
                "The base of the endoscopic family, {base}, is not in the release: nothing was taken off."
            )),
        }
    }
    for unit in base_units {
        set_less(lines, *unit, Less::All(base), || {
            format!(
                "{base} is the base of an endoscopic family of which another member is billed: it is not paid apart."
            )
        });
    }
}

fn set_less(lines: &mut [FeeLine<'_>], unit: Unit, less: Less, words: impl FnOnce() -> String) {
    let line = &mut lines[unit.0];
    let before = Cents::new(line.procedure_value().round());
    let after = Cents::new(line.family_value(less).round());
    line.trail.change(Rule::EndoscopicFamily, None, (before, after), words);
    if let Some(procedure) = procedure(lines, unit) {
        procedure.less = less;
    }
}

fn rank_groups(claim: &Claim<'_>, lines: &mut [FeeLine<'_>], mut groups: Vec<Group>) {
    let rate = claim.rate(RateName::MultipleProcedure);
    {
        let lines = &*lines;
        let first = |group: &Group| group.units.iter().map(|unit| (lines[unit.0].tie(), unit.1)).min();
        groups.sort_by(|a, b| b.value.cmp(&a.value).then_with(|| first(a).cmp(&first(b))));
    }
    let of = groups.len();
    for (rank, group) in groups.iter().enumerate() {
        let factor = if rank == 0 { Factor::ONE } else { rate };
        for &unit in &group.units {
            let value = value_of(lines, unit);
            if let Some(procedure) = procedure(lines, unit) {
                procedure.factor = factor;
            }
            let line = &mut lines[unit.0];
            let (before, after) = (Cents::new(value.round()), Cents::new(value.times(factor).round()));
            line.trail.change(Rule::MultipleProcedure, Some(factor), (before, after), || {
                let what = group
                    .base
                    .filter(|_| group.units.len() > 1)
                    .map(|base| format!("the family of {base}, "))
                    .unwrap_or_default();
                format!("MULT PROC {}: {what}rank {} of {of}.", line.found.row.multiple_procedure, rank + 1)
            });
            if rank >= RANKED {
                line.warnings.push(format!("Rank {}: past the fifth procedure the contractor decides from the report; shown at half.", rank + 1));
            }
        }
    }
}
