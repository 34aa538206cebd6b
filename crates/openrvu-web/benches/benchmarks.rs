//! How long a page of benchmarks takes inside the process, made anew each time: the list, every specialty, its twin.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a benchmark")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use openrvu_content::Library;
use openrvu_core::{Policy, Schedule};
use openrvu_web::{Site, SiteOptions, router};
use tower::ServiceExt as _;

const ROUNDS: usize = 40;

fn main() {
    let set = Arc::new(openrvu_benchmark::embedded().unwrap());
    let id = set.id;
    let slugs: Vec<String> = set.specialties.iter().map(|specialty| specialty.slug.clone()).collect();
    let starter = openrvu_cms::starter::load().unwrap();
    let releases = starter.releases.into_iter().map(Arc::new).collect();
    let schedule = Schedule::new(Arc::new(Policy::builtin().unwrap()), releases, Arc::new(starter.tables));
    let options = SiteOptions { benchmarks: vec![set], cache_bytes: 0, ..SiteOptions::default() };
    let site = Site::new(schedule, Library::embedded().unwrap(), options).unwrap().shared();
    let service = router(site);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let each = |ending: &str| -> Vec<String> {
        slugs.iter().map(|slug| format!("/benchmarks/{slug}{ending}?set={id}")).collect()
    };
    let kinds = [
        ("list", vec![format!("/benchmarks?set={id}")]),
        ("specialty", each("")),
        ("twin", each(".json")),
        ("workbook", each(".xlsx")),
    ];
    for (what, paths) in kinds {
        let mut times: Vec<Duration> = Vec::with_capacity(paths.len() * ROUNDS);
        for path in (0..ROUNDS).flat_map(|_| &paths) {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let begun = Instant::now();
            let answer = runtime.block_on(async {
                let response = service.clone().oneshot(request).await.unwrap();
                assert!(response.status().is_success(), "{path}");
                response.into_body().collect().await
            });
            black_box(answer.unwrap());
            times.push(begun.elapsed());
        }
        times.sort_unstable();
        let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
        println!(
            "  {what}: {} pages: median {:?}, p99 {:?}, longest {:?}",
            paths.len(),
            at(50),
            at(99),
            at(100)
        );
    }
}
