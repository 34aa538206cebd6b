//! A line's modifiers, read together: what they do, and which exclude each other.

use crate::indicator::{AssistantAtSurgery, Bilateral, CoSurgeons, GlobalPeriod, Status, TeamSurgeons};
use crate::policy::{ModifierEffect, Policy, RateName};
use crate::{FeeRow, Modifier, RowModifier};

use super::line::Line;
use super::outcome::{Payment, Reason};

/// Which share of a global package is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GlobalShare {
    /// 54: the operation and the care before it.
    SurgicalCare,
    /// 55: the care after it.
    PostoperativeCare,
    /// 56: the care before it, which Medicare pays with 54.
    PreoperativeCare,
    /// 78: the operation alone.
    ReturnToOperatingRoom,
}

/// Who assists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Assistance {
    Physician,
    NonPhysician,
}

/// How an anesthesia service was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AnesthesiaRole {
    Personal,
    Directed,
    Supervised,
}

/// What a line's modifiers do, each with the modifier that says so.
#[derive(Debug, Clone, Default)]
pub(super) struct Effects {
    pub(super) row: Option<(RowModifier, Modifier)>,
    pub(super) discontinued: Option<Modifier>,
    pub(super) bilateral: bool,
    pub(super) left: bool,
    pub(super) right: bool,
    pub(super) global: Option<(GlobalShare, Modifier)>,
    pub(super) co_surgeon: bool,
    pub(super) team: Option<Modifier>,
    pub(super) assistant: Option<(Assistance, Modifier)>,
    pub(super) by_report: Option<Modifier>,
    pub(super) denied: Option<Modifier>,
    pub(super) anesthesia: Option<(AnesthesiaRole, Modifier)>,
    pub(super) equipment: Option<(ModifierEffect, Modifier)>,
    pub(super) therapy_assistant: Option<Modifier>,
    pub(super) increased: bool,
    /// The rates of the patient's share in place of coinsurance: the first that is in force on the day.
    pub(super) patient_share: Vec<(RateName, Modifier)>,
    pub(super) unknown: Vec<Modifier>,
    /// For drugs, facilities or quality measures.
    pub(super) of_others: Vec<(ModifierEffect, Modifier)>,
}

impl Effects {
    /// Reads the modifiers of a line.
    pub(super) fn of(line: &Line, policy: &Policy) -> Result<Self, Reason> {
        let mut effects = Self::default();
        for &modifier in &line.modifiers {
            let Some(rule) = policy.modifiers.get(modifier) else {
                effects.unknown.push(modifier);
                continue;
            };
            match rule.effect {
                ModifierEffect::Informational => {}
                ModifierEffect::Professional => effects.set_row(RowModifier::Professional, modifier)?,
                ModifierEffect::Technical => effects.set_row(RowModifier::Technical, modifier)?,
                ModifierEffect::Discontinued => effects.discontinued = Some(modifier),
                ModifierEffect::Bilateral => effects.bilateral = true,
                ModifierEffect::Left => effects.left = true,
                ModifierEffect::Right => effects.right = true,
                ModifierEffect::Increased => effects.increased = true,
                ModifierEffect::ByReport => effects.by_report = Some(modifier),
                ModifierEffect::SurgicalCare => effects.set_global(GlobalShare::SurgicalCare, modifier)?,
                ModifierEffect::PostoperativeCare => {
                    effects.set_global(GlobalShare::PostoperativeCare, modifier)?
                }
                ModifierEffect::PreoperativeCare => {
                    effects.set_global(GlobalShare::PreoperativeCare, modifier)?
                }
                ModifierEffect::ReturnToOperatingRoom => {
                    effects.set_global(GlobalShare::ReturnToOperatingRoom, modifier)?;
                }
                ModifierEffect::CoSurgeon => effects.co_surgeon = true,
                ModifierEffect::Team => effects.team = Some(modifier),
                ModifierEffect::Assistant => effects.set_assistant(Assistance::Physician, modifier)?,
                ModifierEffect::NonPhysicianAssistant => {
                    effects.set_assistant(Assistance::NonPhysician, modifier)?
                }
                ModifierEffect::AnesthesiaPersonal => {
                    effects.set_anesthesia(AnesthesiaRole::Personal, modifier)?
                }
                ModifierEffect::AnesthesiaDirected => {
                    effects.set_anesthesia(AnesthesiaRole::Directed, modifier)?
                }
                ModifierEffect::AnesthesiaSupervised => {
                    effects.set_anesthesia(AnesthesiaRole::Supervised, modifier)?
                }
                ModifierEffect::FilmXRay
                | ModifierEffect::ComputedRadiography
                | ModifierEffect::NonCompliantCt => effects.set_equipment(rule.effect, modifier)?,
                ModifierEffect::TherapyAssistant => effects.therapy_assistant = Some(modifier),
                ModifierEffect::CostSharingWaived => {
                    effects.patient_share.insert(0, (RateName::CostSharingWaived, modifier));
                }
                ModifierEffect::ScreeningTurnedDiagnostic => {
                    effects.patient_share.push((RateName::ScreeningTurnedDiagnostic, modifier));
                }
                ModifierEffect::Denied => effects.denied = Some(modifier),
                ModifierEffect::Drug | ModifierEffect::FacilityOnly | ModifierEffect::Measure => {
                    effects.of_others.push((rule.effect, modifier));
                }
            }
        }
        effects.exclude_each_other()?;
        Ok(effects)
    }

