//! Every modifier: what it means, what Medicare does, what a contract credits.

use jiff::civil::Date;
use openrvu_core::policy::{CreditPolicy, CreditRule, ModifierEffect, RateName};
use openrvu_core::{Factor, Modifier, Policy};
use serde::Serialize;

use super::CreditTerms;

/// A modifier, seen from its three sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModifierSides {
    /// The two characters.
    pub modifier: Modifier,
    /// Its name.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// What Medicare does on the day asked for.
    pub medicare: String,
    /// What the contract credits, in words.
    pub credit: String,
    /// The rule that credits it; none where it changes nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<CreditRule>,
    /// Whether the rule is the contract's own and not its preset's.
    pub own: bool,
}

/// Every modifier that the policy data know or the contract has a rule for, in the order of their characters.
#[must_use]
pub fn modifiers(
    policy: &Policy,
    credit: &CreditPolicy,
    own: Option<&CreditTerms>,
    date: Date,
) -> Vec<ModifierSides> {
    let is_own = |modifier| own.is_some_and(|terms| terms.modifiers.contains_key(&modifier));
    let mut sides: Vec<_> = policy
        .modifiers
        .all()
        .map(|known| ModifierSides {
            modifier: known.code,
            name: known.name.clone(),
            meaning: known.meaning.clone(),
            medicare: medicare(policy, known.effect, date),
            credit: credit_of(credit, known.code, Some(known.effect)),
            rule: credit.modifiers.get(&known.code).copied(),
            own: is_own(known.code),
        })
        .collect();
    let unknown = credit.modifiers.iter().filter(|(modifier, _)| policy.modifiers.get(**modifier).is_none());
    sides.extend(unknown.map(|(modifier, rule)| ModifierSides {
        modifier: *modifier,
        name: "Own modifier".to_owned(),
        meaning: "Not one of the modifiers known here; the contract gives it a meaning.".to_owned(),
        medicare: "Unknown here.".to_owned(),
        credit: credit_of(credit, *modifier, None),
        rule: Some(*rule),
        own: is_own(*modifier),
    }));
    sides.sort_by_key(|sides| sides.modifier);
    sides
}

/// A factor as a number of percent: `62.5 percent`.
pub(super) fn percent(factor: Factor) -> String {
    factor.as_percent().replace("%", " percent")
}

/// What a rule credits, in words.
#[must_use]
pub fn rule_in_words(rule: CreditRule) -> String {
    match rule {
        CreditRule::Factor(factor) if factor.is_one() => "the work RVU in full".to_owned(),
        CreditRule::Factor(factor) if factor.is_zero() => "nothing".to_owned(),
        CreditRule::Factor(factor) => format!("{} of the work RVU", percent(factor)),
        CreditRule::Bilateral => {
            "both sides by the bilateral indicator: 150 percent where it is 1, 200 percent where it is 3, otherwise once"
                .to_owned()
        }
        CreditRule::PreAndIntra => {
            "the preoperative and intraoperative shares of the work RVU of a 10-day or 90-day procedure".to_owned()
        }
        CreditRule::Intra => "the intraoperative share of the work RVU of a 10-day or 90-day procedure".to_owned(),
        CreditRule::Post => "the postoperative share of the work RVU of a 10-day or 90-day procedure".to_owned(),
        CreditRule::Pre => "the preoperative share of the work RVU of a 10-day or 90-day procedure".to_owned(),
        CreditRule::OwnRowOr(factor) => format!(
            "the work RVU of the row that the release has for the discontinued procedure, or {} of the whole where there is none",
            percent(factor)
        ),
        CreditRule::ByReport => {
            "decided by the parties from the report, case by case; until then the line is not credited".to_owned()
        }
    }
}

fn credit_of(credit: &CreditPolicy, modifier: Modifier, effect: Option<ModifierEffect>) -> String {
    match (credit.modifiers.get(&modifier), effect) {
        (Some(rule), _) => capitalized(&rule_in_words(*rule)),
        (None, Some(ModifierEffect::Professional)) => {
            "The work RVU of the professional component's row.".trim_end_matches('.').to_owned()
        }
        (None, Some(ModifierEffect::Technical)) => "The work RVU of the technical component's row".to_owned(),
        (None, Some(ModifierEffect::Left | ModifierEffect::Right)) => {
            "In full; with the other side of the same code, as both sides by the rule for 50".to_owned()
        }
        (
            None,
            Some(
                ModifierEffect::AnesthesiaPersonal
                | ModifierEffect::AnesthesiaDirected
                | ModifierEffect::AnesthesiaSupervised,
            ),
        ) => "No work RVU: anesthesia is counted in anesthesia units".to_owned(),
        _ => "In full: it changes nothing".to_owned(),
    }
}

