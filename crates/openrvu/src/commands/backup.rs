//! `openrvu backup` and `openrvu restore`: the log as one file, out and back in.

use openrvu_store_sqlite::Copied;
use serde_json::json;

use crate::args::BackupArgs;
use crate::data::Data;
use crate::failure::Failure;
use crate::report::{Report, Table};

/// Copies the log to a file.
pub fn backup(data: &Data, args: &BackupArgs) -> Result<Report, Failure> {
    let log = data.log_file(args.hosted);
    let copied = block_on(openrvu_store_sqlite::backup(&log, &args.file))?;
    let words = format!("{} was copied to {}: {}", log.display(), args.file.display(), held(&copied));
    Ok(report(words, &copied))
}

/// Puts a copy in the place of the log.
pub fn restore(data: &Data, args: &BackupArgs) -> Result<Report, Failure> {
    let log = data.log_file(args.hosted);
    let copied = block_on(openrvu_store_sqlite::restore(&log, &args.file))?;
    let mut words = format!("{} was restored to {}: {}", args.file.display(), log.display(), held(&copied));
    if let Some(former) = &copied.former {
        words.push_str(&format!(". The log that was there is kept as {}", former.display()));
    }
    Ok(report(words, &copied))
}

fn held(copied: &Copied) -> String {
    format!("{} entries, {} other documents, {} accounts", copied.entries, copied.documents, copied.accounts)
}

fn report(words: String, copied: &Copied) -> Report {
    let Copied { accounts, entries, documents, former } = copied;
    let former = former.as_ref().map(|path| path.display().to_string());
    let json = json!({ "accounts": accounts, "entries": entries, "documents": documents, "former": former });
    let mut table = Table::new(&["accounts", "entries", "documents", "former"]);
    table.row([accounts.to_string(), entries.to_string(), documents.to_string(), former.unwrap_or_default()]);
    let mut report = Report::new(json, table);
    report.text(words);
    report
}

fn block_on<T>(work: impl Future<Output = openrvu_store::Result<T>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Other(error.to_string()))?;
    runtime.block_on(work).map_err(|error| match error {
        openrvu_store::StoreError::Busy => {
            Failure::Other("the log is in use: stop the server that has it open, then try again".to_owned())
        }
        error => Failure::Other(error.to_string()),
    })
}
