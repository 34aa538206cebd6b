//! Over TLS alone, where the site is reached so.

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::middleware::map_response;
use axum::response::Response;

/// The routes of a site, with word to browsers to come back over TLS alone for two years where its public address is one
/// of TLS.
pub fn only_over_tls(routes: Router, origin: &str) -> Router {
    if !origin.starts_with("https://") {
        return routes;
    }
    routes.layer(map_response(async |mut response: Response| {
        let policy = HeaderValue::from_static("max-age=63072000");
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, policy);
        response
    }))
}
