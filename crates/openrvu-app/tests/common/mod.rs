//! A personal app over the figures that ship and a fresh store, asked without a network.
#![allow(dead_code, reason = "each test takes what it needs")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

pub mod people;

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use openrvu_app::{App, Clock, Hosted, Mode, Options};
use openrvu_cms::starter;
use openrvu_content::Library;
use openrvu_core::{Policy, Schedule};
use openrvu_store_sqlite::{SqliteOptions, SqliteStore};
use openrvu_web::{Site, SiteOptions};
use serde_json::Value;
use tower::ServiceExt;

/// Noon of the day on which tests happen.
pub const NOW: &str = "2026-08-14T16:00:00Z";

/// The address at which tests reach a server.
pub const ORIGIN: &str = "http://127.0.0.1:8080";

static SITE: LazyLock<Arc<Site>> = LazyLock::new(|| {
    let starter = starter::load().unwrap();
    let releases = starter.releases.into_iter().map(Arc::new).collect();
    let schedule = Schedule::new(Arc::new(Policy::builtin().unwrap()), releases, Arc::new(starter.tables));
    let benchmarks = vec![Arc::new(openrvu_benchmark::embedded().unwrap())];
    let files = openrvu_app::files();
    let options = SiteOptions { has_log: true, files, benchmarks, ..SiteOptions::default() };
    Site::new(schedule, Library::embedded().unwrap(), options).unwrap().shared()
});

thread_local! {
    /// Seconds by which the clock of a test was put forward.
    static FORWARD: std::cell::Cell<i64> = const { std::cell::Cell::new(0) };
}

/// Puts the clock of this test forward.
pub fn wait(time: SignedDuration) {
    FORWARD.set(FORWARD.get() + time.as_secs());
}

/// An app with a store of its own.
pub struct Server {
    pub app: App,
    routes: Router,
    folder: Arc<tempfile::TempDir>,
}

/// A clock that stands still unless a test puts it forward, and chance from the system.
pub fn clock() -> Clock {
    Clock {
        now: || NOW.parse::<Timestamp>().unwrap() + SignedDuration::from_secs(FORWARD.get()),
        zone: TimeZone::UTC,
        random: |bytes| bytes.fill_with(fastrand),
    }
}

/// Bytes that differ from call to call.
fn fastrand() -> u8 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static STATE: AtomicU64 = AtomicU64::new(0x9E37_79B9_7F4A_7C15);
    let seed = STATE.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
    let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 56) as u8
}

impl Server {
    /// A personal log.
    pub async fn personal() -> Self {
        Self::of(Mode::Personal, ORIGIN).await
    }

    /// A server of accounts.
    pub async fn hosted(hosted: Hosted) -> Self {
        Self::of(Mode::Hosted(hosted), ORIGIN).await
    }

    /// A server at a public address.
    pub async fn of(mode: Mode, origin: &str) -> Self {
        Self::over(Arc::new(tempfile::tempdir().unwrap()), mode, origin).await
    }

    /// Another server process over the same store.
    pub async fn beside(&self) -> Self {
        let Options { mode, origin, .. } = &self.app.options;
        Self::over(Arc::clone(&self.folder), mode.clone(), origin).await
    }

    /// A personal log over this one's file, which has its limits.
    pub async fn within(&self, limits: &SqliteOptions) -> Self {
        Self::with(Arc::clone(&self.folder), Mode::Personal, ORIGIN, limits).await
    }

    /// The file of the store.
    pub fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("log.sqlite")
    }

    async fn over(folder: Arc<tempfile::TempDir>, mode: Mode, origin: &str) -> Self {
        Self::with(folder, mode, origin, &SqliteOptions::default()).await
    }

    async fn with(folder: Arc<tempfile::TempDir>, mode: Mode, origin: &str, limits: &SqliteOptions) -> Self {
        let store = SqliteStore::connect_with(&folder.path().join("log.sqlite"), limits).await.unwrap();
        let options = Options { mode, clock: clock(), origin: origin.to_owned() };
        let app = App::new(Arc::clone(&SITE), Arc::new(store), options);
        let routes = openrvu_app::router(app.clone()).await.unwrap();
        Self { app, routes, folder }
    }

    /// The addresses to which the server answers, each with its methods.
    pub fn routes(&self) -> &Router {
        &self.routes
    }

    /// Sends a request as given.
    pub async fn send(&self, request: Request<Body>) -> Response {
        self.routes.clone().oneshot(request).await.unwrap()
    }

    /// Asks for an address.
    pub async fn get(&self, path: &str) -> (StatusCode, String) {
        text(self.send(request("GET", path).body(Body::empty()).unwrap()).await).await
    }

    /// Asks for JSON.
    pub async fn get_json(&self, path: &str) -> (StatusCode, Value) {
        let (status, text) = self.get(path).await;
        (status, serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")))
    }

    /// Sends JSON.
    pub async fn post_json(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let request = request("POST", path)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        let (status, text) = text(self.send(request).await).await;
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// Sends a form of this site.
    pub async fn post_form(&self, path: &str, form: &str) -> Response {
        let request = request("POST", path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, "http://127.0.0.1:8080")
            .body(Body::from(form.to_owned()))
            .unwrap();
        self.send(request).await
    }
}

/// A request to this machine.
pub fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:8080")
}

/// The status and the body.
pub async fn text(response: Response) -> (StatusCode, String) {
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}
