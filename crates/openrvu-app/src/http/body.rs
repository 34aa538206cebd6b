//! Bodies and queries, read into what a handler wants, or refused in words.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::{AppError, FieldProblem};

/// A JSON body.
pub(crate) struct Json<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = AppError;
    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        if !is_of_type(request.headers(), "application/json") {
            return Err(AppError::Refused(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Send the body as application/json.",
            ));
        }
        let bytes = bytes(request, state).await?;
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let at = error.path().to_string();
            match error.into_inner() {
                error if error.is_data() => AppError::Invalid(vec![problem(at, &error)]),
                error => AppError::Unreadable(format!("The body is not JSON: {error}.")),
            }
        })?;
        match json.end() {
            Ok(()) => Ok(Self(value)),
            Err(error) => Err(AppError::Unreadable(format!("The body is not JSON: {error}."))),
        }
    }
}

/// A value as something else, or the field of it that is wrong.
pub(crate) fn read<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, FieldProblem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let at = error.path().to_string();
        problem(at, error.inner())
    })
}

/// What is wrong at a path of JSON. A field that is missing is named as if it stood there.
fn problem(at: String, error: &serde_json::Error) -> FieldProblem {
    let text = error.to_string();
    // Line and column say where in a body that the sender's program wrote.
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    let missing = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
    let field = match (at.as_str(), missing) {
        (".", None) => "body".to_owned(),
        (".", Some(missing)) => missing.to_owned(),
        (at, None) => at.to_owned(),
        (at, Some(missing)) => format!("{at}.{missing}"),
    };
    FieldProblem::new(field, message)
}

/// The fields of a form. A field that may stand several times is a list.
pub(crate) struct Form<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = AppError;
    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        if !is_of_type(request.headers(), "application/x-www-form-urlencoded") {
            return Err(AppError::Refused(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Send the form as application/x-www-form-urlencoded.",
            ));
        }
        let bytes = bytes(request, state).await?;
        let read = serde_html_form::from_bytes(&bytes);
        read.map(Self).map_err(|error| AppError::Unreadable(format!("The form cannot be read: {error}.")))
    }
}

/// The query of the address.
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = AppError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        let read = serde_html_form::from_str(parts.uri.query().unwrap_or_default());
        read.map(Self).map_err(|error| AppError::Unreadable(format!("The address cannot be read: {error}.")))
    }
}

/// A part of the path, such as an id. What is not one names nothing.
pub(crate) struct Path<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = AppError;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(AppError::NoSuchPage),
        }
    }
}

async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, AppError> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        let words = match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => "What was sent is too large, so nothing was changed.",
            _ => "The body could not be read.",
        };
        AppError::Refused(rejection.status(), words)
    })
}

/// Whether a body is of a type.
pub(super) fn is_of_type(headers: &HeaderMap, wanted: &str) -> bool {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.split(';').next().is_some_and(|given| given.trim().eq_ignore_ascii_case(wanted))
}
