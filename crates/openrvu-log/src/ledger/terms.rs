//! By what each entry of a ledger is credited.

use openrvu_core::Schedule;

use crate::contract::{Contract, ContractId, CreditTerms, choose};
use crate::{Crediting, Entry};

/// The preset that credits what no contract covers.
pub const WITHOUT_CONTRACT: &str = "full";

/// By what an entry is credited.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The contract that covers the entry; none where no contract does.
    pub contract: Option<ContractId>,
    /// Its crediting, or what stands in where there is no contract; in words why there is none.
    pub crediting: Result<&'a Crediting, &'a str>,
}

/// Chooses by what an entry is credited.
pub trait ChooseTerms {
    /// The terms of an entry. One contract always comes with the same crediting.
    fn terms(&self, entry: &Entry) -> Terms<'_>;
}

/// One crediting for every entry, without a contract.
#[derive(Debug, Clone)]
pub struct OneCrediting(pub Crediting);

impl ChooseTerms for OneCrediting {
    fn terms(&self, _: &Entry) -> Terms<'_> {
        Terms { contract: None, crediting: Ok(&self.0) }
    }
}

/// A user's contracts, each with its crediting; what none covers is credited in full.
#[derive(Debug, Clone)]
pub struct ContractTerms {
    contracts: Vec<Contract>,
    creditings: Vec<Result<Crediting, String>>,
    without: Result<Crediting, String>,
}

impl ContractTerms {
    /// Contracts under the figures at hand. Work under a contract that cannot credit is in need of review.
    #[must_use]
    pub fn new(contracts: Vec<Contract>, schedule: &Schedule) -> Self {
        let crediting = |contract: &Contract| {
            let error = |error| format!("Contract {}: {error}.", contract.name);
            contract.crediting(schedule).map_err(error)
        };
        let full = CreditTerms::preset(WITHOUT_CONTRACT);
        let without = schedule.policy().credit_preset(&full.preset).map(|policy| Crediting {
            policy: policy.clone(),
            release: None,
            roles: full.roles(policy),
        });
        Self {
            creditings: contracts.iter().map(crediting).collect(),
            contracts,
            without: without.ok_or_else(|| "No contract covers it.".to_owned()),
        }
    }

    /// The contracts.
    #[must_use]
    pub fn contracts(&self) -> &[Contract] {
        &self.contracts
    }
}

impl ChooseTerms for ContractTerms {
    fn terms(&self, entry: &Entry) -> Terms<'_> {
        let chosen = choose(&self.contracts, entry);
        let crediting = chosen
            .and_then(|contract| self.contracts.iter().position(|other| other.id == contract.id))
            .and_then(|at| self.creditings.get(at))
            .unwrap_or(&self.without);
        Terms {
            contract: chosen.map(|contract| contract.id),
            crediting: crediting.as_ref().map_err(String::as_str),
        }
    }
}
