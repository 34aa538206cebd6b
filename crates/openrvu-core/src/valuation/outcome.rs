//! What comes out of a valuation: for each line a Medicare amount and a work-RVU credit, never mixed, and why.

use jiff::civil::Date;
use serde::Serialize;

use super::line::Line;
use super::request::{Area, Practitioner};
use super::step::Step;
use crate::indicator::Status;
use crate::schedule::Reading;
use crate::{
    AnesthesiaUnits, Cents, Code, ConversionFactor, CreditRvu, Gpcis, Modifier, Release, ReleaseId,
    RowModifier, Setting, SourceFile,
};

/// Why a line has no amount, or an amount of zero, or no credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The code stands in no row of the release.
    NotInRelease(Code, ReleaseId),
    /// The code stands in no row that is held of the release, of which only chosen codes are held.
    CodeNotHeld(Code, ReleaseId),
    /// The code stands in no row of the release whose work RVUs are credited, another than that of the day.
    NotInValueRelease(Code, ReleaseId),
    /// The code stands in the release, but not with this component.
    NoSuchRow(Code, RowModifier, ReleaseId),
    /// The row's status.
    Status(Status, bool),
    /// Status R without RVUs.
    RestrictedWithoutRvus,
    /// Decided from the report, because of a modifier.
    ByReport(Modifier),
    /// Two modifiers, or a modifier and an indicator, that exclude each other.
    Incompatible(String),
    /// A modifier that has Medicare deny the line.
    DeniedByModifier(Modifier),
    /// Denied by an indicator, in words.
    DeniedByIndicator(&'static str),
    /// The technical part of a hospital patient's test is paid to the hospital.
    TechnicalInFacility,
    /// An incident-to service of a hospital patient.
    IncidentToInFacility,
    /// Status T beside another payable service.
    NotAlone,
    /// The day is before the first on which Medicare pays this kind of clinician.
    PractitionerNotPaid(Practitioner, Date),
    /// The second column of a procedure-to-procedure edit.
    PairDenied {
        /// The code that is paid.
        column_1: Code,
        /// Whether a modifier may set the edit aside.
        allowed: bool,
    },
    /// Anesthesia without minutes.
    MinutesMissing,
    /// Anesthesia whose base units are not held.
    BaseUnitsNotHeld(Code),
    /// No anesthesia factor for the area on that day.
    AnesthesiaFactorNotHeld,
    /// Base units of a lesser anesthesia service of the same session.
    LesserAnesthesia,
    /// The locality is not in the release.
    LocalityNotHeld(crate::LocalityId, ReleaseId),
    /// Anesthesia has no work RVU.
    NoWorkRvu,
    /// A kind of work that a policy leaves to be decided by hand.
    CreditByReport(Modifier),
}

impl Reason {
    /// That a release has no row of a code; of one that is held in part, how to load the whole.
    pub(super) fn absent(code: Code, release: &Release) -> Self {
        if release.complete {
            Self::NotInRelease(code, release.id)
        } else {
            Self::CodeNotHeld(code, release.id)
        }
    }

