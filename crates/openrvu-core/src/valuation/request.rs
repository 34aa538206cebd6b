//! What a valuation is asked for: day, place, clinician, policy.

use jiff::civil::Date;
use serde::Serialize;

use crate::policy::{CreditPolicy, PlaceOfServiceCode, RateName};
use crate::schedule::Reading;
use crate::{LocalityId, ReleaseId, Setting};

/// Where the service was given, as far as prices are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// The nation, unadjusted: all indices one. Payable nowhere.
    National,
    /// A payment locality.
    Locality(LocalityId),
}

/// What decides the practice expense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Site {
    /// A setting given as such.
    Setting(Setting),
    /// A place of service, whose setting the policy data tell.
    Place(PlaceOfServiceCode),
}

/// Who gave the service, as far as Medicare pays them differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Practitioner {
    #[default]
    Physician,
    NursePractitioner,
    PhysicianAssistant,
    ClinicalNurseSpecialist,
    NurseMidwife,
    ClinicalPsychologist,
    ClinicalSocialWorker,
    MarriageFamilyTherapist,
    MentalHealthCounselor,
    Dietitian,
}

impl Practitioner {
    /// Every kind, the physician first.
    pub const ALL: [Self; 10] = [
        Self::Physician,
        Self::NursePractitioner,
        Self::PhysicianAssistant,
        Self::ClinicalNurseSpecialist,
        Self::NurseMidwife,
        Self::ClinicalPsychologist,
        Self::ClinicalSocialWorker,
        Self::MarriageFamilyTherapist,
        Self::MentalHealthCounselor,
        Self::Dietitian,
    ];

    /// The name used on the command line and in addresses.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Physician => "physician",
            Self::NursePractitioner => "nurse-practitioner",
            Self::PhysicianAssistant => "physician-assistant",
            Self::ClinicalNurseSpecialist => "clinical-nurse-specialist",
            Self::NurseMidwife => "nurse-midwife",
            Self::ClinicalPsychologist => "clinical-psychologist",
            Self::ClinicalSocialWorker => "clinical-social-worker",
            Self::MarriageFamilyTherapist => "marriage-family-therapist",
            Self::MentalHealthCounselor => "mental-health-counselor",
            Self::Dietitian => "dietitian",
        }
    }

    /// The name in words: `nurse practitioner`.
    #[must_use]
    pub fn name(self) -> String {
        self.slug().replace('-', " ")
    }

    /// The rate that applies; none for a physician.
    #[must_use]
    pub const fn rate(self) -> Option<RateName> {
        Some(match self {
            Self::Physician => return None,
            Self::NursePractitioner => RateName::NursePractitioner,
            Self::PhysicianAssistant => RateName::PhysicianAssistant,
            Self::ClinicalNurseSpecialist => RateName::ClinicalNurseSpecialist,
            Self::NurseMidwife => RateName::NurseMidwife,
            Self::ClinicalPsychologist => RateName::ClinicalPsychologist,
            Self::ClinicalSocialWorker => RateName::ClinicalSocialWorker,
            Self::MarriageFamilyTherapist => RateName::MarriageFamilyTherapist,
            Self::MentalHealthCounselor => RateName::MentalHealthCounselor,
            Self::Dietitian => RateName::Dietitian,
        })
    }
}

/// What to value lines by.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// Date of service.
    pub date: Date,
    /// Locality, or the nation.
    pub area: Area,
    /// Setting or place of service.
    pub site: Site,
    /// Whether the clinician is a qualifying participant (2026 on).
    pub qualifying: bool,
    /// Who gave the service.
    pub practitioner: Practitioner,
    /// Whether the clinician takes assignment for all services.
    pub participating: bool,
    /// Which of the figures for the day.
    pub reading: Reading,
    /// A release to price by whatever the day.
    pub release: Option<ReleaseId>,
    /// How work RVUs are credited.
    pub credit_policy: &'a CreditPolicy,
    /// The release whose work RVUs are credited, where it is not that of the day.
    pub value_release: Option<ReleaseId>,
    /// For medical supervision of anesthesia (AD): present at induction.
    pub present_at_induction: bool,
    /// Whether to keep the steps.
    pub explain: bool,
}

impl<'a> Request<'a> {
    /// A participating physician's request for national amounts outside a facility, with steps.
    #[must_use]
    pub fn new(date: Date, credit_policy: &'a CreditPolicy) -> Self {
        Self {
            date,
            area: Area::National,
            site: Site::Setting(Setting::NonFacility),
            qualifying: false,
            practitioner: Practitioner::Physician,
            participating: true,
            reading: Reading::AsCorrected,
            release: None,
            credit_policy,
            value_release: None,
            present_at_induction: false,
            explain: true,
        }
    }
}