    /// Whether left and right stand together on the line.
    pub(super) fn is_left_and_right(&self) -> bool {
        self.left && self.right
    }

    /// How much the factors after ranking take off, as a grade: nothing, a little, a half or more.
    pub(super) fn taken_after_ranking(&self) -> u8 {
        match self.assistant {
            Some((Assistance::NonPhysician, _)) => 4,
            Some((Assistance::Physician, _)) => 3,
            None if self.co_surgeon => 2,
            None => u8::from(self.therapy_assistant.is_some() || self.equipment.is_some()),
        }
    }

    fn set_row(&mut self, row: RowModifier, modifier: Modifier) -> Result<(), Reason> {
        match self.row.replace((row, modifier)) {
            Some((_, other)) => Err(exclude(other, modifier)),
            None => Ok(()),
        }
    }

    fn set_global(&mut self, share: GlobalShare, modifier: Modifier) -> Result<(), Reason> {
        match self.global.replace((share, modifier)) {
            Some((_, other)) => Err(exclude(other, modifier)),
            None => Ok(()),
        }
    }

    fn set_assistant(&mut self, assistance: Assistance, modifier: Modifier) -> Result<(), Reason> {
        match self.assistant.replace((assistance, modifier)) {
            Some((_, other)) => Err(exclude(other, modifier)),
            None => Ok(()),
        }
    }

    fn set_anesthesia(&mut self, role: AnesthesiaRole, modifier: Modifier) -> Result<(), Reason> {
        match self.anesthesia.replace((role, modifier)) {
            Some((_, other)) => Err(exclude(other, modifier)),
            None => Ok(()),
        }
    }

    fn set_equipment(&mut self, effect: ModifierEffect, modifier: Modifier) -> Result<(), Reason> {
        match self.equipment.replace((effect, modifier)) {
            Some((_, other)) => Err(exclude(other, modifier)),
            None => Ok(()),
        }
    }

    fn exclude_each_other(&self) -> Result<(), Reason> {
        if let Some((_, assistant)) = self.assistant {
            if self.co_surgeon {
                return Err(exclude(assistant, Modifier::known(b"62")));
            }
            if let Some(team) = self.team {
                return Err(exclude(assistant, team));
            }
        }
        if let (true, Some(team)) = (self.co_surgeon, self.team) {
            return Err(exclude(Modifier::known(b"62"), team));
        }
        if self.bilateral && (self.left || self.right) {
            let side = Modifier::known(if self.left { b"LT" } else { b"RT" });
            return Err(exclude(Modifier::known(b"50"), side));
        }
        Ok(())
    }

