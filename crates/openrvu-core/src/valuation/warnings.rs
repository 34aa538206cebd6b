//! What a reader should know of a line's modifiers, units and minutes: what has no place on it and changes nothing.

use crate::indicator::{MultipleProcedure, Status};
use crate::policy::{ModifierEffect, RateName};
use crate::{CodeKind, FeeRow, Modifier};

use super::claim::Claim;
use super::effects::{AnesthesiaRole, Effects};
use super::line::Line;

/// Warns of modifiers that are unknown, or that the contractor alone can price.
pub(super) fn of_modifiers(claim: &Claim<'_>, effects: &Effects, warnings: &mut Vec<String>) {
    for modifier in &effects.unknown {
        warnings.push(format!("Modifier {modifier} is unknown here: it changes nothing."));
    }
    if effects.increased {
        warnings.push(
            "Modifier 22: the contractor decides on more pay from the report; priced here without it."
                .to_owned(),
        );
    }
    if let Some((RateName::CostSharingWaived, modifier)) = effects.patient_share.first()
        && claim.policy().rates.in_force(RateName::CostSharingWaived, claim.date()).is_none()
    {
        warnings.push(format!(
            "Modifier {modifier} does not waive the patient's share on {}: {}.",
            claim.date(),
            days_of(claim, RateName::CostSharingWaived)
        ));
    }
}

/// Warns of what has no place on the row that was found.
pub(super) fn of_row(
    claim: &Claim<'_>,
    line: &Line,
    effects: &Effects,
    row: &FeeRow,
    warnings: &mut Vec<String>,
) {
    for &(effect, modifier) in &effects.of_others {
        if let Some(whose) = whose(effect, row) {
            warnings.push(format!("Modifier {modifier} is for {whose}: it changes nothing in the amount."));
        }
    }
    if let Some((_, modifier)) = effects.equipment.filter(|_| !row.has_technical_part()) {
        warnings.push(no_technical_part(modifier, row));
    }
    if row.status == Status::Anesthesia {
        warnings.extend(one_service(claim, line, effects));
        return;
    }
    if let Some((_, modifier)) = effects.anesthesia {
        warnings.push(format!("Modifier {modifier} is for anesthesia services: it changes nothing here."));
    }
    if let Some(minutes) = line.minutes {
        warnings.push(format!(
            "Minutes are counted for anesthesia services only: the {minutes} minutes change nothing here."
        ));
    }
    if let Some(modifier) = effects.therapy_assistant.filter(|_| !is_therapy(row)) {
        let share = claim.rate(RateName::TherapyAssistant).as_percent();
        warnings.push(format!(
            "Modifier {modifier} is for outpatient therapy, and MULT PROC {} does not mark the code as therapy: {share} is right only under a plan of therapy.",
            row.multiple_procedure
        ));
    }
}

/// That the units of an anesthesia line count as one service, where they do.
fn one_service(claim: &Claim<'_>, line: &Line, effects: &Effects) -> Option<String> {
    let rules = &claim.policy().anesthesia;
    let supervised = matches!(effects.anesthesia, Some((AnesthesiaRole::Supervised, _)));
    let paid_by = match rules.counts_time(line.code) {
        _ if line.units == 1 => return None,
        _ if supervised => "by the base units of supervision",
        true => "by its time",
        false if rules.counts_units(line.code) => return None,
        false => "once a day",
    };
    Some(format!(
        "Anesthesia is paid {paid_by}, not by the number of units: the {} units count as one service.",
        line.units
    ))
}

/// Whom a modifier is for, where the row is not theirs.
fn whose(effect: ModifierEffect, row: &FeeRow) -> Option<&'static str> {
    match effect {
        ModifierEffect::Drug => (row.status != Status::ExcludedByRegulation).then_some("drugs"),
        ModifierEffect::Measure => {
            (row.code.kind() != CodeKind::CategoryII).then_some("codes of quality measures")
        }
        _ => Some("facilities"),
    }
}

fn is_therapy(row: &FeeRow) -> bool {
    row.multiple_procedure == MultipleProcedure::Therapy
}

fn no_technical_part(modifier: Modifier, row: &FeeRow) -> String {
    let part = row.modifier;
    let dash = if part.as_str().is_empty() { "" } else { "-" };
    format!(
        "Modifier {modifier} reduces the technical part, and {}{dash}{part} has none: it changes nothing.",
        row.code
    )
}

/// The days on which a rate with one entry is in force, in words.
fn days_of(claim: &Claim<'_>, name: RateName) -> String {
    let entries =
        claim.policy().rates.timeline(name).map(crate::policy::Timeline::entries).unwrap_or_default();
    let days = entries.iter().map(|entry| match entry.to {
        Some(to) => format!("it did from {} to {to}", entry.from),
        None => format!("it does from {} on", entry.from),
    });
    days.collect::<Vec<_>>().join(", ")
}
