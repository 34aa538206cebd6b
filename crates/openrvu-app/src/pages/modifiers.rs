//! `/log/modifiers`: every modifier, with what it means, what Medicare does and what a contract credits.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use openrvu_log::contract::modifiers::{ModifierSides, modifiers};
use openrvu_log::{Contract, ContractId};
use openrvu_web::Shell;
use serde::Deserialize;
use uuid::Uuid;

use super::{Part, Parts, shell};
use crate::http::body::Query;
use crate::http::page;
use crate::identity::CanRead;
use crate::services::{contracts, ledger, statements};
use crate::{App, AppError};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ModifiersQuery {
    contract: String,
    /// `own` for those alone that the contract has a rule for.
    show: String,
}

#[derive(Template)]
#[template(path = "log/modifiers.html")]
struct ModifiersPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    query: &'a ModifiersQuery,
    contracts: &'a [Contract],
    /// What is credited by, in words.
    credited_by: String,
    rows: Vec<ModifierSides>,
}

impl ModifiersPage<'_> {
    fn chosen(&self, contract: &Contract) -> bool {
        self.query.contract == contract.id.to_string()
    }
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<ModifiersQuery>,
) -> Result<Response, AppError> {
    let ledger = ledger::of(&app, user).await?;
    let contract = match query.contract.as_str() {
        "" => None,
        id => {
            let id: Uuid = id.parse().map_err(|_| AppError::NoSuch("contract"))?;
            Some(statements::contract(&ledger, ContractId::from(id))?)
        }
    };
    let (policy, credit) = contracts::credit_policy(&app, contract)?;
    let credited_by = match contract {
        Some(contract) => contract.name.to_string(),
        None => format!("{}, what is credited without a contract", credit.title),
    };
    let mut rows = modifiers(policy, &credit, contract.map(|contract| &contract.credit), ledger.today(&app));
    if query.show == "own" {
        rows.retain(|row| row.rule.is_some());
    }
    let (shell, parts) = (shell(&app, "/log/modifiers", "Modifiers"), Parts::of(&app, Part::Contracts));
    page(&ModifiersPage {
        shell,
        parts,
        query: &query,
        contracts: ledger.terms.contracts(),
        credited_by,
        rows,
    })
}
