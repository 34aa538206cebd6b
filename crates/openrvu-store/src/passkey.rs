//! Passkeys.

use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Result, UserId};

/// A passkey as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Names it where it is listed.
    pub id: Uuid,
    /// Whose it is.
    pub user: UserId,
    /// The credential's id, as the authenticator gave it.
    pub credential: Vec<u8>,
    /// The public key with its state, as the WebAuthn library writes it.
    pub state: Vec<u8>,
    /// What its owner calls it.
    pub name: String,
    /// When it was registered.
    pub created: Timestamp,
    /// When it signed in last.
    pub used: Option<Timestamp>,
}

/// Passkeys.
#[async_trait]
pub trait Passkeys {
    /// Keeps a passkey.
    ///
    /// # Errors
    /// [`StoreError::Failed`](crate::StoreError::Failed) where the credential is registered already.
    async fn add_passkey(&self, passkey: &Passkey) -> Result<()>;

    /// By the credential's id, of an account that may sign in.
    async fn passkey(&self, credential: &[u8]) -> Result<Option<Passkey>>;

    /// A user's passkeys, the oldest first.
    async fn passkeys(&self, user: UserId) -> Result<Vec<Passkey>>;

    /// Keeps the state after a sign-in.
    async fn update_passkey(&self, id: Uuid, state: &[u8], now: Timestamp) -> Result<()>;

    /// Removes a passkey of the user: whether there was such a one.
    async fn remove_passkey(&self, user: UserId, id: Uuid) -> Result<bool>;
}
