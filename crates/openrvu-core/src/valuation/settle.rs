//! After ranking: who did it, the one rounding, the charge, participation, the patient's share, sequestration.

use crate::policy::RateName;
use crate::{Cents, Exact, Factor};

use super::claim::{Claim, FeeLine};
use super::effects::{Assistance, Effects};
use super::line::Line;
use super::outcome::Amounts;
use super::request::Practitioner;
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
                format!("Paid to a {}.", in_words(claim.request.practitioner))
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
    share_out(claim, allowed, fee_schedule, limiting_charge, settling.trail)
}

/// Divides the allowed amount between the patient and Medicare, and takes sequestration off Medicare's part.
fn share_out(
    claim: &Claim<'_>,
    allowed: Cents,
    fee_schedule: Cents,
    limiting_charge: Option<Cents>,
    trail: &mut Trail,
) -> Amounts {
    let coinsurance = claim.rate(RateName::Coinsurance);
    let patient = Cents::new(Exact::whole(allowed.get()).times(coinsurance).round());
    trail.change(Rule::PatientShare, Some(coinsurance), (allowed, patient), || {
        "Coinsurance once the deductible is met. Most preventive services have none.".to_owned()
    });
    let medicare = allowed - patient;
    let rate = claim.rate(RateName::Sequestration);
    let sequestration = Cents::new(Exact::whole(medicare.get()).times(rate).round());
    let paid = medicare - sequestration;
    trail.change(Rule::Sequestration, Some(rate), (medicare, paid), || {
        format!("Medicare's share of {} less {}.", medicare.dollars(), sequestration.dollars())
    });
    Amounts { fee_schedule, allowed, limiting_charge, patient, medicare, sequestration, paid }
}

fn in_words(practitioner: Practitioner) -> String {
    practitioner.slug().replace('-', " ")
}
