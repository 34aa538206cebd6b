//! One row of PPRRVU: the figures and indicators of a code, or of one component of a code.

use serde::Serialize;

use crate::indicator::{
    AssistantAtSurgery, Bilateral, CoSurgeons, GlobalPeriod, ImagingFamily, MultipleProcedure, PcTc,
    PricingIndicator, Status, Supervision, TeamSurgeons,
};
use crate::{Code, Factor, RowModifier, Rvu};

/// Where a service is given, as far as practice expense is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// The clinician bears the practice's costs: an office, a home.
    NonFacility,
    /// A hospital, a surgery centre or the like bears them and is paid apart.
    Facility,
}

impl Setting {
    /// Both settings, non-facility first, as CMS lists them.
    pub const BOTH: [Self; 2] = [Self::NonFacility, Self::Facility];

    /// In words, `non-facility`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NonFacility => "non-facility",
            Self::Facility => "facility",
        }
    }
}

/// A row of PPRRVU without its description, which belongs to the AMA or ADA.
///
/// The conversion factor is the release's (one per file); the totals are the sums of the three components,
/// which the importer has checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct FeeRow {
    /// `HCPCS`.
    pub code: Code,
    /// `MOD`.
    pub modifier: RowModifier,
    /// `STATUS CODE`.
    pub status: Status,
    /// `NOT USED FOR MEDICARE PAYMENT` is `+`: RVUs are shown, but Medicare does not pay on them.
    /// It does not mean an add-on code.
    pub not_used_for_payment: bool,
    /// `WORK RVU`.
    pub work: Rvu,
    /// `NON-FAC PE RVU`.
    pub non_facility_pe: Rvu,
    /// `NON-FAC NA INDICATOR` is `NA`: rarely or never done there. The practice expense still stands.
    pub non_facility_na: bool,
    /// `FACILITY PE RVU`.
    pub facility_pe: Rvu,
    /// `FACILITY NA INDICATOR` is `NA`.
    pub facility_na: bool,
    /// `MP RVU`.
    pub malpractice: Rvu,
    /// `PCTC IND`.
    pub pc_tc: PcTc,
    /// `GLOB DAYS`.
    pub global: GlobalPeriod,
    /// `PRE OP`, in hundredths of the whole.
    pub preoperative: u8,
    /// `INTRA OP`, in hundredths of the whole.
    pub intraoperative: u8,
    /// `POST OP`, in hundredths of the whole.
    pub postoperative: u8,
    /// `MULT PROC`.
    pub multiple_procedure: MultipleProcedure,
    /// `BILAT SURG`.
    pub bilateral: Bilateral,
    /// `ASST SURG`.
    pub assistant: AssistantAtSurgery,
    /// `CO-SURG`.
    pub co_surgeons: CoSurgeons,
    /// `TEAM SURG`.
    pub team_surgeons: TeamSurgeons,
    /// `PRIC IND`, since 2026.
    pub pricing: PricingIndicator,
    /// `ENDO BASE`: the base code of the endoscopic family.
    pub endoscopic_base: Option<Code>,
    /// `PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES`.
    pub supervision: Supervision,
    /// `CALCULATION FLAG`: zero since July 2014.
    pub calculation_flag: u8,
    /// `DIAGNOSTIC IMAGING FAMILY INDICATOR`.
    pub imaging_family: ImagingFamily,
    /// `NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT`: not zero where the imaging cap applies.
    pub opps_non_facility_pe: Rvu,
    /// `FACILITY PE USED FOR OPPS PAYMENT AMOUNT`.
    pub opps_facility_pe: Rvu,
    /// `MP USED FOR OPPS PAYMENT AMOUNT`.
    pub opps_malpractice: Rvu,
}

impl FeeRow {
    /// Practice expense RVU for a setting.
    #[must_use]
    pub const fn practice_expense(&self, setting: Setting) -> Rvu {
        match setting {
            Setting::NonFacility => self.non_facility_pe,
            Setting::Facility => self.facility_pe,
        }
    }

    /// Practice expense RVU of the imaging cap for a setting; zero where there is no cap.
    #[must_use]
    pub const fn opps_practice_expense(&self, setting: Setting) -> Rvu {
        match setting {
            Setting::NonFacility => self.opps_non_facility_pe,
            Setting::Facility => self.opps_facility_pe,
        }
    }

    /// Whether CMS marks the setting NA: rarely or never done there.
    #[must_use]
    pub const fn is_na(&self, setting: Setting) -> bool {
        match setting {
            Setting::NonFacility => self.non_facility_na,
            Setting::Facility => self.facility_na,
        }
    }

    /// Work, practice expense and malpractice together (`NON-FACILITY TOTAL`, `FACILITY TOTAL`).
    #[must_use]
    pub fn total(&self, setting: Setting) -> Rvu {
        self.work + self.practice_expense(setting) + self.malpractice
    }

    /// Whether any component is above zero in any setting.
    #[must_use]
    pub fn has_rvus(&self) -> bool {
        !(self.total(Setting::NonFacility).is_zero() && self.total(Setting::Facility).is_zero())
    }

    /// Whether Medicare pays an amount computed from the row's RVUs: status A or T, or R with RVUs.
    #[must_use]
    pub fn is_payable(&self) -> bool {
        match self.status {
            Status::Active | Status::Injection => true,
            Status::Restricted => self.has_rvus(),
            _ => false,
        }
    }

    /// Whether the row is a test as a whole, with a technical part that in a facility is the facility's: then no
    /// clinician is paid the amount of the row.
    #[must_use]
    pub fn is_whole_test(&self) -> bool {
        self.modifier == RowModifier::Global && matches!(self.pc_tc, PcTc::Diagnostic | PcTc::GlobalOnly)
    }

    /// Whether the row holds a technical part: a test as a whole, or its technical component.
    #[must_use]
    pub fn has_technical_part(&self) -> bool {
        let divides = matches!(self.pc_tc, PcTc::Diagnostic | PcTc::TechnicalOnly | PcTc::GlobalOnly);
        divides && self.modifier != RowModifier::Professional
    }

    /// Whether the code is an add-on by its global period, `ZZZ`.
    #[must_use]
    pub fn is_add_on(&self) -> bool {
        self.global == GlobalPeriod::AddOn
    }

    /// Preoperative share as a factor.
    #[must_use]
    pub fn preoperative_share(&self) -> Factor {
        Factor::percent(u32::from(self.preoperative))
    }

    /// Intraoperative share as a factor.
    #[must_use]
    pub fn intraoperative_share(&self) -> Factor {
        Factor::percent(u32::from(self.intraoperative))
    }

    /// Postoperative share as a factor.
    #[must_use]
    pub fn postoperative_share(&self) -> Factor {
        Factor::percent(u32::from(self.postoperative))
    }
}
