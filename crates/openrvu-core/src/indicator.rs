//! The policy indicators of PPRRVU as types, each value with its meaning in words.
//!
//! Source of the meanings: the record layout that CMS ships with every release (`RVU26B.pdf`), in our words.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares an indicator: its variants, the text CMS prints for each, a short name and a meaning.
macro_rules! indicator {
    ($(#[$doc:meta])* $name:ident, $column:literal {
        $($variant:ident = $text:literal, $short:literal, $meaning:literal;)+
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = $meaning] $variant,)+
        }

        impl $name {
            /// The column's name in PPRRVU.
            pub const COLUMN: &'static str = $column;
            /// Every value, in the order CMS lists them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Reads the column; `None` for a value that CMS does not define.
            #[must_use]
            #[inline]
            pub fn from_column(text: &[u8]) -> Option<Self> {
                $(if text == $text.as_bytes() { return Some(Self::$variant); })+
                None
            }

            /// The column's text as CMS prints it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// A few words, fit for a badge.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $short,)+ }
            }

            /// What the value means for payment, in a sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::from_column(text.as_bytes())
                    .ok_or_else(|| serde::de::Error::custom(format!("{text:?} is not a {}", $column)))
            }
        }
    };
}

indicator! {
    /// How Medicare treats a row under the Physician Fee Schedule (`STATUS CODE`).
    Status, "STATUS CODE" {
        Active = "A", "Active", "Paid separately under the Physician Fee Schedule when covered.";
        Bundled = "B", "Bundled", "Never paid on its own: payment is inside that of the services it belongs to.";
        CarrierPriced = "C", "Carrier-priced", "Each Medicare contractor sets the amount, usually from the report; CMS publishes no RVUs for it.";
        DeletedOrDiscontinued = "D", "Deleted", "Deleted from the schedule.";
        ExcludedByRegulation = "E", "Excluded by regulation", "Left out of the Physician Fee Schedule by regulation; where it is covered, it is paid another way.";
        DeletedWithGrace = "F", "Deleted, no grace period", "Deleted from the schedule, without a grace period.";
        NotValidWithGrace = "G", "Not valid, grace period", "Not valid for Medicare, which uses another code; a grace period applied.";
        DeletedModifier = "H", "Deleted modifier", "The modifier no longer applies to this code.";
        NotValidForMedicare = "I", "Not valid for Medicare", "Medicare does not accept this code and uses another code or method for the service.";
        Anesthesia = "J", "Anesthesia", "Paid by anesthesia base and time units, not by RVUs.";
        Measurement = "M", "Measurement", "Reports a quality measure and carries no payment.";
        NonCovered = "N", "Non-covered", "Medicare does not cover the service.";
        BundledOrExcluded = "P", "Bundled or excluded", "A supply or service that is inside a physician's service, or is paid outside this schedule.";
        Restricted = "R", "Restricted coverage", "Covered in special circumstances only; without RVUs the contractor sets the amount.";
        Injection = "T", "Paid only when alone", "Paid only when the same clinician has no other payable service for the patient that day.";
        StatutoryExclusion = "X", "Statutory exclusion", "Outside what the law counts as physicians' services, so never paid under this schedule.";
    }
}

impl Status {
    /// Whether Medicare uses the row's RVUs for payment: A, R and T.
    #[must_use]
    pub const fn uses_rvus(self) -> bool {
        matches!(self, Self::Active | Self::Restricted | Self::Injection)
    }
}

indicator! {
    /// Whether a service divides into professional and technical components (`PCTC IND`).
    PcTc, "PCTC IND" {
        PhysicianService = "0", "Physician service", "A clinician's service that does not divide: neither 26 nor TC applies.";
        Diagnostic = "1", "Divides into 26 and TC", "A test with an interpretation (26) and a technical part (TC), each billable apart.";
        ProfessionalOnly = "2", "Professional component only", "Stands for the interpretation alone; 26 and TC do not apply.";
        TechnicalOnly = "3", "Technical component only", "Stands for the technical part alone, so it has no work RVU; 26 and TC do not apply.";
        GlobalOnly = "4", "Global test only", "Stands for a test with its interpretation, where other codes exist for each part.";
        IncidentTo = "5", "Incident-to", "Done by staff under a clinician; a clinician is not paid for it on hospital patients.";
        LaboratoryInterpretation = "6", "Laboratory interpretation", "A clinician's reading of a laboratory test: 26 applies, TC does not.";
        PhysicalTherapy = "7", "Therapy service", "Not paid to an independent therapist for hospital patients.";
        SmearInterpretation = "8", "Smear interpretation", "A physician's reading of an abnormal smear, paid for hospital inpatients only.";
        NotApplicable = "9", "Not applicable", "The division into components does not apply.";
    }
}

