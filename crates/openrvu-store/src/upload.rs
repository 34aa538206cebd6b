//! Uploads: what a user gave to be looked through, kept until they have decided what to do with it.

use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Result, UserId};

/// Uploads of a user that are kept at a time; the oldest go first.
pub const MOST_UPLOADS: i64 = 4;

/// Uploads.
#[async_trait]
pub trait Uploads {
    /// Keeps an upload, in the place of one of the same id. Of others of the user no more than [`MOST_UPLOADS`] stay.
    async fn keep_upload(
        &self,
        user: UserId,
        id: Uuid,
        content: &[u8],
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<()>;

    /// An upload that has not expired.
    async fn upload(&self, user: UserId, id: Uuid, now: Timestamp) -> Result<Option<Vec<u8>>>;

    /// Deletes an upload; one that is not there stays so.
    async fn delete_upload(&self, user: UserId, id: Uuid) -> Result<()>;
}
