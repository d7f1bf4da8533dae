//! `sotay serve`.

use super::{Data, Failure, say};
use crate::{
    http::{self, App, Assets, Limits, PublicOrigin},
    store::{Store, StoreError, people, plans, units},
};
use clap::Args;
use std::{io::IsTerminal, net::IpAddr, path::PathBuf, time::SystemTime};
use tokio::net::TcpListener;
use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

/// Serve the client and the API.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    data: Data,
    /// The port; 0 takes any free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The address to listen on. Beyond this machine only behind a proxy that does TLS.
    #[arg(long, default_value = "127.0.0.1")]
    bind: IpAddr,
    /// Where browsers reach the server when a proxy stands before it, such as https://sotay.example.vn.
    #[arg(long, value_name = "URL")]
    public_origin: Option<PublicOrigin>,
    /// Serve the client that lies in this folder, as `cargo xtask build` leaves it in dist/, instead of the
    /// one inside this program: to try a build out. It is read once, at the start.
    #[arg(long, value_name = "DIR")]
    client: Option<PathBuf>,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), Failure> {
        start_log()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(self.serve())
    }

    async fn serve(self) -> Result<(), Failure> {
        // The port first: when it is taken, nothing is touched on the disk.
        let listener = TcpListener::bind((self.bind, self.port))
            .await
            .map_err(|error| format!("cannot listen on {}:{}: {error}", self.bind, self.port))?;
        let address = listener.local_addr()?;
        let assets = match &self.client {
            Some(folder) => Assets::of_folder(folder)
                .map_err(|error| format!("--client {}: {error}", folder.display()))?,
            None => Assets::embedded()?,
        };
        let store = Store::serve(&self.data.folder)?;
        match store.files().tidy(SystemTime::now()) {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "files that were begun and left are gone"),
            // No reason not to serve.
            Err(error) => tracing::warn!(%error, "files that were begun and left were not looked at"),
        }
        let missing = missing(&store).await?;
        let stop = stop_signal()?;

        let mut hello = format!("Sổ tay CCHC: http://{address}\n");
        let folder = self.data.folder.display();
        for step in missing {
            hello.push_str(&format!("  next: sotay {step} --data {folder}\n"));
        }
        if assets.is_empty() {
            hello.push_str("  next: cargo xtask build (this server was built without the client)\n");
        }
        say(&hello);
        let app = App::new(store, assets, Limits::default(), self.public_origin);
        http::serve(app, listener, stop).await?;
        tracing::info!("stopped");
        Ok(())
    }
}

/// What an administrator still has to do before anyone can work.
async fn missing(store: &Store) -> Result<Vec<&'static str>, StoreError> {
    store
        .read(|connection| {
            let steps = [
                (units::all(connection)?.is_empty(), "units load FILE"),
                (plans::published(connection)?.is_empty(), "plan publish PLAN.json"),
                (
                    !people::any(connection)?,
                    "user add --account NAME --name \"…\" --role ward-officer --unit ID",
                ),
            ];
            Ok(steps.into_iter().filter_map(|(missing, step)| missing.then_some(step)).collect())
        })
        .await
}

/// Resolves when the process is told to stop.
fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// The log goes to the error output; `RUST_LOG` says how much. No text that a person wrote, no password and
/// no token is ever logged.
fn start_log() -> Result<(), Failure> {
    let asked = std::env::var("RUST_LOG").unwrap_or_else(|_| "info".into());
    let filter: Targets = asked.parse().map_err(|error| format!("RUST_LOG={asked}: {error}"))?;
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    tracing_subscriber::registry().with(filter).with(lines).init();
    Ok(())
}
