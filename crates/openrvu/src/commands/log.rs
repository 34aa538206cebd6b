//! `openrvu log`: the personal log's files.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use openrvu_app::{App, AppError, ExportFile, Files, Imported, Mode, Options, Restored};
use openrvu_content::Library;
use openrvu_log::import::Doubts;
use openrvu_store::archive::{Count, Differing};
use openrvu_store_sqlite::SqliteStore;
use openrvu_web::{Site, SiteOptions};
use serde_json::json;

use crate::args::LogCommand;
use crate::clock;
use crate::data::Data;
use crate::failure::Failure;
use crate::report::{Report, Table};

/// Problems that are shown; there is a line for each in JSON.
const SHOWN: usize = 20;

/// Runs the command.
pub fn run(data: &Data, command: &LogCommand) -> Result<Report, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Other(error.to_string()))?;
    runtime.block_on(async {
        let app = app(data).await?;
        let files = Files::of(&app).await.map_err(told)?;
        match command {
            LogCommand::Export { file } => export(&files, file).await,
            LogCommand::Import { file, write, add_alike, add_deleted } => {
                let doubts = Doubts { add_alike: *add_alike, add_deleted: *add_deleted };
                let imported = files.import(read(file)?, doubts, *write).await.map_err(told)?;
                Ok(import_report(&imported, doubts, *write))
            }
            LogCommand::Restore { file, write, replace } => {
                let differing = if *replace { Differing::Replace } else { Differing::Keep };
                let restored = files.restore(read(file)?, differing, *write).await.map_err(told)?;
                Ok(restore_report(&restored, *write))
            }
        }
    })
}

/// The app over the personal log, without a server.
async fn app(data: &Data) -> Result<App, Failure> {
    let site = Site::new(data.schedule()?, Library::embedded()?, SiteOptions::default())?.shared();
    let file = data.log_file(false);
    let store = SqliteStore::connect(&file).await.map_err(|error| {
        Failure::Other(format!("the log in {} cannot be opened: {error}", file.display()))
    })?;
    let options =
        Options { mode: Mode::Personal, clock: clock::clock(), origin: "http://127.0.0.1:8080".to_owned() };
    Ok(App::new(site, Arc::new(store), options))
}

fn told(error: AppError) -> Failure {
    let words = match &error {
        AppError::Internal(words) => words.clone(),
        error => error.fields().first().map_or_else(|| error.to_string(), |field| field.message.clone()),
    };
    Failure::Other(words)
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Failure + '_ {
    |error| Failure::Io { path: path.to_owned(), error }
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(io(file))
}

async fn export(files: &Files<'_>, path: &Path) -> Result<Report, Failure> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let file = match ending.to_ascii_lowercase().as_str() {
        "json" => ExportFile::Json,
        "csv" => ExportFile::Csv,
        "xlsx" => ExportFile::Xlsx,
        _ => {
            let words = "name the file with its ending: .json for everything, .csv or .xlsx for the entries";
            return Err(Failure::Other(words.to_owned()));
        }
    };
    let bytes = files.export(file).await.map_err(told)?;
    let mut out = File::create_new(path).map_err(io(path))?;
    out.write_all(&bytes).and_then(|()| out.sync_all()).map_err(io(path))?;
    let mut table = Table::new(&["file", "bytes"]);
    table.row([path.display().to_string(), bytes.len().to_string()]);
    let mut report = Report::new(json!({ "file": path.display().to_string(), "bytes": bytes.len() }), table);
    report.text(format!("The log was written to {}.", path.display()));
    Ok(report)
}

fn import_report(imported: &Imported, doubts: Doubts, write: bool) -> Report {
    let Imported { added, present, alike, deleted, columns, problems } = imported;
    let named: Vec<_> = columns.iter().map(|(name, holds)| json!({ "name": name, "holds": holds })).collect();
    let json = json!({
        "written": write, "added": added, "present": present, "alike": alike, "deleted": deleted,
        "columns": named, "problems": problems,
    });
    let counts = [added, present, alike, deleted, &problems.len()].map(ToString::to_string);
    let table = Table::new(&[">added", ">present", ">alike", ">deleted", ">problems"]).with_rows([counts]);
    let mut report = Report::new(json, table);
    report.table(
        Table::new(&["Column", "Holds"])
            .with_rows(columns.iter().map(|(name, holds)| [name.as_str(), *holds])),
    );
    let verb = if write { "were added" } else { "would be added" };
    report.text(format!("{added} entries {verb}; {present} rows were imported before."));
    if *alike > 0 && !doubts.add_alike {
        report.text(format!(
            "{alike} rows are the same as an entry logged in another way: --add-alike adds them too."
        ));
    }
    if *deleted > 0 && !doubts.add_deleted {
        report.text(format!(
            "{deleted} rows were imported before and deleted since: --add-deleted adds them again."
        ));
    }
    for problem in problems.iter().take(SHOWN) {
        report.text(problem.clone());
    }
    if problems.len() > SHOWN {
        report.text(format!("{} more problems are in the answer of --json.", problems.len() - SHOWN));
    }
    if !write && *added > 0 {
        report.text("Nothing was written: --write adds them.");
    }
    report
}

fn restore_report(restored: &Restored, write: bool) -> Report {
    let Restored { written, entries, documents } = restored;
    let counts = |count: &Count| json!({ "new": count.new, "same": count.same, "differing": count.differing, "deleted": count.deleted });
    let json = json!({ "written": if write { *written } else { 0 }, "entries": counts(entries), "documents": counts(documents) });
    let row = |what: &str, count: &Count| {
        let Count { new, same, differing, deleted } = count;
        [what.to_owned(), new.to_string(), same.to_string(), differing.to_string(), deleted.to_string()]
    };
    let rows = [row("entries", entries), row("documents", documents)];
    let table = Table::new(&[
        "in the file",
        ">new here",
        ">the same here",
        ">changed here since",
        ">deleted here since",
    ]);
    let table = table.with_rows(rows);
    let mut report = Report::new(json, table.clone());
    report.table(table);
    let words = match (write, written) {
        (_, 0) => "There is nothing to restore.".to_owned(),
        (true, written) => format!("{written} entries and documents were restored."),
        (false, written) => {
            format!("{written} entries and documents would be restored: --write restores them.")
        }
    };
    report.text(words);
    report
}
