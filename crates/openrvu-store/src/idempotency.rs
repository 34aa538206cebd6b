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

/// Most answers kept of a user; the oldest give way.
pub const MOST_KEPT_RESPONSES: i64 = 2_000;

/// What stands under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnderKey {
    /// Nothing stood there: the key is taken for this request, until it is answered or given up.
    Taken,
    /// A request is under way under the key.
    UnderWay,
    /// A request was answered.
    Answered(KeptResponse),
}

/// Idempotency keys.
#[async_trait]
pub trait IdempotencyKeys {
    /// Takes a key for a request until a time, unless something stands under it. Of two at once, one takes it.
    async fn take_key(
        &self,
        user: UserId,
        key: &str,
        request: SecretHash,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<UnderKey>;

    /// Lets go of a key that was taken: its request failed.
    async fn give_up_key(&self, user: UserId, key: &str) -> Result<()>;

    /// Keeps the answer to the request that a key was taken for.
    async fn keep_response(
        &self,
        user: UserId,
        key: &str,
        response: &KeptResponse,
        expires: Timestamp,
    ) -> Result<()>;
}
