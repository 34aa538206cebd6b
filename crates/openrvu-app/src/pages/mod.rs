//! The log's pages, one file each. A page's template bears its name.

mod chart;
mod dashboard;
mod entries;
mod frame;
mod goals;
mod planner;
mod settings;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

pub(crate) use frame::{Part, Parts, shell};

use crate::{App, AppError};

/// Every page.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/log/dashboard", get(dashboard::show))
        .route("/log/entries", get(entries::show))
        .route("/log/goals", get(goals::list).post(goals::create))
        .route("/log/goals/new", get(goals::new))
        .route("/log/goals/{id}", get(goals::show).post(goals::change))
        .route("/log/goals/{id}/edit", get(goals::edit))
        .route("/log/planner", get(planner::show))
        .route("/log/settings", get(settings::show).post(settings::save))
        .route("/log/{*rest}", get(nothing))
}

async fn nothing() -> Response {
    AppError::NoSuchPage.into_response()
}
