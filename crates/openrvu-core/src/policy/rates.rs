//! `rates.toml`: percentages by date of service.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::timeline::{Checked, Dated, Timeline, optional_date, spanned_date};
use super::{PolicyError, PolicyFile};
use crate::Factor;

/// What a percentage is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it; rates.toml gives value and source")]
pub enum RateName {
    Bilateral,
    MultipleProcedure,
    ImagingTechnical,
    ImagingProfessional,
    TherapyPracticeExpense,
    CardiovascularTechnical,
    OphthalmologyTechnical,
    CoSurgeon,
    AssistantAtSurgery,
    NonPhysicianAssistantAtSurgery,
    NursePractitioner,
    PhysicianAssistant,
    ClinicalNurseSpecialist,
    NurseMidwife,
    ClinicalPsychologist,
    ClinicalSocialWorker,
    MarriageFamilyTherapist,
    MentalHealthCounselor,
    Dietitian,
    TherapyAssistant,
    FilmXRay,
    ComputedRadiography,
    NonCompliantCt,
    NonParticipating,
    LimitingCharge,
    Coinsurance,
    CostSharingWaived,
    ScreeningTurnedDiagnostic,
    Sequestration,
    MedicallyDirectedAnesthesia,
}

impl RateName {
    /// Every name: the file must have a timeline for each.
    pub const ALL: [Self; 30] = [
        Self::Bilateral,
        Self::MultipleProcedure,
        Self::ImagingTechnical,
        Self::ImagingProfessional,
        Self::TherapyPracticeExpense,
        Self::CardiovascularTechnical,
        Self::OphthalmologyTechnical,
        Self::CoSurgeon,
        Self::AssistantAtSurgery,
        Self::NonPhysicianAssistantAtSurgery,
        Self::NursePractitioner,
        Self::PhysicianAssistant,
        Self::ClinicalNurseSpecialist,
        Self::NurseMidwife,
        Self::ClinicalPsychologist,
        Self::ClinicalSocialWorker,
        Self::MarriageFamilyTherapist,
        Self::MentalHealthCounselor,
        Self::Dietitian,
        Self::TherapyAssistant,
        Self::FilmXRay,
        Self::ComputedRadiography,
        Self::NonCompliantCt,
        Self::NonParticipating,
        Self::LimitingCharge,
        Self::Coinsurance,
        Self::CostSharingWaived,
        Self::ScreeningTurnedDiagnostic,
        Self::Sequestration,
        Self::MedicallyDirectedAnesthesia,
    ];
}

/// Every percentage, by name and date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rates {
    timelines: Vec<Timeline<Factor>>,
}

impl Rates {
    /// The percentage in force on a day. One where none is: a rule that did not exist yet changes nothing.
    #[must_use]
    pub fn on(&self, name: RateName, day: Date) -> Factor {
        self.in_force(name, day).unwrap_or(Factor::ONE)
    }

    /// The percentage in force on a day; `None` where there is none.
    #[must_use]
    pub fn in_force(&self, name: RateName, day: Date) -> Option<Factor> {
        self.timeline(name)?.on(day).copied()
    }

    /// The percentages of a name over time.
    #[must_use]
    pub fn timeline(&self, name: RateName) -> Option<&Timeline<Factor>> {
        self.timelines.get(name as usize)
    }

    /// Where the percentage in force on a day is from.
    #[must_use]
    pub fn source(&self, name: RateName, day: Date) -> &str {
        self.timeline(name).and_then(|timeline| timeline.entry_on(day)).map_or("", |entry| &entry.source)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rate: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: RateName,
    #[serde(deserialize_with = "spanned_date")]
    from: Spanned<Date>,
    #[serde(default, deserialize_with = "optional_date")]
    to: Option<Date>,
    value: Factor,
    checked: Checked,
    source: String,
}

pub(super) fn load(file: PolicyFile<'_>) -> Result<Rates, PolicyError> {
    let mut by_name: BTreeMap<RateName, Vec<(usize, Dated<Factor>)>> = BTreeMap::new();
    for entry in file.parse::<File>()?.rate {
        let at = entry.from.span().start;
        let from = entry.from.into_inner();
        let dated =
            Dated { from, to: entry.to, value: entry.value, source: entry.source, checked: entry.checked };
        by_name.entry(entry.name).or_default().push((at, dated));
    }
    let mut timelines = Vec::with_capacity(RateName::ALL.len());
    for name in RateName::ALL {
        let entries =
            by_name.remove(&name).ok_or_else(|| file.error(0, format!("no rate is named {name:?}")))?;
        timelines.push(Timeline::load(file, entries)?);
    }
    Ok(Rates { timelines })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_index_their_timelines() {
        for (at, name) in RateName::ALL.into_iter().enumerate() {
            assert_eq!(at, name as usize);
        }
    }
}
