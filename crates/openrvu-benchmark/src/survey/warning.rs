//! The usual ways to misuse a survey table, told before the figure is.

use openrvu_core::{Factor, ReleaseId};
use serde::Serialize;

use super::{Basis, Measure, SurveyRow, SurveyTable};

/// Providers below whom a percentile of a survey moves with each of them.
const FEW: u32 = 30;
/// From this year on office visits have other work RVUs than before.
const OFFICE_VISITS_REVALUED: u16 = 2021;

/// What is compared with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    /// Calendar year of the work.
    pub year: u16,
    /// The release that values it.
    pub release: ReleaseId,
    /// Full-time equivalent of whoever did it, where it is known.
    pub fte: Option<Factor>,
    /// Whether a year's work was projected from a part of it.
    pub annualized: bool,
}

/// A reason to read a comparison with care.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "warning", rename_all = "kebab-case")]
pub enum Warning {
    /// The table is per FTE, and the reader's is not known.
    FteUnknown,
    /// The table is per clinician, and the reader is not full-time.
    UnlikeFte {
        /// The reader's.
        fte: Factor,
    },
    /// The table does not say whether it is per FTE.
    BasisNotTold,
    /// A part of a year was projected.
    Annualized,
    /// The table is of another year.
    OtherYear {
        /// The table's.
        table: u16,
        /// That of the work.
        work: u16,
    },
    /// The table's work RVUs are from another fee schedule: office visits were revalued in between.
    OtherSchedule {
        /// The table's year.
        table: u16,
        /// The release that values the work.
        release: ReleaseId,
    },
    /// Few providers stand behind the row.
    Few {
        /// How many.
        n: u32,
    },
    /// The table does not say how many providers stand behind the row.
    CountNotTold,
    /// Percentiles of one table are divided by those of another: the quotient is no percentile of anything.
    Division {
        /// What is divided.
        dividend: Measure,
        /// By what.
        divisor: Measure,
    },
}

impl Warning {
    /// In a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::FteUnknown => {
                "The table is per full-time equivalent, and yours is not known: state it before you compare."
                    .to_owned()
            }
            Self::UnlikeFte { fte } => {
                format!("The table is per clinician, whatever the hours, and you work {fte} of full time.")
            }
            Self::BasisNotTold => {
                "The table does not say whether its figures are per full-time equivalent.".to_owned()
            }
            Self::Annualized => {
                "Your year is projected from a part of it; the table is of whole years.".to_owned()
            }
            Self::OtherYear { table, work } => format!("The table is of {table}, and your work of {work}."),
            Self::OtherSchedule { table, release } => format!(
                "Office visits were revalued in 2021: the table of {table} counts them otherwise than {release}."
            ),
            Self::Few { n } => format!("Only {n} providers stand behind this row."),
            Self::CountNotTold => {
                "The table does not say how many providers stand behind this row.".to_owned()
            }
            Self::Division { dividend, divisor } => format!(
                "A percentile of {} divided by one of {} is no percentile of their quotient: the two are of different \
                 people.",
                dividend.name(),
                divisor.name()
            ),
        }
    }
}

/// What has to be said beside a comparison with a row of a table.
#[must_use]
pub fn warnings(table: &SurveyTable, row: &SurveyRow, compared: &Compared) -> Vec<Warning> {
    let mut warnings = Vec::new();
    match (table.basis, compared.fte) {
        (Basis::PerFte, None) => warnings.push(Warning::FteUnknown),
        (Basis::PerClinician, Some(fte)) if !fte.is_one() => warnings.push(Warning::UnlikeFte { fte }),
        (Basis::NotTold, _) => warnings.push(Warning::BasisNotTold),
        (Basis::PerFte | Basis::PerClinician, _) => {}
    }
    if compared.annualized {
        warnings.push(Warning::Annualized);
    }
    if table.year != compared.year {
        warnings.push(Warning::OtherYear { table: table.year, work: compared.year });
    }
    let revalued = |year: u16| year >= OFFICE_VISITS_REVALUED;
    if table.measure != Measure::Compensation && revalued(table.year) != revalued(compared.release.year) {
        warnings.push(Warning::OtherSchedule { table: table.year, release: compared.release });
    }
    match row.n {
        None => warnings.push(Warning::CountNotTold),
        Some(n) if n < FEW => warnings.push(Warning::Few { n }),
        Some(_) => {}
    }
    warnings
}

/// What has to be said where percentiles of one table are divided by those of another; nothing for a table by itself.
#[must_use]
pub fn division(dividend: &SurveyTable, divisor: &SurveyTable) -> Option<Warning> {
    (dividend != divisor)
        .then_some(Warning::Division { dividend: dividend.measure, divisor: divisor.measure })
}
