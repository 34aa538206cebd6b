//! `modifiers.toml`: what each modifier says and does to the Medicare amount.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::{PolicyError, PolicyFile};
use crate::Modifier;

/// What a modifier does to the Medicare amount; which machinery of the engine it sets going.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModifierEffect {
    /// Changes no amount.
    Informational,
    /// 26: the professional component's row.
    Professional,
    /// TC: the technical component's row.
    Technical,
    /// 53: the discontinued procedure's row, where there is one.
    Discontinued,
    /// 50: by the bilateral indicator.
    Bilateral,
    /// LT: one side of a possible pair.
    Left,
    /// RT: one side of a possible pair.
    Right,
    /// 22: more only by report.
    Increased,
    /// 52: by report.
    ByReport,
    /// 54: preoperative and intraoperative shares.
    SurgicalCare,
    /// 55: postoperative share.
    PostoperativeCare,
    /// 56: not recognised by Medicare.
    PreoperativeCare,
    /// 78: intraoperative share.
    ReturnToOperatingRoom,
    /// 62: by the co-surgeons indicator.
    CoSurgeon,
    /// 66: by report, by the team surgeons indicator.
    Team,
    /// 80, 81, 82: by the assistant indicator.
    Assistant,
    /// AS: by the assistant indicator.
    NonPhysicianAssistant,
    /// AA, QZ: the whole anesthesia amount.
    AnesthesiaPersonal,
    /// QK, QX, QY: half the anesthesia amount.
    AnesthesiaDirected,
    /// AD: supervision's base units.
    AnesthesiaSupervised,
    /// FX: film.
    FilmXRay,
    /// FY: computed radiography.
    ComputedRadiography,
    /// CT: equipment below the standard.
    NonCompliantCt,
    /// CQ, CO: a therapy assistant.
    TherapyAssistant,
    /// CS: Medicare pays the patient's share too, on the days of the rate.
    CostSharingWaived,
    /// PT: another coinsurance, on the days of the rate.
    ScreeningTurnedDiagnostic,
    /// GY, GZ: denied.
    Denied,
    /// JW, JZ: drugs only.
    Drug,
    /// 27, 73, 74: facilities only.
    FacilityOnly,
    /// 1P, 2P, 3P, 8P: quality measures only.
    Measure,
}

impl ModifierEffect {
    /// Whether it may change what Medicare pays or the patient owes.
    #[must_use]
    pub const fn changes_amounts(self) -> bool {
        !matches!(
            self,
            Self::Informational | Self::Increased | Self::Drug | Self::FacilityOnly | Self::Measure
        )
    }
}

/// A modifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModifierRule {
    /// The two characters.
    pub code: Modifier,
    /// Its name, in our words.
    pub name: String,
    /// What it says, in a sentence or two of our own.
    pub meaning: String,
    /// What it does to the amount.
    pub effect: ModifierEffect,
}

/// All known modifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modifiers {
    rules: BTreeMap<Modifier, ModifierRule>,
}

impl Modifiers {
    /// A modifier, if known.
    #[must_use]
    pub fn get(&self, code: Modifier) -> Option<&ModifierRule> {
        self.rules.get(&code)
    }

    /// All, in the order of their characters.
    pub fn all(&self) -> impl Iterator<Item = &ModifierRule> {
        self.rules.values()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    modifier: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: Spanned<Modifier>,
    name: String,
    meaning: String,
    effect: ModifierEffect,
}

pub(super) fn load(file: PolicyFile<'_>) -> Result<Modifiers, PolicyError> {
    let mut rules = BTreeMap::new();
    for entry in file.parse::<File>()?.modifier {
        let (at, code) = (entry.code.span().start, entry.code.into_inner());
        let rule = ModifierRule { code, name: entry.name, meaning: entry.meaning, effect: entry.effect };
        if rules.insert(code, rule).is_some() {
            return Err(file.error(at, format!("modifier {code} stands twice")));
        }
    }
    Ok(Modifiers { rules })
}
