//! What is asked of the report of changes, as it stands in the address, and read. What cannot be read is named.

use openrvu_core::{HeldRelease, ReleaseId};
use serde::Deserialize;

use super::Kind;
use crate::Site;
use crate::views::sort::SortColumn;

/// What is asked, as it stands in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The release before.
    pub(crate) from: String,
    /// The release after.
    pub(crate) to: String,
    /// Which changes: a [`Kind`] by its slug; empty for all.
    pub(crate) kind: String,
    /// The beginning of the codes wanted.
    pub(crate) code: String,
    /// The order: an [`Order`] by its slug, after a minus for the greatest first; empty for that of codes.
    pub(crate) sort: String,
    /// The page, from one; empty for the first.
    pub(crate) page: String,
}

/// What the rows are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// The code.
    Code,
    /// By how much the work RVU grew.
    Work,
    /// By how much the total outside a facility grew.
    NonFacility,
    /// By how much the total in a facility grew.
    Facility,
}

impl SortColumn for Order {
    const ALL: &'static [Self] = &[Self::Code, Self::Work, Self::NonFacility, Self::Facility];

    fn slug(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Work => "work",
            Self::NonFacility => "non-facility",
            Self::Facility => "facility",
        }
    }

    fn is_number(self) -> bool {
        self != Self::Code
    }
}

/// The release asked for, or else the usual one.
pub(super) fn release<'a>(
    site: &'a Site,
    text: &str,
    usual: Option<&'a HeldRelease>,
    errors: &mut Vec<String>,
) -> Option<&'a HeldRelease> {
    if text.is_empty() {
        return usual;
    }
    let found = text.parse::<ReleaseId>().map_err(|error| error.to_string());
    let held = found.and_then(|id| site.schedule.release(id).map_err(|error| error.to_string()));
    held.map_err(|error| errors.push(format!("{error}."))).ok()
}

/// The kind asked for, where the releases tell of it.
pub(super) fn kind(
    text: &str,
    between: Option<(&HeldRelease, &HeldRelease)>,
    errors: &mut Vec<String>,
) -> Option<Kind> {
    if text.is_empty() {
        return None;
    }
    let found = Kind::ALL.into_iter().find(|kind| kind.slug() == text);
    match (found, between) {
        (None, _) => {
            let known = Kind::ALL.map(Kind::slug).join(", ");
            let shown: String = text.chars().take(24).collect();
            errors.push(format!("{shown:?} is no kind of change: write one of {known}."));
        }
        (Some(kind), Some((old, new))) if !kind.is_told(old, new) => errors.push(format!(
            "Which codes were {} cannot be told: {} is held for chosen codes only.",
            kind.slug(),
            if kind == Kind::Added { old.id } else { new.id }
        )),
        _ => {}
    }
    found
}

/// The page asked for, from one.
pub(super) fn number(text: &str, errors: &mut Vec<String>) -> usize {
    let text = text.trim();
    let read = if text.is_empty() { Some(1) } else { text.parse().ok().filter(|page| *page > 0) };
    read.unwrap_or_else(|| {
        let shown: String = text.chars().take(24).collect();
        errors.push(format!("{shown:?} is not the number of a page."));
        1
    })
}

/// The beginning of the codes asked for.
pub(super) fn prefix(text: &str, errors: &mut Vec<String>) -> String {
    let text = text.trim().to_ascii_uppercase();
    let is_prefix = text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_prefix {
        return text;
    }
    let shown: String = text.chars().take(24).collect();
    errors.push(format!("{shown:?} is not the beginning of a code: write up to five digits and letters."));
    String::new()
}
