//! Challenges: what a ceremony that takes two requests keeps between them.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::{Result, SecretHash};

/// Challenges.
#[async_trait]
pub trait Challenges {
    /// Keeps the state of a ceremony under the hash of its random name.
    async fn keep_challenge(&self, name: SecretHash, state: &[u8], expires: Timestamp) -> Result<()>;

    /// Takes the state out, once; none where it was taken or has expired.
    async fn take_challenge(&self, name: SecretHash, now: Timestamp) -> Result<Option<Vec<u8>>>;
}
