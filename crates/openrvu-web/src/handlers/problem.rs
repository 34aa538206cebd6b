//! Errors as a page that suggests, or as problem JSON (RFC 9457).

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::http::content;
use crate::views::search::SearchPage;
use crate::views::{Nav, Shell};
use crate::{Site, WebError};

#[derive(Template)]
#[template(path = "problem.html")]
pub(crate) struct Problem<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) title: &'static str,
    pub(crate) words: String,
    /// Codes that may be meant.
    pub(crate) suggestions: Option<SearchPage>,
    /// The command that loads the complete release, where the figures held are not complete.
    pub(crate) command: Option<&'static str>,
}

/// Suggestions on a page.
const SUGGESTIONS: usize = 8;

/// The response to a request that failed.
pub(crate) fn respond(site: &Site, path: &str, error: &WebError, as_json: bool) -> Response {
    if let WebError::Internal(detail) = error {
        tracing::error!(path, detail, "a page could not be made");
    }
    let mut response = if as_json || path.ends_with(".json") {
        let problem = json!({
            "type": "about:blank",
            "title": error.title(),
            "status": error.status().as_u16(),
            "detail": error.to_string(),
            "instance": path,
        });
        content("application/problem+json", problem.to_string())
    } else {
        match template(site, path, error).render() {
            Ok(body) => content("text/html; charset=utf-8", body),
            Err(error) => {
                tracing::error!(path, %error, "the page of an error could not be made");
                error.to_string().into_response()
            }
        }
    };
    *response.status_mut() = error.status();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn template<'a>(site: &'a Site, path: &str, error: &WebError) -> Problem<'a> {
    let query = match error {
        // A file has no address of its own to take words from.
        _ if site.exporting => None,
        WebError::NoSuchCode(code) => Some(code.to_string()),
        WebError::NotACode(text) => Some(text.clone()),
        WebError::NoSuchPage => Some(path.replace(['/', '-', '_', '.'], " ")),
        _ => None,
    };
    let suggestions = query
        .map(|query| SearchPage::of(site, &query, SUGGESTIONS))
        .filter(|found| !found.results.is_empty());
    let is_of_data = matches!(error, WebError::NoSuchCode(_) | WebError::NotHeld(_));
    let mut shell = Shell::new(site, Nav::None, path, error.title());
    shell.noindex = true;
    Problem {
        shell,
        title: error.title(),
        words: error.to_string(),
        suggestions,
        command: site.load_command().filter(|_| is_of_data),
    }
}
