//! What can be done: one file a noun. Pages and API call these; only these reach the store.

pub(crate) mod accounts;
pub(crate) mod administration;
pub(crate) mod audit;
pub(crate) mod comparisons;
pub(crate) mod contracts;
pub(crate) mod dashboard;
pub(crate) mod entries;
pub(crate) mod goals;
pub(crate) mod ledger;
pub(crate) mod planner;
pub(crate) mod settings;
pub(crate) mod statements;
pub(crate) mod limits;
pub(crate) mod operator;
pub(crate) mod passkeys;
pub(crate) mod planner;
pub(crate) mod quick;
pub(crate) mod recovery;
pub(crate) mod registration;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod statements;
pub(crate) mod templates;
pub(crate) mod tokens;
