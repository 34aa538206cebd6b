//! Sessions: who is signed in.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Result, SecretHash, UserId};

/// Names a session where it is listed. It is not the secret that the browser holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(pub Uuid);

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Names it.
    pub id: SessionId,
    /// The hash of the random value in the browser's cookie.
    pub hash: SecretHash,
    /// Who is signed in.
    pub user: UserId,
    /// What signed in, as the browser describes itself, cut to 120 characters.
    pub agent: String,
    /// When it began.
    pub created: Timestamp,
    /// When it was used last, to the minute.
    pub used: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
}

/// Sessions.
#[async_trait]
pub trait Sessions {
    /// Begins a session.
    async fn begin_session(&self, session: &Session) -> Result<()>;

    /// A session that has not ended, of an account that may sign in.
    async fn session(&self, hash: SecretHash, now: Timestamp) -> Result<Option<Session>>;

    /// Notes that a session was used.
    async fn touch_session(&self, id: SessionId, now: Timestamp) -> Result<()>;

    /// A user's sessions that have not ended, the one used last first.
    async fn sessions(&self, user: UserId, now: Timestamp) -> Result<Vec<Session>>;

    /// Ends a session of the user: whether there was such a one.
    async fn end_session(&self, user: UserId, id: SessionId) -> Result<bool>;
}
