//! `/log/offline` and what belongs to it: the page of quick entry as it is kept on a phone, the service worker that
//! keeps it, the pack and the engine that read and value entries without a network.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::enter;
use crate::assets;
use crate::identity::CanRead;
use crate::services::{ledger, offline};
use crate::{App, AppError};

/// The service worker, without the list of what it keeps.
const WORKER: &str = include_str!("../../assets/quick/worker.js");

/// The page as it is kept on a phone: nobody's, so that it holds nothing of anybody's log.
pub(super) async fn shell(State(app): State<App>) -> Result<Response, AppError> {
    enter::shell_page(&app)
}

/// The service worker. Its list names every file by its content, so a new one makes a new worker.
pub(super) async fn worker(State(app): State<App>) -> Result<Response, AppError> {
    let (_, page) = enter::shell_page(&app)?.into_parts();
    let page = axum::body::to_bytes(page, usize::MAX)
        .await
        .map_err(|error| AppError::Internal(error.to_string()))?;
    let files: Vec<&str> =
        assets::KEPT.iter().map(|name| app.site.asset(name)).filter(|url| !url.is_empty()).collect();
    let version =
        Sha256::new().chain_update(files.join("\n")).chain_update(&page).chain_update(WORKER).finalize();
    let version: String = version.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let script = format!("const VERSION = {};\nconst FILES = {};\n{WORKER}", json!(version), json!(files));
    let mut response = typed("text/javascript; charset=utf-8", script);
    let headers = response.headers_mut();
    headers.insert("service-worker-allowed", HeaderValue::from_static("/log"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// What makes the page an app of the phone's.
pub(super) async fn manifest(State(app): State<App>) -> Response {
    let icon = |name: &str, size: &str, kind: &str, purpose: &str| json!({ "src": app.site.asset(name), "sizes": size, "type": kind, "purpose": purpose });
    let manifest = json!({
        "id": "/log",
        "name": "OpenRVU log",
        "short_name": "OpenRVU",
        "description": "Enter work in seconds, with or without a network",
        "start_url": "/log",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b5c78",
        "icons": [
            icon("app-192.png", "192x192", "image/png", "any"),
            icon("app-512.png", "512x512", "image/png", "any"),
            icon("app-512.png", "512x512", "image/png", "maskable"),
        ],
    });
    typed("application/manifest+json", manifest.to_string())
}

/// The compact schedule.
pub(super) async fn pack(
    State(app): State<App>,
    CanRead(user): CanRead,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let kept = ledger::of(&app, user).await?;
    let pack = offline::pack(&app, &kept).await?;
    let tag = format!("W/\"{}\"", pack.hash);
    let has_it = headers.get(header::IF_NONE_MATCH).is_some_and(|tags| tags.as_bytes() == tag.as_bytes());
    let mut response = if has_it {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        typed("application/octet-stream", pack.bytes)
    };
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}

/// Whose log it is, for the phone.
pub(super) async fn me(State(app): State<App>, CanRead(user): CanRead) -> Result<Response, AppError> {
    let kept = ledger::of(&app, user).await?;
    let me = offline::me(&app, user, &kept).await?;
    let json = serde_json::to_string(&me).map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(typed("application/json", json))
}

fn typed(content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
