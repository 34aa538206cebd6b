//! Everything that a log holds, as a file, and restored from one.

use std::collections::HashMap;

use openrvu_log::Entry;
use openrvu_log::contract::conflict;
use openrvu_log::ledger::Logged;
use openrvu_log::reconcile::KeptReport;
use openrvu_log::template::Template;
use openrvu_log::{Contract, Goal, Settings, export};
use openrvu_store::archive::{Archive, ArchivedDocument, Differing, Held, Restore, restore};
use openrvu_store::{AuditEvent, DocumentKind, DocumentWrite, Revision, Stored, UserId};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::documents::Content;
use super::surveys::OwnTable;
use super::uploads::RememberedMapping;
use super::{ledger, reconciliations, uploads};
use crate::{App, AppError};

/// The whole log as an archive.
async fn archive(app: &App, user: UserId) -> Result<Archive, AppError> {
    let held = held(app, user).await?;
    let mut entries: Vec<Entry> = held.entries.into_iter().map(|stored| stored.value).collect();
    entries.sort_by_key(|entry| (entry.date, entry.id));
    let documents = held.documents.into_iter().map(|document| ArchivedDocument {
        kind: document.kind,
        id: document.id,
        content: document.content,
    });
    Ok(Archive { exported: app.now(), entries, documents: documents.collect() })
}

/// The log as it stands.
async fn held(app: &App, user: UserId) -> Result<Held, AppError> {
    let ledger = ledger::of(app, user).await?;
    let (from, to) = (jiff::civil::Date::MIN, jiff::civil::Date::MAX);
    let entries = ledger.ledger.between(from, to).map(stored).collect();
    let mut documents = Vec::new();
    for kind in DocumentKind::ALL {
        documents.extend(app.store.documents(user, kind).await?);
    }
    Ok(Held { entries, deleted: app.store.deleted_entries(user).await?, documents })
}

fn stored(logged: Logged<'_>) -> Stored<Entry> {
    let record = logged.record;
    Stored {
        value: record.entry.clone(),
        revision: Revision(record.revision),
        created: record.created,
        updated: record.created,
    }
}

/// Reads an archive, whole or not at all: also every document of it has to be one.
pub(crate) async fn read(bytes: Vec<u8>) -> Result<Archive, AppError> {
    let aside = tokio::task::spawn_blocking(move || {
        let archive = Archive::read(&bytes).map_err(|error| error.to_string())?;
        for (at, document) in archive.documents.iter().enumerate() {
            let (kind, id) = (document.kind.slug(), document.id);
            check(document.kind, id, &document.content).map_err(|why| {
                format!(
                    "Document {} of the file, the {kind} {id}, is damaged: {why}. Nothing was taken.",
                    at + 1
                )
            })?;
        }
        Ok(archive)
    });
    let read: Result<Archive, String> = aside.await.map_err(|error| AppError::Internal(error.to_string()))?;
    read.map_err(|message| AppError::invalid("archive", message))
}

/// Whether a document is what its kind says.
fn check(kind: DocumentKind, id: Uuid, content: &Value) -> Result<(), String> {
    fn reads<T: DeserializeOwned>(content: &Value) -> Result<T, String> {
        T::deserialize(content).map_err(|error| error.to_string())
    }
    let named = |named: Uuid| match named == id {
        true => Ok(()),
        false => Err(format!("it names itself {named}")),
    };
    match kind {
        DocumentKind::Contract => named(reads::<Contract>(content)?.id.uuid()),
        DocumentKind::Goal => {
            let goal = reads::<Goal>(content)?;
            named(goal.id.uuid())?;
            goal.check().map_err(|error| error.to_string())
        }
        DocumentKind::Settings => {
            named(Uuid::nil())?;
            reads::<Settings>(content)?.checked().map(drop).map_err(|error| error.to_string())
        }
        DocumentKind::Mapping => reads::<RememberedMapping>(content)?.check(),
        DocumentKind::Reconciliation => {
            let problem = reconciliations::problem(&reads::<KeptReport>(content)?);
            problem.map_or(Ok(()), |problem| Err(format!("{}: {}", problem.field, problem.message)))
        }
        DocumentKind::Template => reads::<Template>(content).map(drop),
        DocumentKind::SurveyTable => reads::<OwnTable>(content).map(drop),
    }
}

/// What restoring an archive would write.
pub(crate) async fn plan(
    app: &App,
    user: UserId,
    archive: Archive,
    differing: Differing,
) -> Result<Restore, AppError> {
    let held = held(app, user).await?;
    let app = app.clone();
    let aside = tokio::task::spawn_blocking(move || {
        let plan = restore(archive, &held, differing);
        fits(&app, &held, &plan).map(|()| plan)
    });
    aside.await.map_err(|error| AppError::Internal(error.to_string()))?
}

