//! The last thing done to every response: errors become pages or problems, headers are set.

use askama::Template;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use openrvu_web::{Nav, Shell, secured};
use serde_json::json;

use super::body::is_of_type;
use crate::{App, AppError, FieldProblem};

#[derive(Template)]
#[template(path = "log/problem.html")]
struct ProblemPage<'a> {
    shell: Shell<'a>,
    title: &'static str,
    words: String,
    fields: &'a [FieldProblem],
}

/// Answers are the caller's alone, so no cache keeps them.
pub(crate) async fn finish(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let target = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    // Of an address the program's own log has the pattern alone: there are secrets in addresses.
    let pattern = request.extensions().get::<MatchedPath>().cloned();
    // A script is told by the status; it would take the page of signing in for what it asked for.
    let mode = request.headers().get("sec-fetch-mode");
    let is_page = request.method().is_safe() && mode.is_none_or(|mode| mode.as_bytes() == b"navigate");
    let is_api = path.starts_with("/api/") || is_of_type(request.headers(), "application/json");
    let mut response = next.run(request).await;
    let error = response.extensions_mut().remove::<AppError>().or_else(|| refused(&response));
    if let Some(error) = error {
        response = match error {
            AppError::NotSignedIn if !is_api && is_page => {
                Redirect::to(&format!("/sign-in?to={}", percent_encoded(&target))).into_response()
            }
            error => {
                if let AppError::Internal(detail) = &error {
                    let pattern = pattern.as_ref().map_or("no address", MatchedPath::as_str);
                    tracing::error!(pattern, detail, "a request failed");
                }
                respond(&app, &path, is_api, &error)
            }
        };
    }
    // No other site's page shows or reads any of it, not even as a picture that is none.
    let own = HeaderValue::from_static("same-origin");
    response.headers_mut().insert("cross-origin-resource-policy", own);
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    secured(response)
}

/// What the framework refused before a handler saw it.
fn refused(response: &Response) -> Option<AppError> {
    let words = match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => "This address does not answer to this method.",
        StatusCode::PAYLOAD_TOO_LARGE => "What was sent is too large, so nothing was changed.",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "This address takes another type of content.",
        StatusCode::REQUEST_TIMEOUT => "This took too long and was given up.",
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => "The request cannot be read.",
        _ => return None,
    };
    // An answer that says what is wrong itself stays as it is.
    let is_bare = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|value| value.as_bytes().starts_with(b"text/plain"));
    is_bare.then(|| AppError::Refused(response.status(), words))
}

fn respond(app: &App, path: &str, is_api: bool, error: &AppError) -> Response {
    let mut response = if is_api { problem(path, error) } else { as_page(app, path, error) };
    *response.status_mut() = error.status();
    if let AppError::TooMany(seconds) = error {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
    if matches!(error, AppError::NotSignedIn) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

fn problem(path: &str, error: &AppError) -> Response {
    let mut problem = json!({
        "type": "about:blank",
        "title": error.title(),
        "status": error.status().as_u16(),
        "detail": error.to_string(),
        "instance": path,
    });
    if !error.fields().is_empty() {
        problem["errors"] = json!(error.fields());
    }
    let mut response = problem.to_string().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

fn as_page(app: &App, path: &str, error: &AppError) -> Response {
    let mut shell = Shell::new(&app.site, Nav::Log, path, error.title());
    shell.noindex = true;
    let page = ProblemPage { shell, title: error.title(), words: error.to_string(), fields: error.fields() };
    super::page(&page).unwrap_or_else(|error| error.to_string().into_response())
}

/// Text as the value of a query.
pub(crate) fn percent_encoded(text: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if kept(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
