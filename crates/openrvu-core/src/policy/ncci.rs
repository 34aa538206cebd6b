//! `ncci.toml`: the modifiers that set a procedure-to-procedure edit aside.

use serde::Deserialize;

use super::{PolicyError, PolicyFile};
use crate::Modifier;

/// What the National Correct Coding Initiative accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NcciRules {
    modifiers: Vec<Modifier>,
}

impl NcciRules {
    /// Whether a modifier may set an edit with indicator 1 aside.
    #[must_use]
    pub fn sets_aside(&self, modifier: Modifier) -> bool {
        self.modifiers.binary_search(&modifier).is_ok()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    modifiers: Vec<Modifier>,
    #[serde(rename = "source")]
    _source: String,
}

pub(super) fn load(file: PolicyFile<'_>) -> Result<NcciRules, PolicyError> {
    let mut modifiers = file.parse::<File>()?.modifiers;
    modifiers.sort_unstable();
    if let Some(pair) = modifiers.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(file.error(0, format!("modifier {} stands twice", pair[0])));
    }
    Ok(NcciRules { modifiers })
}
