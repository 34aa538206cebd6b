//! How a contract credits work: a preset, and what it changes of it.

use std::collections::BTreeMap;

use openrvu_core::indicator::Status;
use openrvu_core::policy::{CreditPolicy, CreditRule, MultipleProcedureCredit};
use openrvu_core::{Factor, Modifier, Policy};
use serde::{Deserialize, Serialize};

use super::ContractError;
use crate::Role;

const EIGHTY: Modifier = Modifier::known(b"80");

/// A preset by its name, with a contract's own rules in place of the preset's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditTerms {
    /// The preset that everything else is read against: `full`, `mirror-cms`, `half-second`.
    pub preset: String,
    /// Own rules by modifier. A factor of one takes a modifier's effect away.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub modifiers: BTreeMap<Modifier, CreditRule>,
    /// An own rule for several procedures of a session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiple_procedures: Option<MultipleProcedureCredit>,
    /// The statuses whose `+` rows are credited although Medicare does not pay them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statuses: Option<Vec<Status>>,
    /// Own factors by role.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub roles: BTreeMap<Role, Factor>,
}

impl CreditTerms {
    /// A preset as it is.
    #[must_use]
    pub fn preset(name: &str) -> Self {
        Self {
            preset: name.to_owned(),
            modifiers: BTreeMap::new(),
            multiple_procedures: None,
            statuses: None,
            roles: BTreeMap::new(),
        }
    }

    /// The policy that results, under the name of the contract. It covers every day: the contract's own days decide.
    ///
    /// # Errors
    /// [`ContractError::UnknownPreset`].
    pub fn policy(&self, name: &str, policy: &Policy) -> Result<CreditPolicy, ContractError> {
        let preset = policy
            .credit_preset(&self.preset)
            .ok_or_else(|| ContractError::UnknownPreset(self.preset.chars().take(40).collect()))?;
        let mut own = preset.clone();
        (own.name, own.from, own.to) = (name.to_owned(), None, None);
        own.modifiers.extend(&self.modifiers);
        if let Some(multiple_procedures) = &self.multiple_procedures {
            own.multiple_procedures = multiple_procedures.clone();
        }
        if let Some(statuses) = &self.statuses {
            own.credited_plus_statuses.clone_from(statuses);
        }
        Ok(own)
    }

    /// Factors by role. Watching earns nothing and assisting what modifier 80 does, unless the contract says otherwise.
    #[must_use]
    pub fn roles(&self, policy: &CreditPolicy) -> BTreeMap<Role, Factor> {
        let mut roles = BTreeMap::from([(Role::Observed, Factor::ZERO)]);
        if let Some(CreditRule::Factor(factor)) = policy.modifiers.get(&EIGHTY) {
            roles.insert(Role::Assisted, *factor);
        }
        roles.extend(&self.roles);
        roles
    }
}
