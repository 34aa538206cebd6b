//! What can go wrong with a request. `http::finish` turns it into a page or into problem JSON (RFC 9457).

use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use openrvu_core::{Code, NotHeld};

/// Why a request got no page.
#[derive(Debug, Clone, thiserror::Error)]
pub enum WebError {
    /// There is no such address.
    #[error("There is no page at this address.")]
    NoSuchPage,
    /// The address names a code that nothing held knows.
    #[error("{0} is not in the figures that are held here.")]
    NoSuchCode(Code),
    /// The address names something that is not a code.
    #[error(
        "{0:?} is not a CPT or HCPCS code: a code is four digits and a digit or letter, or a letter and four digits."
    )]
    NotACode(String),
    /// A part of the request cannot be read.
    #[error("{0}")]
    BadRequest(String),
    /// The address answers to other methods, which `Allow` lists.
    #[error("This address does not answer to {0}.")]
    Method(Method),
    /// A body came where a form is wanted.
    #[error("This address takes a form: send its fields as application/x-www-form-urlencoded.")]
    NotAForm,
    /// A body is larger than any form.
    #[error("What was sent is too large for a form, so nothing was changed.")]
    TooLarge,
    /// No release answers.
    #[error(transparent)]
    NotHeld(#[from] NotHeld),
    /// A form came from another site.
    #[error("This form was sent from another site, so nothing was changed.")]
    ForeignForm,
    /// A template or an encoder failed; what it said goes to the log, not to the reader.
    #[error("The page could not be made. Nothing was changed; please try again.")]
    Internal(String),
}

impl WebError {
    /// The status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchPage | Self::NoSuchCode(_) | Self::NotACode(_) | Self::NotHeld(_) => {
                StatusCode::NOT_FOUND
            }
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A few words for a heading, and the `title` of the problem.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self {
            Self::NoSuchPage => "Page not found",
            Self::NoSuchCode(_) => "Code not held",
            Self::NotACode(_) => "Not a code",
            Self::BadRequest(_) => "The request cannot be read",
            Self::Method(_) => "Not by this method",
            Self::NotAForm => "Not a form",
            Self::TooLarge => "Too large",
            Self::NotHeld(_) => "Release not held",
            Self::ForeignForm => "Form refused",
            Self::Internal(_) => "Something went wrong",
        }
    }
}

impl From<askama::Error> for WebError {
    fn from(error: askama::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<serde_json::Error> for WebError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl IntoResponse for WebError {
    /// The status alone, with the error beside it for `http::finish` to write out.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
