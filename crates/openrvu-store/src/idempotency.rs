//! Idempotency keys: a request that comes a second time gets the answer of the first.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::{Result, SecretHash, UserId};

/// An answer as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptResponse {
    /// The hash of the request that it answered, by which another request under the same key is told.
    pub request: SecretHash,
    /// The status.
    pub status: u16,
    /// The content type.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
}

/// Idempotency keys.
#[async_trait]
pub trait IdempotencyKeys {
    /// The answer kept under a key.
    async fn kept_response(&self, user: UserId, key: &str, now: Timestamp) -> Result<Option<KeptResponse>>;

    /// Keeps an answer under a key, unless there is one.
    async fn keep_response(
        &self,
        user: UserId,
        key: &str,
        response: &KeptResponse,
        expires: Timestamp,
    ) -> Result<()>;
}
