//! The National Correct Coding Initiative, as far as its tables are held: pairs that are not paid together, units
//! that are unlikely, add-on codes without a primary.
//!
//! A pair denies its second column whatever the amounts; the lesser of the two may be the one that is paid.

use super::claim::{Claim, FeeLine, RefusedLine};
use super::line::Line;
use super::outcome::{Payment, Reason};
use super::step::Rule;
use crate::reference::{AddOnType, PtpModifierIndicator};

/// Denies the second column of every pair that no modifier sets aside.
pub(super) fn deny_pairs<'a>(
    claim: &Claim<'_>,
    fees: &mut Vec<FeeLine<'a>>,
    refused: &mut Vec<RefusedLine<'a>>,
) {
    let tables = claim.schedule.tables();
    if tables.ptp_edits.is_empty() {
        return;
    }
    let rules = &claim.policy().ncci;
    let set_aside = |line: &Line| line.modifiers.iter().any(|modifier| rules.sets_aside(*modifier));
    let mut denied: Vec<(usize, Reason)> = Vec::new();
    for first in fees.iter() {
        for edit in tables.ptp_edits_of(first.line.code) {
            if !edit.in_force(claim.date()) {
                continue;
            }
            for second in
                fees.iter().filter(|second| second.line.code == edit.column_2 && second.at != first.at)
            {
                let allowed = edit.modifier == PtpModifierIndicator::Allowed;
                if !(allowed && (set_aside(first.line) || set_aside(second.line))) {
                    denied.push((second.at, Reason::PairDenied { column_1: edit.column_1, allowed }));
                }
            }
        }
    }
    for (at, reason) in denied {
        let Some(place) = fees.iter().position(|line| line.at == at) else { continue };
        let mut line = fees.remove(place);
        line.trail.note(Rule::Refused, || reason.words());
        refused.push(RefusedLine {
            at: line.at,
            line: line.line,
            found: Some(line.found),
            payment: Payment::NotPaid(reason),
            effects: line.effects,
            trail: line.trail,
            warnings: line.warnings,
        });
    }
}

/// Warns of more units than are usual, and of an add-on code whose listed primaries are not on the claim.
pub(super) fn warn(claim: &Claim<'_>, line: &mut FeeLine<'_>, lines: &[Line]) {
    let (tables, code, date) = (claim.schedule.tables(), line.line.code, claim.date());
    if let Some(mue) = tables.mue(code).filter(|mue| line.line.units > mue.units) {
        line.warnings.push(format!(
            "{} units are more than the {} of the medically unlikely edit (indicator {}): Medicare may deny them.",
            line.line.units,
            mue.units,
            mue.adjudication.number()
        ));
    }
    let mut edits = tables.add_on_edits_of(code).iter().filter(|edit| edit.in_force(date)).peekable();
    if edits.peek().is_none_or(|edit| edit.kind != AddOnType::Listed) {
        return;
    }
    if !edits.any(|edit| lines.iter().any(|other| edit.primary == Some(other.code))) {
        line.warnings.push(format!(
            "{code} is an add-on code, and none of its primary codes is on the claim: Medicare denies it without one."
        ));
    }
}
