//! A code's rows over the releases held.

use openrvu_core::efficiency::EfficiencyClass;
use openrvu_core::{Code, FeeRow, HeldRelease, RowModifier, Schedule};
use serde_json::{Value, json};

use crate::report::Table;

/// The adjustment's class between a release and the one held before it, where one took effect between them.
fn efficiency(
    schedule: &Schedule,
    before: &HeldRelease,
    after: &HeldRelease,
    code: Code,
    modifier: RowModifier,
) -> Option<EfficiencyClass> {
    let adjustment = schedule
        .policy()
        .efficiency
        .iter()
        .find(|adjustment| before.id.year < adjustment.year && adjustment.year <= after.id.year)?;
    let (old, new) = (before.row(code, modifier)?, after.row(code, modifier)?);
    let counts = |row: &FeeRow| row.status.uses_rvus() && !row.work.is_zero();
    (counts(old) && counts(new)).then(|| EfficiencyClass::of(old.work, new.work, adjustment.factor))
}

/// The history of one row: all releases that have it, or those in which it changed.
pub(super) fn table(schedule: &Schedule, code: Code, modifier: RowModifier, all: bool) -> Table {
    let mut table = Table::new(&[
        "release",
        "from",
        "status",
        ">work",
        ">PE non-facility",
        ">PE facility",
        ">malpractice",
        ">conversion factor",
        "",
    ])
    .titled(match modifier {
        RowModifier::Global => "History of the global row".to_owned(),
        modifier if all => format!("History of row {modifier}"),
        modifier => format!("History of row {modifier}: the releases in which it changed"),
    });
    let releases = schedule.releases();
    for (at, release) in releases.iter().enumerate() {
        let Some(row) = release.row(code, modifier) else { continue };
        let before = at.checked_sub(1).and_then(|at| releases.get(at));
        if !all && before.and_then(|before| before.row(code, modifier)).is_some_and(|old| same(old, row)) {
            continue;
        }
        let note = match before {
            Some(before) => match efficiency(schedule, before, release, code, modifier) {
                Some(class) => format!("efficiency adjustment: {}", class.name()),
                None => match before.row(code, modifier) {
                    Some(old) if old.work != row.work => format!("work {} to {}", old.work, row.work),
                    Some(_) => String::new(),
                    None => "not in the release before".to_owned(),
                },
            },
            None => String::new(),
        };
        table.row([
            release.id.to_string(),
            release.effective_from.to_string(),
            row.status.to_string(),
            row.work.to_string(),
            row.non_facility_pe.to_string(),
            row.facility_pe.to_string(),
            row.malpractice.to_string(),
            release.conversion_factor.to_string(),
            note,
        ]);
    }
    table
}

/// Whether two rows show the same in a history.
fn same(a: &FeeRow, b: &FeeRow) -> bool {
    let shown = |row: &FeeRow| (row.status, row.work, row.non_facility_pe, row.facility_pe, row.malpractice);
    shown(a) == shown(b)
}

/// The history of some rows.
pub(super) fn json(schedule: &Schedule, code: Code, wanted: Option<RowModifier>) -> Vec<Value> {
    let rows = schedule.releases().iter().flat_map(|release| {
        let rows = release.rows_of(code).iter();
        rows.filter(move |row| wanted.is_none_or(|modifier| row.modifier == modifier)).map(move |row| {
            json!({
                "release": release.id,
                "effective_from": release.effective_from,
                "modifier": row.modifier,
                "status": row.status,
                "work": row.work,
                "non_facility_pe": row.non_facility_pe,
                "facility_pe": row.facility_pe,
                "malpractice": row.malpractice,
                "conversion_factor": release.conversion_factor,
            })
        })
    });
    rows.collect()
}
