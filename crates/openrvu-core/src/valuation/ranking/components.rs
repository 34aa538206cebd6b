//! MULT PROC 4, 6 and 7: technical and professional parts, ranked apart; and the cut for imaging equipment.
//!
//! Source: record layout, MULT PROC; MM9647 and MM7848. The reduction of a technical part comes before the imaging cap.

use std::cmp::Reverse;

use crate::indicator::{MultipleProcedure, PcTc};
use crate::policy::{ModifierEffect, RateName};
use crate::{Cents, Exact, Factor, RowModifier};

use super::Ranks;
use crate::valuation::claim::{Claim, Components, FeeLine, Pair, Shape};
use crate::valuation::step::Rule;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Professional,
    Technical,
}

impl Part {
    const fn name(self) -> &'static str {
        match self {
            Self::Professional => "professional",
            Self::Technical => "technical",
        }
    }

    const fn of(self, run: &Components) -> Cents {
        match self {
            Self::Professional => run.professional,
            Self::Technical => run.technical,
        }
    }

    const fn factor_of(self, run: &mut Components) -> &mut Factor {
        match self {
            Self::Professional => &mut run.professional_factor,
            Self::Technical => &mut run.technical_factor,
        }
    }
}

pub(super) fn rank(claim: &Claim<'_>, lines: &mut [FeeLine<'_>]) {
    for line in lines.iter_mut() {
        let equipment = line.effects.equipment.is_some() && line.found.row.has_technical_part();
        if !(is_ranked(line) || equipment) {
            continue;
        }
        match divide(claim, line) {
            Some(parts) => line.shape = Shape::Components(vec![parts]),
            None => line.warnings.push(
                "The technical part's figures are not in the release: no reduction of technical parts was applied."
                    .to_owned(),
            ),
        }
    }
    for (indicator, part, rate) in POOLS {
        rank_part(lines, indicator, part, claim.rate(rate));
    }
    for line in lines.iter_mut() {
        reduce_for_equipment(claim, line);
    }
    for (indicator, ..) in POOLS {
        restore_if_unreduced(lines, indicator);
    }
}

/// What is ranked, and at which rate after the first.
const POOLS: [(MultipleProcedure, Part, RateName); 4] = [
    (MultipleProcedure::Imaging, Part::Technical, RateName::ImagingTechnical),
    (MultipleProcedure::Imaging, Part::Professional, RateName::ImagingProfessional),
    (MultipleProcedure::Cardiovascular, Part::Technical, RateName::CardiovascularTechnical),
    (MultipleProcedure::Ophthalmology, Part::Technical, RateName::OphthalmologyTechnical),
];

fn is_ranked(line: &FeeLine<'_>) -> bool {
    let row = line.found.row;
    POOLS.iter().any(|(indicator, ..)| row.multiple_procedure == *indicator)
        && !row.is_add_on()
        && !matches!(line.pair, Pair::CarriedBy(_))
}

