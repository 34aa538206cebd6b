//! `openrvu code`: figures, indicators in words, history.

mod history;
mod indicators;

use openrvu_content::structure;
use openrvu_core::valuation::Prices;
use openrvu_core::{Code, FeeRow, Gpcis, HeldRelease, RowModifier, Schedule, Setting};
use serde_json::{Value, json};

use crate::args::CodeArgs;
use crate::failure::{Failure, load};
use crate::report::{Report, Table};

/// Every row that a code may have, in the order of PPRRVU.
const ROWS: [RowModifier; 4] =
    [RowModifier::Global, RowModifier::Professional, RowModifier::Technical, RowModifier::Discontinued];

/// Runs the command.
pub fn run(schedule: &Schedule, args: &CodeArgs) -> Result<Report, Failure> {
    let (code, wanted) = args.code;
    let release = choose(schedule, args, code)?;
    let is_wanted = |row: &&FeeRow| wanted.is_none_or(|modifier| row.modifier == modifier);
    let rows: Vec<FeeRow> = release.rows_of(code).iter().filter(is_wanted).copied().collect();
    let path = structure::path_of(code).to_string();
    let library = openrvu_content::Library::embedded()?;
    let title = library.entry(code).map(|entry| entry.title.as_str());
    let base_units = schedule.tables().anesthesia_base(code);
    let json = json!({
        "code": code,
        "title": title,
        "path": path,
        "release": release.id,
        "effective_from": release.effective_from,
        "conversion_factor": release.conversion_factor,
        "anesthesia_base_units": base_units,
        "sources": release.sources,
        "rows": rows.iter().map(|row| row_json(row, release)).collect::<Vec<_>>(),
        "history": history::json(schedule, code, wanted),
    });
    let mut report = Report::new(json, csv(&rows, release, base_units));
    let name = title.map_or_else(|| code.to_string(), |title| format!("{code} {title}"));
    report.text(format!("{name}\n{path}\n{} in effect from {}", release.id, release.effective_from));
    if rows.is_empty() {
        let row = wanted.map(|modifier| format!(" with a row {modifier}")).unwrap_or_default();
        report.text(format!("{code} is not in {}{row}.", release.id));
    } else {
        report.table(figures(&rows, release));
        if code.is_anesthesia() {
            report.text(anesthesia(code, base_units));
        }
        report.table(indicators::table(&rows));
        notes(&rows, release, &mut report);
    }
    for modifier in ROWS.into_iter().filter(|row| wanted.is_none_or(|wanted| wanted == *row)) {
        let all = wanted.is_some() || modifier == RowModifier::Global;
        report.table(history::table(schedule, code, modifier, all));
    }
    if !release.complete {
        report.text(format!(
            "From the figures of some codes only; the complete release is loaded with: {}",
            load(release.id)
        ));
    }
    Ok(report)
}

/// The release asked for, or the newest that has the code.
fn choose<'a>(schedule: &'a Schedule, args: &CodeArgs, code: Code) -> Result<&'a HeldRelease, Failure> {
    if let Some(id) = args.release {
        return Ok(schedule.release(id)?);
    }
    if let Some(date) = args.on {
        return Ok(schedule.release_on(date)?);
    }
    let newest = schedule.releases().iter().rev().find(|release| !release.rows_of(code).is_empty());
    newest.ok_or_else(|| Failure::UnknownCode {
        code,
        incomplete: schedule.newest().filter(|release| !release.complete).map(|release| release.id),
        held: schedule.held_in_words(),
    })
}

/// What a row is called: `global`, `26`.
fn row_name(modifier: RowModifier) -> &'static str {
    match modifier {
        RowModifier::Global => "global",
        modifier => modifier.as_str(),
    }
}

fn anesthesia(code: Code, base_units: Option<u8>) -> String {
    match base_units {
        Some(units) => format!(
            "Anesthesia base units: {units}. Time comes to them: openrvu price {code}-AA@90min --on 2026-08-01 --locality 10112-00"
        ),
        None => "Anesthesia base units: not held. Load CMS's anesthesia base units file with: openrvu import"
            .to_owned(),
    }
}

fn national(release: &HeldRelease) -> Prices {
    Prices { gpcis: Gpcis::NATIONAL, conversion_factor: release.conversion_factor }
}

