//! Uploads: tables that a user gave, with the mapping by which they are read, until they have decided what to do.
//!
//! Columns about patients are emptied before anything is kept.

use axum::http::StatusCode;
use jiff::SignedDuration;
use openrvu_log::import::{self, Field, Guess, Mapping};
use openrvu_store::{DocumentKind, DocumentWrite, UserId};
use openrvu_table::{Limits, Table};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::documents;
use crate::{App, AppError};

/// For how long a table is kept that nobody decides about.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(3);
/// What parts tables, rows and cells where a table is kept; no cell holds them.
const BETWEEN: [char; 3] = ['\u{1D}', '\u{1E}', '\u{1F}'];
/// Most remembered mappings of a user.
pub(crate) const MOST_MAPPINGS: usize = 100;

/// For what a table was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Purpose {
    /// To add its lines to the log.
    Import,
    /// To be compared with the log.
    Reconcile,
}

/// Tables given, and how the chosen one is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Upload {
    /// For what.
    pub(crate) purpose: Purpose,
    /// The name of the file; empty where the table was pasted.
    pub(crate) file: String,
    /// The tables: sheets of a workbook, or one.
    pub(crate) tables: Vec<Table>,
    /// Which of them is read.
    pub(crate) chosen: usize,
    /// How it is read.
    pub(crate) mapping: Mapping,
    /// Whether the mapping is the one that was remembered.
    pub(crate) remembered: bool,
}

/// What stands before the tables.
#[derive(Serialize, Deserialize)]
struct Head {
    purpose: Purpose,
    file: String,
    chosen: usize,
    mapping: Mapping,
    remembered: bool,
}

impl Upload {
    /// The table that is read.
    pub(crate) fn table(&self) -> Result<&Table, AppError> {
        self.tables.get(self.chosen).ok_or(AppError::NoSuch("sheet"))
    }

    /// What is to be said of the table under the mapping.
    pub(crate) fn told(&self) -> Result<Guess, AppError> {
        Ok(import::with_mapping(self.table()?, self.mapping.clone()))
    }

    fn encode(&self) -> Result<Vec<u8>, AppError> {
        let head = Head {
            purpose: self.purpose,
            file: self.file.clone(),
            chosen: self.chosen,
            mapping: self.mapping.clone(),
            remembered: self.remembered,
        };
        let mut text = serde_json::to_string(&head).map_err(|error| AppError::Internal(error.to_string()))?;
        let plain = |cell: &str| cell.replace(BETWEEN, " ");
        for table in &self.tables {
            text.push(BETWEEN[0]);
            text.push_str(&plain(table.name()));
            for row in table.rows() {
                text.push(BETWEEN[1]);
                text.push_str(&row.number().to_string());
                for cell in row.cells() {
                    text.push(BETWEEN[2]);
                    text.push_str(&plain(cell));
                }
            }
        }
        Ok(text.into_bytes())
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut parts = std::str::from_utf8(bytes).ok()?.split(BETWEEN[0]);
        let Head { purpose, file, chosen, mapping, remembered } = serde_json::from_str(parts.next()?).ok()?;
        let table = |text: &str| {
            let mut rows = text.split(BETWEEN[1]);
            let mut table = Table::new(rows.next()?);
            for row in rows {
                let mut cells = row.split(BETWEEN[2]);
                table.push_row(cells.next()?.parse().ok()?, cells, &Limits::UPLOAD).ok()?;
            }
            Some(table)
        };
        let tables = parts.map(table).collect::<Option<Vec<_>>>()?;
        Some(Self { purpose, file, tables, chosen, mapping, remembered })
    }
}

/// A mapping as it is remembered, under the fingerprint of the header.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RememberedMapping {
    /// The names of the columns that hold something, for whoever reads the document.
    columns: Vec<String>,
    /// The mapping.
    mapping: Mapping,
}

impl RememberedMapping {
    /// Whether tables can be read by it.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.columns.len().max(self.mapping.columns.len()) > Limits::UPLOAD.columns {
            return Err(format!("it has more than {} columns", Limits::UPLOAD.columns));
        }
        self.mapping.check().map_err(|error| error.to_string())
    }
}

