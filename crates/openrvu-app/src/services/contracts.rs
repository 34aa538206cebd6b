//! Contracts.

use openrvu_core::Policy;
use openrvu_core::policy::CreditPolicy;
use openrvu_log::contract::conflict;
use openrvu_log::contract::words::ContractWords;
use openrvu_log::ledger::WITHOUT_CONTRACT;
use openrvu_log::{Contract, ContractId};
use openrvu_store::{Document, DocumentKind, DocumentWrite, Revision, UserId};

use super::ledger;
use crate::{App, AppError, FieldProblem};

/// Most contracts of a user.
pub(crate) const MOST_CONTRACTS: usize = 50;

/// A contract as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptContract {
    /// The contract.
    pub(crate) contract: Contract,
    /// The revision that changed it last.
    pub(crate) revision: Revision,
}

fn kept(document: Document) -> Result<KeptContract, AppError> {
    let contract = ledger::content(DocumentKind::Contract, document.content)?;
    Ok(KeptContract { contract, revision: document.revision })
}

/// Every contract, in the order in which they were made.
pub(crate) async fn all(app: &App, user: UserId) -> Result<Vec<KeptContract>, AppError> {
    app.store.documents(user, DocumentKind::Contract).await?.into_iter().map(kept).collect()
}

/// One contract.
pub(crate) async fn one(app: &App, user: UserId, id: ContractId) -> Result<KeptContract, AppError> {
    let document = app.store.document(user, DocumentKind::Contract, id.uuid()).await?;
    kept(document.ok_or(AppError::NoSuch("contract"))?)
}

/// Writes a contract. `seen` is the revision of the one that the writer saw; none where they made it new.
///
/// Refused is one whose fields are wrong, whose release is not held, or that covers days and sites of another.
pub(crate) async fn write(
    app: &App,
    user: UserId,
    contract: &Contract,
    seen: Option<Revision>,
) -> Result<Revision, AppError> {
    let others: Vec<Contract> = all(app, user).await?.into_iter().map(|kept| kept.contract).collect();
    let problems = problems(app, contract, &others);
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    let is_new = others.iter().all(|other| other.id != contract.id);
    if is_new && others.len() >= MOST_CONTRACTS {
        let words = format!("At most {MOST_CONTRACTS} contracts can be kept: delete one first.");
        return Err(AppError::invalid("contract", words));
    }
    let content = serde_json::to_value(contract).map_err(|error| AppError::Internal(error.to_string()))?;
    change(app, user, contract.id, Some(content), seen).await
}

/// Everything that is wrong with a contract beside others.
fn problems(app: &App, contract: &Contract, others: &[Contract]) -> Vec<FieldProblem> {
    let schedule = app.site.schedule();
    let problems = contract.problems(schedule.policy()).into_iter();
    let mut problems: Vec<_> =
        problems.map(|problem| FieldProblem::new(problem.field, problem.message)).collect();
    if let Err(error) = contract.values.resolve(schedule) {
        problems.push(FieldProblem::new("values", format!("{error}: import it, or choose another")));
    }
    if let Some(other) = conflict(others, contract) {
        problems.push(FieldProblem::new(
            "from",
            format!(
                "covers days and sites that the contract {} covers too ({}): let one end before the other begins, or list different sites",
                other.name,
                other.days_in_words()
            ),
        ));
    }
    problems
}

/// Deletes a contract.
pub(crate) async fn delete(
    app: &App,
    user: UserId,
    id: ContractId,
    seen: Revision,
) -> Result<Revision, AppError> {
    change(app, user, id, None, Some(seen)).await
}

async fn change(
    app: &App,
    user: UserId,
    id: ContractId,
    content: Option<serde_json::Value>,
    seen: Option<Revision>,
) -> Result<Revision, AppError> {
    let write = DocumentWrite { kind: DocumentKind::Contract, id: id.uuid(), content, seen };
    Ok(app.store.write_documents(user, &[write], app.now()).await?)
}

/// A contract in words.
pub(crate) fn in_words(app: &App, contract: &Contract) -> Result<ContractWords, AppError> {
    ContractWords::of(app.site.schedule(), contract)
        .map_err(|error| AppError::invalid("contract", error.to_string()))
}

/// The policy data, and what credits work: a contract's policy, or the preset of work without one.
pub(crate) fn credit_policy<'a>(
    app: &'a App,
    contract: Option<&Contract>,
) -> Result<(&'a Policy, CreditPolicy), AppError> {
    let policy = app.site.schedule().policy();
    let credit = match contract {
        Some(contract) => contract
            .credit
            .policy(contract.name.as_str(), policy)
            .map_err(|error| AppError::invalid("contract", error.to_string()))?,
        None => policy.credit_preset(WITHOUT_CONTRACT).cloned().ok_or_else(|| {
            AppError::Internal("the preset of work without a contract is missing".to_owned())
        })?,
    };
    Ok((policy, credit))
}
