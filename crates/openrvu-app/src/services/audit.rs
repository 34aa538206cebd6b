//! The audit log: what was done on an account, by whom, when.

use std::time::Duration;

use openrvu_store::{AuditEvent, AuditRecord, UserId};

use crate::{App, AppError};

/// How much later than its answer a refusal is noted.
const AFTER: Duration = Duration::from_millis(250);

/// Notes what a user did.
pub(crate) async fn note(
    app: &App,
    user: UserId,
    action: &str,
    detail: impl Into<String>,
) -> Result<(), AppError> {
    note_by(app, user, None, action, detail).await
}

/// Notes what a user's account refused, when the answer is long sent: one for an address that nobody has, of which there is
/// nothing to note, takes as long.
pub(crate) fn note_refusal(app: &App, user: UserId, action: &'static str, detail: impl Into<String>) {
    let (app, detail) = (app.clone(), detail.into());
    tokio::spawn(async move {
        tokio::time::sleep(AFTER).await;
        note(&app, user, action, detail).await
    });
}

/// Notes what was done on a user's account, by an administrator where one is named.
pub(crate) async fn note_by(
    app: &App,
    user: UserId,
    by: Option<UserId>,
    action: &str,
    detail: impl Into<String>,
) -> Result<(), AppError> {
    let event = AuditEvent { user, by, action: action.to_owned(), detail: detail.into(), at: app.now() };
    Ok(app.store.audit(&event).await?)
}

/// A user's events, the latest first.
pub(crate) async fn events(
    app: &App,
    user: UserId,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<AuditRecord>, AppError> {
    Ok(app.store.audit_log(user, before, limit).await?)
}

/// An action in words: `contract.written` is "Contract written".
pub(crate) fn words(action: &str) -> String {
    let words = match action {
        "account.created" => "Account made",
        "account.role" => "Role changed",
        "recovery-code.refused" => "Recovery code refused",
        "recovery-code.used" => "Recovery code used",
        "recovery-codes.made" => "Recovery codes made",
        "session.begun" => "Signed in",
        "session.ended" => "Signed out",
        "session.refused" => "Sign-in refused",
        "token.ended" => "Access token ended",
        "token.made" => "Access token made",
        action => {
            let mut letters = action.chars().map(|letter| if letter == '.' { ' ' } else { letter });
            return letters
                .next()
                .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
        }
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_said_in_words() {
        assert_eq!(words("session.begun"), "Signed in");
        assert_eq!(words("contract.written"), "Contract written");
        assert_eq!(words(""), "");
    }
}
