//! A benchmark set: what one build made of a year's files, valued on one release.

mod absent;
mod area;
mod code;
mod em;
mod files;
mod method;
mod specialty;

use std::fmt;
use std::str::FromStr;

use openrvu_core::{Code, ReleaseId};
use serde::{Deserialize, Serialize};

pub use absent::{Absent, Figure};
pub use area::Area;
pub use code::{CodeUse, SpecialtyOfCode};
pub use em::{EmDistribution, EmFamily, EmFigures, EmLevel};
pub use files::{SetError, SetFile, read, write};
pub use method::{
    BiasClass, BiasCount, Biases, Excluded, Exclusion, LEAST_PROVIDERS, Method, NoBiases, RowCounts, Source,
    SourceKind,
};
pub use specialty::{Cell, CodeOfSpecialty, Coverage, Specialty, StateCell};

/// The name of a set: the year of the services and the release that values them, `2012-RVU26C`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SetId {
    /// Calendar year of the services.
    pub year: u16,
    /// The release whose work RVUs value them.
    pub release: ReleaseId,
}

/// Text that is not a set's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a benchmark set: write the year and the release, such as 2023-RVU23D")]
pub struct SetIdError {
    /// What was read, cut to a length fit for a message.
    pub text: String,
}

impl fmt::Display for SetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{}", self.year, self.release))
    }
}

impl FromStr for SetId {
    type Err = SetIdError;
    fn from_str(text: &str) -> Result<Self, SetIdError> {
        let parts = text.trim().split_once('-');
        let id = parts.and_then(|(year, release)| {
            let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
            let year = digits.then(|| year.parse().ok())??;
            Some(Self { year, release: release.parse().ok()? })
        });
        id.ok_or_else(|| SetIdError { text: text.chars().take(24).collect() })
    }
}

impl<'de> Deserialize<'de> for SetId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Serialize for SetId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Distributions of a year's services and work RVUs by specialty, with all that has to be said of them.
///
/// Medicare fee-for-service, observed, a lower bound: rows of fewer than eleven patients are absent from the files.
/// There is no FTE in them, so nothing here is per FTE.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BenchmarkSet {
    /// Year and value release.
    pub id: SetId,
    /// Whose services these are.
    pub area: Area,
    /// Whether the rows were made by the generator: then no figure is data.
    pub synthetic: bool,
    /// The definitions in force.
    pub method: Method,
    /// Every file read, in the order of their names.
    pub sources: Vec<Source>,
    /// What became of the rows.
    pub rows: RowCounts,
    /// What the amounts tell of modifiers.
    pub biases: Biases,
    /// Specialties with enough providers, in the order of their names.
    pub specialties: Vec<Specialty>,
    /// Specialties in the files with fewer than [`LEAST_PROVIDERS`] above the floor, by name.
    pub suppressed: Vec<String>,
    /// Codes that enough providers billed, in their order.
    pub codes: Vec<CodeUse>,
}

impl BenchmarkSet {
    /// A specialty by its slug.
    #[must_use]
    pub fn specialty(&self, slug: &str) -> Option<&Specialty> {
        self.specialties.iter().find(|specialty| specialty.slug == slug)
    }

    /// A specialty by the name that Medicare gives it (`Rndrng_Prvdr_Type`).
    #[must_use]
    pub fn specialty_named(&self, name: &str) -> Option<&Specialty> {
        let at = self.specialties.binary_search_by(|specialty| specialty.name.as_str().cmp(name)).ok()?;
        self.specialties.get(at)
    }

    /// Who bills a code; none where fewer than [`LEAST_PROVIDERS`] do.
    #[must_use]
    pub fn code(&self, code: Code) -> Option<&CodeUse> {
        let at = self.codes.binary_search_by_key(&code, |of_code| of_code.code).ok()?;
        self.codes.get(at)
    }

    /// What has to stand beside every figure of the set, in one line.
    #[must_use]
    pub fn label(&self) -> String {
        let synthetic = if self.synthetic { "Synthetic rows, not data. " } else { "" };
        let part = if self.method.release_complete { "" } else { " (chosen codes only)" };
        format!(
            "{synthetic}Medicare fee-for-service, observed, year {}, {}, valued on {}{part}, a lower bound",
            self.id.year, self.area.words, self.id.release
        )
    }
}

/// The end of a specialty's address: its name in lower case, other signs than letters and digits as hyphens.
#[must_use]
pub fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_named_by_year_and_release() {
        let id: SetId = "2012-RVU26C".parse().unwrap();
        assert_eq!((id.year, id.to_string().as_str()), (2012, "2012-RVU26C"));
        for bad in ["", "2012", "12-RVU26C", "2012-RVU26", "../2012-RVU26C", "+012-RVU26C"] {
            assert!(bad.parse::<SetId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_slug_is_fit_for_an_address() {
        assert_eq!(
            slug("Colorectal Surgery (formerly proctology)"),
            "colorectal-surgery-formerly-proctology"
        );
        assert_eq!(slug("Hematology/Oncology"), "hematology-oncology");
    }
}
