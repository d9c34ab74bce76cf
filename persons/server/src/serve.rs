//! `persons serve`: opens the table, listens, answers, and stops without losing what is under way.

use std::future::Future;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use indicatif::ProgressBar;
use tokio::net::TcpListener;

use crate::cli::ServeArgs;
use crate::config::Location;
use crate::service::Service;
use crate::{http, seed};

/// How many persons a new embedded table starts with.
pub const DEMO_PERSONS: u32 = 50;

/// How long requests that are under way get to finish after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// When the table cannot be used, the address is taken, or the directory of the client does not exist.
pub async fn run(args: ServeArgs) -> Result<()> {
    let assets = find_assets(args.assets)?;
    // The address is taken before anything is written: a second server by mistake must not touch the data.
    let listener = listen(args.listen).await?;
    let address = listener
        .local_addr()
        .context("the listening socket has no address")?;

    let location = Location::from_env(args.table, args.memory);
    let (table, created) = location.open().await?;
    if created && !args.no_demo {
        seed::fill(&table, DEMO_PERSONS, seed::DEFAULT_SEED, &ProgressBar::hidden())
            .await
            .context("the new table could not be filled with the demo persons")?;
    }
    if assets.is_none() {
        tracing::warn!("the web client is not built: run `cargo xtask build-web`, or use --assets DIR");
    }
    if !address.ip().is_loopback() {
        tracing::warn!(%address, "anyone who can reach this address can read and change every person");
    }
    tracing::info!(table = %table.config().transport, created, "table open");
    // Whoever reads that the server is there may stop it at once.
    let stop = stop_signal()?;
    announce(address)?;

    let app = http::router(Service::new(table), assets);
    serve(listener, app, stop).await
}

/// Answers requests until `stop` is done; then finishes those that are under way, for at most 10 seconds.
///
/// # Errors
/// When requests were still under way after that.
pub async fn serve(
    listener: TcpListener,
    app: axum::Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let stop = async move {
        stop.await;
        tracing::info!("stopping: finishing the requests that are under way");
        // The receiver is gone only where the server ended by itself.
        let _ = stopping.send(());
    };
    let server = async { axum::serve(listener, app).with_graceful_shutdown(stop).await };
    let deadline = async {
        match stopped.await {
            Ok(()) => tokio::time::sleep(GRACE).await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        result = server => result.context("the server failed"),
        () = deadline => bail!("requests were still under way {} s after the signal to stop", GRACE.as_secs()),
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| match address.port() {
        0 => format!("cannot listen on {}", address.ip()),
        port => format!("cannot listen on {address}; is another program using port {port}? Choose another with --listen"),
    })
}

/// Says where the server is, on standard output: the one line that programs wait for.
fn announce(address: SocketAddr) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "persons: http://{address}")
        .and_then(|()| out.flush())
        .context("standard output is closed")
}

/// The client's directory: the one that was asked for, else the first of the usual places that exists.
fn find_assets(asked: Option<PathBuf>) -> Result<Option<PathBuf>> {
    if let Some(dir) = asked {
        if !dir.join("index.html").is_file() {
            bail!(
                "there is no index.html in {}; build the web client with `cargo xtask build-web`",
                dir.display()
            );
        }
        return Ok(Some(dir));
    }
    let executable = std::env::current_exe().ok();
    let beside = executable.as_deref().and_then(Path::parent);
    let places = [
        Some(PathBuf::from("target/web/dist")),
        beside.map(|dir| dir.join("web")),
        // An executable in `target/debug` or `target/release`, started from elsewhere.
        beside
            .and_then(Path::parent)
            .map(|target| target.join("web/dist")),
    ];
    Ok(places
        .into_iter()
        .flatten()
        .find(|dir| dir.join("index.html").is_file()))
}

/// Done when the process is asked to stop. From this call on, not from the first poll, no signal is missed.
fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        let mut interrupt = signal(SignalKind::interrupt()).context("cannot wait for SIGINT")?;
        let mut terminate = signal(SignalKind::terminate()).context("cannot wait for SIGTERM")?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        // Where the signal cannot be waited for, it ends the process at once.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}
