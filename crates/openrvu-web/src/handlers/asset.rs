//! `/assets/NAME`: a file named by its content, kept by browsers for good.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;

use super::SharedSite;
use crate::WebError;
use crate::http::finish::answer;

/// The file.
pub(crate) async fn show(
    State(site): SharedSite,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let asset = site.assets.find(uri.path()).ok_or(WebError::NoSuchPage)?;
    let mut response = answer(&asset.stored, &headers, false);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(response)
}