fn row_json(row: &FeeRow, release: &HeldRelease) -> Value {
    let mut value = json!(row);
    if let Some(object) = value.as_object_mut() {
        object.insert("non_facility_total".into(), json!(row.total(Setting::NonFacility)));
        object.insert("facility_total".into(), json!(row.total(Setting::Facility)));
        object.insert("status_meaning".into(), json!(row.status.meaning()));
        object.insert("indicators".into(), json!(indicators::of(row)));
        if row.is_payable() {
            let fee = |setting| row.fee(setting, &national(release));
            object.insert("national_non_facility".into(), json!(fee(Setting::NonFacility)));
            object.insert("national_facility".into(), json!(fee(Setting::Facility)));
        }
    }
    value
}

fn figures(rows: &[FeeRow], release: &HeldRelease) -> Table {
    let mut table = Table::new(&[
        "row",
        "status",
        ">work",
        ">PE non-facility",
        ">PE facility",
        ">malpractice",
        ">total non-facility",
        ">total facility",
        ">national non-facility",
        ">national facility",
    ])
    .titled(format!("Figures (conversion factor {})", release.conversion_factor));
    for row in rows {
        let dollars = |setting| {
            if row.is_payable() { row.fee(setting, &national(release)).dollars() } else { "-".to_owned() }
        };
        let marked = |setting| {
            let na = if row.is_na(setting) { " NA" } else { "" };
            format!("{}{na}", row.practice_expense(setting))
        };
        let plus = if row.not_used_for_payment { " +" } else { "" };
        table.row([
            row_name(row.modifier).to_owned(),
            format!("{}{plus}", row.status),
            row.work.to_string(),
            marked(Setting::NonFacility),
            marked(Setting::Facility),
            row.malpractice.to_string(),
            row.total(Setting::NonFacility).to_string(),
            row.total(Setting::Facility).to_string(),
            dollars(Setting::NonFacility),
            dollars(Setting::Facility),
        ]);
    }
    table
}

/// Columns of the csv form after those of the release, named as in JSON.
const CSV: [&str; 34] = [
    "code",
    "modifier",
    "status",
    "not_used_for_payment",
    "work",
    "non_facility_pe",
    "non_facility_na",
    "facility_pe",
    "facility_na",
    "malpractice",
    "non_facility_total",
    "facility_total",
    "national_non_facility",
    "national_facility",
    "pc_tc",
    "global",
    "preoperative",
    "intraoperative",
    "postoperative",
    "multiple_procedure",
    "bilateral",
    "assistant",
    "co_surgeons",
    "team_surgeons",
    "pricing",
    "endoscopic_base",
    "supervision",
    "calculation_flag",
    "imaging_family",
    "opps_non_facility_pe",
    "opps_facility_pe",
    "opps_malpractice",
    "status_meaning",
    "anesthesia_base_units",
];

/// A row for each row of the code, all figures plain numbers.
fn csv(rows: &[FeeRow], release: &HeldRelease, base_units: Option<u8>) -> Table {
    let headers: Vec<&str> =
        ["release", "effective_from", "conversion_factor"].into_iter().chain(CSV).collect();
    let rows = rows.iter().map(|row| {
        let mut json = row_json(row, release);
        json["anesthesia_base_units"] = json!(base_units);
        let cells = CSV.into_iter().map(|column| match &json[column] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        });
        let of_release = [
            release.id.to_string(),
            release.effective_from.to_string(),
            release.conversion_factor.to_string(),
        ];
        of_release.into_iter().chain(cells).collect::<Vec<String>>()
    });
    Table::new(&headers).with_rows(rows)
}

fn notes(rows: &[FeeRow], release: &HeldRelease, report: &mut Report) {
    let mut notes = Vec::new();
    if rows.iter().any(|row| row.is_na(Setting::NonFacility) || row.is_na(Setting::Facility)) {
        notes.push(
            "NA: rarely or never done in that setting. The practice expense stands all the same.".to_owned(),
        );
    }
    if rows.iter().any(|row| row.not_used_for_payment) {
        notes.push("+: RVUs are shown, but Medicare does not pay on them.".to_owned());
    }
    for row in rows {
        let prices = national(release);
        let Some(cap) = row.imaging_cap(Setting::NonFacility, &prices) else { continue };
        let amount = row.fee_schedule_amount(Setting::NonFacility, &prices);
        if cap < amount {
            notes.push(format!(
                "The imaging cap binds on row {}: {} instead of {} nationally.",
                row_name(row.modifier),
                cap.dollars(),
                amount.dollars()
            ));
        }
    }
    if !notes.is_empty() {
        report.text(notes.join("\n"));
    }
    report.text("National amounts are unadjusted and payable nowhere: openrvu price computes a locality's.");
}
