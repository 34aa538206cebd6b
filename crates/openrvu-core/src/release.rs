//! A release of the fee schedule: what CMS published at one time, and when it is in effect.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Code, ConversionFactor, FeeRow, Locality, LocalityId, RowModifier};

/// The place of a release in its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReleaseLetter {
    /// January.
    A,
    /// The corrected January release, when CMS makes one.
    AR,
    /// April.
    B,
    /// July.
    C,
    /// October.
    D,
}

impl ReleaseLetter {
    /// All letters, in the order of the year.
    pub const ALL: [Self; 5] = [Self::A, Self::AR, Self::B, Self::C, Self::D];

    /// `A`, `AR`, `B`, `C` or `D`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::AR => "AR",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }

    /// The month CMS names the release after.
    #[must_use]
    pub const fn month_name(self) -> &'static str {
        match self {
            Self::A => "January",
            Self::AR => "January (revised)",
            Self::B => "April",
            Self::C => "July",
            Self::D => "October",
        }
    }
}

/// The name of a release: `RVU26C` is the July release of 2026.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ReleaseId {
    /// Calendar year, 2000-2099.
    pub year: u16,
    /// Place in the year.
    pub letter: ReleaseLetter,
}

/// Text that is not a release's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a release: write RVU, two digits of the year and A, AR, B, C or D, such as RVU26C")]
pub struct ReleaseIdError {
    /// What was read.
    pub text: String,
}

impl ReleaseId {
    /// The name of the ZIP that CMS publishes the release in: `rvu26c.zip`.
    #[must_use]
    pub fn zip_name(self) -> String {
        format!("{}.zip", self.to_string().to_ascii_lowercase())
    }
}

impl fmt::Display for ReleaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("RVU{:02}{}", self.year % 100, self.letter.as_str()))
    }
}

impl FromStr for ReleaseId {
    type Err = ReleaseIdError;
    fn from_str(text: &str) -> Result<Self, ReleaseIdError> {
        let error = || ReleaseIdError { text: text.chars().take(24).collect() };
        let upper = text.trim().to_ascii_uppercase();
        let rest = upper.strip_prefix("RVU").unwrap_or(&upper);
        let (year, letter) = rest.split_at_checked(2).ok_or_else(error)?;
        if !year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(error());
        }
        let year = year.parse::<u16>().map_err(|_| error())?;
        let letter = ReleaseLetter::ALL.into_iter().find(|l| l.as_str() == letter).ok_or_else(error)?;
        Ok(Self { year: 2000 + year, letter })
    }
}

impl TryFrom<String> for ReleaseId {
    type Error = ReleaseIdError;
    fn try_from(text: String) -> Result<Self, ReleaseIdError> {
        text.parse()
    }
}

impl From<ReleaseId> for String {
    fn from(id: ReleaseId) -> Self {
        id.to_string()
    }
}

/// A file that a release was read from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceFile {
    /// Name as published, with the ZIP's name before it where it lay in one (`rvu26c.zip/GPCI2026.csv`).
    pub name: String,
    /// SHA-256 of the file's bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// A release in memory: rows, localities, conversion factors and where they came from.
///
/// Rows are in the order of (code, row modifier) and unique; localities are in the order of their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The name.
    pub id: ReleaseId,
    /// First day in effect.
    pub effective_from: Date,
    /// `RELEASED mm/dd/yyyy` of the title lines, where the file has it.
    pub released: Option<Date>,
    /// Dollars for one RVU, for a clinician who is not a qualifying participant (`CONV FACTOR`).
    pub conversion_factor: ConversionFactor,
    /// The same for a qualifying participant, where a QPP file was read (2026 on).
    pub qualifying_conversion_factor: Option<ConversionFactor>,
    /// National dollars for one anesthesia unit, where the ANES file states it.
    pub anesthesia_conversion_factor: Option<ConversionFactor>,
    /// PPRRVU.
    pub rows: Vec<FeeRow>,
    /// GPCI, with LOCCO and ANES joined to it. Empty where the release was read without a GPCI file.
    pub localities: Vec<Locality>,
    /// Every file read.
    pub sources: Vec<SourceFile>,
    /// Whether these are all the rows that CMS published, or those of chosen codes (the starter figures).
    pub complete: bool,
}

impl Release {
    /// The row of a code and row modifier.
    #[must_use]
    pub fn row(&self, code: Code, modifier: RowModifier) -> Option<&FeeRow> {
        let at = self.rows.binary_search_by_key(&(code, modifier), |row| (row.code, row.modifier)).ok()?;
        self.rows.get(at)
    }

    /// Every row of a code, the global one first.
    #[must_use]
    pub fn rows_of(&self, code: Code) -> &[FeeRow] {
        let from = self.rows.partition_point(|row| row.code < code);
        let to = from + self.rows[from..].partition_point(|row| row.code == code);
        &self.rows[from..to]
    }

    /// A locality by its id.
    #[must_use]
    pub fn locality(&self, id: LocalityId) -> Option<&Locality> {
        let at = self.localities.binary_search_by_key(&id, |locality| locality.id).ok()?;
        self.localities.get(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_and_order_by_time() {
        let names = ["RVU20A", "RVU24A", "RVU24AR", "RVU24B", "RVU25D", "RVU26C"];
        let ids: Vec<ReleaseId> = names.iter().map(|n| n.parse().unwrap()).collect();
        assert!(ids.is_sorted());
        assert_eq!(ids.iter().map(ToString::to_string).collect::<Vec<_>>(), names);
        assert_eq!("26c".parse::<ReleaseId>().unwrap().to_string(), "RVU26C");
        assert_eq!(ids[2].zip_name(), "rvu24ar.zip");
        for bad in ["", "RVU", "RVU2", "RVU26", "RVU26E", "RVUx6A", "é6A"] {
            assert!(bad.parse::<ReleaseId>().is_err(), "{bad}");
        }
    }
}
