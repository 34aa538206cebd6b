//! `/api/v1`: one file a noun. Conventions stand in `docs/api.md`.

mod archive;
mod benchmark;
mod comparisons;
mod contracts;
mod dashboard;
mod documentation;
mod entries;
mod goals;
mod idempotency;
mod imports;
mod planner;
mod quick;
mod rate;
mod reading;
mod reconciliations;
mod settings;
mod statements;
mod surveys;
mod templates;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{App, AppError};

/// Every operation, with its documentation.
fn operations() -> OpenApiRouter<App> {
    let nouns = entries::routes()
        .merge(archive::routes())
        .merge(comparisons::routes())
        .merge(contracts::routes())
        .merge(dashboard::routes())
        .merge(goals::routes())
        .merge(imports::routes())
        .merge(planner::routes())
        .merge(quick::routes())
        .merge(reconciliations::routes())
        .merge(settings::routes())
        .merge(statements::routes())
        .merge(benchmark::routes())
        .merge(surveys::routes())
        .merge(templates::routes());
    OpenApiRouter::with_openapi(documentation::document()).nest("/api/v1", nouns)
}

/// The OpenAPI document.
#[must_use]
pub fn openapi() -> OpenApi {
    operations().into_openapi()
}

/// The API's routes, with its documentation page.
pub(crate) fn routes(app: &App) -> Router<App> {
    let (operations, document) = operations().split_for_parts();
    operations
        .route_layer(from_fn_with_state(app.clone(), idempotency::once))
        .route_layer(from_fn_with_state(app.clone(), rate::count))
        .merge(documentation::routes(document))
        .route("/api/{*rest}", get(nothing).post(nothing).put(nothing).delete(nothing).patch(nothing))
}

async fn nothing() -> Response {
    AppError::NoSuchPage.into_response()
}

/// Items on a page where the request does not say.
const USUAL_LIMIT: usize = 100;
/// Most items on a page.
const MOST_LIMIT: usize = 1_000;

/// How many items a request asks for.
fn limit(asked: Option<u32>) -> Result<usize, AppError> {
    match asked.map_or(USUAL_LIMIT, |asked| usize::try_from(asked).unwrap_or(usize::MAX)) {
        limit @ 1..=MOST_LIMIT => Ok(limit),
        _ => Err(AppError::invalid("limit", format!("Ask for 1 to {MOST_LIMIT} items."))),
    }
}
