//! The log's pages, one file each. A page's template bears its name.

mod entries;
mod frame;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

pub(crate) use frame::{Part, Parts, shell};

use crate::{App, AppError};

/// Every page.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/log/entries", get(entries::show)).route("/log/{*rest}", get(nothing))
}

async fn nothing() -> Response {
    AppError::NoSuchPage.into_response()
}
