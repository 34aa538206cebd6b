//! MULT PROC 2 and 3: the standard reduction, and endoscopic families.
//!
//! Source: record layout, MULT PROC; Medicare Claims Processing Manual, chapter 12 section 40.6. A family of scopes is
//! valued first and then ranked as one procedure among the others. The units of a line are procedures of their own with
//! one value, so they follow each other and are ranked in one go, however many they are.

use std::cmp::Reverse;

use crate::indicator::MultipleProcedure;
use crate::policy::RateName;
use crate::{Cents, Code, Exact, Factor, RowModifier};

use super::Ranks;
use crate::valuation::claim::{Claim, FeeLine, Less, Pair, Procedure, Shape};
use crate::valuation::outcome::Reason;
use crate::valuation::step::Rule;

/// How many procedures are paid by the rule; more are paid by report.
const RANKED: u32 = 5;

/// Procedures of one value that follow each other: the units of a line; or an endoscopic family, one procedure.
struct Group {
    /// The lines, by place.
    lines: Vec<usize>,
    /// The base of the family.
    family: Option<Code>,
    /// How many procedures.
    count: u32,
    /// The value of one.
    value: Exact,
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
            let all = Procedure { units: line.units, less: Less::Nothing, factor: Factor::ONE };
            line.shape = Shape::Procedures(vec![all]);
            any = true;
        }
    }
    if !any {
        return;
    }
    let mut groups = families(claim, lines);
    let mut is_single: Vec<bool> = lines.iter().map(is_ranked).collect();
    groups.iter().flat_map(|family| &family.lines).for_each(|at| is_single[*at] = false);
    let singles = (0..lines.len()).filter(|at| is_single[*at]);
    groups.extend(singles.map(|at| Group {
        lines: vec![at],
        family: None,
        count: lines[at].units,
        value: lines[at].procedure_value(),
    }));
    let of = groups.iter().map(|group| group.count).sum();
    if of > 1 {
        rank_groups(claim, lines, groups, of);
    }
}

fn is_ranked(line: &FeeLine<'_>) -> bool {
    matches!(line.shape, Shape::Procedures(_))
}

/// Values each endoscopic family of more than one unit: the highest in full, the others less the base, the base itself
/// nothing.
fn families(claim: &Claim<'_>, lines: &mut [FeeLine<'_>]) -> Vec<Group> {
    let mut bases: Vec<Code> = lines
        .iter()
        .filter(|line| is_ranked(line) && line.found.row.multiple_procedure == MultipleProcedure::Endoscopy)
        .filter_map(|line| line.found.row.endoscopic_base)
        .collect();
    bases.sort_unstable();
    bases.dedup();
    let mut groups = Vec::with_capacity(bases.len());
    for base in bases {
        let of_family = |wanted: &dyn Fn(&FeeLine<'_>) -> bool| -> Vec<usize> {
            (0..lines.len()).filter(|&at| is_ranked(&lines[at]) && wanted(&lines[at])).collect()
        };
        let mut members = of_family(&|line| line.found.row.endoscopic_base == Some(base));
        let base_lines = of_family(&|line| line.line.code == base);
        members.sort_by_key(|&at| (Reverse(lines[at].procedure_value()), lines[at].tie()));
        let units: u32 = members.iter().chain(&base_lines).map(|&at| lines[at].units).sum();
        if units < 2 {
            continue;
        }
        take_off_base(claim, lines, base, &members);
        for &at in &base_lines {
            let all = lines[at].units;
            set_runs(&mut lines[at], &[(all, Less::All(base))], || {
                format!(
                    "{base} is the base of an endoscopic family of which another member is billed: it is not paid apart."
                )
            });
        }
        let group: Vec<usize> = members.into_iter().chain(base_lines).collect();
        let value = group.iter().flat_map(|&at| runs(&lines[at]).iter().map(move |run| (at, run)));
        let value = value
            .map(|(at, run)| lines[at].family_value(run.less).times_whole(run.units))
            .fold(Exact::whole(0), |sum, value| sum + value);
        groups.push(Group { lines: group, family: Some(base), count: 1, value });
    }
    groups
}

fn runs<'l>(line: &'l FeeLine<'_>) -> &'l [Procedure] {
    match &line.shape {
        Shape::Procedures(runs) => runs,
        _ => &[],
    }
}

