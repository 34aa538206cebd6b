//! What changed in a row from one release to the next, by its cause.

use openrvu_core::efficiency::EfficiencyClass;
use openrvu_core::{FeeRow, HeldRelease};

use super::{NotHeldDays, Values};
use crate::Site;

/// What changed from one release held to the next.
#[derive(Debug, Default)]
pub(super) struct Change {
    /// In the row, in sentences.
    pub(super) row: Vec<String>,
    /// In the conversion factor, where Medicare pays the row by it.
    pub(super) factor: Option<String>,
    /// Whether the release before has no such row.
    pub(super) new: bool,
}

/// A release and its row.
type Side<'a> = (&'a HeldRelease, Option<&'a FeeRow>);

impl Change {
    /// Compares a release with the one held before it, between which there may be others.
    pub(super) fn between(
        site: &Site,
        (earlier, old): Side<'_>,
        (release, new): Side<'_>,
        not_held: Option<NotHeldDays>,
    ) -> Self {
        let between = |word: &str| format!("{word} between {} and {}.", earlier.id, release.id);
        // The figures that ship hold every row of the codes chosen: what one of them has, none of them leaves out.
        match (old, new) {
            (None, Some(_)) if earlier.complete || !release.complete => {
                let words = match not_held {
                    Some(_) => between("New"),
                    None => format!("New in {}.", release.id),
                };
                Self { row: vec![words], factor: None, new: true }
            }
            (Some(_), None) if release.complete || !earlier.complete => {
                let words = match not_held {
                    Some(_) => between("Gone"),
                    None => format!("Gone in {}; {} was the last with it.", release.id, earlier.id),
                };
                Self { row: vec![words], ..Self::default() }
            }
            (Some(old), Some(new)) => Self {
                row: in_row(site, (earlier, old), (release, new)),
                factor: in_factor(earlier, release).filter(|_| new.is_payable()),
                new: false,
            },
            _ => Self::default(),
        }
    }
}

fn in_factor(earlier: &HeldRelease, release: &HeldRelease) -> Option<String> {
    let (old, new) = (earlier.conversion_factor, release.conversion_factor);
    (old != new).then(|| format!("Conversion factor {old} to {new}."))
}

fn in_row(
    site: &Site,
    (earlier, old): (&HeldRelease, &FeeRow),
    (release, new): (&HeldRelease, &FeeRow),
) -> Vec<String> {
    let mut out = Vec::new();
    if old.status != new.status {
        out.push(format!("Status {} became {}.", old.status, new.status));
    }
    if old.global != new.global {
        out.push(format!("Global period {} became {}.", old.global, new.global));
    }
    match (Values::of(old), Values::of(new)) {
        (Some(_), Some(_)) => out.extend(in_rvus(site, (earlier, old), (release, new))),
        (None, Some(values)) => out.push(format!("RVUs are published, work {}.", values.work)),
        (Some(_), None) => out.push("RVUs are no longer published.".to_owned()),
        (None, None) => {}
    }
    out
}

fn in_rvus(
    site: &Site,
    (earlier, old): (&HeldRelease, &FeeRow),
    (release, new): (&HeldRelease, &FeeRow),
) -> Vec<String> {
    let mut out = Vec::new();
    if old.work != new.work {
        let adjustments = &site.schedule.policy().efficiency;
        let of_year = adjustments
            .iter()
            .find(|adjustment| adjustment.year == release.id.year && earlier.id.year < release.id.year);
        let is_cause = of_year.is_some_and(|adjustment| {
            old.status.uses_rvus()
                && EfficiencyClass::of(old.work, new.work, adjustment.factor) == EfficiencyClass::Adjusted
        });
        let cause = if is_cause { ", the efficiency adjustment" } else { "" };
        out.push(format!("Work {} became {}{cause}.", old.work, new.work));
    }
    let mut parts = Vec::new();
    if old.non_facility_pe != new.non_facility_pe {
        parts.push(format!("non-facility {} to {}", old.non_facility_pe, new.non_facility_pe));
    }
    if old.facility_pe != new.facility_pe {
        parts.push(format!("facility {} to {}", old.facility_pe, new.facility_pe));
    }
    if !parts.is_empty() {
        out.push(format!("Practice expense {}.", parts.join(", ")));
    }
    if old.malpractice != new.malpractice {
        out.push(format!("Malpractice {} to {}.", old.malpractice, new.malpractice));
    }
    out
}
