//! The log's pages, one file each. A page's template bears its name.

pub(crate) mod account;
mod activity;
mod benchmark;
mod chart;
mod columns;
mod compare;
mod contracts;
mod dashboard;
mod day;
mod enter;
mod entries;
mod entry;
mod export;
mod frame;
mod goals;
mod import;
mod modifiers;
mod offline;
mod planner;
mod reconcile;
mod restate;
mod restore;
mod settings;
mod statement;
mod steps;
mod templates;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use jiff::tz::TimeZone;

pub(crate) use frame::{Part, Parts, shell};

use crate::http::upload::MOST_TABLE_FORM;
use crate::services::surveys;
use crate::{App, AppError};

/// A survey table with the form around it.
const MOST_UPLOAD: usize = surveys::MOST_BYTES + 64 * 1024;

/// Every page.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/log", get(enter::show).post(enter::submit))
        .route("/log/offline", get(offline::shell))
        .route("/log/offline/pack", get(offline::pack))
        .route("/log/offline/me", get(offline::me))
        .route("/log/worker.js", get(offline::worker))
        .route("/log/manifest.webmanifest", get(offline::manifest))
        .route("/log/repeat", post(enter::repeat))
        .route("/log/undo", post(enter::undo))
        .route("/log/day", get(day::show).post(day::change))
        .route("/log/entries/{id}", get(entry::show).post(entry::change))
        .route("/log/templates", get(templates::list))
        .route("/log/templates/{id}", post(templates::change))
        .route("/log/activity", get(activity::show))
        .route("/log/dashboard", get(dashboard::show))
        .route("/log/entries", get(entries::show))
        .route("/log/goals", get(goals::list).post(goals::create))
        .route("/log/goals/new", get(goals::new))
        .route("/log/goals/{id}", get(goals::show).post(goals::change))
        .route("/log/goals/{id}/edit", get(goals::edit))
        .route("/log/planner", get(planner::show))
        .route("/log/benchmark", get(benchmark::show))
        .route(
            "/log/benchmark/tables",
            get(benchmark::list).post(benchmark::upload).layer(DefaultBodyLimit::max(MOST_UPLOAD)),
        )
        .route("/log/benchmark/tables/file/{id}", get(benchmark::columns).post(benchmark::take))
        .route("/log/benchmark/tables/{id}", get(benchmark::table).post(benchmark::change))
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
        .merge(tables())
        .route("/log/{*rest}", get(nothing))
}

/// Where tables and archives are given and looked at.
fn tables() -> Router<App> {
    let table = || DefaultBodyLimit::max(MOST_TABLE_FORM);
    let archive = DefaultBodyLimit::max(restore::MOST_ARCHIVE_FORM);
    Router::new()
        .route("/log/import", get(import::start).merge(post(import::take).layer(table())))
        .route("/log/import/{id}", get(import::columns).post(import::set_columns))
        .route("/log/import/{id}/preview", get(import::preview))
        .route("/log/import/{id}/apply", post(import::apply))
        .route("/log/import/{id}/done", get(import::done))
        .route("/log/import/{id}/undo", post(import::undo))
        .route("/log/reconcile", get(reconcile::start).merge(post(reconcile::take).layer(table())))
        .route("/log/reconcile/new/{id}", get(reconcile::columns).post(reconcile::set_columns))
        .route("/log/reconcile/{id}", get(reconcile::show).post(reconcile::change))
        .route("/log/reconcile/{id}/{form}", get(reconcile::file))
        .route("/log/export", get(export::show))
        .route("/log/export/{name}", get(export::file))
        .route("/log/restore", post(restore::take).layer(archive))
        .route("/log/restore/{id}", get(restore::show).post(restore::apply))
}

/// A moment to the minute.
fn moment(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
}

async fn nothing() -> Response {
    AppError::NoSuchPage.into_response()
}