/// Takes the base's fee off every unit of a family but the first, the members being in the order of their value.
fn take_off_base(claim: &Claim<'_>, lines: &mut [FeeLine<'_>], base: Code, members: &[usize]) {
    let base_fee =
        claim.found(base, RowModifier::Global).map(|found| found.row.fee(claim.setting, &claim.prices));
    let mut before = 0;
    for &at in members {
        let line = &mut lines[at];
        let full = u32::from(before == 0);
        let rest = line.units - full;
        let ranks = Ranks { after: before + full, count: rest };
        before += line.units;
        if rest == 0 {
            continue;
        }
        let Some(fee) = base_fee else {
            line.warnings.push(format!(
                "The base of the endoscopic family is missing, and nothing was taken off: {}",
                Reason::absent(base, claim.release).words()
            ));
            continue;
        };
        set_runs(line, &[(full, Less::Nothing), (rest, Less::Base(base, fee))], || {
            format!(
                "{} of the family of {base}: the base's {} is taken off.",
                ranks.named("Number"),
                fee.dollars()
            )
        });
    }
}

/// Divides a line's units into runs; the step shows a unit of the last.
fn set_runs(line: &mut FeeLine<'_>, parts: &[(u32, Less)], words: impl FnOnce() -> String) {
    let runs = parts.iter().filter(|(units, _)| *units > 0);
    let runs: Vec<Procedure> =
        runs.map(|&(units, less)| Procedure { units, less, factor: Factor::ONE }).collect();
    if let Some(last) = runs.last() {
        let before = Cents::new(line.procedure_value().round());
        let after = Cents::new(line.family_value(last.less).round());
        line.trail.change(Rule::EndoscopicFamily, None, (before, after), words);
    }
    line.shape = Shape::Procedures(runs);
}

fn rank_groups(claim: &Claim<'_>, lines: &mut [FeeLine<'_>], mut groups: Vec<Group>, of: u32) {
    let rate = claim.rate(RateName::MultipleProcedure);
    {
        let lines = &*lines;
        let first = |group: &Group| group.lines.iter().map(|&at| lines[at].tie()).min();
        groups.sort_by(|a, b| b.value.cmp(&a.value).then_with(|| first(a).cmp(&first(b))));
    }
    let mut before = 0;
    for group in &groups {
        let ranks = Ranks { after: before, count: group.count };
        before += group.count;
        for &at in &group.lines {
            let line = &mut lines[at];
            match group.family {
                Some(base) => {
                    let factor = if ranks.after == 0 { Factor::ONE } else { rate };
                    rank_member(line, factor, || format!("the family of {base}, {}", ranks.of(of)));
                }
                None => rank_units(line, rate, ranks, of),
            }
            if let Some(past) = ranks.past(RANKED) {
                line.warnings.push(format!(
                    "{}: past the fifth procedure the contractor decides from the report; shown at half.",
                    past.named("Rank")
                ));
            }
        }
    }
}

/// Gives every unit of a family's line the factor of the family's rank.
fn rank_member(line: &mut FeeLine<'_>, factor: Factor, words: impl Fn() -> String) {
    let indicator = line.found.row.multiple_procedure;
    let Shape::Procedures(mut runs) = std::mem::replace(&mut line.shape, Shape::Plain) else { return };
    for run in &mut runs {
        run.factor = factor;
        let value = line.family_value(run.less);
        let shown = (Cents::new(value.round()), Cents::new(value.times(factor).round()));
        line.trail.change(Rule::MultipleProcedure, Some(factor), shown, || {
            format!("MULT PROC {indicator}: {}.", words())
        });
    }
    line.shape = Shape::Procedures(runs);
}

/// Ranks the units of a line one after the other: the first of all is paid in full.
fn rank_units(line: &mut FeeLine<'_>, rate: Factor, ranks: Ranks, of: u32) {
    let (indicator, value) = (line.found.row.multiple_procedure, line.procedure_value());
    let mut runs = Vec::with_capacity(2);
    for (ranks, factor) in ranks.with_factors(rate) {
        runs.push(Procedure { units: ranks.count, less: Less::Nothing, factor });
        let shown = (Cents::new(value.round()), Cents::new(value.times(factor).round()));
        line.trail.change(Rule::MultipleProcedure, Some(factor), shown, || {
            format!("MULT PROC {indicator}: {}.", ranks.of(of))
        });
    }
    line.shape = Shape::Procedures(runs);
}
