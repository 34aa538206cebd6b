//! What is wrong with the texts, and where.

use openrvu_core::Code;
use serde::Serialize;

/// Something wrong at one place of a content file.
///
/// Shown as `surgery/digestive/colonoscopy.toml:120: 45380: summary: it does not end with a period`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, thiserror::Error)]
#[error(
    "{file}:{line}: {}{}{message}",
    .code.map(|code| format!("{code}: ")).unwrap_or_default(),
    if .field.is_empty() { String::new() } else { format!("{}: ", .field) }
)]
pub struct Finding {
    /// The file below `content/`.
    pub file: String,
    /// The line as an editor numbers it, from 1.
    pub line: u32,
    /// The code whose text it is; `None` for a family's own text and for other files.
    pub code: Option<Code>,
    /// The field as the schema names it; empty where it concerns no single field.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}