/// Reads a file, or a text that was pasted.
pub(crate) async fn tables(bytes: Vec<u8>) -> Result<Vec<Table>, AppError> {
    let read = tokio::task::spawn_blocking(move || openrvu_table::read(&bytes, &Limits::UPLOAD));
    let read = read.await.map_err(|error| AppError::Internal(error.to_string()))?;
    read.map_err(|error| AppError::invalid("table", error.to_string()))
}

/// Guesses how tables are read, or remembers it, without the cells about patients.
pub(crate) async fn prepare(
    app: &App,
    user: UserId,
    purpose: Purpose,
    file: String,
    mut tables: Vec<Table>,
) -> Result<Upload, AppError> {
    let (tables, guesses) = tokio::task::spawn_blocking(move || {
        let guesses: Vec<Guess> = tables.iter().map(import::guess).collect();
        for (table, guess) in tables.iter_mut().zip(&guesses) {
            *table = without_patients(table, &guess.mapping)?;
        }
        Ok((tables, guesses))
    })
    .await
    .map_err(|error| AppError::Internal(error.to_string()))?
    .map_err(|error: openrvu_table::TableError| AppError::invalid("table", error.to_string()))?;
    let chosen = import::likeliest(&tables);
    let guess = guesses.into_iter().nth(chosen).ok_or(AppError::NoSuch("table"))?;
    let (mapping, remembered) = remembered(app, user, guess).await?;
    Ok(Upload { purpose, file, tables, chosen, mapping, remembered })
}

/// Reads a table as the API gives it.
pub(crate) async fn given(
    app: &App,
    user: UserId,
    purpose: Purpose,
    text: String,
) -> Result<Upload, AppError> {
    let tables = tables(text.into_bytes()).await?;
    prepare(app, user, purpose, String::new(), tables).await
}

/// The mapping that was remembered for a header, or the one that was guessed.
async fn remembered(app: &App, user: UserId, guess: Guess) -> Result<(Mapping, bool), AppError> {
    let Some(fingerprint) = guess.fingerprint else { return Ok((guess.mapping, false)) };
    let Some(document) = app.store.document(user, DocumentKind::Mapping, fingerprint).await? else {
        return Ok((guess.mapping, false));
    };
    let kept: RememberedMapping = documents::content(DocumentKind::Mapping, document.content)?;
    // The header may stand in another row of this file, and its dates may be in another order.
    let Mapping { header, date_order, .. } = guess.mapping;
    Ok((Mapping { header, date_order, ..kept.mapping }, true))
}

/// A table whose columns about patients are empty below the header.
fn without_patients(table: &Table, mapping: &Mapping) -> Result<Table, openrvu_table::TableError> {
    let mut kept = Table::new(table.name());
    for row in table.rows() {
        let is_header = mapping.header == Some(row.number());
        let cell = |(column, cell)| {
            if !is_header && mapping.field(column) == Field::Patient { "" } else { cell }
        };
        kept.push_row(row.number(), row.cells().enumerate().map(cell), &Limits::UPLOAD)?;
    }
    Ok(kept)
}

/// Reads another sheet, under the mapping that is guessed or remembered for it.
pub(crate) async fn choose(
    app: &App,
    user: UserId,
    upload: &mut Upload,
    sheet: usize,
) -> Result<(), AppError> {
    let table = upload.tables.get(sheet).ok_or(AppError::NoSuch("sheet"))?;
    let guess = import::guess(table);
    (upload.mapping, upload.remembered) = remembered(app, user, guess).await?;
    upload.chosen = sheet;
    Ok(())
}

/// Keeps an upload under an id, without the cells that its mapping says are about patients.
pub(crate) async fn keep(app: &App, user: UserId, id: Uuid, upload: &mut Upload) -> Result<(), AppError> {
    if let Some(table) = upload.tables.get_mut(upload.chosen) {
        *table = without_patients(table, &upload.mapping)
            .map_err(|error| AppError::invalid("table", error.to_string()))?;
    }
    let now = app.now();
    let expires = now.saturating_add(KEPT_FOR).map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(app.store.keep_upload(user, id, &upload.encode()?, now, expires).await?)
}

