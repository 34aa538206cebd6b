//! The addresses of the site.

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::{Site, handlers, http};

/// The routes, with errors as pages, entity tags, compression and security headers.
pub fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(handlers::home::show))
        .route("/codes/{code}", get(handlers::code::show))
        .route("/search", get(handlers::search::show))
        .route("/search.json", get(handlers::search::json))
        .route("/locality", get(handlers::locality::show).post(handlers::locality::choose))
        .route("/assets/{name}", get(handlers::asset::show))
        .route("/health", get(handlers::health))
        .fallback(handlers::no_such_page)
        .layer(from_fn_with_state(Arc::clone(&site), http::finish::finish))
        .with_state(site)
}

/// Serves a site until `shutdown` completes; requests in flight are finished first.
///
/// # Errors
/// The listener's, where it can no longer accept.
pub async fn serve(
    listener: TcpListener,
    site: Arc<Site>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(site)).with_graceful_shutdown(shutdown).await
}
