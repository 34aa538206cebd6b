//! What administrators do: invite, disable, make administrators. None of it reaches what anybody logs.

use openrvu_store::{Account, AccountRole, AccountStatus, Invitation, SecretHash, UserId};

use super::{audit, registration};
use crate::{App, AppError};

/// Most invitations that can be used at a time.
const MOST_INVITATIONS: usize = 500;

/// Accounts in the order of their addresses, those behind one where it is given.
pub(crate) async fn accounts(app: &App, behind: Option<&str>, limit: u32) -> Result<Vec<Account>, AppError> {
    Ok(app.store.accounts(behind, limit).await?)
}

/// Invitations that can still be used.
pub(crate) async fn invitations(app: &App) -> Result<Vec<Invitation>, AppError> {
    Ok(app.store.invitations(app.now()).await?)
}

/// Invites somebody, by name where an address is given, and returns the link.
pub(crate) async fn invite(
    app: &App,
    by: UserId,
    email: &str,
    role: AccountRole,
) -> Result<String, AppError> {
    let email = if email.trim().is_empty() { None } else { Some(registration::email(email)?) };
    if invitations(app).await?.len() >= MOST_INVITATIONS {
        let words = format!(
            "There are {MOST_INVITATIONS} open invitations, the most that there can be: withdraw some first."
        );
        return Err(AppError::invalid("email", words));
    }
    let link = app.operator().invite(Some(by), email.clone(), role).await?;
    audit::note(app, by, "invitation.made", email.unwrap_or_else(|| "for anybody".to_owned())).await?;
    Ok(link)
}

/// Takes an invitation back.
pub(crate) async fn withdraw(app: &App, by: UserId, hash: SecretHash) -> Result<(), AppError> {
    if !app.store.withdraw_invitation(hash).await? {
        return Err(AppError::NoSuch("invitation"));
    }
    audit::note(app, by, "invitation.withdrawn", "").await
}

/// Sets what an account may do and whether it may sign in. Nobody changes their own, so an administrator remains.
pub(crate) async fn set_standing(
    app: &App,
    by: UserId,
    user: UserId,
    role: AccountRole,
    status: AccountStatus,
) -> Result<(), AppError> {
    if by == user {
        return Err(AppError::Forbidden("Nobody disables themselves or changes their own role."));
    }
    let Some(before) = app.store.account(user).await? else { return Err(AppError::NoSuch("account")) };
    app.store.set_standing(user, role, status).await?;
    let named = before.email.unwrap_or_default();
    if before.status != status {
        let action = if status == AccountStatus::Active { "account.enabled" } else { "account.disabled" };
        audit::note_by(app, user, Some(by), action, "").await?;
        audit::note(app, by, action, named.clone()).await?;
    }
    if before.role != role {
        audit::note_by(app, user, Some(by), "account.role", role.slug()).await?;
        audit::note(app, by, "account.role", format!("{named}: {}", role.slug())).await?;
    }
    Ok(())
}
