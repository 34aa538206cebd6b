//! `openrvu efficiency`: what became of each work RVU between two releases.

use openrvu_core::efficiency::{EfficiencyChange, EfficiencyClass, classify};
use openrvu_core::{ReleaseId, Schedule};
use serde_json::json;

use crate::args::EfficiencyArgs;
use crate::failure::Failure;
use crate::report::{Report, Table};

/// Runs the command.
pub fn run(schedule: &Schedule, args: &EfficiencyArgs) -> Result<Report, Failure> {
    let (before, after) = (schedule.release(args.before)?, schedule.release(args.after)?);
    let listed = args.list.as_deref().map(class).transpose()?;
    let adjustment = schedule
        .policy()
        .efficiency
        .iter()
        .find(|adjustment| before.id.year < adjustment.year && adjustment.year <= after.id.year)
        .ok_or_else(|| Failure::Other(no_adjustment(before.id, after.id)))?;
    let changes = classify(before, after, adjustment.factor);
    let count = |class| changes.iter().filter(|change| change.class == class).count();
    let shown: Vec<_> =
        changes.iter().filter(|change| listed.is_none_or(|class| change.class == class)).collect();
    let rows = shown.iter().map(|change| {
        let EfficiencyChange { code, modifier, before, after, class } = change;
        [
            slug(*class).to_owned(),
            code.to_string(),
            modifier.to_string(),
            before.to_string(),
            after.to_string(),
        ]
    });
    let csv = Table::new(&["class", "code", "modifier", "before", "after"]).with_rows(rows);
    let json = json!({
        "before": before.id,
        "after": after.id,
        "factor": adjustment.factor,
        "source": adjustment.source,
        "counts": {
            "adjusted": count(EfficiencyClass::Adjusted),
            "too-small": count(EfficiencyClass::TooSmall),
            "exempt": count(EfficiencyClass::Exempt),
            "revalued": count(EfficiencyClass::Revalued),
        },
        "rows": shown,
    });
    let mut report = Report::new(json, csv);
    let mut table = Table::new(&["class", ">rows", "meaning"]).titled(format!(
        "{} to {}: work RVU × {}, rounded half-up, for rows of status A, R or T with work in both",
        before.id, after.id, adjustment.factor
    ));
    for class in EfficiencyClass::ALL {
        table.row([class.name().to_owned(), count(class).to_string(), meaning(class).to_owned()]);
    }
    let incomplete = [before, after].into_iter().any(|release| !release.complete);
    if let Some(class) = listed {
        let mut rows = Table::new(&["code", "row", ">before", ">after"]).titled(class.name());
        for change in &shown {
            rows.row([
                change.code.to_string(),
                change.modifier.to_string(),
                change.before.to_string(),
                change.after.to_string(),
            ]);
        }
        report.table(rows);
    }
    report.table(table);
    if incomplete {
        report.text(
            "Counted over the codes whose figures ship with the program: import both releases for the whole.",
        );
    }
    Ok(report)
}

fn no_adjustment(before: ReleaseId, after: ReleaseId) -> String {
    if before > after {
        return format!("{before} is later than {after}: name the earlier release first");
    }
    format!("no efficiency adjustment took effect between {before} and {after}")
}

fn class(name: &str) -> Result<EfficiencyClass, Failure> {
    let found = EfficiencyClass::ALL.into_iter().find(|class| slug(*class) == name);
    found.ok_or_else(|| {
        Failure::Other(format!("{name:?} is no class: choose adjusted, too-small, exempt or revalued"))
    })
}

/// A class as JSON and CSV write it.
const fn slug(class: EfficiencyClass) -> &'static str {
    match class {
        EfficiencyClass::Adjusted => "adjusted",
        EfficiencyClass::TooSmall => "too-small",
        EfficiencyClass::Exempt => "exempt",
        EfficiencyClass::Revalued => "revalued",
    }
}

fn meaning(class: EfficiencyClass) -> &'static str {
    match class {
        EfficiencyClass::Adjusted => "exactly the old value times the factor",
        EfficiencyClass::TooSmall => "the adjusted value rounds to the old one",
        EfficiencyClass::Exempt => "unchanged, though the adjustment would have changed it",
        EfficiencyClass::Revalued => "changed to something else",
    }
}
