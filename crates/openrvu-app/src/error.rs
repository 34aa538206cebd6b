//! What can go wrong with a request. `http::finish` turns it into a page or into problem JSON (RFC 9457).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use openrvu_store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field, such as `entries[3].date`.
    pub field: String,
    /// What is wrong, and what to do.
    pub message: String,
}

impl FieldProblem {
    /// A problem of a field.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Why a request did nothing.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppError {
    /// Nobody is signed in.
    #[error("Sign in first.")]
    NotSignedIn,
    /// The caller may not do this.
    #[error("{0}")]
    Forbidden(&'static str),
    /// The request comes from another site, or through an address that is not this machine's own.
    #[error("{0}")]
    Foreign(&'static str),
    /// There is no such thing, or it is not the caller's.
    #[error("There is no such {0} here.")]
    NoSuch(&'static str),
    /// There is nothing at this address.
    #[error("There is nothing at this address.")]
    NoSuchPage,
    /// A part of the request cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// Fields that were read but do not hold what they should.
    #[error("{}", in_words(.0))]
    Invalid(Vec<FieldProblem>),
    /// What was to be changed was changed by another since it was read.
    #[error("{0}")]
    Conflict(String),
    /// What the framework refused before a handler saw it.
    #[error("{1}")]
    Refused(StatusCode, &'static str),
    /// Too many requests.
    #[error("Too many requests: try again in {0} seconds.")]
    TooMany(u64),
    /// The store cannot take it at the moment; nothing was changed.
    #[error("{0}")]
    Unavailable(String),
    /// Something failed that is no fault of the request; what it said goes to the log, not to the reader.
    #[error("Something went wrong here. Nothing was changed; please try again.")]
    Internal(String),
}

fn in_words(problems: &[FieldProblem]) -> String {
    match problems {
        [one] => format!("{}: {}", one.field, one.message),
        many => format!("{} fields cannot be taken as they are; nothing was changed.", many.len()),
    }
}

impl AppError {
    /// One field that does not hold what it should.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldProblem::new(field, message)])
    }

    /// The status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotSignedIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) | Self::Foreign(_) => StatusCode::FORBIDDEN,
            Self::NoSuch(_) | Self::NoSuchPage => StatusCode::NOT_FOUND,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Refused(status, _) => *status,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A few words for a heading, and the `title` of the problem.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "Not signed in",
            Self::Forbidden(_) => "Not allowed",
            Self::Foreign(_) => "Refused",
            Self::NoSuch(_) => "Not found",
            Self::NoSuchPage => "Page not found",
            Self::Unreadable(_) => "The request cannot be read",
            Self::Invalid(_) => "Fields to correct",
            Self::Conflict(_) => "Changed meanwhile",
            Self::Refused(..) => "The request cannot be taken",
            Self::TooMany(_) => "Too many requests",
            Self::Unavailable(_) => "Not now",
            Self::Internal(_) => "Something went wrong",
        }
    }

    /// The fields to correct.
    #[must_use]
    pub fn fields(&self) -> &[FieldProblem] {
        match self {
            Self::Invalid(problems) => problems,
            _ => &[],
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::EntriesChanged(_) | StoreError::DocumentChanged(_) => Self::Conflict(
                "This was changed in another tab or on another device since it was read here. Nothing was written: read it again, then make the change."
                    .to_owned(),
            ),
            StoreError::NoSuch(what) => Self::NoSuch(what),
            StoreError::EmailTaken => Self::invalid("email", "Another account has this e-mail address."),
            StoreError::Busy | StoreError::Full => Self::Unavailable(error.to_string()),
            StoreError::Newer | StoreError::Damaged { .. } | StoreError::Failed(_) => {
                Self::Internal(error.to_string())
            }
        }
    }
}

impl From<askama::Error> for AppError {
    fn from(error: askama::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl IntoResponse for AppError {
    /// The status alone, with the error beside it for `http::finish` to write out.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