    /// What the row's indicators say to the modifiers: a refusal, or warnings.
    pub(super) fn check(&self, row: &FeeRow, warnings: &mut Vec<String>) -> Result<(), Payment> {
        self.check_sides(row, warnings)?;
        if let Some((share, modifier)) = self.global {
            self.check_global(share, modifier, row)?;
        }
        if let Some(modifier) = self.therapy_assistant
            && let Some(why) = no_therapy(row)
        {
            return Err(incompatible(modifier.as_str(), &why));
        }
        if self.co_surgeon {
            match row.co_surgeons {
                CoSurgeons::NotPermitted => {
                    return Err(denied("CO-SURG 0: co-surgeons are not paid for this code."));
                }
                CoSurgeons::NotApplicable => {
                    return Err(incompatible("62", "CO-SURG 9: the concept does not apply"));
                }
                CoSurgeons::WithDocumentation => warnings.push(
                    "CO-SURG 1: paid only with documents that show why two surgeons were needed.".to_owned(),
                ),
                CoSurgeons::Permitted => {}
            }
        }
        if let Some(team) = self.team {
            match row.team_surgeons {
                TeamSurgeons::NotPermitted => {
                    return Err(denied("TEAM SURG 0: a surgical team is not paid for this code."));
                }
                TeamSurgeons::NotApplicable => {
                    return Err(incompatible("66", "TEAM SURG 9: the concept does not apply"));
                }
                TeamSurgeons::WithDocumentation | TeamSurgeons::Permitted => {
                    return Err(Payment::Unpriced(Reason::ByReport(team)));
                }
            }
        }
        if let Some((_, modifier)) = self.assistant {
            match row.assistant {
                AssistantAtSurgery::StatutoryRestriction => {
                    return Err(denied("ASST SURG 1: by statute an assistant is never paid for this code."));
                }
                AssistantAtSurgery::NotApplicable => {
                    return Err(incompatible(modifier.as_str(), "ASST SURG 9: the concept does not apply"));
                }
                AssistantAtSurgery::RestrictedUnlessDocumented => warnings.push(
                    "ASST SURG 0: paid only with documents that show an assistant was medically necessary."
                        .to_owned(),
                ),
                AssistantAtSurgery::Payable => {}
            }
        }
        Ok(())
    }

    fn check_sides(&self, row: &FeeRow, warnings: &mut Vec<String>) -> Result<(), Payment> {
        let what = match (self.bilateral, self.is_left_and_right()) {
            (true, _) => "Modifier 50 does",
            (false, true) => "LT and RT on one line do",
            (false, false) => return Ok(()),
        };
        match row.bilateral {
            Bilateral::NotApplicable if self.bilateral => {
                return Err(incompatible("50", "BILAT SURG 9: the concept of two sides does not apply"));
            }
            Bilateral::NoAdjustment => warnings
                .push(format!("{what} not raise the amount: BILAT SURG 0, two sides are paid as one.")),
            Bilateral::AlreadyBilateral => warnings.push(format!(
                "{what} not raise the amount: BILAT SURG 2, the code is already for both sides."
            )),
            Bilateral::Applies | Bilateral::EachSide | Bilateral::NotApplicable => {}
        }
        Ok(())
    }

    fn check_global(&self, share: GlobalShare, modifier: Modifier, row: &FeeRow) -> Result<(), Payment> {
        let has_shares = matches!(row.global, GlobalPeriod::Days010 | GlobalPeriod::Days090);
        match share {
            GlobalShare::PreoperativeCare => Err(denied(
                "Medicare does not recognise modifier 56: it pays the preoperative share with 54.",
            )),
            GlobalShare::ReturnToOperatingRoom if row.global == GlobalPeriod::Days000 => Ok(()),
            _ if has_shares => Ok(()),
            _ => Err(incompatible(
                modifier.as_str(),
                &format!("GLOB DAYS {}: the payment has no shares to divide", row.global),
            )),
        }
    }
}

/// Why a row cannot be therapy, where it cannot.
fn no_therapy(row: &FeeRow) -> Option<String> {
    if row.status == Status::Anesthesia {
        return Some(format!("status {}: anesthesia is not therapy", row.status));
    }
    matches!(row.global, GlobalPeriod::Days010 | GlobalPeriod::Days090 | GlobalPeriod::Maternity)
        .then(|| format!("GLOB DAYS {}: surgery is not therapy", row.global))
}

fn exclude(one: Modifier, other: Modifier) -> Reason {
    Reason::Incompatible(format!("Modifiers {one} and {other} exclude each other on one line."))
}

fn incompatible(modifier: &str, why: &str) -> Payment {
    Payment::Unpriced(Reason::Incompatible(format!("Modifier {modifier} does not fit the code: {why}.")))
}

fn denied(words: &'static str) -> Payment {
    Payment::NotPaid(Reason::DeniedByIndicator(words))
}
