//! Modifiers: the two characters that say how a service differed from the plain one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A two-character modifier in upper case, such as `50`, `TC` or `XS`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Modifier([u8; 2]);

/// Text that is not a modifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a modifier: a modifier is two letters or digits")]
pub struct ModifierError {
    /// What was read, cut to a length fit for a message.
    pub text: String,
}

impl Modifier {
    /// Reads a modifier from its bytes, in either case, surrounded by blanks or not.
    ///
    /// # Errors
    /// [`ModifierError`] where the text is not two letters or digits.
    pub fn from_bytes(text: &[u8]) -> Result<Self, ModifierError> {
        let bytes = text.trim_ascii();
        match <[u8; 2]>::try_from(bytes) {
            Ok(mut two) if two.iter().all(u8::is_ascii_alphanumeric) => {
                two.make_ascii_uppercase();
                Ok(Self(two))
            }
            _ => Err(ModifierError {
                text: String::from_utf8_lossy(&bytes[..bytes.len().min(16)]).into_owned(),
            }),
        }
    }

    /// A modifier known when the program is written.
    #[must_use]
    pub const fn known(two: &[u8; 2]) -> Self {
        Self(*two)
    }

    /// The modifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Modifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Modifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Modifier {
    type Err = ModifierError;
    fn from_str(text: &str) -> Result<Self, ModifierError> {
        Self::from_bytes(text.as_bytes())
    }
}

impl TryFrom<String> for Modifier {
    type Error = ModifierError;
    fn try_from(text: String) -> Result<Self, ModifierError> {
        text.parse()
    }
}

impl From<Modifier> for String {
    fn from(modifier: Modifier) -> Self {
        modifier.as_str().to_owned()
    }
}

/// Which of a code's rows in PPRRVU is meant: the `MOD` column, blank, `26`, `TC` or `53`.
///
/// A code's rows carry their own status and figures; a row is never found by the code alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum RowModifier {
    /// Blank: the whole service.
    #[default]
    #[serde(rename = "")]
    Global,
    /// `26`: the professional component.
    #[serde(rename = "26")]
    Professional,
    /// `TC`: the technical component.
    #[serde(rename = "TC")]
    Technical,
    /// `53`: a discontinued procedure that CMS prices on a row of its own.
    #[serde(rename = "53")]
    Discontinued,
}

impl RowModifier {
    /// The column's text: empty, `26`, `TC` or `53`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Global => "",
            Self::Professional => "26",
            Self::Technical => "TC",
            Self::Discontinued => "53",
        }
    }

    /// What the row stands for, in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Professional => "professional component",
            Self::Technical => "technical component",
            Self::Discontinued => "discontinued procedure",
        }
    }

    /// Reads the `MOD` column.
    #[must_use]
    pub fn from_column(text: &[u8]) -> Option<Self> {
        match text.trim_ascii() {
            b"" => Some(Self::Global),
            b"26" => Some(Self::Professional),
            b"TC" => Some(Self::Technical),
            b"53" => Some(Self::Discontinued),
            _ => None,
        }
    }
}

impl fmt::Display for RowModifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
