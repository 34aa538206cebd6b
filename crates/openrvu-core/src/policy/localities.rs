//! `localities.toml`: localities that CMS's payment files list under a second contractor.

use serde::Deserialize;

use super::{PolicyError, PolicyFile};
use crate::LocalityId;

/// Contractors under whose number the localities of another are listed too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalityAliases {
    contractors: Vec<(u32, u32)>,
}

impl LocalityAliases {
    /// The id in the GPCI file of a locality listed under a second contractor.
    #[must_use]
    pub fn resolve(&self, id: LocalityId) -> Option<LocalityId> {
        let (_, mac) = self.contractors.iter().find(|(contractor, _)| *contractor == id.mac)?;
        Some(LocalityId { mac: *mac, ..id })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listed_under: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    contractor: u32,
    localities_of: u32,
    #[serde(rename = "source")]
    _source: String,
}

pub(super) fn load(file: PolicyFile<'_>) -> Result<LocalityAliases, PolicyError> {
    let entries = file.parse::<File>()?.listed_under;
    Ok(LocalityAliases {
        contractors: entries.into_iter().map(|e| (e.contractor, e.localities_of)).collect(),
    })
}
