//! Personal access tokens.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Result, SecretHash, UserId};

/// Names a token where it is listed. It is not the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenId(pub Uuid);

/// A token to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// Names it.
    pub id: TokenId,
    /// The hash of the secret.
    pub hash: SecretHash,
    /// What its owner calls it.
    pub name: String,
    /// What it may do, in the words of the API: `log:read`.
    pub scopes: Vec<String>,
    /// When it ends; none where it does not.
    pub expires: Option<Timestamp>,
}

/// A token as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Names it.
    pub id: TokenId,
    /// Whose it is.
    pub user: UserId,
    /// What its owner calls it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was used last, to the minute.
    pub used: Option<Timestamp>,
    /// When it ends.
    pub expires: Option<Timestamp>,
}

/// Tokens.
#[async_trait]
pub trait Tokens {
    /// Keeps a token.
    async fn create_token(&self, user: UserId, token: &NewToken, now: Timestamp) -> Result<()>;

    /// A token that has not ended, of an account that may sign in.
    async fn token(&self, hash: SecretHash, now: Timestamp) -> Result<Option<Token>>;

    /// Notes that a token was used.
    async fn touch_token(&self, id: TokenId, now: Timestamp) -> Result<()>;

    /// A user's tokens, the newest first.
    async fn tokens(&self, user: UserId) -> Result<Vec<Token>>;

    /// Ends a token of the user: whether there was such a one.
    async fn end_token(&self, user: UserId, id: TokenId) -> Result<bool>;
}
