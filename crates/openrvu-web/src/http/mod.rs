//! What every response has in common: encoding, entity tags, caching, security headers; and who asks.

pub(crate) mod accept;
pub(crate) mod assets;
pub(crate) mod cache;
pub(crate) mod encoding;
pub(crate) mod finish;
pub(crate) mod origin;
pub(crate) mod reader;
pub(crate) mod refused;
pub(crate) mod script;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::WebError;

/// A response of one type of content.
pub(crate) fn content(content_type: &'static str, body: impl Into<axum::body::Body>) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// A template as a page.
pub(crate) fn page(template: &impl askama::Template) -> Result<Response, WebError> {
    Ok(content("text/html; charset=utf-8", template.render()?))
}

/// A view as JSON, indented for people.
pub(crate) fn json(view: &impl Serialize) -> Result<Response, WebError> {
    Ok(content("application/json", serde_json::to_vec_pretty(view)?))
}

/// An answer for a program, by whose status it knows that what it asked could not be read: the body says what.
pub(crate) fn answered(mut response: Response, errors: &[String]) -> Response {
    if !errors.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

/// A move to another address of this site that is the right one for good.
pub(crate) fn moved(to: &str) -> Response {
    axum::response::Redirect::permanent(to).into_response()
}
