//! Accounts: who may sign in.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Result, SecretHash};

/// Names a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub Uuid);

impl UserId {
    /// The one user of a log that needs no sign-in.
    pub const PERSONAL: Self = Self(Uuid::nil());
}

/// Makes the account of the one user who needs no sign-in, where it is not there yet.
///
/// # Errors
/// Those of the store.
pub async fn ensure_personal(store: &dyn Accounts, now: Timestamp) -> Result<()> {
    if store.account(UserId::PERSONAL).await?.is_some() {
        return Ok(());
    }
    let account =
        NewAccount { user: UserId::PERSONAL, email: None, password_hash: None, role: AccountRole::Member };
    store.create_account(&account, None, now).await.map(|_| ())
}

/// What an account may do beside keeping its own log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountRole {
    /// Nothing.
    Member,
    /// Invite, disable and list accounts. Never sees what they log.
    Administrator,
}

impl AccountRole {
    /// The name under which a store keeps it.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Administrator => "administrator",
        }
    }

    /// By its name.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Member, Self::Administrator].into_iter().find(|role| role.slug() == slug)
    }
}

/// Whether an account may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum AccountStatus {
    Active,
    Disabled,
}

impl AccountStatus {
    /// The name under which a store keeps it.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    /// By its name.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Active, Self::Disabled].into_iter().find(|status| status.slug() == slug)
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Whose it is.
    pub user: UserId,
    /// In lower case; none for the personal log.
    pub email: Option<String>,
    /// A PHC string; none where only passkeys sign in.
    pub password_hash: Option<String>,
    /// What it may do.
    pub role: AccountRole,
    /// Whether it may sign in.
    pub status: AccountStatus,
    /// When it was made.
    pub created: Timestamp,
}

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// Whose it is.
    pub user: UserId,
    /// In lower case.
    pub email: Option<String>,
    /// A PHC string.
    pub password_hash: Option<String>,
    /// What it may do.
    pub role: AccountRole,
}

/// An invitation to register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The hash of what stands in the link.
    pub hash: SecretHash,
    /// For whom, where that was said.
    pub email: Option<String>,
    /// What the account may do.
    pub role: AccountRole,
    /// Who invited; none for the command line.
    pub by: Option<UserId>,
    /// Until when it can be used.
    pub expires: Timestamp,
}

/// Accounts, with what they need beside passwords: invitations and recovery codes.
#[async_trait]
pub trait Accounts {
    /// Makes an account, and uses up the invitation whose hash is given, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::EmailTaken`](crate::StoreError::EmailTaken); [`StoreError::NoSuch`](crate::StoreError::NoSuch)
    /// for an invitation that is used, expired or unknown.
    async fn create_account(
        &self,
        account: &NewAccount,
        invitation: Option<SecretHash>,
        now: Timestamp,
    ) -> Result<Account>;

    /// By user.
    async fn account(&self, user: UserId) -> Result<Option<Account>>;

    /// By e-mail address in lower case.
    async fn account_by_email(&self, email: &str) -> Result<Option<Account>>;

    /// Accounts in the order of their e-mail addresses, those behind one where it is given.
    async fn accounts(&self, behind: Option<&str>, limit: u32) -> Result<Vec<Account>>;

    /// Sets a new password, or takes it away, and ends every session but the one named by its hash.
    async fn set_password(
        &self,
        user: UserId,
        password_hash: Option<&str>,
        keep: Option<SecretHash>,
    ) -> Result<()>;

    /// Sets what an account may do and whether it may sign in. A disabled account's sessions and tokens end.
    async fn set_standing(&self, user: UserId, role: AccountRole, status: AccountStatus) -> Result<()>;

    /// Removes an account with everything that belongs to it.
    async fn delete_account(&self, user: UserId) -> Result<()>;

    /// Keeps an invitation.
    async fn invite(&self, invitation: &Invitation) -> Result<()>;

    /// An invitation that can still be used.
    async fn invitation(&self, hash: SecretHash, now: Timestamp) -> Result<Option<Invitation>>;

    /// Invitations that can still be used, those that end first first.
    async fn invitations(&self, now: Timestamp) -> Result<Vec<Invitation>>;

    /// Takes an invitation back: whether there was such a one.
    async fn withdraw_invitation(&self, hash: SecretHash) -> Result<bool>;

    /// Replaces a user's recovery codes.
    async fn set_recovery_codes(&self, user: UserId, hashes: &[SecretHash]) -> Result<()>;

    /// How many recovery codes are left.
    async fn count_recovery_codes(&self, user: UserId) -> Result<u32>;

    /// Uses up a recovery code: whether there was such a one.
    async fn use_recovery_code(&self, user: UserId, hash: SecretHash) -> Result<bool>;
}
