//! The RVUs of each row.

use openrvu_core::indicator::Status;
use openrvu_core::{RowModifier, Rvu, Setting};
use serde::Serialize;

use super::Facts;

/// The RVU section.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RvuSection {
    /// A row a row of the schedule that has RVUs.
    pub(crate) rows: Vec<RvuRow>,
    /// Sentences about what the table does not say by itself.
    pub(crate) notes: Vec<String>,
}

/// The RVUs of one row.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RvuRow {
    /// Which row.
    pub(crate) modifier: RowModifier,
    /// What the row stands for.
    pub(crate) name: &'static str,
    /// Its status.
    pub(crate) status: Status,
    /// Work.
    pub(crate) work: Rvu,
    /// Practice expense outside a facility.
    pub(crate) non_facility_pe: Rvu,
    /// Practice expense in a facility.
    pub(crate) facility_pe: Rvu,
    /// Malpractice.
    pub(crate) malpractice: Rvu,
    /// Total outside a facility.
    pub(crate) non_facility_total: Rvu,
    /// Total in a facility.
    pub(crate) facility_total: Rvu,
    /// Marked NA outside a facility.
    pub(crate) non_facility_na: bool,
    /// Marked NA in a facility.
    pub(crate) facility_na: bool,
}

impl RvuSection {
    pub(super) fn of(facts: &Facts<'_>) -> Option<Self> {
        let rows: Vec<RvuRow> = facts
            .rows
            .iter()
            .filter(|row| row.has_rvus())
            .map(|row| RvuRow {
                modifier: row.modifier,
                name: row.modifier.name(),
                status: row.status,
                work: row.work,
                non_facility_pe: row.non_facility_pe,
                facility_pe: row.facility_pe,
                malpractice: row.malpractice,
                non_facility_total: row.total(Setting::NonFacility),
                facility_total: row.total(Setting::Facility),
                non_facility_na: row.non_facility_na,
                facility_na: row.facility_na,
            })
            .collect();
        if rows.is_empty() {
            return None;
        }
        Some(Self { notes: notes(facts, &rows), rows })
    }
}

fn notes(facts: &Facts<'_>, rows: &[RvuRow]) -> Vec<String> {
    let mut notes = Vec::new();
    let code = facts.code;
    let settings = [
        (rows.iter().any(|row| row.non_facility_na), "outside a facility", "facility"),
        (rows.iter().any(|row| row.facility_na), "in a facility", "non-facility"),
    ];
    for (marked, place, other) in settings {
        if marked {
            notes.push(format!(
                "NA: CMS marks {code} as rarely or never done {place}. The practice expense shown there is not zero; \
                 it stands at the {other} value."
            ));
        }
    }
    if facts.rows.iter().any(|row| row.not_used_for_payment && row.has_rvus()) {
        notes.push(format!(
            "+: Medicare shows RVUs for {code} but does not pay on them. Other payers and employment contracts may \
             use them."
        ));
    }
    if facts.rows.iter().any(|row| row.modifier == RowModifier::Discontinued) {
        notes.push(format!(
            "{code} is one of the few codes with a row of its own for modifier 53, a procedure stopped before its end: \
             that row is paid, not a share of the whole."
        ));
    }
    if facts.rows.iter().any(|row| row.modifier == RowModifier::Technical && row.has_rvus()) {
        notes.push(
            "The technical component holds no work: the clinician's work is in the professional component (26)."
                .to_owned(),
        );
    }
    notes
}
