//! `casework serve`: the daemon. It folds the journal, catches up, stages the folder, listens, and watches.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::place::{Found, Place};
use super::{Exit, Global, print};
use crate::daemon::{
    DaemonError, Running, Service, Stages, WallClock, Watch, Writer, address_file, log,
};
use crate::model::catalogue::{Lang, Reason};
use crate::store::StoreError;
use crate::web::{Api, loopback, router};

/// How long requests under way are waited for at the end.
const FAREWELL: Duration = Duration::from_secs(3);

/// What `serve` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The configuration folder
    #[arg(default_value = ".", value_name = "DIR")]
    dir: std::path::PathBuf,
    /// The data file (default: casework.db in the folder `data` of casework.toml)
    #[arg(long, value_name = "FILE")]
    data: Option<std::path::PathBuf>,
    /// Where to listen (default: `listen` of casework.toml); port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
}

/// Runs the daemon until it is told to end.
pub(crate) fn run(global: &Global, args: &Args) -> Exit {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .with_target(false)
        .init();
    let place = Place {
        dir: args.dir.clone(),
        data: args.data.clone(),
    };
    let found = match place.find() {
        Ok(found) => found,
        Err(exit) => return exit,
    };
    let lang = global.lang.unwrap_or(found.settings.language);
    let listen = args.listen.as_deref().unwrap_or(&found.settings.listen);
    match serve(&found, listen, lang) {
        Ok(()) => Exit::Fine,
        Err(Failure { why, exit }) => {
            eprintln!("casework: {why}");
            exit
        }
    }
}

/// Why it could not serve, or go on.
struct Failure {
    why: String,
    exit: Exit,
}

impl From<String> for Failure {
    fn from(why: String) -> Failure {
        let exit = Exit::Unusable;
        Failure { why, exit }
    }
}

fn serve(found: &Found, listen: &str, lang: Lang) -> Result<(), Failure> {
    let address = loopback(listen).map_err(|reason| reason.text(lang))?;
    let (listener, address) = bind(address, &found.data, lang)?;
    let service = Service::start(&found.dir, &found.data, Arc::new(WallClock), Stages::Folder);
    let service = service.map_err(|error| Failure {
        why: not_started(&error, &found.data, lang),
        exit: Exit::of(&error),
    })?;
    if let Some(staged) = &service.staged {
        log(staged);
    }
    let Service {
        writer,
        stager,
        running,
        ..
    } = service;
    let watch = Watch::start(stager).map_err(|error| error.chain())?;
    let beside = address_file(&found.data);
    announce(&beside, address).map_err(|error| format!("{}: {error}", beside.display()))?;
    print(&format!("http://{address}\n"));
    let api = Api::new(writer.clone(), found.data.clone(), lang);
    let served = listen_until_told(listener, api, &writer, running);
    let _ = std::fs::remove_file(&beside);
    watch.stop();
    Ok(served?)
}

fn bind(address: SocketAddr, data: &Path, lang: Lang) -> Result<(TcpListener, SocketAddr), String> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            // Most often it is the same desk's daemon, in another window.
            let theirs = std::fs::read_to_string(address_file(data)).ok();
            match theirs.filter(|theirs| theirs.trim() == address.to_string()) {
                Some(_) => running_already(data, &address.to_string(), lang),
                None => advised(
                    &Reason::new("port-in-use").with("address", address.to_string()),
                    lang,
                ),
            }
        }
        _ => format!("{address}: {error}"),
    };
    let listener = TcpListener::bind(address).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

fn not_started(error: &DaemonError, data: &Path, lang: Lang) -> String {
    if !matches!(error, DaemonError::Store(StoreError::InUse)) {
        return error.chain();
    }
    let path = data.display().to_string();
    match std::fs::read_to_string(address_file(data)) {
        Ok(address) => running_already(data, &address, lang),
        Err(_) => advised(&Reason::new("data-in-use").with("path", path), lang),
    }
}

fn running_already(data: &Path, address: &str, lang: Lang) -> String {
    let reason = Reason::new("daemon-running").with("path", data.display().to_string());
    let reason = reason.with("address", format!("http://{}", address.trim()));
    advised(&reason, lang)
}

/// A reason, and below it what to do.
fn advised(reason: &Reason, lang: Lang) -> String {
    match reason.help(lang) {
        Some(help) => format!("{}\n  {help}", reason.text(lang)),
        None => reason.text(lang),
    }
}

/// Puts the address beside the data, whole or not at all.
fn announce(beside: &Path, address: SocketAddr) -> std::io::Result<()> {
    let mut half = beside.as_os_str().to_owned();
    half.push(".new");
    std::fs::write(&half, address.to_string())?;
    std::fs::rename(&half, beside)
}

/// Serves until a signal comes or the writer ends; then finishes what is at hand.
fn listen_until_told(
    listener: TcpListener,
    api: Api,
    writer: &Writer,
    running: Running,
) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let (ended, end) = tokio::sync::oneshot::channel();
    let waiting = std::thread::Builder::new()
        .name("end".to_owned())
        .spawn(move || {
            let result = running.join();
            let _ = ended.send(());
            result
        });
    let waiting = waiting.map_err(|error| error.to_string())?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let (ending, ends) = tokio::sync::oneshot::channel();
        let told = async {
            tokio::select! {
                () = signal() => tracing::info!("told to end; finishing what is at hand"),
                _ = end => tracing::error!("the writer has ended"),
            }
            let _ = ending.send(());
        };
        let late = async {
            let _ = ends.await;
            tokio::time::sleep(FAREWELL).await;
        };
        tokio::select! {
            served = axum::serve(listener, router(api)).with_graceful_shutdown(told) => served,
            // Whoever has not sent the whole of a request by now has no claim on an answer.
            () = late => Ok(()),
        }
    });
    runtime.shutdown_background();
    writer.stop();
    let ended = match waiting.join() {
        Ok(result) => result.map_err(|error| error.chain()),
        Err(_) => Err("the daemon broke off".to_owned()),
    };
    ended.and(served.map_err(|error| error.to_string()))
}

async fn signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
