//! Templates: a favorite line or a whole day, kept under a name and entered with a touch.

use openrvu_core::Line;
use openrvu_core::policy::PlaceOfServiceCode;
use serde::{Deserialize, Serialize};

use crate::quick::{MOST_LINES, Reading};
use crate::{Role, ShortText};

/// Encounters as they are entered again and again. Services only, so that no template can name a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Fields")]
pub struct Template {
    /// As the clinician calls it: `My clinic day`.
    pub name: ShortText,
    /// The lines of each encounter.
    pub encounters: Vec<Vec<Line>>,
    /// Place of service, where it is not the usual one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceOfServiceCode>,
    /// The clinic or hospital.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<ShortText>,
    /// What the clinician does.
    pub role: Role,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    name: ShortText,
    encounters: Vec<Vec<Line>>,
    #[serde(default)]
    place: Option<PlaceOfServiceCode>,
    #[serde(default)]
    site: Option<ShortText>,
    #[serde(default)]
    role: Role,
}

/// Why something is not a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Without a name.
    #[error("a template has a name: write a few words by which you know it")]
    NoName,
    /// Without a line.
    #[error("a template has at least one line, and no encounter without one: write codes, such as 99213-25")]
    NoLines,
    /// Too many lines.
    #[error("a template has at most {MOST_LINES} lines; this has {0}")]
    TooManyLines(usize),
    /// A text that is not understood whole.
    #[error(
        "this part of the text is not understood, so it cannot be kept: {0:?}. Correct it or take it out"
    )]
    NotUnderstood(String),
}

impl TryFrom<Fields> for Template {
    type Error = TemplateError;
    fn try_from(fields: Fields) -> Result<Self, TemplateError> {
        let Fields { name, encounters, place, site, role } = fields;
        let lines = encounters.iter().map(Vec::len).sum();
        if name.as_str().is_empty() {
            return Err(TemplateError::NoName);
        }
        if lines > MOST_LINES {
            return Err(TemplateError::TooManyLines(lines));
        }
        if lines == 0 || encounters.iter().any(Vec::is_empty) {
            return Err(TemplateError::NoLines);
        }
        Ok(Self { name, encounters, place, site, role })
    }
}

impl Template {
    /// A template of a reading's lines, at the usual place.
    ///
    /// # Errors
    /// [`TemplateError`] where there is no name or line, or something of the text is not understood.
    pub fn of(name: ShortText, reading: &Reading) -> Result<Self, TemplateError> {
        if !reading.is_whole() {
            let left = reading.left();
            return Err(TemplateError::NotUnderstood(left.trim().chars().take(40).collect()));
        }
        let lines: Vec<(usize, &Line)> = reading.loggable().collect();
        let encounters = lines
            .chunk_by(|one, other| one.0 == other.0)
            .map(|encounter| encounter.iter().map(|(_, line)| (*line).clone()).collect())
            .collect();
        Fields { name, encounters, place: None, site: None, role: Role::default() }.try_into()
    }

    /// As text for quick entry.
    #[must_use]
    pub fn text(&self) -> String {
        let encounters = self
            .encounters
            .iter()
            .map(|lines| lines.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
        encounters.collect::<Vec<_>>().join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"name":"My clinic day","encounters":[[{"code":"99213","modifiers":["25"],"units":1},{"code":"20610","modifiers":[],"units":2}],[{"code":"99214","modifiers":[],"units":1}]],"place":"11","role":"performed"}"#;

    #[test]
    fn a_template_reads_as_it_is_written_and_as_quick_entry() {
        let template: Template = serde_json::from_str(TEXT).unwrap();
        assert_eq!(template.text(), "99213-25, 20610x2; 99214");
        assert_eq!(serde_json::to_string(&template).unwrap(), TEXT);
    }

    #[test]
    fn what_is_no_template_is_refused() {
        for (from, to) in [
            ("My clinic day", ""),
            ("My clinic day", "Mr Smith"),
            ("[[", "[[],["),
            (r#""role""#, r#""patient":"x","role""#),
            (r#""99214""#, r#""smith""#),
        ] {
            assert!(serde_json::from_str::<Template>(&TEXT.replace(from, to)).is_err(), "{to}");
        }
    }
}
