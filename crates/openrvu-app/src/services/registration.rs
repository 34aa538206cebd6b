//! Making an account: openly or by invitation.

use openrvu_store::{Account, AccountRole, Invitation, NewAccount, UserId};

use super::sessions::Visitor;
use super::{audit, limits};
use crate::app::Registration;
use crate::identity::{password, secret};
use crate::{App, AppError};

/// Most characters of an e-mail address.
const MOST_EMAIL: usize = 254;

/// An e-mail address in the form in which it is kept: one `@` with something on both sides, in lower case.
pub(crate) fn email(text: &str) -> Result<String, AppError> {
    let email = text.trim().to_lowercase();
    let parts: Vec<&str> = email.split('@').collect();
    let is_plain = !email.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    match parts[..] {
        [name, domain]
            if !name.is_empty()
                && domain.contains('.')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
                && is_plain
                && email.len() <= MOST_EMAIL =>
        {
            Ok(email)
        }
        _ => Err(AppError::invalid("email", "Write an e-mail address, such as ada@example.org.")),
    }
}

/// Whether anybody may make an account.
pub(crate) fn is_open(app: &App) -> bool {
    app.hosted().is_some_and(|hosted| hosted.registration == Registration::Open)
}

/// The invitation of a link, while it can be used.
pub(crate) async fn invitation(app: &App, link: &str) -> Result<Invitation, AppError> {
    app.store.invitation(secret::hash(link), app.now()).await?.ok_or(AppError::NoSuch("invitation"))
}

/// Makes an account, by the invitation of a link where one is given.
pub(crate) async fn register(
    app: &App,
    visitor: &Visitor,
    address: &str,
    password: &str,
    link: Option<&str>,
) -> Result<Account, AppError> {
    limits::count(app, limits::REGISTRATION, &visitor.address).await?;
    let invitation = match link {
        Some(link) => Some(invitation(app, link).await?),
        None if is_open(app) => None,
        None => return Err(AppError::Forbidden("Accounts are made by invitation here.")),
    };
    let email = email(address)?;
    let wanted = invitation.as_ref().and_then(|invitation| invitation.email.as_ref());
    if wanted.is_some_and(|wanted| *wanted != email) {
        return Err(AppError::invalid("email", "The invitation is for another e-mail address."));
    }
    if let Some(weakness) = password::weakness(password, &email) {
        return Err(AppError::invalid("password", weakness));
    }
    let account = NewAccount {
        user: UserId(app.new_id()),
        email: Some(email),
        password_hash: Some(app.passwords.hash(app, password).await?),
        role: invitation.as_ref().map_or(AccountRole::Member, |invitation| invitation.role),
    };
    let account =
        app.store.create_account(&account, invitation.map(|invitation| invitation.hash), app.now()).await?;
    audit::note(app, account.user, "account.created", "").await?;
    Ok(account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_from_other_text() {
        assert_eq!(email(" Ada@Example.org ").unwrap(), "ada@example.org");
        assert!(email("jos\u{e9}@example.org").is_ok());
        for wrong in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "ada@org",
            "a@b@example.org",
            "a b@example.org",
            "a@.org",
            "a@b.",
        ] {
            assert!(email(wrong).is_err(), "{wrong}");
        }
        assert!(email(&format!("{}@example.org", "a".repeat(250))).is_err());
    }
}