indicator! {
    /// The days after a procedure whose usual care is in its payment (`GLOB DAYS`).
    GlobalPeriod, "GLOB DAYS" {
        Days000 = "000", "0-day global", "The day of the procedure only; a visit that day is included unless separate.";
        Days010 = "010", "10-day global", "The day of the procedure and the 10 days after it.";
        Days090 = "090", "90-day global", "The day before, the day of surgery and the 90 days after it: 92 days.";
        Maternity = "MMM", "Maternity", "A maternity service with its own rules; the usual global period does not apply.";
        NotApplicable = "XXX", "No global period", "The global concept does not apply.";
        ContractorDecides = "YYY", "Contractor decides", "The Medicare contractor decides whether and how long a global period is.";
        AddOn = "ZZZ", "Add-on", "Goes with another service and lies within that service's global period.";
    }
}

indicator! {
    /// Which payment reduction applies when several procedures are done together (`MULT PROC`).
    MultipleProcedure, "MULT PROC" {
        None = "0", "No reduction", "Paid in full beside other procedures.";
        Obsolete = "1", "Reduction before 1995", "The reduction in force before 1995: 100, 50, 25, 25 and 25 percent.";
        Standard = "2", "Standard reduction", "Ranked with other procedures: the highest is paid in full, the next four at half.";
        Endoscopy = "3", "Endoscopic family", "Beside another scope of its family it is paid at its amount less that of the family's base.";
        Imaging = "4", "Imaging reduction", "The technical parts after the highest are paid at 50 percent, the professional parts at 95.";
        Therapy = "5", "Therapy reduction", "Half of the practice expense is paid for every unit after the first.";
        Cardiovascular = "6", "Cardiovascular reduction", "The technical parts after the highest are paid at 75 percent.";
        Ophthalmology = "7", "Ophthalmology reduction", "The technical parts after the highest are paid at 80 percent.";
        NotApplicable = "9", "Not applicable", "The concept does not apply.";
    }
}

indicator! {
    /// What is paid when a service is done on both sides (`BILAT SURG`).
    Bilateral, "BILAT SURG" {
        NoAdjustment = "0", "No 150% for two sides", "Both sides together are paid no more than one: the code or the anatomy does not allow two.";
        Applies = "1", "150% for two sides", "Two sides are paid at 150 percent of one.";
        AlreadyBilateral = "2", "Already for both sides", "The RVUs are for both sides, so two sides are paid as one.";
        EachSide = "3", "Each side in full", "Each side is paid in full, as for most radiology and diagnostic tests.";
        NotApplicable = "9", "Not applicable", "The concept does not apply.";
    }
}

indicator! {
    /// Whether an assistant at surgery is paid (`ASST SURG`).
    AssistantAtSurgery, "ASST SURG" {
        RestrictedUnlessDocumented = "0", "With documentation", "Paid only when documents show that an assistant was medically necessary.";
        StatutoryRestriction = "1", "Never paid", "By statute an assistant is not paid.";
        Payable = "2", "Payable", "An assistant may be paid.";
        NotApplicable = "9", "Not applicable", "The concept does not apply.";
    }
}

indicator! {
    /// Whether two surgeons may share a procedure (`CO-SURG`).
    CoSurgeons, "CO-SURG" {
        NotPermitted = "0", "Not permitted", "Co-surgeons are not paid.";
        WithDocumentation = "1", "With documentation", "Co-surgeons may be paid when documents show why two were needed.";
        Permitted = "2", "Permitted", "Co-surgeons are paid without further documents when they are of two specialties.";
        NotApplicable = "9", "Not applicable", "The concept does not apply.";
    }
}

indicator! {
    /// Whether a team of surgeons is paid (`TEAM SURG`).
    TeamSurgeons, "TEAM SURG" {
        NotPermitted = "0", "Not permitted", "Team surgeons are not paid.";
        WithDocumentation = "1", "With documentation", "A team may be paid, by report, when documents show the need.";
        Permitted = "2", "By report", "A team is paid, by report.";
        NotApplicable = "9", "Not applicable", "The concept does not apply.";
    }
}

