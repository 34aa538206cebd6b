//! The addresses of the site.

use std::future::Future;
use std::net::SocketAddr;
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
        .route("/codes", get(handlers::browse::all))
        .route("/codes.json", get(handlers::browse::all))
        .route("/codes/browse/{*section}", get(handlers::browse::section))
        .route("/specialties", get(handlers::specialty::all))
        .route("/specialties.json", get(handlers::specialty::all))
        .route("/specialties/{slug}", get(handlers::specialty::show))
        .route("/benchmarks", get(handlers::benchmark::all))
        .route("/benchmarks.json", get(handlers::benchmark::all))
        .route("/benchmarks.xlsx", get(handlers::benchmark::all))
        .route("/benchmarks/{name}", get(handlers::benchmark::show))
        .route("/compare", get(handlers::compare::show))
        .route("/compare.json", get(handlers::compare::json))
        .route("/changes", get(handlers::changes::show))
        .route("/changes.json", get(handlers::changes::json))
        .route("/calculator", get(handlers::calculator::show))
        .route("/calculator.json", get(handlers::calculator::json))
        .route("/calculator.csv", get(handlers::calculator::csv))
        .route("/calculator.txt", get(handlers::calculator::text))
        .route("/data", get(handlers::data::show))
        .route("/data.json", get(handlers::data::show))
        .route("/stages", get(handlers::text::all))
        .route("/stages.json", get(handlers::text::all))
        .route("/stages/{slug}", get(handlers::text::show))
        .route("/resources", get(handlers::text::all))
        .route("/resources.json", get(handlers::text::all))
        .route("/resources/{slug}", get(handlers::text::show))
        .route("/support", get(handlers::text::all))
        .route("/support.json", get(handlers::text::all))
        .route("/support/{slug}", get(handlers::text::show))
        .route("/blog", get(handlers::text::all))
        .route("/blog.json", get(handlers::text::all))
        .route("/blog/{slug}", get(handlers::text::show))
        .route("/blog/feed.xml", get(handlers::text::feed))
        .route("/robots.txt", get(handlers::sitemap::robots))
        .route("/sitemap.xml", get(handlers::sitemap::index))
        .route("/sitemap/{name}", get(handlers::sitemap::list))
        .route("/search", get(handlers::search::show))
        .route("/search.json", get(handlers::search::json))
        .route("/locality", get(handlers::locality::show).post(handlers::locality::choose))
        .route("/assets/{name}", get(handlers::asset::show))
        .route("/health", get(handlers::health))
        .fallback(handlers::no_such_page)
        .layer(from_fn_with_state(Arc::clone(&site), http::finish::finish))
        .with_state(site)
}

/// Serves routes until `shutdown` completes; requests in flight are finished first.
///
/// # Errors
/// The listener's, where it can no longer accept.
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let routes = routes.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, routes).with_graceful_shutdown(shutdown).await
}
