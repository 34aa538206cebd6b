//! The last thing done to every response: errors become pages, bodies get tags and encodings, headers are set.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use openrvu_benchmark::SetId;

use super::assets::short_hash;
use super::cache::Stored;
use super::encoding::Encoding;
use super::reader::Reader;
use super::refused::refused;
use crate::{Site, WebError, handlers};

/// The largest body that is tagged and compressed.
const MOST_BODY: usize = 64 * 1024 * 1024;

/// What a page may load: this site's own files, and nothing inline. A page that needs more says so itself.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

/// The security headers of every response.
const SECURITY: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
];

/// Caching of a page: kept, but asked for again each time.
const REVALIDATE: &str = "public, max-age=0, must-revalidate";

/// Answers from the cache, or passes the request on and finishes what comes back.
pub(crate) async fn finish(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let head = method == Method::HEAD;
    let is_read = head || method == Method::GET;
    let key = is_read.then(|| cache_key(&site, &request, Reader::of(&headers))).flatten();
    if let Some(stored) = key.as_deref().and_then(|key| site.cache.get(key)) {
        return secured(answer(&stored, &headers, head));
    }
    let path = uri.path();
    let mut response = next.run(request).await;
    let error = response.extensions_mut().remove::<WebError>().or_else(|| refused(&response, &method, &uri));
    if let Some(error) = error {
        response = handlers::problem::respond(&site, path, &error, Reader::of(&headers).wants_json);
    }
    if !is_read || response.status() != StatusCode::OK || response.headers().contains_key(header::ETAG) {
        return secured(response);
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MOST_BODY).await else {
        tracing::error!(path, "a body could not be read");
        return secured(handlers::problem::respond(&site, path, &WebError::Internal(String::new()), false));
    };
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let hash = short_hash(&bytes);
    let stored = Arc::new(Stored::new(bytes, content_type.unwrap_or("application/octet-stream"), &hash));
    if let Some(key) = key {
        site.cache.put(key, Arc::clone(&stored));
    }
    let finished = answer(&stored, &headers, head);
    // What the handler set beside the body, such as a file name for a download, stays.
    for (name, value) in finished.headers() {
        parts.headers.insert(name, value.clone());
    }
    parts.status = finished.status();
    secured(Response::from_parts(parts, finished.into_body()))
}

/// Pages whose number has a bound are kept: codes and lists, without a query save that for a benchmark set which is held.
/// What they say of today holds for the day.
fn cache_key(site: &Site, request: &Request, reader: Reader) -> Option<String> {
    let uri = request.uri();
    let set = match uri.query() {
        None => String::new(),
        Some(query) => {
            let id: SetId = query.strip_prefix("set=")?.parse().ok()?;
            site.benchmarks.get(id).filter(|_| uri.path().starts_with("/benchmarks"))?.id.to_string()
        }
    };
    let locality = reader.locality.map(|id| id.to_string()).unwrap_or_default();
    let today = site.today().map(|day| day.to_string()).unwrap_or_default();
    Some(format!("{}\n{set}\n{locality}\n{}\n{today}", uri.path(), reader.wants_json))
}

/// A stored body as a response: 304 where the client has it, else in the best encoding that it takes.
pub(crate) fn answer(stored: &Stored, headers: &HeaderMap, head: bool) -> Response {
    let (bytes, encoding) = stored.encoded(Encoding::accepted(headers));
    let has_it = matches_tag(headers, &stored.etag);
    let body = if has_it || head { Body::empty() } else { Body::from(bytes.clone()) };
    let mut response = Response::new(body);
    let out = response.headers_mut();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            out.insert(name, value);
        }
    };
    set(header::ETAG, &stored.etag);
    set(header::CACHE_CONTROL, REVALIDATE);
    set(header::VARY, "accept, accept-encoding, cookie");
    if has_it {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    set(header::CONTENT_TYPE, &stored.content_type);
    if let Some(name) = encoding.name() {
        set(header::CONTENT_ENCODING, name);
    }
    set(header::CONTENT_LENGTH, &bytes.len().to_string());
    response
}

fn matches_tag(headers: &HeaderMap, etag: &str) -> bool {
    let strong = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let mut tags = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    tags.any(|value| value.split(',').any(|tag| tag.trim() == "*" || strong(tag) == strong(etag)))
}

/// Sets the security headers, save those that the response sets itself.
#[must_use]
pub fn secured(mut response: Response) -> Response {
    for (name, value) in SECURITY {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
