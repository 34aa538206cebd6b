//! The OpenAPI document, and a page of it for people.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use openrvu_web::{Nav, Shell};
use serde_json::Value;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::reading::{self, Noun};
use crate::http::page;
use crate::{App, AppError};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "OpenRVU",
        version = "1",
        description = "The log over HTTP. Numbers that are exact are text: \"1.30\". Errors are problem documents (RFC 9457). A request that changes something may carry an Idempotency-Key; sent again with the same key and content, it gets the first answer again."
    ),
    modifiers(&Tokens)
)]
struct Document;

/// Personal access tokens; a personal log on its own machine needs none.
struct Tokens;

impl utoipa::Modify for Tokens {
    fn modify(&self, document: &mut OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A personal access token. A personal log on its own machine needs none."))
            .build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

pub(super) fn document() -> OpenApi {
    Document::openapi()
}

pub(super) fn routes(document: OpenApi) -> Router<App> {
    let document = Arc::new(serde_json::to_value(document).unwrap_or_default());
    let json = Arc::clone(&document);
    Router::new()
        .route("/api/v1/openapi.json", get(move || async move { Json(Value::clone(&json)) }))
        .route("/api", get(move |State(app): State<App>| async move { show(&app, &document) }))
}

#[derive(Template)]
#[template(path = "log/api.html")]
struct ApiPage<'a> {
    shell: Shell<'a>,
    nouns: Vec<Noun>,
}

fn show(app: &App, document: &Value) -> Result<Response, AppError> {
    let mut shell = Shell::new(&app.site, Nav::Log, "/api", "API");
    shell.noindex = true;
    page(&ApiPage { shell, nouns: reading::nouns(document) })
}
