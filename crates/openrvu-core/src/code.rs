//! Procedure codes: the five characters that name a service in the CPT and HCPCS Level II code sets.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A five-character CPT or HCPCS code in upper case, such as `27447`, `6040F` or `G0105`.
///
/// The order of codes is the order of their characters, which is the order of CMS's files.
///
/// ```
/// use openrvu_core::{Code, CodeKind};
/// let code: Code = "6040f".parse().unwrap();
/// assert_eq!(code.to_string(), "6040F");
/// assert_eq!(code.kind(), CodeKind::CategoryII);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Code([u8; 5]);

/// Text that is not a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is not a CPT or HCPCS code: a code is four digits and a digit or letter, or a letter and four digits"
)]
pub struct CodeError {
    /// What was read, cut to a length fit for a message.
    pub text: String,
}

/// Which code set, and which part of it, a code belongs to. Told by the shape of the code alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeKind {
    /// CPT Category I: five digits, or four and `A` for the COVID-19 vaccinations of 2021-2023.
    #[serde(rename = "category-i")]
    CategoryI,
    /// CPT Category II, performance measurement: four digits and `F`.
    #[serde(rename = "category-ii")]
    CategoryII,
    /// CPT Category III, emerging technology: four digits and `T`.
    #[serde(rename = "category-iii")]
    CategoryIII,
    /// Proprietary laboratory analyses: four digits and `U`.
    Pla,
    /// Administrative codes for multianalyte assays with algorithmic analyses: four digits and `M`.
    Maaa,
    /// HCPCS Level II: a letter and four digits. `D` codes are CDT, the dental code set.
    HcpcsII,
}

impl CodeKind {
    /// The name of the code set as a reader knows it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CategoryI => "CPT Category I",
            Self::CategoryII => "CPT Category II",
            Self::CategoryIII => "CPT Category III",
            Self::Pla => "CPT Proprietary Laboratory Analyses",
            Self::Maaa => "CPT Multianalyte Assays (administrative)",
            Self::HcpcsII => "HCPCS Level II",
        }
    }
}

impl Code {
    /// Reads a code from its bytes, in either case, surrounded by blanks or not.
    ///
    /// # Errors
    /// [`CodeError`] where the text has not the shape of a code.
    pub fn from_bytes(text: &[u8]) -> Result<Self, CodeError> {
        let bytes = text.trim_ascii();
        let error =
            || CodeError { text: String::from_utf8_lossy(&bytes[..bytes.len().min(24)]).into_owned() };
        let mut code: [u8; 5] = bytes.try_into().map_err(|_| error())?;
        code.make_ascii_uppercase();
        let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        let valid = (digits(&code[..4]) && (code[4].is_ascii_digit() || b"AFTUM".contains(&code[4])))
            || (code[0].is_ascii_uppercase() && digits(&code[1..]))
            || Self(code).is_placeholder();
        if valid { Ok(Self(code)) } else { Err(error()) }
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Every constructor admits ASCII only.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Which code set the code belongs to.
    #[must_use]
    pub fn kind(self) -> CodeKind {
        match (self.0[0], self.0[4]) {
            (b'A'..=b'Z', _) => CodeKind::HcpcsII,
            (_, b'F') => CodeKind::CategoryII,
            (_, b'T') => CodeKind::CategoryIII,
            (_, b'U') => CodeKind::Pla,
            (_, b'M') => CodeKind::Maaa,
            _ => CodeKind::CategoryI,
        }
    }

    /// The number of a Category I code, and `None` for any other.
    #[must_use]
    pub fn number(self) -> Option<u32> {
        (self.kind() == CodeKind::CategoryI && self.0[4].is_ascii_digit())
            .then(|| self.0.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0')))
    }

    /// Whether it stands for a code that had no number yet when CMS published the file: a letter, `XXX` and a
    /// digit. RVU26B and RVU26C have `GXXX1`.
    #[must_use]
    pub fn is_placeholder(self) -> bool {
        self.0[0].is_ascii_uppercase() && &self.0[1..4] == b"XXX" && self.0[4].is_ascii_digit()
    }

    /// Whether the code is of the CDT set, whose words belong to the American Dental Association.
    #[must_use]
    pub fn is_dental(self) -> bool {
        self.0[0] == b'D'
    }

    /// Whether the code is for anesthesia (00100-01999), paid by units and without a work RVU.
    #[must_use]
    pub fn is_anesthesia(self) -> bool {
        self.number().is_some_and(|n| (100..2000).contains(&n))
    }
}

impl Hash for Code {
    /// As one word: codes are looked up for every line that is priced.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let [a, b, c, d, e] = self.0;
        state.write_u64(u64::from_be_bytes([0, 0, 0, a, b, c, d, e]));
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Code {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Self, CodeError> {
        Self::from_bytes(text.as_bytes())
    }
}

impl TryFrom<String> for Code {
    type Error = CodeError;
    fn try_from(text: String) -> Result<Self, CodeError> {
        text.parse()
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_follows_the_shape() {
        let kinds = [
            ("27447", CodeKind::CategoryI),
            ("6040F", CodeKind::CategoryII),
            ("0791T", CodeKind::CategoryIII),
            ("0001A", CodeKind::CategoryI),
            ("0001U", CodeKind::Pla),
            ("0002M", CodeKind::Maaa),
            ("G0105", CodeKind::HcpcsII),
            ("GXXX1", CodeKind::HcpcsII),
        ];
        for (text, kind) in kinds {
            assert_eq!(text.parse::<Code>().unwrap().kind(), kind, "{text}");
        }
    }

    #[test]
    fn a_code_with_a_letter_has_no_number() {
        let number = |text: &str| text.parse::<Code>().unwrap().number();
        assert_eq!(number("00100"), Some(100));
        assert_eq!(number("0001A"), None);
        assert_eq!(number("GXXX1"), None);
    }

    #[test]
    fn what_is_not_a_code_is_refused() {
        for text in ["", "2744", "274470", "2744X", "GG105", "27 47", "é7447", "MOD", "HCPCS", "GXX11"] {
            assert!(text.parse::<Code>().is_err(), "{text}");
        }
    }
}
