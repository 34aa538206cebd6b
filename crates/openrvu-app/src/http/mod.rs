//! What every request and response has in common.

pub(crate) mod body;
pub(crate) mod finish;
pub(crate) mod guard;
pub(crate) mod transport;
pub(crate) mod upload;

use axum::http::{HeaderValue, header};
use axum::response::Response;

use crate::AppError;

/// A template as a page.
pub(crate) fn page(template: &impl askama::Template) -> Result<Response, AppError> {
    let mut response = Response::new(template.render()?.into());
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    Ok(response)
}
