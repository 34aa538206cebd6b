//! Free text: short, and refused where it looks like it names a patient.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::privacy::{self, Identity};

/// Most characters of a text.
pub const MOST_CHARACTERS: usize = 80;

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Too long.
    #[error("a text has at most {MOST_CHARACTERS} characters; this has {0}")]
    TooLong(usize),
    /// A character that is no part of a line of text.
    #[error("a text is one line of plain characters")]
    NotPlain,
    /// Something that looks like a patient's identity.
    #[error(
        "this looks like {}. The log keeps nothing that could name a patient, so it is not saved: leave it out",
        .0.words()
    )]
    LooksLike(Identity),
}

/// A short line of text without anything that looks like a patient's identity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ShortText(String);

impl ShortText {
    /// A text that was accepted when it was written, by the rules of that day.
    #[must_use]
    pub const fn from_store(text: String) -> Self {
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ShortText {
    type Err = TextError;
    fn from_str(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        let length = text.chars().count();
        if length > MOST_CHARACTERS {
            return Err(TextError::TooLong(length));
        }
        if text.chars().any(char::is_control) {
            return Err(TextError::NotPlain);
        }
        if let Some(identity) = privacy::find(text) {
            return Err(TextError::LooksLike(identity));
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for ShortText {
    type Error = TextError;
    fn try_from(text: String) -> Result<Self, TextError> {
        text.parse()
    }
}

impl From<ShortText> for String {
    fn from(text: ShortText) -> Self {
        text.0
    }
}

impl fmt::Display for ShortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_short_plain_and_names_no_patient() {
        assert_eq!("  redo, 2 h ".parse::<ShortText>().unwrap().as_str(), "redo, 2 h");
        assert_eq!("é".repeat(81).parse::<ShortText>(), Err(TextError::TooLong(81)));
        assert_eq!("a\nb".parse::<ShortText>(), Err(TextError::NotPlain));
        let refused = "Mr Smith".parse::<ShortText>().unwrap_err();
        assert_eq!(refused, TextError::LooksLike(Identity::Name));
        let words = refused.to_string();
        assert!(words.contains("a patient's name") && words.contains("leave it out"), "{words}");
        assert!(!words.contains("Smith"), "an error may be written to a log: it does not repeat the text");
    }
}
