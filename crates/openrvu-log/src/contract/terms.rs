//! By what a ledger's entries are credited where a user has contracts.

use openrvu_core::{ReleaseId, ReleaseLetter, Schedule};

use super::{Contract, ContractError, CreditedValues, choose};
use crate::ledger::{ChooseTerms, Terms};
use crate::{Crediting, Entry};

/// A user's contracts with their creditings, and what credits the entries that no contract covers.
#[derive(Debug, Clone)]
pub struct ContractTerms {
    contracts: Vec<Contract>,
    creditings: Vec<Crediting>,
    otherwise: Crediting,
}

impl ContractTerms {
    /// Contracts that do not conflict. One whose release is not held credits by that release all the same, so that its
    /// entries say that it is missing instead of taking another's values; one whose preset is unknown credits as
    /// `otherwise` does.
    #[must_use]
    pub fn new(contracts: Vec<Contract>, otherwise: Crediting, schedule: &Schedule) -> Self {
        let crediting = |contract: &Contract| {
            contract.crediting(schedule).unwrap_or_else(|error| match error {
                ContractError::UnknownPreset(_) => otherwise.clone(),
                _ => contract.crediting_by_name(schedule).unwrap_or_else(|_| otherwise.clone()),
            })
        };
        Self { creditings: contracts.iter().map(crediting).collect(), contracts, otherwise }
    }

    /// The contracts.
    #[must_use]
    pub fn contracts(&self) -> &[Contract] {
        &self.contracts
    }
}

impl Contract {
    /// Its crediting by the name of its release, held or not.
    fn crediting_by_name(&self, schedule: &Schedule) -> Result<Crediting, ContractError> {
        let any = Self { values: CreditedValues::DayOfService, ..self.clone() };
        let release = match self.values {
            CreditedValues::DayOfService => None,
            CreditedValues::Release(id) => Some(id),
            CreditedValues::Year(year) => Some(ReleaseId { year, letter: ReleaseLetter::A }),
        };
        Ok(Crediting { release, ..any.crediting(schedule)? })
    }
}

impl ChooseTerms for ContractTerms {
    fn terms(&self, entry: &Entry) -> Terms<'_> {
        let chosen = choose(&self.contracts, entry);
        let at =
            chosen.and_then(|chosen| self.contracts.iter().position(|contract| contract.id == chosen.id));
        let crediting = at.and_then(|at| self.creditings.get(at)).unwrap_or(&self.otherwise);
        Terms { contract: chosen.map(|contract| contract.id.uuid()), crediting }
    }
}
