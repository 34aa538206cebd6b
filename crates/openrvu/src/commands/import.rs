//! `openrvu import`: CMS's files into the store.

use openrvu_cms::archive::Limits;
use openrvu_cms::compare::Comparison;
use openrvu_cms::completeness::Bounds;
use openrvu_cms::import::{
    self, ImportOptions, ImportReport, Outcome, ReleaseOutcome, Superseding, TableChange, TableOutcome,
};
use openrvu_cms::verify::Check;
use serde_json::{Value, json};

use crate::args::ImportArgs;
use crate::data::Data;
use crate::failure::Failure;
use crate::progress::Bar;
use crate::report::{Form, Report, Table};

const NOTICE: &str = include_str!("../../../../NOTICE");
/// Most changed rows of a re-cut release that are listed for people; JSON has all.
const MOST_CHANGES: usize = 20;

/// Runs the command.
pub fn run(data: &Data, args: &ImportArgs, form: Form) -> Result<Report, Failure> {
    if args.accept_license {
        eprintln!(
            "{NOTICE}\nYou passed --accept-license: CPT and CDT short descriptors stay in {}.\n",
            data.store().root().display()
        );
    }
    let options = ImportOptions {
        policy: data.policy(),
        imported_at: crate::clock::now(),
        release: args.release,
        accept_license: args.accept_license,
        limits: Limits::default(),
        bounds: Bounds::default(),
        partial: args.partial,
        put_in_force: args.put_in_force,
    };
    let bar = Bar::new(form == Form::Tables);
    let done = import::import(data.store(), &args.paths, &options, &bar)?;
    bar.finish();
    Ok(describe(&done, args.accept_license))
}

fn describe(done: &ImportReport, accepted: bool) -> Report {
    let refused: Vec<Value> = done
        .refused
        .iter()
        .map(|refusal| json!({ "input": refusal.input, "error": refusal.error.to_string() }))
        .collect();
    let json = json!({
        "releases": done.releases,
        "tables": done.tables,
        "skipped": done.skipped,
        "refused": refused,
    });
    let mut report = Report::new(json, csv(done));
    report.table(releases(&done.releases));
    report.table(tables(&done.tables));
    for outcome in &done.releases {
        if let Some(comparison) = outcome.outcome.comparison() {
            report.table(changes(&outcome.manifest.release.to_string(), comparison));
        }
    }
    let findings = findings(done);
    if !findings.is_empty() {
        // What is only reported is CMS's own, and is kept: it is no failure of the import.
        report.text(format!("Checks that failed\n{}", findings.join("\n")));
    }
    if !done.skipped.is_empty() {
        let words: Vec<String> =
            done.skipped.iter().map(|skipped| format!("{}: {}", skipped.file, skipped.reason)).collect();
        report.text(format!("Skipped\n{}", words.join("\n")));
    }
    if !done.refused.is_empty() {
        let words: Vec<String> = done.refused.iter().map(|refusal| refusal.error.to_string()).collect();
        report.text(format!("Refused; the store is as if these had not been given\n{}", words.join("\n")));
        report.refuse();
    }
    if !accepted && !done.releases.is_empty() {
        report.text("CPT and CDT short descriptors were left out; --accept-license shows the notice and keeps them in your data folder.");
    }
    report
}

fn releases(outcomes: &[ReleaseOutcome]) -> Table {
    let mut table =
        Table::new(&["release", "in effect from", ">rows", ">localities", ">files", "checks", "outcome"])
            .titled("Releases");
    for outcome in outcomes {
        let manifest = &outcome.manifest;
        table.row([
            manifest.release.to_string(),
            manifest.effective_from.to_string(),
            manifest.rows().to_string(),
            manifest.localities().to_string(),
            manifest.provenance.sources.len().to_string(),
            super::releases::checks_in_words(&manifest.provenance.checks),
            in_words(outcome),
        ]);
    }
    table
}

fn tables(outcomes: &[TableOutcome]) -> Table {
    let mut table = Table::new(&["table", "version", ">rows", "outcome"]).titled("Reference tables");
    for TableOutcome { manifest, outcome } in outcomes {
        table.row([
            manifest.table.to_string(),
            manifest.version.clone(),
            manifest.rows().to_string(),
            table_change(*outcome).to_owned(),
        ]);
    }
    table
}

fn table_change(change: TableChange) -> &'static str {
    match change {
        TableChange::Added => "added",
        TableChange::AlreadyHeld => "already held, nothing written",
        TableChange::Restored => "was damaged, written anew",
        TableChange::PutInForce => "already held, in force of its version again",
    }
}

