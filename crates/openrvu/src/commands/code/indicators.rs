//! The indicators of a row, in words.

use openrvu_core::indicator::{
    AssistantAtSurgery, Bilateral, CoSurgeons, GlobalPeriod, ImagingFamily, MultipleProcedure, PcTc,
    PricingIndicator, Status, Supervision, TeamSurgeons,
};
use openrvu_core::{FeeRow, Setting};
use serde::Serialize;

use crate::report::Table;

/// An indicator of a row: CMS's name of the column, its value, and what that means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Indicator {
    column: &'static str,
    value: String,
    meaning: &'static str,
}

/// Every indicator of a row, in the order of PPRRVU.
pub(super) fn of(row: &FeeRow) -> Vec<Indicator> {
    let mut all = Vec::new();
    let mut add = |column: &'static str, value: &str, meaning: &'static str| {
        all.push(Indicator { column, value: value.to_owned(), meaning });
    };
    add(Status::COLUMN, row.status.as_str(), row.status.meaning());
    if row.not_used_for_payment {
        add("NOT USED FOR MEDICARE PAYMENT", "+", "RVUs are shown, but Medicare does not pay on them.");
    }
    for (column, setting) in
        [("NON-FAC NA INDICATOR", Setting::NonFacility), ("FACILITY NA INDICATOR", Setting::Facility)]
    {
        if row.is_na(setting) {
            add(column, "NA", "Rarely or never done there; the practice expense stands all the same.");
        }
    }
    add(PcTc::COLUMN, row.pc_tc.as_str(), row.pc_tc.meaning());
    add(GlobalPeriod::COLUMN, row.global.as_str(), row.global.meaning());
    if matches!(row.global, GlobalPeriod::Days010 | GlobalPeriod::Days090) {
        let shares = format!("{}/{}/{}", row.preoperative, row.intraoperative, row.postoperative);
        add("PRE/INTRA/POST OP", &shares, "Shares of the package, in percent.");
    }
    add(MultipleProcedure::COLUMN, row.multiple_procedure.as_str(), row.multiple_procedure.meaning());
    add(Bilateral::COLUMN, row.bilateral.as_str(), row.bilateral.meaning());
    add(AssistantAtSurgery::COLUMN, row.assistant.as_str(), row.assistant.meaning());
    add(CoSurgeons::COLUMN, row.co_surgeons.as_str(), row.co_surgeons.meaning());
    add(TeamSurgeons::COLUMN, row.team_surgeons.as_str(), row.team_surgeons.meaning());
    if row.pricing != PricingIndicator::Absent {
        add(PricingIndicator::COLUMN, row.pricing.as_str(), row.pricing.meaning());
    }
    if let Some(base) = row.endoscopic_base {
        add("ENDO BASE", base.as_str(), "The base code of the endoscopic family.");
    }
    add(Supervision::COLUMN, row.supervision.as_str(), row.supervision.meaning());
    add(ImagingFamily::COLUMN, row.imaging_family.as_str(), row.imaging_family.meaning());
    let capped = Setting::BOTH.iter().any(|setting| !row.opps_practice_expense(*setting).is_zero());
    let opps = format!("{}/{}/{}", row.opps_non_facility_pe, row.opps_facility_pe, row.opps_malpractice);
    let meaning = if capped {
        "The imaging cap applies: paid no more than with these in place of practice expense and malpractice."
    } else {
        "The imaging cap does not apply."
    };
    add("NON-FAC PE/FACILITY PE/MP USED FOR OPPS PAYMENT AMOUNT", &opps, meaning);
    all
}

/// The indicators of some rows: what all have stands once, what differs stands for each.
pub(super) fn table(rows: &[FeeRow]) -> Table {
    let of_rows: Vec<(&str, Vec<Indicator>)> =
        rows.iter().map(|row| (super::row_name(row.modifier), of(row))).collect();
    let mut groups: Vec<(Indicator, Vec<&str>)> = Vec::new();
    for (name, indicators) in &of_rows {
        for indicator in indicators {
            match groups.iter_mut().find(|(same, _)| same == indicator) {
                Some((_, names)) => names.push(name),
                None => {
                    // Beside the same column of the rows before.
                    let after = groups.iter().rposition(|(other, _)| other.column == indicator.column);
                    let at = after.map_or(groups.len(), |at| at + 1);
                    groups.insert(at, (indicator.clone(), vec![name]));
                }
            }
        }
    }
    let several = rows.len() > 1;
    let headers: &[&str] =
        if several { &["indicator", "row", "value", "meaning"] } else { &["indicator", "value", "meaning"] };
    let lines = groups.into_iter().map(|(Indicator { column, value, meaning }, names)| {
        let of = if names.len() == rows.len() { "all".to_owned() } else { names.join(", ") };
        let row = several.then_some(of);
        [Some(column.to_owned()), row, Some(value), Some(meaning.to_owned())].into_iter().flatten()
    });
    Table::new(headers).titled("Indicators").with_rows(lines)
}
