//! `gpci.toml`: the floor under the work index.

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::timeline::{Checked, Dated, Timeline, optional_date, spanned_date};
use super::{PolicyError, PolicyFile};
use crate::Gpci;

/// The least work index that Medicare applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkFloor(pub Gpci);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    work_floor: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(deserialize_with = "spanned_date")]
    from: Spanned<Date>,
    #[serde(default, deserialize_with = "optional_date")]
    to: Option<Date>,
    floor: Gpci,
    checked: Checked,
    source: String,
}

pub(super) fn load(file: PolicyFile<'_>) -> Result<Timeline<WorkFloor>, PolicyError> {
    let entries = file.parse::<File>()?.work_floor.into_iter().map(|entry| {
        let at = entry.from.span().start;
        let (from, value) = (entry.from.into_inner(), WorkFloor(entry.floor));
        (at, Dated { from, to: entry.to, value, source: entry.source, checked: entry.checked })
    });
    Timeline::load(file, entries.collect())
}