    /// A fixed word for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotInRelease(..) => "not-in-release",
            Self::CodeNotHeld(..) => "code-not-held",
            Self::NotInValueRelease(..) => "not-in-value-release",
            Self::NoSuchRow(..) => "no-such-row",
            Self::Status(Status::CarrierPriced, _) | Self::RestrictedWithoutRvus => "carrier-priced",
            Self::Status(Status::Bundled | Status::BundledOrExcluded, _) => "bundled",
            Self::Status(Status::ExcludedByRegulation, _) => "excluded-by-regulation",
            Self::Status(Status::NotValidForMedicare, _) => "not-valid-for-medicare",
            Self::Status(Status::Measurement, _) => "measurement",
            Self::Status(Status::NonCovered, _) => "non-covered",
            Self::Status(Status::StatutoryExclusion, _) => "statutory-exclusion",
            Self::Status(..) => "not-payable",
            Self::ByReport(_) => "by-report",
            Self::Incompatible(_) => "incompatible",
            Self::DeniedByModifier(_) | Self::DeniedByIndicator(_) => "denied",
            Self::TechnicalInFacility => "technical-in-facility",
            Self::IncidentToInFacility => "incident-to-in-facility",
            Self::NotAlone => "not-alone",
            Self::PractitionerNotPaid(..) => "practitioner-not-paid",
            Self::PairDenied { .. } => "pair-denied",
            Self::MinutesMissing => "minutes-missing",
            Self::BaseUnitsNotHeld(_) => "base-units-not-held",
            Self::AnesthesiaFactorNotHeld => "anesthesia-factor-not-held",
            Self::LesserAnesthesia => "lesser-anesthesia",
            Self::LocalityNotHeld(..) => "locality-not-held",
            Self::NoWorkRvu => "no-work-rvu",
            Self::CreditByReport(_) => "credit-by-report",
        }
    }

    /// The reason in a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::NotInRelease(code, id) => format!("{code} is not in {id}."),
            Self::CodeNotHeld(code, id) => format!(
                "{code} is not among the figures held of {id}; the complete release is loaded with: openrvu import {}",
                id.zip_name()
            ),
            Self::NotInValueRelease(code, id) => {
                format!("{code} is not in {id}, whose work RVUs are credited.")
            }
            Self::NoSuchRow(code, modifier, id) => {
                format!("{code} has no row {modifier} in {id}: it does not divide that way.")
            }
            Self::Status(status, plus) => {
                let shown = if *plus { " CMS shows RVUs for it all the same ('+')." } else { "" };
                format!("Status {status} ({}): {}{shown}", status.name(), status.meaning())
            }
            Self::RestrictedWithoutRvus => {
                "Status R without RVUs: the Medicare contractor sets the amount.".to_owned()
            }
            Self::ByReport(modifier) => format!("Modifier {modifier}: the Medicare contractor decides from the report."),
            Self::Incompatible(words) => words.clone(),
            Self::DeniedByModifier(modifier) => format!("Modifier {modifier} has Medicare deny the line."),
            Self::DeniedByIndicator(words) => (*words).to_owned(),
            Self::TechnicalInFacility => {
                "In a facility the technical part is paid to the facility, not to the clinician.".to_owned()
            }
            Self::IncidentToInFacility => {
                "PC/TC 5: not paid to a clinician for a facility's patient.".to_owned()
            }
            Self::NotAlone => {
                "Status T: paid only when no other payable service is given that day; it is bundled here.".to_owned()
            }
            Self::PractitionerNotPaid(practitioner, from) => {
                format!("Medicare pays a {} for services from {from} on.", practitioner.name())
            }
            Self::PairDenied { column_1, allowed } => {
                let unless = if *allowed { "unless an NCCI modifier shows that the services were distinct" } else { "and no modifier changes that" };
                format!("NCCI: not paid beside {column_1}, {unless}.")
            }
            Self::MinutesMissing => "Anesthesia is paid by time: add the minutes, such as 00840@90min.".to_owned(),
            Self::BaseUnitsNotHeld(code) => {
                format!("The base units of {code} are not held: import the anesthesia base units file.")
            }
            Self::AnesthesiaFactorNotHeld => {
                "No anesthesia conversion factor is held for this area and day: import the release's ANES file.".to_owned()
            }
            Self::LesserAnesthesia => {
                "Only the service with the most base units is paid when several are given in one session; its time covers all.".to_owned()
            }
            Self::LocalityNotHeld(locality, id) => format!("Locality {locality} is not in {id}."),
            Self::NoWorkRvu => {
                "Anesthesia has no work RVU; it is counted in anesthesia units, which do not mix with work RVUs.".to_owned()
            }
            Self::CreditByReport(modifier) => format!("Modifier {modifier}: the policy leaves the credit to be decided by report."),
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("Reason", 2)?;
        out.serialize_field("reason", self.code())?;
        out.serialize_field("words", &self.words())?;
        out.end()
    }
}

