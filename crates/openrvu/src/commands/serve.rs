//! `openrvu serve`: the site, until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use openrvu_app::{App, Clock, Mode, Options};
use openrvu_content::Library;
use openrvu_store::Store;
use openrvu_store_sqlite::SqliteStore;
use openrvu_web::{Site, SiteOptions};
use tokio::net::TcpListener;

use crate::args::ServeArgs;
use crate::data::{Data, codes_by_use};
use crate::failure::Failure;
use crate::report::Report;

const DEFAULT_ADDR: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

/// Runs the command; returns when the server was told to stop.
pub fn run(data: &Data, args: &ServeArgs) -> Result<Report, Failure> {
    let begun = Instant::now();
    let addr = args.addr.unwrap_or(DEFAULT_ADDR);
    let schedule = data.schedule()?;
    let (releases, complete) =
        (schedule.releases().len(), schedule.releases().iter().filter(|release| release.complete).count());
    let origin = args.origin.clone().unwrap_or_else(|| format!("http://{addr}"));
    // Without sign-in, only this machine may reach the log.
    let has_log = addr.ip().is_loopback();
    let options = SiteOptions {
        origin: origin.clone(),
        has_log,
        files: openrvu_app::files(),
        ranking: codes_by_use(),
        benchmarks: data.benchmarks()?.into_iter().map(Arc::new).collect(),
        today: Some(crate::clock::today),
        ..SiteOptions::default()
    };
    let site = Site::new(schedule, Library::embedded()?, options)?.shared();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Other(format!("the server could not start: {error}")))?;
    runtime.block_on(async {
        let listener = TcpListener::bind(addr).await.map_err(|error| {
            Failure::Other(format!("{addr} cannot be listened on: {error}. Choose another with --addr, such as --addr 127.0.0.1:8081"))
        })?;
        let figures = match complete {
            0 => format!("the figures that ship, of {releases} releases"),
            _ => format!("{releases} releases, {complete} of them complete"),
        };
        let bound = listener.local_addr().unwrap_or(addr);
        let mut routes = openrvu_web::router(Arc::clone(&site));
        if has_log {
            routes = routes.merge(log(data, site, origin).await?);
        }
        println!(
            "OpenRVU is at http://{bound} with {figures} (ready in {} ms; data in {}). Ctrl-C stops it.",
            begun.elapsed().as_millis(),
            data.store().root().display()
        );
        openrvu_web::serve(listener, routes, stop_signal()).await.map_err(|error| Failure::Other(format!("the server stopped: {error}")))
    })?;
    Ok(Report::nothing())
}

/// The log of this machine's user, in the data folder.
async fn log(data: &Data, site: Arc<Site>, origin: String) -> Result<Router, Failure> {
    let file = data.log_file(false);
    let cannot = |error: &dyn std::fmt::Display| {
        Failure::Other(format!("the log in {} cannot be opened: {error}", file.display()))
    };
    let store: Arc<dyn Store> = Arc::new(SqliteStore::connect(&file).await.map_err(|error| cannot(&error))?);
    let clock = Clock { now: crate::clock::now, zone: crate::clock::zone(), random: crate::clock::random };
    let app = App::new(site, store, Options { mode: Mode::Personal, clock, origin });
    openrvu_app::router(app).await.map_err(|error| cannot(&error))
}

/// Completes on Ctrl-C, or when the system asks the program to end.
async fn stop_signal() {
    let interrupt = async {
        // Without the signal the server runs until it is killed, which is no worse.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => _ = signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
