//! `persons serve`: opens the table, listens, answers, and stops without losing what is under way.

use std::future::{Future, IntoFuture as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures::future::try_join_all;
use indicatif::ProgressBar;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::cli::ServeArgs;
use crate::config::Location;
use crate::endpoint::Notice;
use crate::service::Service;
use crate::upkeep::Upkeep;
use crate::{endpoint, http, seed};

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
    // A file is offered in any case: the other commands reach it there while this process has it.
    let offer = match (args.table_endpoint, &location) {
        (Some(port), _) => Some(endpoint::listen(port).await?),
        (None, Location::File(_)) => Some(endpoint::listen(0).await?),
        (None, Location::Service { .. } | Location::Memory) => None,
    };
    let (table, created) = location.open_here().await?;
    let mut servers = Vec::new();
    let mut notice = None;
    let mut announcement = vec![format!("persons: http://{address}\n")];
    if let Some(listener) = offer {
        let address = listener
            .local_addr()
            .context("the listening socket has no address")?;
        servers.push((listener, endpoint::router(&table)?));
        notice = Notice::of(&location, address)?;
        if args.table_endpoint.is_some() {
            announcement.push(format!("table:   http://{address}\n"));
        }
        tracing::debug!(%address, "table offered to other programs");
    }
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
    let upkeep = Upkeep::of(&table);
    // Whoever reads that the server is there may stop it at once.
    let stop = stop_signal()?;
    endpoint::announce(&announcement.concat())?;

    servers.push((listener, http::router(Service::new(table.clone()), assets)));
    let result = serve_all(servers, stop).await;
    drop(upkeep);
    // Before the file is closed with its table: the next process writes a notice of its own.
    drop(notice);
    drop(table);
    result
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
    serve_all(vec![(listener, app)], stop).await
}

/// As [`serve`], at several addresses.
async fn serve_all(
    servers: Vec<(TcpListener, axum::Router)>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let (stopping, stopped) = watch::channel(false);
    let servers = servers.into_iter().map(|(listener, app)| {
        let mut stopped = stopped.clone();
        let stopped = async move {
            // The sender is there as long as the servers are.
            let _ = stopped.wait_for(|stopped| *stopped).await;
        };
        axum::serve(listener, app)
            .with_graceful_shutdown(stopped)
            .into_future()
    });
    let deadline = async {
        stop.await;
        tracing::info!("stopping: finishing the requests that are under way");
        stopping.send_replace(true);
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        result = try_join_all(servers) => result.map(drop).context("the server failed"),
        () = deadline => bail!("requests were still under way {} s after the signal to stop", GRACE.as_secs()),
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| match address.port() {
        0 => format!("cannot listen on {}", address.ip()),
        port => format!("cannot listen on {address}; is another program using port {port}? Choose another with --listen"),
    })
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
pub(crate) fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static> {
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
