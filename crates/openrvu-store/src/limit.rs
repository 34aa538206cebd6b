//! Counters of rate limits, kept in the store so that several processes count together.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::Result;

/// Counters.
#[async_trait]
pub trait Limits {
    /// Counts one more of `name` in the window that began at `window`, and returns the count.
    async fn count(&self, name: &str, window: Timestamp) -> Result<u32>;
}
