//! By what the work of an entry is credited.

use std::collections::BTreeMap;

use openrvu_core::policy::CreditPolicy;
use openrvu_core::{Factor, Modifier, ReleaseId};

use crate::{Entry, Role};

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

    /// The factor that an entry's role puts on its credit.
    ///
    /// A modifier that says the role and that the policy credits by a rule of its own has said it already: an
    /// assistant's 80 is not reduced a second time.
    #[must_use]
    pub fn role_factor(&self, entry: &Entry) -> Factor {
        let said = |modifier: &Modifier| self.policy.modifiers.contains_key(modifier);
        let by_modifier =
            entry.line.modifiers.iter().any(|m| says(entry.role).contains(&m.as_str()) && said(m));
        if by_modifier { Factor::ONE } else { self.roles.get(&entry.role).copied().unwrap_or(Factor::ONE) }
    }
}

/// The modifiers that say a role.
const fn says(role: Role) -> &'static [&'static str] {
    match role {
        Role::Performed | Role::Observed => &[],
        Role::Shared => &["FS", "62"],
        Role::Assisted => &["80", "81", "82", "AS"],
        Role::Supervised | Role::UnderSupervision => &["GC", "GE"],
    }
}