/// Where nothing of a pool was reduced, its lines keep their rows' own fees, which may differ by a cent from their parts.
fn restore_if_unreduced(lines: &mut [FeeLine<'_>], indicator: MultipleProcedure) {
    let of_pool = |line: &FeeLine<'_>| line.found.row.multiple_procedure == indicator;
    let reduced = lines.iter().filter(|line| of_pool(line)).any(|line| match &line.shape {
        Shape::Components(runs) => runs.iter().any(Components::is_reduced),
        _ => false,
    });
    if !reduced {
        for line in
            lines.iter_mut().filter(|line| of_pool(line) && matches!(line.shape, Shape::Components(_)))
        {
            line.shape = Shape::Plain;
        }
    }
}

/// The parts of a line's units; `None` where the technical part's figures are not held.
fn divide(claim: &Claim<'_>, line: &FeeLine<'_>) -> Option<Components> {
    let row = line.found.row;
    let (setting, prices) = (claim.setting, &claim.prices);
    let parts = |professional, technical, cap| Components {
        units: line.units,
        professional,
        technical,
        cap,
        professional_factor: Factor::ONE,
        technical_factor: Factor::ONE,
        equipment_factor: Factor::ONE,
    };
    let technical_only = row.modifier == RowModifier::Technical || row.pc_tc == PcTc::TechnicalOnly;
    if technical_only {
        let amount = row.fee_schedule_amount(setting, prices);
        return Some(parts(Cents::ZERO, amount, row.imaging_cap(setting, prices)));
    }
    if row.modifier == RowModifier::Professional || row.pc_tc == PcTc::ProfessionalOnly {
        return Some(parts(line.fee, Cents::ZERO, None));
    }
    if row.pc_tc == PcTc::GlobalOnly {
        let codes = claim.policy().global_only.technical_parts(row.code);
        let mut technical = Cents::ZERO;
        for code in codes {
            technical += claim.found(*code, RowModifier::Global)?.row.fee(setting, prices);
        }
        return (!codes.is_empty()).then(|| parts(line.fee - technical, technical, None));
    }
    let professional = claim.found(row.code, RowModifier::Professional)?.row;
    let technical = claim.found(row.code, RowModifier::Technical)?.row;
    Some(parts(
        professional.fee(setting, prices),
        technical.fee_schedule_amount(setting, prices),
        technical.imaging_cap(setting, prices),
    ))
}

/// Ranks one part of a pool's units. Those of a line are of one value and follow each other, so that only the first unit
/// of a line may be paid otherwise than the rest.
fn rank_part(lines: &mut [FeeLine<'_>], indicator: MultipleProcedure, part: Part, rate: Factor) {
    let mut entries: Vec<(usize, Cents)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if line.found.row.multiple_procedure != indicator || !is_ranked(line) {
            continue;
        }
        if let Shape::Components(runs) = &line.shape {
            let amount = runs.first().map_or(Cents::ZERO, |run| part.of(run));
            entries.extend((!amount.is_zero()).then_some((at, amount)));
        }
    }
    entries.sort_by_key(|&(at, amount)| (Reverse(amount), lines[at].tie()));
    let of: u32 = entries.iter().map(|(at, _)| lines[*at].units).sum();
    let mut before = 0;
    for (at, amount) in entries {
        let line = &mut lines[at];
        let ranks = Ranks { after: before, count: line.units };
        before += line.units;
        if let Shape::Components(runs) = &mut line.shape {
            set_factors(runs, part, ranks, rate);
        }
        if of < 2 {
            continue;
        }
        for (ranks, factor) in ranks.with_factors(rate) {
            let after = Cents::new(Exact::whole(amount.get()).times(factor).round());
            line.trail.change(Rule::MultipleProcedure, Some(factor), (amount, after), || {
                format!("MULT PROC {indicator}: {} part, {}.", part.name(), ranks.of(of))
            });
        }
    }
}

/// Gives every run the rate, save the first unit of all, which becomes a run of its own.
fn set_factors(runs: &mut Vec<Components>, part: Part, ranks: Ranks, rate: Factor) {
    let has_first = ranks.after == 0;
    if let Some(first) = runs.first_mut().filter(|first| has_first && first.units > 1) {
        let rest = Components { units: first.units - 1, ..*first };
        first.units = 1;
        runs.insert(1, rest);
    }
    for (at, run) in runs.iter_mut().enumerate() {
        *part.factor_of(run) = if has_first && at == 0 { Factor::ONE } else { rate };
    }
}

/// FX, FY and CT take their percentage off the technical part.
fn reduce_for_equipment(claim: &Claim<'_>, line: &mut FeeLine<'_>) {
    let Some((effect, modifier)) = line.effects.equipment else { return };
    let rate = claim.rate(match effect {
        ModifierEffect::FilmXRay => RateName::FilmXRay,
        ModifierEffect::ComputedRadiography => RateName::ComputedRadiography,
        _ => RateName::NonCompliantCt,
    });
    if let Shape::Components(runs) = &mut line.shape {
        let before: Cents = runs.iter().map(|run| run.technical.times(run.units)).sum();
        for run in runs.iter_mut() {
            run.equipment_factor = rate;
        }
        let after = Cents::new(Exact::whole(before.get()).times(rate).round());
        line.trail.change(Rule::Equipment, Some(rate), (before, after), || {
            format!("Modifier {modifier} reduces the technical part.")
        });
    }
}