indicator! {
    /// Whether a second conversion factor applies to qualifying clinicians (`PRIC IND`, since 2026).
    PricingIndicator, "PRIC IND" {
        Qualifying = "1", "Qualifying conversion factor", "The row is of the file for clinicians who qualify through an advanced payment model.";
        NotApplicable = "9", "Not applicable", "The concept does not apply.";
        Absent = "", "Not in this layout", "The layout before 2026 has no such column.";
    }
}

indicator! {
    /// How closely a diagnostic test must be supervised (`PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES`).
    Supervision, "PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES" {
        General = "01", "General", "Done under a physician's overall direction, who need not be present.";
        Direct = "02", "Direct", "A physician is in the office suite and at once available.";
        Personal = "03", "Personal", "A physician is in the room.";
        Psychologist = "04", "Psychologist or general", "Not needed when a qualified psychologist does it; otherwise general.";
        Audiologist = "05", "Audiologist or general", "Not needed when a qualified audiologist does it; otherwise general.";
        CertifiedTherapist = "06", "Physician or certified therapist", "Done by a physician, or by a physical therapist board-certified in electrophysiology where state law permits.";
        CertifiedTechnician = "21", "Certified technician or direct", "General with a certified technician, otherwise direct.";
        OnlineTechnician = "22", "Technician with online contact", "May be done by a technician in real-time online contact with a physician.";
        TherapistCertifiedForTest = "66", "Therapist certified for this test", "Done by a physician, or by a board-certified physical therapist who is certified for this very test.";
        TherapistSupervisingTherapist = "6A", "Certified therapist may supervise", "As 66; the certified therapist may also supervise another therapist, and alone may bill.";
        TherapistOrTechnician = "77", "Therapist or technician", "Done by a certified physical therapist, by another under direct supervision, or by a certified technician under general supervision.";
        TherapistMaySupervise = "7A", "As 77, therapist may supervise", "As 77; the certified therapist may also supervise another therapist, and alone may bill.";
        NotApplicable = "09", "Not applicable", "The concept does not apply.";
    }
}

indicator! {
    /// Whether a service counts for the imaging reduction (`DIAGNOSTIC IMAGING FAMILY INDICATOR`).
    ImagingFamily, "DIAGNOSTIC IMAGING FAMILY INDICATOR" {
        Family01 = "01", "Family 1", "Ultrasound of chest, abdomen and pelvis, before 2011.";
        Family02 = "02", "Family 2", "CT and CT angiography of chest, thorax, abdomen and pelvis, before 2011.";
        Family03 = "03", "Family 3", "CT and CT angiography of head, orbit and neck, before 2011.";
        Family04 = "04", "Family 4", "MRI and MR angiography of chest, abdomen and pelvis, before 2011.";
        Family05 = "05", "Family 5", "MRI and MR angiography of head and neck, before 2011.";
        Family06 = "06", "Family 6", "MRI and MR angiography of spine, before 2011.";
        Family07 = "07", "Family 7", "CT of spine, before 2011.";
        Family08 = "08", "Family 8", "MRI and MR angiography of the lower limbs, before 2011.";
        Family09 = "09", "Family 9", "CT and CT angiography of the lower limbs, before 2011.";
        Family10 = "10", "Family 10", "MR and MRI of the upper limbs and joints, before 2011.";
        Family11 = "11", "Family 11", "CT and CT angiography of the upper limbs, before 2011.";
        Reduced = "88", "Imaging reduction", "The imaging reduction applies to technical and professional parts.";
        NotApplicable = "99", "Not applicable", "The concept does not apply.";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_reads_back() {
        for status in Status::ALL {
            assert_eq!(Status::from_column(status.as_str().as_bytes()), Some(*status));
        }
        for value in Supervision::ALL {
            assert_eq!(Supervision::from_column(value.as_str().as_bytes()), Some(*value));
        }
        assert_eq!(AssistantAtSurgery::from_column(b"1"), Some(AssistantAtSurgery::StatutoryRestriction));
        assert_eq!(Status::from_column(b"Z"), None);
    }

    #[test]
    fn only_three_statuses_use_rvus() {
        let used: Vec<_> = Status::ALL.iter().filter(|s| s.uses_rvus()).map(|s| s.as_str()).collect();
        assert_eq!(used, ["A", "R", "T"]);
    }
}
