//! By what the work of an entry is credited.

use std::collections::BTreeMap;

use openrvu_core::policy::CreditPolicy;
use openrvu_core::{Factor, ReleaseId};

use crate::Role;

/// What decides the credit of an encounter: a policy, the release whose work RVUs count, and factors by role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crediting {
    /// Modifiers, multiple procedures, statuses.
    pub policy: CreditPolicy,
    /// The release whose work RVUs are credited; none where it is that of the date of service.
    pub release: Option<ReleaseId>,
    /// Factors on the credit by role, after everything else; a role that is absent is credited in full.
    pub roles: BTreeMap<Role, Factor>,
}

impl Crediting {
    /// By a policy alone: the release of the day, every role in full but watching, which earns nothing.
    #[must_use]
    pub fn by(policy: CreditPolicy) -> Self {
        Self { policy, release: None, roles: BTreeMap::from([(Role::Observed, Factor::ZERO)]) }
    }
}
