//! Signing in and out.

use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::header;
use axum::http::request::Parts;
use jiff::SignedDuration;
use openrvu_store::{Account, AccountStatus, Session, SessionId, UserId};

use super::{audit, limits};
use crate::identity::{cookie, secret};
use crate::{App, AppError};

/// For how long a session lasts on a device that its user keeps signed in.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// For how long it lasts elsewhere.
const NOT_KEPT: SignedDuration = SignedDuration::from_hours(12);
/// Most characters kept of how a browser describes itself.
const MOST_AGENT: usize = 120;

/// From where somebody signs in.
pub(crate) struct Visitor {
    /// The network address, as far as it counts.
    pub(crate) address: String,
    agent: String,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = AppError;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let agent = agent.unwrap_or_default().chars().take(MOST_AGENT).collect();
        Ok(Self { address: limits::address(app, parts), agent })
    }
}

/// Signs in by e-mail address and password. Whether the address is known shows neither in the answer nor in its time.
pub(crate) async fn by_password(
    app: &App,
    visitor: &Visitor,
    email: &str,
    password: &str,
) -> Result<Option<Account>, AppError> {
    limits::count(app, limits::SIGN_IN_OF_ADDRESS, &visitor.address).await?;
    let email = email.trim().to_lowercase();
    limits::count(app, limits::SIGN_IN, &format!("{email}\n{}", visitor.address)).await?;
    limits::count(app, limits::SIGN_IN_OF_ACCOUNT, &email).await?;
    let account = app.store.account_by_email(&email).await?;
    let hash = account.as_ref().and_then(|account| account.password_hash.as_deref());
    let is_right = app.passwords.is_right(password, hash).await?;
    match account {
        Some(account) if is_right && account.status == AccountStatus::Active => Ok(Some(account)),
        Some(account) => {
            audit::note_refusal(app, account.user, "session.refused", agent_in_words(&visitor.agent));
            Ok(None)
        }
        None => Ok(None),
    }
}

/// Begins a session with a new secret. The browser gets the header, and what it was signed in by before ends.
pub(crate) async fn begin(
    app: &App,
    visitor: &Visitor,
    user: UserId,
    by: &str,
    keep: bool,
    before: Option<&Session>,
) -> Result<HeaderValue, AppError> {
    if let Some(before) = before {
        app.store.end_session(before.user, before.id).await?;
    }
    let (secret, lasts, now) =
        (secret::secret(&app.options.clock), if keep { KEPT } else { NOT_KEPT }, app.now());
    let session = Session {
        id: SessionId(app.new_id()),
        hash: secret::hash(&secret),
        user,
        agent: visitor.agent.clone(),
        created: now,
        used: now,
        expires: now + lasts,
    };
    app.store.begin_session(&session).await?;
    audit::note(app, user, "session.begun", format!("{by}, {}", agent_in_words(&visitor.agent))).await?;
    Ok(cookie::set(app, &secret, keep.then_some(KEPT)))
}

/// Ends a session of a user.
pub(crate) async fn end(app: &App, user: UserId, id: SessionId) -> Result<(), AppError> {
    if !app.store.end_session(user, id).await? {
        return Err(AppError::NoSuch("session"));
    }
    audit::note(app, user, "session.ended", "").await
}

/// A user's sessions, the one used last first.
pub(crate) async fn all(app: &App, user: UserId) -> Result<Vec<Session>, AppError> {
    Ok(app.store.sessions(user, app.now()).await?)
}

/// Ends every session of a user but one.
pub(crate) async fn end_others(app: &App, keep: &Session) -> Result<usize, AppError> {
    let mut ended = 0;
    for session in all(app, keep.user).await? {
        if session.id != keep.id {
            app.store.end_session(keep.user, session.id).await?;
            ended += 1;
        }
    }
    audit::note(app, keep.user, "session.ended", format!("{ended} others")).await?;
    Ok(ended)
}

/// A browser's description of itself in a few words: `Firefox on Linux`.
pub(crate) fn agent_in_words(agent: &str) -> String {
    let find = |words: &[(&'static str, &'static str)]| {
        words.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, word)| *word)
    };
    let browser = find(&[
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "another program".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_by_their_descriptions() {
        for (agent, words) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
                "Edge on Windows",
            ),
            ("curl/8", "another program"),
        ] {
            assert_eq!(agent_in_words(agent), words);
        }
    }
}
