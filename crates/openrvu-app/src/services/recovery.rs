//! Ways back into an account: recovery codes, and links that the server's operator makes.

use openrvu_store::{Account, AccountStatus, UserId};
use uuid::Uuid;

use super::operator::RESET;
use super::sessions::Visitor;
use super::{audit, limits};
use crate::identity::{password, secret};
use crate::{App, AppError};

/// Codes made at a time.
const CODES: usize = 10;

/// Replaces a user's recovery codes by new ones, which are shown once.
pub(crate) async fn make_codes(app: &App, user: UserId) -> Result<Vec<String>, AppError> {
    let codes: Vec<String> = (0..CODES).map(|_| secret::typed_secret(&app.options.clock)).collect();
    let hashes: Vec<_> = codes.iter().map(|code| secret::hash_typed(code)).collect();
    app.store.set_recovery_codes(user, &hashes).await?;
    audit::note(app, user, "recovery-codes.made", format!("{CODES} codes")).await?;
    Ok(codes)
}

/// Sets a new password by a recovery code, which is used up. None where address and code do not belong together.
pub(crate) async fn by_code(
    app: &App,
    visitor: &Visitor,
    email: &str,
    code: &str,
    password: &str,
) -> Result<Option<Account>, AppError> {
    limits::count(app, limits::SIGN_IN_OF_ADDRESS, &visitor.address).await?;
    let email = email.trim().to_lowercase();
    limits::count(app, limits::SIGN_IN, &format!("{email}\n{}", visitor.address)).await?;
    limits::count(app, limits::SIGN_IN_OF_ACCOUNT, &email).await?;
    if let Some(weakness) = password::weakness(password, &email) {
        return Err(AppError::invalid("password", weakness));
    }
    // Hashed first, so that an unknown address takes as long.
    let hash = app.passwords.hash(app, password).await?;
    let account = app.store.account_by_email(&email).await?;
    let active = account.filter(|account| account.status == AccountStatus::Active);
    // Asked of nobody's codes too.
    let user = active.as_ref().map_or(UserId(Uuid::max()), |account| account.user);
    let is_used = app.store.use_recovery_code(user, secret::hash_typed(code)).await?;
    let Some(account) = active else { return Ok(None) };
    if !is_used {
        audit::note_refusal(app, account.user, "recovery-code.refused", "");
        return Ok(None);
    }
    app.store.set_password(account.user, Some(&hash), None).await?;
    audit::note(app, account.user, "recovery-code.used", "").await?;
    audit::note(app, account.user, "password.changed", "").await?;
    Ok(Some(account))
}

/// Sets a new password by a link, which is used up.
pub(crate) async fn by_link(
    app: &App,
    visitor: &Visitor,
    link: &str,
    password: &str,
) -> Result<UserId, AppError> {
    limits::count(app, limits::SIGN_IN_OF_ADDRESS, &visitor.address).await?;
    if let Some(weakness) = password::weakness(password, "@") {
        return Err(AppError::invalid("password", weakness));
    }
    let hash = app.passwords.hash(app, password).await?;
    let state = app.store.take_challenge(secret::hash(link), app.now()).await?;
    let user =
        state.as_deref().and_then(|state| state.strip_prefix(RESET)).and_then(|id| Uuid::from_slice(id).ok());
    let user = UserId(user.ok_or(AppError::NoSuch("link, or it was used before"))?);
    app.store.set_password(user, Some(&hash), None).await?;
    audit::note(app, user, "password.changed", "by a link of the operator").await?;
    Ok(user)
}
