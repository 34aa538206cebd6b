//! Who asks, and what they may do.
//!
//! A handler names what it needs by its extractor: [`CanRead`] and [`CanWrite`] for the caller's own log. Each holds the
//! user whose data the handler may touch; there is no other way to one.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use openrvu_store::{SessionId, TokenId, UserId};

use crate::{App, AppError};

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
    Session(SessionId),
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
        let _ = parts;
        if app.is_personal() {
            return Ok(Self { user: UserId::PERSONAL, credential: Credential::Personal });
        }
        Err(AppError::NotSignedIn)
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
