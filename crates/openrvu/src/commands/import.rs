//! `openrvu import`: CMS's files into the store.

use std::io::IsTerminal;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};
use openrvu_cms::archive::Limits;
use openrvu_cms::import::{self, ImportOptions, ImportReport, Outcome, ReleaseOutcome};
use openrvu_cms::progress::{Progress, Stage};
use serde_json::{Value, json};

use crate::args::ImportArgs;
use crate::data::Data;
use crate::failure::Failure;
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
    let mut report = Report::new(json!({
        "releases": done.releases,
        "tables": done.tables,
        "skipped": done.skipped,
        "refused": refused,
    }));
    let mut releases =
        Table::new(&["release", "in effect from", ">rows", ">localities", ">files", "checks", "outcome"])
            .titled("Releases");
    for ReleaseOutcome { manifest, outcome } in &done.releases {
        releases.row([
            manifest.release.to_string(),
            manifest.effective_from.to_string(),
            manifest.rows().to_string(),
            manifest.localities().to_string(),
            manifest.provenance.sources.len().to_string(),
            super::releases::checks_in_words(&manifest.provenance.checks),
            in_words(outcome),
        ]);
    }
    report.table(releases);
    let mut tables = Table::new(&["table", "version", ">rows", "outcome"]).titled("Reference tables");
    for table in &done.tables {
        let outcome = if table.already_held { "already held" } else { "added" };
        tables.row([
            table.manifest.table.to_string(),
            table.manifest.version.clone(),
            table.manifest.rows().to_string(),
            outcome.to_owned(),
        ]);
    }
    report.table(tables);
    for ReleaseOutcome { manifest, outcome } in &done.releases {
        if let Outcome::Recut { comparison, .. } = outcome {
            report.table(changes(&manifest.release.to_string(), comparison));
        }
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

fn in_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Added => "added".to_owned(),
        Outcome::AlreadyHeld => "already held, nothing written".to_owned(),
        Outcome::Restored => "was damaged, written anew".to_owned(),
        Outcome::Extended { with } => format!("extended with {}", with.join(", ")),
        Outcome::Recut { before, in_force, comparison } => {
            let force = if *in_force { "in force" } else { "kept, not in force: it was released before" };
            format!("published anew: {} rows differ from {before}; {force}", comparison.rows_changed())
        }
    }
}

fn changes(release: &str, comparison: &openrvu_cms::compare::Comparison) -> Table {
    let mut table = Table::new(&["code", "row", "column", ">before", ">now"])
        .titled(format!("What changed in {release} (first {MOST_CHANGES}; --json lists all)"));
    for change in comparison.changed.iter().take(MOST_CHANGES) {
        table.row([
            change.key.code.to_string(),
            change.key.modifier.to_string(),
            change.column.to_owned(),
            change.old.clone(),
            change.new.clone(),
        ]);
    }
    table
}

/// A progress bar on standard error, where a person looks on.
pub struct Bar {
    bar: Mutex<Option<ProgressBar>>,
    shown: bool,
}

impl Bar {
    pub fn new(wanted: bool) -> Self {
        Self { bar: Mutex::new(None), shown: wanted && std::io::stderr().is_terminal() }
    }

    pub fn finish(&self) {
        if let Ok(mut bar) = self.bar.lock()
            && let Some(bar) = bar.take()
        {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn begin(&self, stage: Stage, steps: usize) {
        self.finish();
        if !self.shown {
            return;
        }
        let bar = ProgressBar::new(steps as u64);
        if let Ok(style) = ProgressStyle::with_template("{msg:24} [{bar:40}] {pos}/{len} {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(match stage {
            Stage::Read => "reading",
            Stage::Keep => "verifying and writing",
            Stage::Examine => "examining",
        });
        if let Ok(mut slot) = self.bar.lock() {
            *slot = Some(bar);
        }
    }

    fn step(&self, _: Stage, _: &str) {
        if let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.inc(1);
        }
    }
}
