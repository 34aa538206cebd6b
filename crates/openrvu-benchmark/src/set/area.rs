//! Whose services a set counts.

use serde::{Deserialize, Serialize};

/// The area of a set, in words and by its states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// In words: `21 states and territories`, `the whole country`.
    pub words: String,
    /// Postal abbreviations that occur in the rows, in their order.
    pub states: Vec<String>,
}