/// An upload that was kept for a purpose.
pub(crate) async fn one(app: &App, user: UserId, id: Uuid, purpose: Purpose) -> Result<Upload, AppError> {
    let kept = app.store.upload(user, id, app.now()).await?;
    let upload = kept.and_then(|bytes| Upload::decode(&bytes)).filter(|upload| upload.purpose == purpose);
    upload.ok_or(AppError::Refused(
        StatusCode::NOT_FOUND,
        "This table is not kept any more: one waits for three hours at most. Please give it again.",
    ))
}

/// Remembers how a table was read, for the next one with the same header.
pub(crate) async fn remember(app: &App, user: UserId, upload: &Upload) -> Result<(), AppError> {
    let Guess { fingerprint, columns, .. } = upload.told()?;
    let Some(fingerprint) = fingerprint else { return Ok(()) };
    let kept = RememberedMapping {
        columns: columns
            .into_iter()
            .filter(|column| column.field != Field::Ignored)
            .map(|column| column.name)
            .collect(),
        mapping: upload.mapping.clone(),
    };
    let content = serde_json::to_value(&kept).map_err(|error| AppError::Internal(error.to_string()))?;
    let held = app.store.document(user, DocumentKind::Mapping, fingerprint).await?;
    if held.as_ref().is_some_and(|held| held.content == content) {
        return Ok(());
    }
    let mut writes = Vec::new();
    if held.is_none() {
        // The oldest gives way.
        let all = app.store.documents(user, DocumentKind::Mapping).await?;
        let too_many = all.len().saturating_sub(MOST_MAPPINGS - 1);
        writes.extend(all.into_iter().take(too_many).map(|old| DocumentWrite {
            kind: DocumentKind::Mapping,
            id: old.id,
            content: None,
            seen: Some(old.revision),
        }));
    }
    writes.push(DocumentWrite {
        kind: DocumentKind::Mapping,
        id: fingerprint,
        content: Some(content),
        seen: held.map(|held| held.revision),
    });
    app.store.write_documents(user, &writes, app.now()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upload(text: &str) -> Upload {
        let table = openrvu_table::read_text(text, &Limits::UPLOAD).unwrap();
        let mapping = import::guess(&table).mapping;
        let table = without_patients(&table, &mapping).unwrap();
        let tables = vec![Table::new("empty"), table];
        let file = "August \u{1D} report.csv".to_owned();
        Upload { purpose: Purpose::Import, file, tables, chosen: 1, mapping, remembered: true }
    }

    #[test]
    fn an_upload_reads_as_it_is_kept_and_holds_no_patient() {
        let upload = upload(
            "Report\n\nPatient,DOS,CPT,Clinic\n\"Doe, Jane\",8/3/26,99213,\"a\"\"b\"\n,,,\nRoe,8/4/26,99214,é\n",
        );
        let bytes = upload.encode().unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("Doe"));
        assert_eq!(Upload::decode(&bytes), Some(upload.clone()));
        let rows: Vec<u32> = upload.tables[1].rows().map(|row| row.number()).collect();
        assert_eq!(rows, [3, 4, 6], "what stands above the header in a column of patients goes too");
        assert_eq!(Upload::decode(b"{}"), None);
        assert_eq!(Upload::decode(&bytes[..20]), None);
    }

    #[test]
    fn what_parts_cells_is_no_part_of_one() {
        let mut table = Table::new("");
        table.push_row(1, ["a\u{1F}b", "c\u{1E}d"], &Limits::UPLOAD).unwrap();
        let upload = Upload { tables: vec![table], chosen: 0, ..upload("DOS,CPT\n8/3/26,99213\n") };
        let read = Upload::decode(&upload.encode().unwrap()).unwrap();
        let cells: Vec<&str> = read.tables[0].row(0).unwrap().cells().collect();
        assert_eq!(cells, ["a b", "c d"]);
    }
}
