//! The RVUs of each row.

use openrvu_core::indicator::Status;
use openrvu_core::{FeeRow, RowModifier, Rvu, Setting};
use serde::Serialize;

use super::{Facts, named};

/// The RVU section.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RvuSection {
    /// A row a row of the schedule.
    pub(crate) rows: Vec<RvuRow>,
    /// Whether the rows differ in status, so that each must tell its own.
    #[serde(skip)]
    pub(crate) statuses_differ: bool,
    /// Sentences about what the table does not say by itself.
    pub(crate) notes: Vec<String>,
}

/// One row of the schedule.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RvuRow {
    /// Which row.
    pub(crate) modifier: RowModifier,
    /// What the row stands for.
    pub(crate) name: &'static str,
    /// Its status.
    pub(crate) status: Status,
    /// Its RVUs; none where CMS publishes none, which are not zero but unknown.
    #[serde(flatten)]
    pub(crate) rvus: Option<Rvus>,
}

/// The RVUs of one row.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Rvus {
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
    /// Whether any figure is marked NA.
    pub(crate) fn is_marked(&self) -> bool {
        let mut rvus = self.rows.iter().filter_map(|row| row.rvus.as_ref());
        rvus.any(|rvus| rvus.non_facility_na || rvus.facility_na)
    }

    /// The section; none where no row of the code has RVUs.
    pub(super) fn of(facts: &Facts<'_>) -> Option<Self> {
        if !facts.rows.iter().any(FeeRow::has_rvus) {
            return None;
        }
        let rows: Vec<RvuRow> = facts.rows.iter().map(RvuRow::of).collect();
        let statuses_differ = rows.windows(2).any(|pair| pair[0].status != pair[1].status);
        Some(Self { notes: notes(facts), statuses_differ, rows })
    }
}

impl RvuRow {
    fn of(row: &FeeRow) -> Self {
        let rvus = (row.has_rvus() || row.is_payable()).then(|| Rvus {
            work: row.work,
            non_facility_pe: row.non_facility_pe,
            facility_pe: row.facility_pe,
            malpractice: row.malpractice,
            non_facility_total: row.total(Setting::NonFacility),
            facility_total: row.total(Setting::Facility),
            non_facility_na: row.non_facility_na,
            facility_na: row.facility_na,
        });
        Self { modifier: row.modifier, name: row.modifier.name(), status: row.status, rvus }
    }
}

fn notes(facts: &Facts<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let code = facts.code;
    let marked = |setting| facts.rows.iter().any(|row| row.has_rvus() && row.is_na(setting));
    let settings = [
        (marked(Setting::NonFacility), "outside a facility", "facility"),
        (marked(Setting::Facility), "in a facility", "non-facility"),
    ];
    for (marked, place, other) in settings {
        if marked {
            notes.push(format!(
                "NA: CMS marks {code} as rarely or never done {place}. The practice expense shown there is not zero; \
                 it stands at the {other} value."
            ));
        }
    }
    for status in Status::ALL {
        let is_unknown = |row: &&FeeRow| row.status == *status && !row.has_rvus() && !row.is_payable();
        let unknown: Vec<String> =
            facts.rows.iter().filter(is_unknown).map(|row| named(code, row.modifier)).collect();
        if !unknown.is_empty() {
            notes.push(format!(
                "CMS publishes no RVUs for {} (status {status}): unknown, not zero.",
                unknown.join(" and ")
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
