//! One file a page: the request is read, the view made, the template of the same name filled in.

pub(crate) mod asset;
pub(crate) mod benchmark;
pub(crate) mod browse;
pub(crate) mod calculator;
pub(crate) mod changes;
pub(crate) mod code;
pub(crate) mod compare;
pub(crate) mod data;
pub(crate) mod home;
pub(crate) mod list;
pub(crate) mod locality;
pub(crate) mod problem;
pub(crate) mod search;
pub(crate) mod sitemap;
pub(crate) mod specialty;
pub(crate) mod text;

use std::sync::Arc;

use axum::extract::State;

use crate::{Site, WebError};

/// The site as handlers get it.
pub(crate) type SharedSite = State<Arc<Site>>;

/// For whoever watches the server.
pub(crate) async fn health() -> &'static str {
    "ok"
}

/// Any other address.
pub(crate) async fn no_such_page() -> WebError {
    WebError::NoSuchPage
}
