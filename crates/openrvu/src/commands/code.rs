//! `openrvu code`: figures, indicators in words, history.

use openrvu_content::structure;
use openrvu_core::efficiency::EfficiencyClass;
use openrvu_core::indicator::{
    AssistantAtSurgery, Bilateral, CoSurgeons, GlobalPeriod, MultipleProcedure, PcTc, Status, Supervision,
    TeamSurgeons,
};
use openrvu_core::valuation::Prices;
use openrvu_core::{Code, FeeRow, Gpcis, HeldRelease, RowModifier, Schedule, Setting};
use serde_json::{Value, json};

use crate::args::CodeArgs;
use crate::failure::Failure;
use crate::report::{Report, Table};

/// Runs the command.
pub fn run(schedule: &Schedule, args: &CodeArgs) -> Result<Report, Failure> {
    let release = choose(schedule, args)?;
    let rows = release.rows_of(args.code);
    let path = structure::path_of(args.code).to_string();
    let library = openrvu_content::Library::embedded()?;
    let title = library.entry(args.code).map(|entry| entry.title.as_str());
    let mut report = Report::new(json!({
        "code": args.code,
        "title": title,
        "path": path,
        "release": release.id,
        "effective_from": release.effective_from,
        "conversion_factor": release.conversion_factor,
        "sources": release.sources,
        "rows": rows.iter().map(|row| row_json(row, release)).collect::<Vec<_>>(),
        "history": history_json(schedule, args.code),
    }));
    let name = title.map_or_else(|| args.code.to_string(), |title| format!("{} {title}", args.code));
    report.text(format!("{name}\n{path}\n{} in effect from {}", release.id, release.effective_from));
    if rows.is_empty() {
        report.text(format!("{} is not in {}.", args.code, release.id));
    } else {
        report.table(figures(rows, release));
        report.table(indicators(&rows[0]));
        notes(rows, release, &mut report);
    }
    report.table(history(schedule, args.code));
    if !release.complete {
        report.text("From the figures that ship with the program; openrvu import rvu26c.zip loads a complete release.");
    }
    Ok(report)
}

/// The release asked for, or the newest that has the code.
fn choose<'a>(schedule: &'a Schedule, args: &CodeArgs) -> Result<&'a HeldRelease, Failure> {
    if let Some(id) = args.release {
        return Ok(schedule.release(id)?);
    }
    if let Some(date) = args.on {
        return Ok(schedule.release_on(date)?);
    }
    let newest = schedule.releases().iter().rev().find(|release| !release.rows_of(args.code).is_empty());
    newest.ok_or_else(|| Failure::UnknownCode {
        code: args.code,
        complete: schedule.newest().is_some_and(|release| release.complete),
        held: schedule.held_in_words(),
    })
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
            if row.modifier == RowModifier::Global { "global".to_owned() } else { row.modifier.to_string() },
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

fn indicators(row: &FeeRow) -> Table {
    let mut table = Table::new(&["indicator", "value", "meaning"]).titled("Indicators");
    let mut line = |name: &str, value: &str, meaning: &str| table.row([name, value, meaning]);
    line(Status::COLUMN, row.status.as_str(), row.status.meaning());
    line(GlobalPeriod::COLUMN, row.global.as_str(), row.global.meaning());
    if matches!(row.global, GlobalPeriod::Days010 | GlobalPeriod::Days090) {
        let shares = format!("{}/{}/{}", row.preoperative, row.intraoperative, row.postoperative);
        line("PRE/INTRA/POST OP", &shares, "Shares of the package, in percent.");
    }
    line(PcTc::COLUMN, row.pc_tc.as_str(), row.pc_tc.meaning());
    line(MultipleProcedure::COLUMN, row.multiple_procedure.as_str(), row.multiple_procedure.meaning());
    if let Some(base) = row.endoscopic_base {
        line("ENDO BASE", base.as_str(), "The base code of the endoscopic family.");
    }
    line(Bilateral::COLUMN, row.bilateral.as_str(), row.bilateral.meaning());
    line(AssistantAtSurgery::COLUMN, row.assistant.as_str(), row.assistant.meaning());
    line(CoSurgeons::COLUMN, row.co_surgeons.as_str(), row.co_surgeons.meaning());
    line(TeamSurgeons::COLUMN, row.team_surgeons.as_str(), row.team_surgeons.meaning());
    if row.supervision != Supervision::NotApplicable {
        line("SUPERVISION", row.supervision.as_str(), row.supervision.meaning());
    }
    table
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
                if row.modifier == RowModifier::Global { "global" } else { row.modifier.as_str() },
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

fn history(schedule: &Schedule, code: Code) -> Table {
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
    .titled("History of the global row");
    let releases = schedule.releases();
    for (at, release) in releases.iter().enumerate() {
        let Some(row) = release.row(code, RowModifier::Global) else { continue };
        let before = at.checked_sub(1).and_then(|at| releases.get(at));
        let note = match before {
            Some(before) => match efficiency(schedule, before, release, code, RowModifier::Global) {
                Some(class) => format!("efficiency adjustment: {}", class.name()),
                None => match before.row(code, RowModifier::Global) {
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

fn history_json(schedule: &Schedule, code: Code) -> Vec<Value> {
    let rows = schedule.releases().iter().flat_map(|release| {
        release.rows_of(code).iter().map(move |row| {
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
