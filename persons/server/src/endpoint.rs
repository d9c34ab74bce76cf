//! The endpoint of an embedded table: `DynamoDB`'s protocol on the loopback interface, for other programs.
//!
//! A file belongs to one process. The one that has it offers it to the others: it writes its address beside the file, and
//! the commands that find the file in use ask there instead ([`crate::config`]).

use std::fs;
use std::io::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use lockstep_table::{Dialect, EngineOptions, Table, endpoint};
use tokio::net::TcpListener;

use crate::cli::ServeTableArgs;
use crate::config::{DEFAULT_DATA, Location};
use crate::serve;
use crate::upkeep::Upkeep;

/// Listens on the loopback interface; port 0 takes any free one.
///
/// # Errors
/// When the port is taken.
pub(crate) async fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .with_context(|| match port {
            0 => "cannot listen on 127.0.0.1".to_owned(),
            port => format!(
                "cannot offer the table on 127.0.0.1:{port}; is another program using port {port}? Choose another, or 0 \
                 for any that is free"
            ),
        })
}

/// Carries out `persons table serve`: answers until SIGINT or SIGTERM.
///
/// # Errors
/// When the port is taken, or the file cannot be used.
pub(crate) async fn run(args: ServeTableArgs) -> Result<()> {
    // The port is taken before a file is made.
    let listener = listen(args.port).await?;
    let address = listener
        .local_addr()
        .context("the listening socket has no address")?;
    let location = if args.memory {
        Location::Memory
    } else {
        Location::File(args.data.unwrap_or_else(|| DEFAULT_DATA.into()))
    };
    let weather = args.weather.weather();
    let forecast = match &weather {
        Some(_) => "Some requests fail or come late on purpose, as the options say.\n",
        None => "",
    };
    // Other programs may ask in any way that DynamoDB understands.
    let dialect = if args.refuse_legacy {
        Dialect::Current
    } else {
        Dialect::Full
    };
    let options = EngineOptions { dialect, weather };
    let table = location.connect_here_with(Some(options)).await?;
    let router = router(&table)?;
    let notice = Notice::of(&location, address)?;
    let upkeep = Upkeep::of(&table);
    let stop = serve::stop_signal()?;
    let place = location.described();
    announce(&format!(
        "table: http://{address}\n\
         DynamoDB's API on the {place}, for programs on this machine; any key and any region will do:\n  \
         AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local \\\n    \
         aws dynamodb list-tables --region local --endpoint-url http://{address}\n\
         {forecast}"
    ))?;
    let result = serve::serve(listener, router, stop).await;
    drop(upkeep);
    // Before the file is closed with its table: the next process writes a notice of its own.
    drop(notice);
    drop(table);
    result
}

/// What answers on the endpoint of a table.
///
/// # Errors
/// The table is not in this process.
pub(crate) fn router(table: &Table) -> Result<axum::Router> {
    match table.engine() {
        Some(engine) => Ok(endpoint::router(engine)),
        None => bail!(
            "only an embedded table has an endpoint here; {} has one already ({})",
            table.name(),
            table.config().transport
        ),
    }
}

/// Prints what programs and people wait for.
pub(crate) fn announce(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .context("standard output is closed")
}

/// The file beside a table's file that says where its process offers it. It goes when this value goes.
#[derive(Debug)]
pub(crate) struct Notice(PathBuf);

impl Notice {
    /// Writes the notice for a table in a file; there is none for another.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(crate) fn of(location: &Location, address: SocketAddr) -> Result<Option<Self>> {
        let Location::File(data) = location else {
            return Ok(None);
        };
        let path = notice_path(data);
        fs::write(&path, format!("{address}\n"))
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Some(Self(path)))
    }
}

impl Drop for Notice {
    fn drop(&mut self) {
        // Whoever opens the file next clears away what stays.
        let _ = fs::remove_file(&self.0);
    }
}

/// Where the process that has a file offers its table, if it does.
pub(crate) fn find(data: &Path) -> Option<SocketAddr> {
    let address: SocketAddr = fs::read_to_string(notice_path(data)).ok()?.trim().parse().ok()?;
    address.ip().is_loopback().then_some(address)
}

/// Removes the notice of a process that was killed. The file must be this process's own.
pub(crate) fn clear(data: &Path) {
    // There is none, as a rule. One that stays only leads to an address where nobody answers.
    let _ = fs::remove_file(notice_path(data));
}

fn notice_path(data: &Path) -> PathBuf {
    let mut name = data.as_os_str().to_owned();
    name.push(".endpoint");
    name.into()
}
