//! The addresses of the log.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::http::{finish, guard};
use crate::services::accounts;
use crate::{App, AppError, api, pages};

/// The largest body where a route does not say otherwise.
const MOST_BODY: usize = 2 * 1024 * 1024;
/// For how long a request is worked on.
const MOST_TIME: Duration = Duration::from_secs(30);

/// Pages and API, guarded, with errors as pages or problems. To be merged with the site's routes. A personal log is
/// made where there is none.
///
/// # Errors
/// The store's.
pub async fn router(app: App) -> Result<Router, AppError> {
    let accounts = if app.is_personal() {
        accounts::open_personal(&app).await?;
        Router::new()
    } else {
        app.passwords.nobodys().await?;
        pages::account::routes()
    };
    let routes = Router::new()
        .route("/ready", get(ready))
        .merge(pages::routes())
        .merge(accounts)
        .merge(api::routes(&app))
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, MOST_TIME))
        .layer(from_fn_with_state(app.clone(), guard::guard))
        .layer(from_fn_with_state(app.clone(), finish::finish))
        .layer(CompressionLayer::new())
        .with_state(app);
    Ok(routes)
}

/// Whether the store answers and is of the program's version: for a balancer before several server processes.
async fn ready(State(app): State<App>) -> Result<&'static str, AppError> {
    app.store.check().await?;
    Ok("ready")
}
