//! What whoever runs a hosted server can do without signing in, from the command line.

use jiff::SignedDuration;
use openrvu_store::{AccountRole, Invitation, Store, UserId};

use super::registration;
use crate::identity::secret;
use crate::{AppError, Clock};

/// For how long an invitation can be used.
const INVITATION_LASTS: SignedDuration = SignedDuration::from_hours(14 * 24);
/// For how long a link to set a password can be used.
const RESET_LASTS: SignedDuration = SignedDuration::from_hours(24);
/// What tells such links from other challenges in the store.
pub(super) const RESET: &[u8] = b"reset:";

/// The operator of a hosted server.
#[derive(Clone, Copy)]
pub struct Operator<'a> {
    /// The store of its accounts.
    pub store: &'a dyn Store,
    /// Time and chance.
    pub clock: &'a Clock,
    /// Scheme and host of its public address.
    pub origin: &'a str,
}

impl Operator<'_> {
    /// Invites somebody to make an account, and returns the link.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for what is no e-mail address, or has an account; the store's.
    pub async fn invite_to(&self, email: &str, role: AccountRole) -> Result<String, AppError> {
        self.invite(None, Some(registration::email(email)?), role).await
    }

    pub(super) async fn invite(
        &self,
        by: Option<UserId>,
        email: Option<String>,
        role: AccountRole,
    ) -> Result<String, AppError> {
        if let Some(email) = &email
            && self.store.account_by_email(email).await?.is_some()
        {
            return Err(AppError::invalid("email", "There is an account with this e-mail address."));
        }
        let secret = secret::secret(self.clock);
        let expires = (self.clock.now)() + INVITATION_LASTS;
        let invitation = Invitation { hash: secret::hash(&secret), email, role, by, expires };
        self.store.invite(&invitation).await?;
        Ok(format!("{}/invitation/{secret}", self.origin))
    }

    /// A link by which the user of an account can set a new password once. No administrator can make one, or they could
    /// see what others log.
    ///
    /// # Errors
    /// [`AppError::NoSuch`] where no account has the address; the store's.
    pub async fn reset_link(&self, email: &str) -> Result<String, AppError> {
        let email = registration::email(email)?;
        let account = self.store.account_by_email(&email).await?.ok_or(AppError::NoSuch("account"))?;
        let secret = secret::secret(self.clock);
        let state = [RESET, account.user.0.as_bytes()].concat();
        let expires = (self.clock.now)() + RESET_LASTS;
        self.store.keep_challenge(secret::hash(&secret), &state, expires).await?;
        Ok(format!("{}/reset/{secret}", self.origin))
    }
}
