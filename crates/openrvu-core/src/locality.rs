//! Payment localities: a contractor's area with its geographic practice cost indices.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Cents, Gpci};

/// A payment locality: the Medicare administrative contractor's five digits and the locality's two.
///
/// Written `15202-00`, as in the GPCI file. Lost leading zeros are put back when read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct LocalityId {
    /// Medicare administrative contractor, `0`-`99999`.
    pub mac: u32,
    /// Locality number, `0`-`99`.
    pub number: u8,
}

/// Text that is not a locality.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a locality: write the contractor and the locality number, such as 15202-00")]
pub struct LocalityError {
    /// What was read.
    pub text: String,
}

impl LocalityId {
    /// From the two columns of CMS's files, which may have lost leading zeros and gained blanks.
    ///
    /// # Errors
    /// [`LocalityError`] where either is not a number of at most five and two digits.
    pub fn from_columns(mac: &[u8], number: &[u8]) -> Result<Self, LocalityError> {
        let read = |text: &[u8], most: usize| -> Option<u32> {
            let text = text.trim_ascii();
            (!text.is_empty() && text.len() <= most && text.iter().all(u8::is_ascii_digit))
                .then(|| text.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0')))
        };
        match (read(mac, 5), read(number, 2).and_then(|n| u8::try_from(n).ok())) {
            (Some(mac), Some(number)) => Ok(Self { mac, number }),
            _ => Err(LocalityError {
                text: format!("{}-{}", String::from_utf8_lossy(mac), String::from_utf8_lossy(number)),
            }),
        }
    }
}

impl fmt::Display for LocalityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:05}-{:02}", self.mac, self.number))
    }
}

impl FromStr for LocalityId {
    type Err = LocalityError;
    fn from_str(text: &str) -> Result<Self, LocalityError> {
        let error = || LocalityError { text: text.chars().take(24).collect() };
        let (mac, number) = text.trim().split_once('-').ok_or_else(error)?;
        Self::from_columns(mac.as_bytes(), number.as_bytes()).map_err(|_| error())
    }
}

impl TryFrom<String> for LocalityId {
    type Error = LocalityError;
    fn try_from(text: String) -> Result<Self, LocalityError> {
        text.parse()
    }
}

impl From<LocalityId> for String {
    fn from(id: LocalityId) -> Self {
        id.to_string()
    }
}

/// The three geographic practice cost indices that weigh work, practice expense and malpractice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Gpcis {
    /// Work, with the floor in force.
    pub work: Gpci,
    /// Practice expense.
    pub practice_expense: Gpci,
    /// Malpractice.
    pub malpractice: Gpci,
}

impl Gpcis {
    /// The nation, unadjusted: all one. Such an amount is payable nowhere.
    pub const NATIONAL: Self = Self { work: Gpci::ONE, practice_expense: Gpci::ONE, malpractice: Gpci::ONE };
}

/// A row of the GPCI file, with the counties of LOCCO and the anesthesia factor of ANES where those are held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Locality {
    /// Contractor and number: the key.
    pub id: LocalityId,
    /// Postal abbreviation of the state; empty in a release whose file has no such column (2020).
    pub state: String,
    /// Name as published, without the footnote's asterisks.
    pub name: String,
    /// The indices in force.
    pub gpcis: Gpcis,
    /// The work index before the floor of 1.0, where the file gives both.
    pub unfloored_work: Option<Gpci>,
    /// The counties or the like that the locality covers (LOCCO).
    pub counties: Option<String>,
    /// Dollars for an anesthesia unit, to the cent (ANES).
    pub anesthesia: Option<Cents>,
}
