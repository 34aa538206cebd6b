//! Accounts: whose log it is.

use jiff::SignedDuration;
use openrvu_store::{Account, AccountRole, NewAccount, Session, UserId};

use super::{audit, limits};
use crate::identity::password;
use crate::{App, AppError};

/// For how long after signing in who has no password need not sign in again to do what a password confirms.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

/// Makes the one account of a personal log, where there is none yet.
pub(crate) async fn open_personal(app: &App) -> Result<(), AppError> {
    if app.store.account(UserId::PERSONAL).await?.is_none() {
        let account = NewAccount {
            user: UserId::PERSONAL,
            email: None,
            password_hash: None,
            role: AccountRole::Member,
        };
        app.store.create_account(&account, None, app.now()).await?;
    }
    Ok(())
}

/// The account of a user.
pub(crate) async fn of(app: &App, user: UserId) -> Result<Account, AppError> {
    app.store.account(user).await?.ok_or(AppError::NotSignedIn)
}

/// Confirms by the password, so that a browser left open, or a cookie taken from it, cannot do the worst. Who has no
/// password must have signed in a moment ago.
pub(crate) async fn confirm(app: &App, session: &Session, password: &str) -> Result<Account, AppError> {
    let account = of(app, session.user).await?;
    limits::count(app, limits::CONFIRMATION, &session.user.0.to_string()).await?;
    match &account.password_hash {
        Some(hash) if app.passwords.is_right(password, Some(hash)).await? => Ok(account),
        Some(_) => Err(AppError::invalid("password", "This is not your password.")),
        None if app.now().duration_since(session.created) <= FRESH => Ok(account),
        None => Err(AppError::Forbidden("Sign out and in again, then do this within ten minutes.")),
    }
}

/// Sets a new password. Every other session ends.
pub(crate) async fn set_password(
    app: &App,
    session: &Session,
    current: &str,
    new: &str,
) -> Result<(), AppError> {
    let account = confirm(app, session, current).await.map_err(|error| match error {
        AppError::Invalid(_) => AppError::invalid("current", "This is not your password."),
        error => error,
    })?;
    if let Some(weakness) = password::weakness(new, account.email.as_deref().unwrap_or("@")) {
        return Err(AppError::invalid("new", weakness));
    }
    let hash = app.passwords.hash(app, new).await?;
    app.store.set_password(session.user, Some(&hash), Some(session.hash)).await?;
    audit::note(app, session.user, "password.changed", "").await
}

/// Removes an account with all that belongs to it.
pub(crate) async fn delete(app: &App, session: &Session, password: &str) -> Result<(), AppError> {
    confirm(app, session, password).await?;
    app.store.delete_account(session.user).await?;
    app.ledgers.forget(session.user);
    Ok(())
}
