//! The log's pages, one file each. A page's template bears its name.

pub(crate) mod account;
mod chart;
mod compare;
mod contracts;
mod dashboard;
mod day;
mod enter;
mod entries;
mod entry;
mod frame;
mod goals;
mod modifiers;
mod planner;
mod restate;
mod settings;
mod statement;
mod steps;
mod templates;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

pub(crate) use frame::{Part, Parts, shell};

use crate::{App, AppError};

/// Every page.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/log", get(enter::show).post(enter::submit))
        .route("/log/repeat", post(enter::repeat))
        .route("/log/undo", post(enter::undo))
        .route("/log/day", get(day::show).post(day::change))
        .route("/log/entries/{id}", get(entry::show).post(entry::change))
        .route("/log/templates", get(templates::list))
        .route("/log/templates/{id}", post(templates::change))
        .route("/log/dashboard", get(dashboard::show))
        .route("/log/entries", get(entries::show))
        .route("/log/goals", get(goals::list).post(goals::create))
        .route("/log/goals/new", get(goals::new))
        .route("/log/goals/{id}", get(goals::show).post(goals::change))
        .route("/log/goals/{id}/edit", get(goals::edit))
        .route("/log/planner", get(planner::show))
        .route("/log/settings", get(settings::show).post(settings::save))
        .route("/log/contracts", get(contracts::list).post(contracts::create))
        .route("/log/contracts/new", get(contracts::new))
        .route("/log/contracts/{id}", get(contracts::show).post(contracts::change))
        .route("/log/contracts/{id}/edit", get(contracts::edit))
        .route("/log/contracts/{id}/pdf", get(contracts::pdf))
        .route("/log/contracts/{id}/delete", post(contracts::delete))
        .route("/log/statement", get(statement::show))
        .route("/log/statement/{form}", get(statement::file))
        .route("/log/modifiers", get(modifiers::show))
        .route("/log/compare", get(compare::show))
        .route("/log/compare/{form}", get(compare::file))
        .route("/log/restate", get(restate::show))
        .route("/log/restate/{form}", get(restate::file))
        .route("/log/steps/{id}", get(steps::show))
        .route("/log/{*rest}", get(nothing))
}

async fn nothing() -> Response {
    AppError::NoSuchPage.into_response()
}
