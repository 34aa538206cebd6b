//! `openrvu serve`: the site, until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use openrvu_app::{App, Hosted, Mode, Options, Registration};
use openrvu_content::Library;
use openrvu_store_sqlite::SqliteStore;
use openrvu_web::{Site, SiteOptions};
use tokio::net::TcpListener;

use super::account;
use crate::args::{HostedArgs, RegistrationArg, ServeArgs};
use crate::data::{Data, codes_by_use};
use crate::failure::Failure;
use crate::report::Report;

const DEFAULT_ADDR: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

/// Runs the command; returns when the server was told to stop.
pub fn run(data: &Data, args: &ServeArgs) -> Result<Report, Failure> {
    let begun = Instant::now();
    // What fails here is told on standard error: never what anybody logs, nor who they are.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
    let addr = args.addr.unwrap_or(DEFAULT_ADDR);
    let schedule = data.schedule()?;
    let (releases, complete) =
        (schedule.releases().len(), schedule.releases().iter().filter(|release| release.complete).count());
    let origin = args.origin.clone().unwrap_or_else(|| format!("http://{addr}"));
    let accounts = &args.accounts;
    if accounts.hosted && !origin.starts_with("https://") && !is_loopback(&origin) {
        return Err(Failure::Other(format!(
            "passwords would travel in the clear to {origin}: put a proxy that speaks TLS before the server, and name its address with --origin https://…"
        )));
    }
    // Without sign-in, only this machine may reach the log.
    let has_log = accounts.hosted || addr.ip().is_loopback();
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
        let mut kept = data.store().root().display().to_string();
        if has_log {
            let (app, accounts) = log(data, site, origin.clone(), accounts).await?;
            if let Some(accounts) = accounts {
                kept.push_str(&format!(", accounts in {accounts}"));
            }
            tokio::spawn(tidy(app.clone()));
            let log = openrvu_app::router(app).await;
            routes = routes.merge(log.map_err(|error| Failure::Other(format!("the log cannot be opened: {error}")))?);
        }
        routes = openrvu_app::only_over_tls(routes, &origin);
        println!(
            "OpenRVU is at http://{bound} with {figures} (ready in {} ms; data in {kept}). Ctrl-C stops it.",
            begun.elapsed().as_millis(),
        );
        openrvu_web::serve(listener, routes, stop_signal()).await.map_err(|error| Failure::Other(format!("the server stopped: {error}")))
    })?;
    Ok(Report::nothing())
}

/// The log of this machine's user in the data folder, or accounts, and where they lie.
async fn log(
    data: &Data,
    site: Arc<Site>,
    origin: String,
    accounts: &HostedArgs,
) -> Result<(App, Option<String>), Failure> {
    let clock = crate::clock::clock();
    if accounts.hosted {
        let (store, place) = account::store(data).await?;
        let mode = Mode::Hosted(Hosted {
            registration: match accounts.registration {
                RegistrationArg::Open => Registration::Open,
                RegistrationArg::Invitation => Registration::Invitation,
            },
            behind_proxy: accounts.behind_proxy,
            api_requests_a_minute: accounts.api_limit,
        });
        return Ok((App::new(site, store, Options { mode, clock, origin }), Some(place)));
    }
    let file = data.log_file(false);
    let store = SqliteStore::connect(&file).await.map_err(|error| {
        Failure::Other(format!("the log in {} cannot be opened: {error}", file.display()))
    })?;
    Ok((App::new(site, Arc::new(store), Options { mode: Mode::Personal, clock, origin }), None))
}

/// Removes what has expired or was deleted, every hour.
async fn tidy(app: App) {
    loop {
        if let Err(error) = openrvu_app::tidy(&app).await {
            tracing::error!(%error, "what has expired could not be removed");
        }
        tokio::time::sleep(Duration::from_secs(3600)).await;
    }
}

fn is_loopback(origin: &str) -> bool {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host).trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
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
