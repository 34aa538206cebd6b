//! By what each entry of a ledger is credited.

use uuid::Uuid;

use crate::{Crediting, Entry};

/// By what an entry is credited.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The contract that covers the entry; none where no contract does.
    pub contract: Option<Uuid>,
    /// Its crediting, or what stands in where there is no contract.
    pub crediting: &'a Crediting,
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
        Terms { contract: None, crediting: &self.0 }
    }
}
