//! A survey table that the user holds: percentiles by specialty, read from a csv or a workbook of theirs.
//!
//! Nothing of a survey ships. What is read stays where the caller keeps it.

mod import;
mod mapping;
mod sheet;
mod warning;

use serde::{Deserialize, Serialize};

use crate::percentile::{Point, Standing, standing, value_at};
use crate::quantity::Survey;

pub use import::{About, SurveyProblem, import, sheets};
pub use mapping::{Field, Mapping};
pub use sheet::{Sheet, SheetRow};
pub use warning::{Compared, Warning, division, warnings};

/// How values between two tabled percentiles are found.
pub const INTERPOLATION: &str =
    "a straight line between the two tabled percentiles next to it, never beyond the outermost";

/// What the percentiles are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Work RVUs of a year.
    WorkRvus,
    /// Compensation of a year, in dollars.
    Compensation,
    /// Compensation in dollars for one work RVU.
    CompensationPerWorkRvu,
}

impl Measure {
    /// Every measure.
    pub const ALL: [Self; 3] = [Self::WorkRvus, Self::Compensation, Self::CompensationPerWorkRvu];

    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WorkRvus => "work RVUs",
            Self::Compensation => "compensation",
            Self::CompensationPerWorkRvu => "compensation per work RVU",
        }
    }
}

/// Whom a value of a table is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// A clinician brought to one full-time equivalent.
    PerFte,
    /// A clinician, whatever the hours.
    PerClinician,
    /// The table does not tell.
    NotTold,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyTable {
    /// What the user calls it.
    pub name: String,
    /// Calendar year of what was surveyed, not of publication.
    pub year: u16,
    /// What it is of.
    pub measure: Measure,
    /// Whom its values are of.
    pub basis: Basis,
    /// Its specialties, in the order of the file.
    pub rows: Vec<SurveyRow>,
}

/// A specialty of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyRow {
    /// The specialty as the table has it.
    pub specialty: String,
    /// Providers behind it, where the table tells.
    pub n: Option<u32>,
    /// At least two percentiles in ascending order, of values that do not descend.
    pub points: Vec<Point<Survey>>,
}

impl SurveyTable {
    /// A specialty as the table names it, whatever the case.
    #[must_use]
    pub fn row(&self, specialty: &str) -> Option<&SurveyRow> {
        self.rows.iter().find(|row| row.specialty.eq_ignore_ascii_case(specialty.trim()))
    }
}

impl SurveyRow {
    /// Where a value stands: see [`INTERPOLATION`]; `None` only of a row without points, which is none that was read.
    #[must_use]
    pub fn percentile_of(&self, value: Survey) -> Option<Standing<Survey>> {
        standing(&self.points, value)
    }

    /// The value at a percentile given in tenths; `None` beyond the outermost.
    #[must_use]
    pub fn value_at(&self, tenths: u16) -> Option<Survey> {
        value_at(&self.points, tenths)
    }

    /// The value tabled for a percentile.
    #[must_use]
    pub fn tabled(&self, percentile: u8) -> Option<Survey> {
        self.points.iter().find(|point| point.percentile == percentile).map(|point| point.value)
    }
}
