//! After ranking: who did it, the one rounding, the charge, participation, the patient's share, sequestration.

use crate::policy::RateName;
use crate::{Cents, Exact, Factor};

use super::claim::{Claim, FeeLine};
use super::effects::{Assistance, Effects};
use super::line::Line;
use super::outcome::Amounts;
use super::step::{Rule, Trail};

/// An amount on its way through the last factors, with the steps it leaves.
struct Settling<'t> {
    amount: Exact,
    trail: &'t mut Trail,
}

impl Settling<'_> {
    fn shown(&self) -> Cents {
        Cents::new(self.amount.round())
    }

    fn times(&mut self, rule: Rule, factor: Factor, words: impl FnOnce() -> String) {
        let before = self.shown();
        self.amount = self.amount.times(factor);
        let after = self.shown();
        self.trail.change(rule, Some(factor), (before, after), words);
    }
}

/// The amounts of a line paid by RVUs.
pub(super) fn settle_fee(claim: &Claim<'_>, line: &mut FeeLine<'_>, charge: Option<Cents>) -> Amounts {
    let amount = line.amount();
    if line.units > 1 {
        let (fee, sum, units) = (line.fee, Cents::new(amount.round()), line.units);
        line.trail.change(Rule::Units, None, (fee, sum), || format!("{units} units together."));
    }
    let mut settling = Settling { amount, trail: &mut line.trail };
    shared_surgery(claim, &line.effects, &mut settling);
    settle(claim, settling, &line.effects, charge)
}

/// The amounts of an anesthesia line, from the dollars of its units.
pub(super) fn settle_anesthesia(
    claim: &Claim<'_>,
    amount: Cents,
    line: &Line,
    effects: &Effects,
    trail: &mut Trail,
) -> Amounts {
    let settling = Settling { amount: Exact::whole(amount.get()), trail };
    settle(claim, settling, effects, line.charge)
}

fn shared_surgery(claim: &Claim<'_>, effects: &Effects, settling: &mut Settling<'_>) {
    if effects.co_surgeon {
        settling.times(Rule::CoSurgeon, claim.rate(RateName::CoSurgeon), || {
            "Modifier 62: each of two surgeons is paid this share.".to_owned()
        });
    }
    if let Some((assistance, modifier)) = effects.assistant {
        let rate = match assistance {
            Assistance::Physician => RateName::AssistantAtSurgery,
            Assistance::NonPhysician => RateName::NonPhysicianAssistantAtSurgery,
        };
        settling.times(Rule::Assistant, claim.rate(rate), || {
            format!("Modifier {modifier}: the assistant's share.")
        });
    }
}

fn settle(
    claim: &Claim<'_>,
    mut settling: Settling<'_>,
    effects: &Effects,
    charge: Option<Cents>,
) -> Amounts {
    // The share of AS already holds the practitioner's percentage.
    let already = matches!(effects.assistant, Some((Assistance::NonPhysician, _)));
    if let Some(rate) = claim.request.practitioner.rate().filter(|_| !already) {
        let factor = claim.rate(rate);
        if !factor.is_one() {
            settling.times(Rule::Practitioner, factor, || {
                format!("Paid to a {}.", claim.request.practitioner.name())
            });
        }
    }
    if let Some(modifier) = effects.therapy_assistant {
        settling.times(Rule::TherapyAssistant, claim.rate(RateName::TherapyAssistant), || {
            format!("Modifier {modifier}: done in whole or in part by a therapy assistant.")
        });
    }
    let fee_schedule = settling.shown();
    settling
        .trail
        .amount(Rule::Rounding, fee_schedule, || "The line's amount under the fee schedule.".to_owned());
    if let Some(charge) = charge {
        let least = settling.amount.min(Exact::whole(charge.get()));
        settling.trail.change(Rule::Charge, None, (fee_schedule, Cents::new(least.round())), || {
            format!("The charge is {}.", charge.dollars())
        });
        settling.amount = least;
    }
    let mut limiting_charge = None;
    if !claim.request.participating {
        let share = claim.rate(RateName::NonParticipating);
        settling.times(Rule::NonParticipating, share, || {
            "The share of the fee schedule for a clinician who does not participate.".to_owned()
        });
        let over = claim.rate(RateName::LimitingCharge);
        let limit = Cents::new(Exact::whole(fee_schedule.get()).times(share).times(over).round());
        settling.trail.amount(Rule::LimitingCharge, limit, || {
            format!(
                "The most that may be charged without assignment: {} of {} of {}.",
                over.as_percent(),
                share.as_percent(),
                fee_schedule.dollars()
            )
        });
        limiting_charge = Some(limit);
    }
    let allowed = settling.shown();
    let patient = patient_share(claim, effects, allowed, settling.trail);
    share_out(claim, (allowed, patient), fee_schedule, limiting_charge, settling.trail)
}

/// The patient's share: coinsurance, or what a modifier puts in its place on its days.
fn patient_share(claim: &Claim<'_>, effects: &Effects, allowed: Cents, trail: &mut Trail) -> Cents {
    let rate_on = |name| claim.policy().rates.in_force(name, claim.date());
    let by_modifier =
        effects.patient_share.iter().find_map(|&(name, modifier)| Some((rate_on(name)?, modifier)));
    let rate = by_modifier.map_or_else(|| claim.rate(RateName::Coinsurance), |(rate, _)| rate);
    let patient = Cents::new(Exact::whole(allowed.get()).times(rate).round());
    trail.change(Rule::PatientShare, Some(rate), (allowed, patient), || match by_modifier {
        Some((rate, modifier)) if rate.is_zero() => {
            format!("Modifier {modifier}: Medicare pays the patient's share too.")
        }
        Some((_, modifier)) => format!("Modifier {modifier}: the patient's share is less than usual."),
        None => "Coinsurance once the deductible is met. Most preventive services have none.".to_owned(),
    });
    patient
}

/// Gives Medicare what the patient does not owe, and takes sequestration off it.
fn share_out(
    claim: &Claim<'_>,
    (allowed, patient): (Cents, Cents),
    fee_schedule: Cents,
    limiting_charge: Option<Cents>,
    trail: &mut Trail,
) -> Amounts {
    let medicare = allowed - patient;
    let rate = claim.rate(RateName::Sequestration);
    let sequestration = Cents::new(Exact::whole(medicare.get()).times(rate).round());
    let paid = medicare - sequestration;
    trail.change(Rule::Sequestration, Some(rate), (medicare, paid), || {
        format!("Medicare's share of {} less {}.", medicare.dollars(), sequestration.dollars())
    });
    Amounts { fee_schedule, allowed, limiting_charge, patient, medicare, sequestration, paid }
}