/// Whether the log would still be one that could have been written piece by piece: no more documents of a kind than there
/// can be, and contracts without faults that cover no days and sites together. That a contract's release is not held here
/// is no fault: it comes back with its figures.
fn fits(app: &App, held: &Held, plan: &Restore) -> Result<(), AppError> {
    let refused = |words: String| Err(AppError::invalid("archive", format!("{words} Nothing was restored.")));
    for kind in DocumentKind::ALL {
        let of_kind = held.documents.iter().filter(|document| document.kind == kind).count();
        let new =
            plan.document_writes.iter().filter(|write| write.kind == kind && write.seen.is_none()).count();
        let most = most(kind);
        if new > 0 && of_kind + new > most {
            return refused(format!(
                "There can be at most {most} documents of the kind {}; with those of the file there would be {}.",
                kind.slug(),
                of_kind + new
            ));
        }
    }
    let is_contract = |write: &&DocumentWrite| write.kind == DocumentKind::Contract;
    let written: HashMap<Uuid, &DocumentWrite> =
        plan.document_writes.iter().filter(is_contract).map(|write| (write.id, write)).collect();
    let stays = held.documents.iter().filter(|document| document.kind == DocumentKind::Contract);
    let stays = stays.filter(|document| !written.contains_key(&document.id));
    let contents = stays.map(|document| &document.content);
    let contents = contents.chain(written.values().filter_map(|write| write.content.as_ref()));
    // What does not read was kept as it is, and is told where it is used.
    let contracts: Vec<Contract> =
        contents.filter_map(|content| Contract::deserialize(content).ok()).collect();
    for contract in contracts.iter().filter(|contract| written.contains_key(&contract.id.uuid())) {
        if let Some(problem) = contract.problems(app.site.schedule().policy()).into_iter().next() {
            let name = &contract.name;
            return refused(format!(
                "The contract {name} of the file: {}: {}.",
                problem.field, problem.message
            ));
        }
        if let Some(other) = conflict(&contracts, contract) {
            return refused(format!(
                "The contract {} of the file covers days and sites that {} covers too ({}): change or delete one of them.",
                contract.name,
                other.name,
                other.days_in_words()
            ));
        }
    }
    Ok(())
}

/// Most documents of a kind.
const fn most(kind: DocumentKind) -> usize {
    match kind {
        DocumentKind::Contract => Contract::MOST,
        DocumentKind::Goal => Goal::MOST,
        DocumentKind::Settings => 1,
        DocumentKind::Mapping => uploads::MOST_MAPPINGS,
        DocumentKind::Reconciliation => KeptReport::MOST,
        DocumentKind::Template => Template::MOST,
        DocumentKind::SurveyTable => OwnTable::MOST,
    }
}

/// Restores: documents first, so that entries are valued by their contracts. Each of the two is written whole or not at
/// all, and restoring again completes what was cut off.
pub(crate) async fn apply(app: &App, user: UserId, plan: &Restore) -> Result<(), AppError> {
    let now = app.now();
    if !plan.document_writes.is_empty() {
        app.store.write_documents(user, &plan.document_writes, now).await?;
    }
    if !plan.entry_writes.is_empty() {
        app.store.write_entries(user, &plan.entry_writes, now).await?;
    }
    let detail = format!("{} entries, {} documents", plan.entry_writes.len(), plan.document_writes.len());
    let event = AuditEvent { user, by: None, action: "archive.restored".to_owned(), detail, at: now };
    Ok(app.store.audit(&event).await?)
}

/// A file that a log is exported to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFile {
    /// Everything, as an archive.
    Json,
    /// The entries, as comma-separated values.
    Csv,
    /// The entries, as an Excel workbook.
    Xlsx,
}

/// Exports a log to a file's bytes, made aside from the requests that go on meanwhile.
pub(crate) async fn export(app: &App, user: UserId, file: ExportFile) -> Result<Vec<u8>, AppError> {
    let aside = match file {
        ExportFile::Json => {
            let archive = archive(app, user).await?;
            tokio::task::spawn_blocking(move || {
                let mut bytes = Vec::new();
                archive.write(&mut bytes).map(|()| bytes).map_err(|error| error.to_string())
            })
        }
        ExportFile::Csv => {
            let rows = rows(app, user).await?;
            tokio::task::spawn_blocking(move || csv(&rows).map_err(|error| error.to_string()))
        }
        ExportFile::Xlsx => {
            let rows = rows(app, user).await?;
            tokio::task::spawn_blocking(move || xlsx(&rows).map_err(|error| error.to_string()))
        }
    };
    aside.await.map_err(|error| AppError::Internal(error.to_string()))?.map_err(AppError::Internal)
}

/// The entries as the rows of a table, below its header.
async fn rows(app: &App, user: UserId) -> Result<Vec<Vec<String>>, AppError> {
    let ledger = ledger::of(app, user).await?;
    let (from, to) = (jiff::civil::Date::MIN, jiff::civil::Date::MAX);
    let row =
        |logged: Logged<'_>| export::row(logged.entry(), logged.value.work(), logged.value.release).to_vec();
    Ok(ledger.ledger.between(from, to).map(row).collect())
}

fn csv(rows: &[Vec<String>]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(export::COLUMNS)?;
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// Every cell is text, so that codes keep their zeros and nothing becomes a formula.
fn xlsx(rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Entries")?;
    let head = Format::new().set_bold();
    for (column, name) in (0..).zip(export::COLUMNS) {
        sheet.write_string_with_format(0, column, name, &head)?;
        sheet.set_column_width(column, if name.ends_with("ID") { 38 } else { 14 })?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (at, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(at, column, cell)?;
        }
    }
    workbook.save_to_buffer()
}
