//! Contracts.

use openrvu_core::Policy;
use openrvu_core::policy::CreditPolicy;
use openrvu_log::Contract;
use openrvu_log::contract::conflict;
use openrvu_log::contract::words::ContractWords;
use openrvu_log::ledger::WITHOUT_CONTRACT;
use openrvu_store::{Revision, UserId};

use super::documents::{self, Kept};
use crate::{App, AppError, FieldProblem};

/// Writes a contract. `seen` is the revision of the one that the writer saw; none where they made it new.
///
/// Refused is one whose fields are wrong, whose release is not held, or that covers days and sites of another.
pub(crate) async fn write(
    app: &App,
    user: UserId,
    contract: &Contract,
    seen: Option<Revision>,
) -> Result<Revision, AppError> {
    let others: Vec<Kept<Contract>> = documents::all(app, user).await?;
    let others: Vec<Contract> = others.into_iter().map(|kept| kept.content).collect();
    let problems = problems(app, contract, &others);
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    documents::write(app, user, contract.id.uuid(), contract, seen).await
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
