//! Sites over the starter figures and over a complete release, and requests to them.

#![allow(dead_code, clippy::unwrap_used, reason = "helpers of tests, of which each file uses its own part")]

pub mod benchmark;

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt;
use openrvu_cms::archive::Limits;
use openrvu_cms::completeness::Bounds;
use openrvu_cms::import::{ImportOptions, import};
use openrvu_cms::store::Store;
use openrvu_content::Library;
use openrvu_core::{Policy, Schedule};
use openrvu_web::{Site, SiteOptions, router};
use tower::ServiceExt;

/// The origin of the test sites.
pub const ORIGIN: &str = "https://openrvu.test";

pub fn options() -> SiteOptions {
    let benchmarks = vec![Arc::new(openrvu_benchmark::embedded().unwrap())];
    SiteOptions { origin: ORIGIN.to_owned(), benchmarks, ..SiteOptions::default() }
}

/// The figures that ship with the program.
pub fn starter_schedule() -> Schedule {
    let starter = openrvu_cms::starter::load().unwrap();
    let releases = starter.releases.into_iter().map(Arc::new).collect();
    Schedule::new(Arc::new(Policy::builtin().unwrap()), releases, Arc::new(starter.tables))
}

/// The site that a newcomer sees.
pub static STARTER: LazyLock<Arc<Site>> = LazyLock::new(|| {
    Site::new(starter_schedule(), Library::embedded().unwrap(), options()).unwrap().shared()
});

/// The folder of CMS's files, or `None` with one line that says what is skipped.
pub fn cms_folder(test: &str) -> Option<PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/cms"));
    if !folder.is_dir() {
        println!("skipped: {test} needs CMS's files in {}", folder.display());
        return None;
    }
    Some(folder.to_owned())
}

/// A site over complete releases, or `None` with one line that says what is skipped.
pub fn complete_site(test: &str, zips: &[&str]) -> Option<Arc<Site>> {
    let cms = cms_folder(test)?;
    let policy = Arc::new(Policy::builtin().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path());
    let paths: Vec<PathBuf> = zips.iter().map(|name| cms.join("releases").join(name)).collect();
    let import_options = ImportOptions {
        policy: &policy,
        imported_at: "2026-11-23T00:00:00Z".parse().unwrap(),
        release: None,
        accept_license: false,
        limits: Limits::default(),
        bounds: Bounds::default(),
        partial: false,
        put_in_force: false,
    };
    import(&store, &paths, &import_options, &()).unwrap();
    let releases = store.load_all().unwrap().into_iter().map(Arc::new).collect();
    let schedule = Schedule::new(policy, releases, Arc::new(store.load_tables().unwrap()));
    Some(Site::new(schedule, Library::embedded().unwrap(), options()).unwrap().shared())
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Sends a request to a site.
pub fn send(site: &Arc<Site>, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let response: Response = router(Arc::clone(site)).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    })
}

/// Reads a page of the starter site.
pub fn get(path: &str) -> Answer {
    get_with(path, &[])
}

pub fn get_with(path: &str, headers: &[(&str, &str)]) -> Answer {
    send(&STARTER, Method::GET, path, headers, "")
}