/// With its first letter in upper case.
pub(super) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// What Medicare does with a modifier on a day.
fn medicare(policy: &Policy, effect: ModifierEffect, date: Date) -> String {
    let rate = |name| percent(policy.rates.on(name, date));
    let in_force = |name| policy.rates.in_force(name, date).map(percent);
    match effect {
        ModifierEffect::Informational => "Changes no amount.".to_owned(),
        ModifierEffect::Professional => "Pays the row of the professional component.".to_owned(),
        ModifierEffect::Technical => {
            "Pays the row of the technical component; for a facility's patient nothing to the clinician.".to_owned()
        }
        ModifierEffect::Discontinued => {
            "Pays the row of the discontinued procedure where there is one; otherwise the contractor decides from the report."
                .to_owned()
        }
        ModifierEffect::Bilateral => format!(
            "By the bilateral indicator: {} for 1, each side in full for 3, one side for 0 and 2.",
            rate(RateName::Bilateral)
        ),
        ModifierEffect::Left | ModifierEffect::Right => {
            "One side; with the other side on the claim, as both sides by the bilateral indicator.".to_owned()
        }
        ModifierEffect::Increased => {
            "Pays as without it, unless the contractor grants more from the report.".to_owned()
        }
        ModifierEffect::ByReport => "No fixed share: the contractor decides from the report.".to_owned(),
        ModifierEffect::SurgicalCare => "Pays the preoperative and intraoperative shares.".to_owned(),
        ModifierEffect::PostoperativeCare => "Pays the postoperative share.".to_owned(),
        ModifierEffect::PreoperativeCare => "Does not recognize it: that share is paid with 54.".to_owned(),
        ModifierEffect::ReturnToOperatingRoom => "Pays the intraoperative share.".to_owned(),
        ModifierEffect::CoSurgeon => {
            format!("Pays each surgeon {}, where the co-surgeons indicator allows.", rate(RateName::CoSurgeon))
        }
        ModifierEffect::Team => "No fixed share: decided from the report, where the team indicator allows.".to_owned(),
        ModifierEffect::Assistant => {
            format!("Pays {}, where the assistant indicator allows.", rate(RateName::AssistantAtSurgery))
        }
        ModifierEffect::NonPhysicianAssistant => format!(
            "Pays {}, where the assistant indicator allows.",
            rate(RateName::NonPhysicianAssistantAtSurgery)
        ),
        ModifierEffect::AnesthesiaPersonal => "Pays the whole anesthesia amount.".to_owned(),
        ModifierEffect::AnesthesiaDirected => {
            format!("Pays {} of the anesthesia amount.", rate(RateName::MedicallyDirectedAnesthesia))
        }
        ModifierEffect::AnesthesiaSupervised => "Pays the base units of supervision.".to_owned(),
        ModifierEffect::FilmXRay => technical_part(in_force(RateName::FilmXRay)),
        ModifierEffect::ComputedRadiography => technical_part(in_force(RateName::ComputedRadiography)),
        ModifierEffect::NonCompliantCt => technical_part(in_force(RateName::NonCompliantCt)),
        ModifierEffect::TherapyAssistant => match in_force(RateName::TherapyAssistant) {
            Some(rate) => format!("Pays {rate}."),
            None => "Changes no amount on that day.".to_owned(),
        },
        ModifierEffect::CostSharingWaived => match in_force(RateName::CostSharingWaived) {
            Some(_) => "Pays the patient's share too.".to_owned(),
            None => "Changes no amount on that day.".to_owned(),
        },
        ModifierEffect::ScreeningTurnedDiagnostic => match in_force(RateName::ScreeningTurnedDiagnostic) {
            Some(rate) => format!("The patient's share is {rate}."),
            None => "Changes no amount on that day.".to_owned(),
        },
        ModifierEffect::Denied => "Denies the line.".to_owned(),
        ModifierEffect::Drug => "Changes no amount; it belongs on drugs.".to_owned(),
        ModifierEffect::FacilityOnly => "Changes no amount; it belongs on a facility's claim.".to_owned(),
        ModifierEffect::Measure => "Changes no amount; it belongs on quality measures.".to_owned(),
    }
}

fn technical_part(rate: Option<String>) -> String {
    match rate {
        Some(rate) => format!("Pays {rate} of the technical part."),
        None => "Changes no amount on that day.".to_owned(),
    }
}
