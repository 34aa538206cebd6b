//! `openrvu account`: links for the accounts of a hosted server.

use std::sync::Arc;

use openrvu_app::Operator;
use openrvu_store::{AccountRole, Store};
use openrvu_store_postgres::PostgresStore;
use openrvu_store_sqlite::SqliteStore;
use serde_json::json;

use crate::args::AccountCommand;
use crate::clock;
use crate::data::Data;
use crate::failure::Failure;
use crate::report::{Report, Table};

/// The store of accounts: the database that `DATABASE_URL` names, or a file in the data folder.
pub async fn store(data: &Data) -> Result<(Arc<dyn Store>, String), Failure> {
    match std::env::var("DATABASE_URL") {
        Ok(url) if !url.is_empty() => {
            let store = PostgresStore::connect(&url).await.map_err(|error| {
                Failure::Other(format!("the database that DATABASE_URL names cannot be used: {error}"))
            })?;
            Ok((Arc::new(store), "PostgreSQL".to_owned()))
        }
        _ => {
            let file = data.log_file(true);
            let store = SqliteStore::connect(&file).await.map_err(|error| {
                Failure::Other(format!("the accounts in {} cannot be opened: {error}", file.display()))
            })?;
            Ok((Arc::new(store), file.display().to_string()))
        }
    }
}

/// Runs the command.
pub fn run(data: &Data, command: &AccountCommand) -> Result<Report, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Other(error.to_string()))?;
    runtime.block_on(async {
        let (store, _) = store(data).await?;
        let clock = clock::clock();
        let operator = |origin| Operator { store: &*store, clock: &clock, origin };
        let (link, words) = match command {
            AccountCommand::Create { email, admin, origin } => {
                let role = if *admin { AccountRole::Administrator } else { AccountRole::Member };
                let link = operator(origin).invite_to(email, role).await;
                (link, format!("This link makes the account of {email}, once, within 14 days:"))
            }
            AccountCommand::Reset { email, origin } => {
                let link = operator(origin).reset_link(email).await;
                (link, format!("This link sets a new password of {email}, once, within a day:"))
            }
        };
        let link = link.map_err(|error| Failure::Other(error.to_string()))?;
        let mut report =
            Report::new(json!({ "link": link }), Table::new(&["link"]).with_rows([[link.clone()]]));
        report.text(words);
        report.text(link);
        Ok(report)
    })
}
