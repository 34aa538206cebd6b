//! `global_only.toml`: the technical parts of codes that stand for a whole test.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{PolicyError, PolicyFile};
use crate::Code;

/// For a code with PC/TC 4, the codes of its technical parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlobalOnlyCodes {
    technical: BTreeMap<Code, Vec<Code>>,
}

impl GlobalOnlyCodes {
    /// The codes of a whole test's technical parts; empty where none are known.
    #[must_use]
    pub fn technical_parts(&self, whole: Code) -> &[Code] {
        self.technical.get(&whole).map_or(&[], Vec::as_slice)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "source")]
    _source: String,
    technical: BTreeMap<Code, Vec<Code>>,
}

pub(super) fn load(file: PolicyFile<'_>) -> Result<GlobalOnlyCodes, PolicyError> {
    let technical = file.parse::<File>()?.technical;
    if let Some((whole, _)) = technical.iter().find(|(_, parts)| parts.is_empty()) {
        return Err(file.error(0, format!("{whole} has no parts")));
    }
    Ok(GlobalOnlyCodes { technical })
}
