//! How long an answer to a search takes inside the process: the index alone, and the whole request with its JSON.
//!
//! `bench/site` runs it on a data folder with every release. Usage: `search DATA_DIR`.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a benchmark")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use openrvu_cms::store::Store;
use openrvu_content::Library;
use openrvu_core::{Policy, Schedule};
use openrvu_search::{evaluate::JUDGEMENTS, read_judgements};
use openrvu_web::{Site, SiteOptions, router};
use tower::ServiceExt as _;

const ROUNDS: usize = 20;

fn main() {
    let Some(dir) = std::env::args().skip(1).find(|arg| !arg.starts_with("--")) else {
        println!("run bench/site, which gives the data folder");
        return;
    };
    let store = Store::open(dir);
    let releases = store.load_all().unwrap().into_iter().map(Arc::new).collect();
    let tables = Arc::new(store.load_tables().unwrap());
    let schedule = Schedule::new(Arc::new(Policy::builtin().unwrap()), releases, tables);
    let site = Site::new(schedule, Library::embedded().unwrap(), SiteOptions::default()).unwrap().shared();
    let queries: Vec<String> =
        read_judgements(JUDGEMENTS).unwrap().into_iter().map(|judged| judged.query).collect();

    report("index", site.codes().len(), &queries, |query| {
        black_box(site.index().search(query, 20));
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let service = router(Arc::clone(&site));
    report("request", site.codes().len(), &queries, |query| {
        let escaped: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let request = Request::get(format!("/search.json?q={escaped}")).body(Body::empty()).unwrap();
        let answer = runtime
            .block_on(async { service.clone().oneshot(request).await.unwrap().into_body().collect().await });
        black_box(answer.unwrap());
    });
}

fn report(what: &str, codes: usize, queries: &[String], mut ask: impl FnMut(&str)) {
    let mut times: Vec<Duration> = Vec::with_capacity(queries.len() * ROUNDS);
    for _ in 0..ROUNDS {
        for query in queries {
            let begun = Instant::now();
            ask(query);
            times.push(begun.elapsed());
        }
    }
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    println!(
        "  {what}: {} queries over {codes} codes: median {:?}, p99 {:?}, longest {:?}",
        queries.len(),
        at(50),
        at(99),
        times[times.len() - 1]
    );
}
