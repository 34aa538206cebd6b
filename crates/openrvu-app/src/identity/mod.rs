//! Who asks, and what they may do.
//!
//! A handler names what it needs by its extractor: [`CanRead`] and [`CanWrite`] for the caller's own log. Each holds the
//! user whose data the handler may touch; there is no other way to one.

pub(crate) mod cookie;
pub(crate) mod password;
pub(crate) mod secret;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use jiff::{SignedDuration, Timestamp};
use openrvu_store::{AccountRole, Session, TokenId, UserId};

pub(crate) use password::Passwords;

use crate::{App, AppError};

/// How far behind the time of last use may be that is kept.
const TOUCHED: SignedDuration = SignedDuration::from_mins(1);

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Read the log.
    Read,
    /// Change the log.
    Write,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 2] = [Self::Read, Self::Write];

    /// The scope's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "log:read",
            Self::Write => "log:write",
        }
    }
}

/// By what the caller is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// It is their own machine.
    Personal,
    /// A session of a browser.
    Session(Session),
    /// A personal access token, with what it may do.
    Token(TokenId, Vec<String>),
}

/// The caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Whose data they may touch.
    pub user: UserId,
    /// By what they are known.
    pub credential: Credential,
}

impl Caller {
    /// Who sent a request.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], or the store's.
    async fn of(parts: &Parts, app: &App) -> Result<Self, AppError> {
        if app.is_personal() {
            return Ok(Self { user: UserId::PERSONAL, credential: Credential::Personal });
        }
        // Where a token is sent, a cookie does not count: such requests are not checked for their origin.
        if let Some(header) = parts.headers.get(header::AUTHORIZATION) {
            let token = header.to_str().ok().and_then(|header| header.strip_prefix("Bearer "));
            return Self::by_token(app, token.unwrap_or_default().trim()).await;
        }
        match cookie::read(app, &parts.headers) {
            Some(secret) => Self::by_session(app, secret).await,
            None => Err(AppError::NotSignedIn),
        }
    }

    async fn by_token(app: &App, secret: &str) -> Result<Self, AppError> {
        let now = app.now();
        let token = app.store.token(secret::hash(secret), now).await?.ok_or(AppError::NotSignedIn)?;
        if is_long_ago(token.used, now) {
            app.store.touch_token(token.id, now).await?;
        }
        Ok(Self { user: token.user, credential: Credential::Token(token.id, token.scopes) })
    }

    async fn by_session(app: &App, secret: &str) -> Result<Self, AppError> {
        let now = app.now();
        let session = app.store.session(secret::hash(secret), now).await?.ok_or(AppError::NotSignedIn)?;
        if is_long_ago(Some(session.used), now) {
            app.store.touch_session(session.id, now).await?;
        }
        Ok(Self { user: session.user, credential: Credential::Session(session) })
    }

    fn may(&self, scope: Scope) -> Result<UserId, AppError> {
        match &self.credential {
            Credential::Token(_, scopes) if !scopes.iter().any(|held| held == scope.name()) => {
                Err(AppError::Forbidden("This token's scopes do not allow it."))
            }
            _ => Ok(self.user),
        }
    }
}

fn is_long_ago(used: Option<Timestamp>, now: Timestamp) -> bool {
    used.is_none_or(|used| now.duration_since(used) >= TOUCHED)
}

impl FromRequestParts<App> for Caller {
    type Rejection = AppError;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        if let Some(caller) = parts.extensions.get::<Self>() {
            return Ok(caller.clone());
        }
        let caller = Self::of(parts, app).await?;
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}

/// A caller who may read their own log.
#[derive(Debug, Clone, Copy)]
pub struct CanRead(pub UserId);

impl FromRequestParts<App> for CanRead {
    type Rejection = AppError;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        Caller::from_request_parts(parts, app).await?.may(Scope::Read).map(Self)
    }
}

/// A caller who may change their own log.
#[derive(Debug, Clone, Copy)]
pub struct CanWrite(pub UserId);

impl FromRequestParts<App> for CanWrite {
    type Rejection = AppError;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        Caller::from_request_parts(parts, app).await?.may(Scope::Write).map(Self)
    }
}

/// Whoever asks; none where nobody is signed in.
#[derive(Debug, Clone)]
pub struct PerhapsCaller(pub Option<Caller>);

impl FromRequestParts<App> for PerhapsCaller {
    type Rejection = AppError;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        match Caller::from_request_parts(parts, app).await {
            Ok(caller) => Ok(Self(Some(caller))),
            Err(AppError::NotSignedIn) => Ok(Self(None)),
            Err(error) => Err(error),
        }
    }
}

/// A caller who signed in with a browser: for the account itself, which no token reaches.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Session);

impl FromRequestParts<App> for SignedIn {
    type Rejection = AppError;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        match Caller::from_request_parts(parts, app).await?.credential {
            Credential::Session(session) => Ok(Self(session)),
            Credential::Personal => Err(AppError::NoSuchPage),
            Credential::Token(..) => Err(AppError::Forbidden("A token does not reach the account.")),
        }
    }
}

/// A caller who signed in with a browser and is an administrator.
#[derive(Debug, Clone)]
pub struct Administrator(pub Session);

impl FromRequestParts<App> for Administrator {
    type Rejection = AppError;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let SignedIn(session) = SignedIn::from_request_parts(parts, app).await?;
        let account = app.store.account(session.user).await?.ok_or(AppError::NotSignedIn)?;
        match account.role {
            AccountRole::Administrator => Ok(Self(session)),
            AccountRole::Member => Err(AppError::Forbidden("This is for administrators.")),
        }
    }
}
