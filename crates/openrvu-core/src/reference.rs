//! Reference tables that stand beside the fee schedule: what CMS publishes about codes and places in files
//! of their own.
//!
//! | type | file | published |
//! |---|---|---|
//! | [`ZipLocality`] | ZIP code to carrier locality | quarterly |
//! | [`AnesthesiaBaseUnits`] | anesthesia base units | yearly |
//! | [`AddOnEdit`] | NCCI add-on code edits (AOC) | quarterly |
//! | [`PtpEdit`] | NCCI procedure-to-procedure edits | quarterly |
//! | [`Mue`] | NCCI medically unlikely edits | quarterly |
//! | [`HcpcsDescriptor`], [`ModifierDescriptor`] | HCPCS Level II | quarterly |

use std::fmt;

use jiff::civil::Date;
use serde::Serialize;

use crate::{Code, LocalityId, Modifier};

/// A five-digit ZIP code, kept as a number: `501` is `00501`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Zip(u32);

impl Zip {
    /// Reads five digits. `None` for anything else.
    #[must_use]
    pub fn from_bytes(text: &[u8]) -> Option<Self> {
        let text = text.trim_ascii();
        (text.len() == 5 && text.iter().all(u8::is_ascii_digit))
            .then(|| Self(text.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0'))))
    }

    /// The ZIP code as a number, 0-99999.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Zip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:05}", self.0))
    }
}

impl Serialize for Zip {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The two letters by which the ZIP file names a state or territory.
///
/// They are the postal ones, save that CMS divides Kansas into `EK` and `WK` and Missouri into `EM` and `WM`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateCode([u8; 2]);

impl StateCode {
    /// Reads two letters, in either case. `None` for anything else.
    #[must_use]
    pub fn from_bytes(text: &[u8]) -> Option<Self> {
        let mut two: [u8; 2] = text.trim_ascii().try_into().ok()?;
        two.make_ascii_uppercase();
        two.iter().all(u8::is_ascii_uppercase).then_some(Self(two))
    }

    /// The two letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // The one constructor admits ASCII only.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for StateCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for StateCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for StateCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A row of the ZIP code to carrier locality file: where a ZIP code is priced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct ZipLocality {
    /// `Zip Code`, positions 3-7.
    pub zip: Zip,
    /// `State`, positions 1-2.
    pub state: StateCode,
    /// `Carrier` and `Pricing Locality`, positions 8-14.
    pub locality: LocalityId,
    /// `Plus Four Flag`, position 21: parts of this ZIP code lie in another locality, and only the nine-digit
    /// file tells which.
    pub plus_four: bool,
}

/// A row of the anesthesia base units file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct AnesthesiaBaseUnits {
    /// `CODE`.
    pub code: Code,
    /// `BASE UNIT`, in whole units.
    pub units: u8,
}

/// Who names the primary codes of an add-on code (`AOC_Edit_Type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddOnType {
    /// Type 1: CMS lists every primary code.
    Listed,
    /// Type 2: CMS lists none; each contractor does.
    ContractorDefined,
    /// Type 3: CMS lists some, and a contractor may add to them.
    PartlyListed,
}

impl AddOnType {
    /// Every type, in the order of CMS's numbers.
    pub const ALL: [Self; 3] = [Self::Listed, Self::ContractorDefined, Self::PartlyListed];

    /// CMS's number, 1-3.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Listed => 1,
            Self::ContractorDefined => 2,
            Self::PartlyListed => 3,
        }
    }

    /// What the type means for payment, in a sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Listed => "Paid only beside one of the primary codes that CMS lists.",
            Self::ContractorDefined => {
                "CMS lists no primary code: the Medicare contractor decides which qualify."
            }
            Self::PartlyListed => {
                "Paid beside the primary codes that CMS lists and those the contractor adds."
            }
        }
    }
}

/// A row of the NCCI add-on code file: an add-on code and a primary code it may go with.
///
/// A row holds for a date of service `day` when [`in_force`](Self::in_force) says so.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct AddOnEdit {
    /// `AOC_Edit_Type`.
    pub kind: AddOnType,
    /// `Add-On_Code`.
    pub add_on: Code,
    /// `AOC_DelDT`: the last day of the add-on code itself.
    pub add_on_deleted: Option<Date>,
    /// `Primary_Code`; `None` where the column is `CCCCC`, the contractor's choice.
    pub primary: Option<Code>,
    /// `Primary_Code_DelDT`: the last day of the primary code itself.
    pub primary_deleted: Option<Date>,
    /// `AOC_Edit_EffDT`: the first day of the edit.
    pub effective_from: Date,
    /// `AOC_Edit_DelDT`: the last day of the edit.
    pub deleted: Option<Date>,
    /// `Special_Instruction_Notes`.
    pub note: Option<String>,
}

impl AddOnEdit {
    /// Whether the edit is in force on a day.
    #[must_use]
    pub fn in_force(&self, day: Date) -> bool {
        self.effective_from <= day && self.deleted.is_none_or(|last| day <= last)
    }
}

/// Whether a modifier may set a procedure-to-procedure edit aside (`Modifier`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PtpModifierIndicator {
    /// 0: no modifier sets the edit aside.
    NotAllowed,
    /// 1: an NCCI modifier on either code sets the edit aside where the services were distinct.
    Allowed,
    /// 9: the edit was deleted as of its first day and never applies.
    NotApplicable,
}