/// What the import did with a release, and what is in force where this is not.
fn in_words(ReleaseOutcome { manifest, outcome, superseded_by }: &ReleaseOutcome) -> String {
    let done = match outcome {
        Outcome::Added => "added".to_owned(),
        Outcome::AlreadyHeld => "already held, nothing written".to_owned(),
        Outcome::Restored => "was damaged, written anew".to_owned(),
        Outcome::Extended { with } => format!("extended with {}", with.join(", ")),
        Outcome::Recut { before, comparison } => {
            format!("published anew: {} against {before}", counts(comparison))
        }
        Outcome::PutInForce { before, comparison } => {
            let counts = comparison.as_ref().map(|found| format!(": {}", counts(found))).unwrap_or_default();
            format!("already held, in force again instead of {before}{counts}")
        }
    };
    let part = if manifest.complete { "" } else { "; kept as a part" };
    let force = superseded_by.as_ref().map(|by| not_in_force(by, manifest.complete)).unwrap_or_default();
    format!("{done}{part}{force}")
}

fn counts(comparison: &Comparison) -> String {
    format!(
        "{} rows changed, {} added, {} removed",
        comparison.rows_changed(),
        comparison.added.len(),
        comparison.removed.len()
    )
}

/// Which revision is in force instead, and how to put this one in its place.
fn not_in_force(by: &Superseding, complete: bool) -> String {
    let released = by.released.map(|day| format!(", released {day},")).unwrap_or_default();
    let instead = if by.complete && !complete {
        " and complete"
    } else {
        "; import it with --put-in-force to put it in its place"
    };
    format!("; not in force: {}{released} is{instead}", by.revision)
}

/// Every check that failed, with its first examples.
fn findings(done: &ImportReport) -> Vec<String> {
    let of_releases = done.releases.iter().map(|outcome| {
        (outcome.manifest.release.to_string(), outcome.manifest.provenance.findings().collect::<Vec<_>>())
    });
    let of_tables = done.tables.iter().map(|outcome| {
        let manifest = &outcome.manifest;
        (
            format!("{} {}", manifest.table, manifest.version),
            manifest.provenance.findings().collect::<Vec<_>>(),
        )
    });
    let words = |(name, checks): (String, Vec<&Check>)| {
        checks.into_iter().map(move |check| format!("{name}: {}", finding(check))).collect::<Vec<_>>()
    };
    of_releases.chain(of_tables).flat_map(words).collect()
}

fn finding(check: &Check) -> String {
    format!(
        "{}: {} of {} fail: {}. {}",
        check.name,
        check.failed,
        check.checked,
        check.what,
        check.examples.join("; ")
    )
}

/// What came, went and changed from one revision to another.
fn changes(release: &str, comparison: &Comparison) -> Table {
    let all = comparison.added.len() + comparison.removed.len() + comparison.changed.len();
    let mut table = Table::new(&["what", "code", "row", "column", ">before", ">now"])
        .titled(format!("What changed in {release} ({all}; the first {MOST_CHANGES}, --json lists all)"));
    let lone = |what: &'static str| {
        move |key: &openrvu_cms::compare::RowKey| {
            [what, &key.code.to_string(), &key.modifier.to_string(), "", "", ""].map(str::to_owned)
        }
    };
    let changed = comparison.changed.iter().map(|change| {
        [
            "changed".to_owned(),
            change.key.code.to_string(),
            change.key.modifier.to_string(),
            change.column.to_owned(),
            change.old.clone(),
            change.new.clone(),
        ]
    });
    let removed = comparison.removed.iter().map(lone("removed"));
    let added = comparison.added.iter().map(lone("added"));
    for row in changed.chain(removed).chain(added).take(MOST_CHANGES) {
        table.row(row);
    }
    table
}

/// One row for each release, table, and file that was skipped or refused.
fn csv(done: &ImportReport) -> Table {
    let mut table = Table::new(&[
        "kind",
        "name",
        "revision",
        "rows",
        "complete",
        "in_force",
        "outcome",
        "checks_failed",
        "message",
    ]);
    for outcome in &done.releases {
        let manifest = &outcome.manifest;
        table.row([
            "release".to_owned(),
            manifest.release.to_string(),
            manifest.provenance.revision.clone(),
            manifest.rows().to_string(),
            manifest.complete.to_string(),
            outcome.superseded_by.is_none().to_string(),
            slug(&json!(outcome.outcome)["outcome"]),
            failed(&manifest.provenance.checks),
            in_words(outcome),
        ]);
    }
    for TableOutcome { manifest, outcome } in &done.tables {
        table.row([
            "table".to_owned(),
            format!("{} {}", manifest.table.as_str(), manifest.version),
            manifest.provenance.revision.clone(),
            manifest.rows().to_string(),
            manifest.complete.to_string(),
            String::new(),
            slug(&json!(outcome)),
            failed(&manifest.provenance.checks),
            table_change(*outcome).to_owned(),
        ]);
    }
    let skipped = done.skipped.iter().map(|skipped| (&skipped.file, "skipped", skipped.reason.clone()));
    let refused = done.refused.iter().map(|refusal| (&refusal.input, "refused", refusal.error.to_string()));
    for (file, outcome, message) in skipped.chain(refused) {
        table.row(["file", file, "", "", "", "", outcome, "", &message]);
    }
    table
}

fn slug(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The names of the checks that failed.
fn failed(checks: &[Check]) -> String {
    let failed = checks.iter().filter(|check| !check.passed()).map(|check| check.name.as_str());
    failed.collect::<Vec<_>>().join(" ")
}