/// The amounts of a line that Medicare pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Amounts {
    /// The fee schedule amount after every adjustment, before the charge and participation are looked at.
    pub fee_schedule: Cents,
    /// What Medicare allows: the lesser of charge and fee, at 95 percent for a non-participating clinician.
    pub allowed: Cents,
    /// The most a non-participating clinician may charge who does not take assignment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limiting_charge: Option<Cents>,
    /// The patient's share: what is left of the deductible, then coinsurance.
    pub patient: Cents,
    /// Medicare's share before sequestration.
    pub medicare: Cents,
    /// Taken off Medicare's share by sequestration.
    pub sequestration: Cents,
    /// What Medicare pays.
    pub paid: Cents,
}

/// The Medicare side of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Payment {
    /// Priced; the amount may be zero by a rule.
    Priced(Amounts),
    /// Medicare certainly pays nothing.
    NotPaid(Reason),
    /// No amount can be computed. Not zero: unknown.
    Unpriced(Reason),
}

impl Payment {
    /// The allowed amount: zero where Medicare pays nothing, `None` where the amount is unknown.
    #[must_use]
    pub fn allowed(&self) -> Option<Cents> {
        match self {
            Self::Priced(amounts) => Some(amounts.allowed),
            Self::NotPaid(_) => Some(Cents::ZERO),
            Self::Unpriced(_) => None,
        }
    }
}

/// The work-RVU side of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Credit {
    /// Credited; may be zero by the policy.
    Credited {
        /// Work RVUs, all units together.
        work: CreditRvu,
    },
    /// No credit can be computed. Not zero: unknown.
    Uncredited(Reason),
}

impl Credit {
    /// The credit, `None` where it is unknown.
    #[must_use]
    pub const fn work(&self) -> Option<CreditRvu> {
        match self {
            Self::Credited { work } => Some(*work),
            Self::Uncredited(_) => None,
        }
    }
}

/// A line with what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineValue {
    /// The line as given.
    pub line: Line,
    /// The row that was priced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<RowModifier>,
    /// The release that the row was read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<ReleaseId>,
    /// The Medicare amount.
    pub payment: Payment,
    /// The work-RVU credit.
    pub credit: Credit,
    /// Anesthesia units, for an anesthesia line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anesthesia_units: Option<AnesthesiaUnits>,
    /// What a reader should know before trusting the figure.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// How the figures came about; empty where no steps were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// Sums over the lines, with counts of what the sums leave out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Totals {
    /// Allowed amounts of the priced lines.
    pub allowed: Cents,
    /// The patient's shares.
    pub patient: Cents,
    /// What Medicare pays.
    pub paid: Cents,
    /// Work RVUs credited.
    pub work: CreditRvu,
    /// Lines whose amount is unknown, and so not in the sums.
    pub unpriced: usize,
    /// Lines whose credit is unknown, and so not in the sum.
    pub uncredited: usize,
}

/// A claim with what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Valuation {
    /// Date of service.
    pub date: Date,
    /// The release that prices.
    pub release: ReleaseId,
    /// How the release was read.
    pub reading: Reading,
    /// The files of the release, with their hashes.
    pub sources: Vec<SourceFile>,
    /// Locality, or the nation.
    pub area: Area,
    /// The area in words: `ALABAMA`, `national, unadjusted`.
    pub area_name: String,
    /// The indices applied.
    pub gpcis: Gpcis,
    /// Setting.
    pub setting: Setting,
    /// The conversion factor applied.
    pub conversion_factor: ConversionFactor,
    /// Whether that is the qualifying participants' factor.
    pub qualifying: bool,
    /// Who gave the service.
    pub practitioner: Practitioner,
    /// Whether the clinician participates.
    pub participating: bool,
    /// Name of the credit policy.
    pub credit_policy: String,
    /// The release whose work RVUs are credited.
    pub value_release: ReleaseId,
    /// The lines, in the order given.
    pub lines: Vec<LineValue>,
    /// The sums.
    pub totals: Totals,
}