/// A row of an NCCI procedure-to-procedure file: two codes that are not paid together.
///
/// The practitioner's and the hospital's tables are different files of the same layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct PtpEdit {
    /// `Column 1`: the code that is paid.
    pub column_1: Code,
    /// `Column 2`: the code that is denied.
    pub column_2: Code,
    /// `*=in existence prior to 1996`.
    pub before_1996: bool,
    /// `Effective Date`: the first day of the edit.
    pub effective_from: Date,
    /// `Deletion Date`: the last day of the edit; `None` where the column is blank or `*`.
    pub deleted: Option<Date>,
    /// `Modifier`.
    pub modifier: PtpModifierIndicator,
    /// `PTP Edit Rationale`, as its place in the list of the file's distinct rationales.
    pub rationale: u16,
}

impl PtpEdit {
    /// Whether the edit applies on a day. An edit deleted as of its first day never does.
    #[must_use]
    pub fn in_force(&self, day: Date) -> bool {
        self.modifier != PtpModifierIndicator::NotApplicable
            && self.effective_from <= day
            && self.deleted.is_none_or(|last| day <= last)
    }
}

/// How the value of a medically unlikely edit is applied (`MUE Adjudication Indicator`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MueAdjudication {
    /// 1: to each line of a claim; units may be divided among lines with modifiers.
    ClaimLine,
    /// 2: to the whole day, by policy: never set aside.
    DayPolicy,
    /// 3: to the whole day, by clinical likelihood: set aside when documents show the need.
    DayClinical,
}

impl MueAdjudication {
    /// CMS's number, 1-3.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::ClaimLine => 1,
            Self::DayPolicy => 2,
            Self::DayClinical => 3,
        }
    }
}

/// A row of an NCCI medically unlikely edits file: the most units of a code that are usual.
///
/// CMS keeps some values confidential: a code without a row is not without a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Mue {
    /// `HCPCS/CPT Code`.
    pub code: Code,
    /// `… MUE Values`: the most units per patient, clinician and day (or line).
    pub units: u32,
    /// `MUE Adjudication Indicator`.
    pub adjudication: MueAdjudication,
    /// `MUE Rationale`, as its place in the list of the file's distinct rationales.
    pub rationale: u16,
}

/// Whether Medicare covers a HCPCS Level II code (`HCPCS Coverage Code`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HcpcsCoverage {
    /// `C`: the contractor judges.
    ContractorJudgment,
    /// `D`: special instructions apply.
    SpecialInstructions,
    /// `I`: not payable by Medicare.
    NotPayable,
    /// `M`: not covered by Medicare.
    NonCovered,
    /// `S`: not covered by statute.
    NonCoveredByStatute,
}

impl HcpcsCoverage {
    /// What the value means, in a sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::ContractorJudgment => "The Medicare contractor judges coverage.",
            Self::SpecialInstructions => "Special coverage instructions apply.",
            Self::NotPayable => "Medicare does not pay on this code.",
            Self::NonCovered => "Medicare does not cover the item or service.",
            Self::NonCoveredByStatute => "By statute Medicare does not cover the item or service.",
        }
    }
}

/// A procedure of the HCPCS Level II file, with CMS's own words. Never a CPT or CDT code.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct HcpcsDescriptor {
    /// `HCPCS Code`.
    pub code: Code,
    /// `HCPCS Long Description`, its continuation records joined.
    pub long: String,
    /// `HCPCS Short Description`, at most 28 characters.
    pub short: String,
    /// `HCPCS Coverage Code`.
    pub coverage: Option<HcpcsCoverage>,
    /// `HCPCS Code Added Date`.
    pub added: Option<Date>,
    /// `HCPCS Action Effective Date`: when the latest change took effect.
    pub changed: Option<Date>,
    /// `HCPCS Termination Date`: the last day on which the code may be used.
    pub terminated: Option<Date>,
}

/// A modifier of the HCPCS Level II file, with CMS's own words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct ModifierDescriptor {
    /// `HCPCS Modifier Code`.
    pub modifier: Modifier,
    /// `HCPCS Long Description`, its continuation records joined.
    pub long: String,
    /// `HCPCS Short Description`, at most 28 characters.
    pub short: String,
    /// `HCPCS Code Added Date`.
    pub added: Option<Date>,
    /// `HCPCS Termination Date`: the last day on which the modifier may be used.
    pub terminated: Option<Date>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_zip_code_keeps_its_zeros() {
        assert_eq!(Zip::from_bytes(b"00501").unwrap().to_string(), "00501");
        for bad in [&b"501"[..], b"0050A", b"", b"005011"] {
            assert_eq!(Zip::from_bytes(bad), None);
        }
    }

    #[test]
    fn a_state_is_two_letters() {
        assert_eq!(StateCode::from_bytes(b"wk").unwrap().as_str(), "WK");
        assert_eq!(StateCode::from_bytes(b"W1"), None);
    }

    #[test]
    fn the_last_day_of_an_edit_is_its_deletion_date() {
        let edit = PtpEdit {
            column_1: "0001U".parse().unwrap(),
            column_2: "0029U".parse().unwrap(),
            before_1996: false,
            effective_from: day("2018-07-01"),
            deleted: Some(day("2026-06-30")),
            modifier: PtpModifierIndicator::Allowed,
            rationale: 0,
        };
        assert!(!edit.in_force(day("2018-06-30")));
        assert!(edit.in_force(day("2018-07-01")));
        assert!(edit.in_force(day("2026-06-30")));
        assert!(!edit.in_force(day("2026-07-01")));
        assert!(
            !PtpEdit { modifier: PtpModifierIndicator::NotApplicable, ..edit }.in_force(day("2020-01-01"))
        );
    }
}
