//! A TCP proxy between the devices and the server, which treats them as a bad network does.
//!
//! Each connection carries one request, for the devices keep none open. The proxy reads the request whole, then
//! throws dice over its [`Fate`]: it may cut it or its answer at any byte, drop the answer after the server has
//! done the work, send the same bytes twice, or keep them and send them again later, after others and perhaps
//! to a server that was killed in between. Which device's request meets which fate depends on timing; the
//! sequence of fates follows from the seed.

mod fate;
mod message;

pub use fate::{Fate, Manners};

use crate::dice::Dice;
use anyhow::{Context, Result, anyhow};
use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

/// The most requests kept to be sent again later.
const KEPT: usize = 64;

/// How long the server may take for an answer before the proxy gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running proxy on a free port of this machine. Stops when dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What the proxy has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests that arrived while a server stood behind it.
    pub requests: u64,
    /// Requests that arrived while none did.
    pub turned_away: u64,
    /// Connections cut inside the request or inside the answer.
    pub cut: u64,
    /// Answers dropped whole after the server gave them.
    pub dropped: u64,
    /// Requests or answers held back for a while.
    pub delayed: u64,
    /// Requests sent once more, at once or later.
    pub repeated: u64,
}

impl Counts {
    /// Everything but carrying a request.
    pub fn mischief(&self) -> u64 {
        self.cut + self.dropped + self.delayed + self.repeated
    }
}

#[derive(Debug, Default)]
struct Tally {
    requests: AtomicU64,
    turned_away: AtomicU64,
    cut: AtomicU64,
    dropped: AtomicU64,
    delayed: AtomicU64,
    repeated: AtomicU64,
    /// Requests that the server has and has not answered.
    under_way: AtomicU64,
}

#[derive(Debug)]
struct Shared {
    upstream: Mutex<Option<SocketAddr>>,
    manners: Mutex<Manners>,
    dice: Mutex<Dice>,
    kept: Mutex<Vec<Vec<u8>>>,
    tally: Tally,
}

impl Proxy {
    /// Starts it without a server behind it.
    pub fn start(seed: u64, manners: Manners) -> Result<Self> {
        let shared = Arc::new(Shared {
            upstream: Mutex::new(None),
            manners: Mutex::new(manners),
            dice: Mutex::new(Dice::of(seed, u64::MAX)),
            kept: Mutex::default(),
            tally: Tally::default(),
        });
        let listener = std::net::TcpListener::bind("127.0.0.1:0").context("a port for the proxy")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let connections = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("proxy".into()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = stopped => {}
                    () = listen(listener, connections) => {}
                }
            });
        })?;
        Ok(Self { address, shared, stop: Some(stop), thread: Some(thread) })
    }

    /// Its URL without a path.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Which server stands behind it from now on; none refuses all.
    pub fn lead_to(&self, server: Option<SocketAddr>) {
        *lock(&self.shared.upstream) = server;
    }

    /// How it behaves from the next request on.
    pub fn behave(&self, manners: Manners) {
        *lock(&self.shared.manners) = manners;
    }

    /// What it has done so far.
    pub fn counts(&self) -> Counts {
        let Tally { requests, turned_away, cut, dropped, delayed, repeated, under_way: _ } =
            &self.shared.tally;
        let [requests, turned_away, cut, dropped, delayed, repeated] =
            [requests, turned_away, cut, dropped, delayed, repeated]
                .map(|count| count.load(Ordering::Relaxed));
        Counts { requests, turned_away, cut, dropped, delayed, repeated }
    }

    /// How many requests the server has at this moment and has not answered.
    pub fn under_way(&self) -> u64 {
        self.shared.tally.under_way.load(Ordering::Relaxed)
    }

    /// Sends every request that it has kept once more, the answers thrown away. An error when one of them
    /// gets none.
    pub fn send_kept(&self) -> Result<()> {
        let kept = std::mem::take(&mut *lock(&self.shared.kept));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        for request in kept {
            let server = lock(&self.shared.upstream).ok_or_else(|| anyhow!("no server behind the proxy"))?;
            count(&self.shared.tally.repeated);
            runtime
                .block_on(exchange(&self.shared, server, &request))
                .context("a kept request sent again")?;
        }
        Ok(())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn count(tally: &AtomicU64) {
    tally.fetch_add(1, Ordering::Relaxed);
}

async fn listen(listener: std::net::TcpListener, shared: Arc<Shared>) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    loop {
        // Out of file descriptors: the next one may go through.
        let Ok((client, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(5)).await;
            continue;
        };
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            // What went wrong, the device sees as a connection that was cut.
            let _ = tokio::time::timeout(PATIENCE, carry(client, &shared)).await;
        });
    }
}

/// Carries one request, as its fate wants it.
async fn carry(mut client: TcpStream, shared: &Shared) -> io::Result<()> {
    let request = message::read(&mut client).await?;
    let server = *lock(&shared.upstream);
    let Some(server) = server else {
        count(&shared.tally.turned_away);
        return Ok(());
    };
    count(&shared.tally.requests);
    let manners = *lock(&shared.manners);
    let (fate, delays, cut_at, again) = {
        let mut dice = lock(&shared.dice);
        let again = dice.chance(manners.repeat_later).then(|| dice.below(u64::MAX));
        (manners.fate(&mut dice), manners.delays(&mut dice), dice.below(u64::MAX), again)
    };
    delay(shared, delays[0]).await;

    let answer = match fate {
        Fate::Pass => exchange(shared, server, &request).await?,
        Fate::CutRequest => {
            count(&shared.tally.cut);
            let mut stream = TcpStream::connect(server).await?;
            stream.write_all(&request[..place(cut_at, request.len())]).await?;
            // Some servers begin before they have all: time for that, and then the line is dead.
            delay(shared, delays[1]).await;
            return Ok(());
        }
        Fate::CutAnswer => {
            let answer = exchange(shared, server, &request).await?;
            count(&shared.tally.cut);
            client.write_all(&answer[..place(cut_at, answer.len())]).await?;
            return client.shutdown().await;
        }
        Fate::DropAnswer => {
            exchange(shared, server, &request).await?;
            count(&shared.tally.dropped);
            return Ok(());
        }
        Fate::Repeat => {
            count(&shared.tally.repeated);
            let first = exchange(shared, server, &request).await;
            let second = exchange(shared, server, &request).await;
            if cut_at % 2 == 0 { first? } else { second? }
        }
        Fate::RepeatAtOnce => {
            count(&shared.tally.repeated);
            let (first, second) =
                tokio::join!(exchange(shared, server, &request), exchange(shared, server, &request));
            if cut_at % 2 == 0 { first? } else { second? }
        }
    };
    delay(shared, delays[1]).await;
    client.write_all(&answer).await?;
    client.shutdown().await?;
    match again {
        Some(chance) => send_an_older(shared, request, chance).await,
        None => Ok(()),
    }
}

/// Keeps the request for later, and sends one that was kept before.
async fn send_an_older(shared: &Shared, request: Vec<u8>, chance: u64) -> io::Result<()> {
    let older = {
        let mut kept = lock(&shared.kept);
        let older = (kept.len() > KEPT / 2).then(|| place(chance, kept.len())).map(|at| kept.swap_remove(at));
        kept.push(request);
        older
    };
    let server = *lock(&shared.upstream);
    if let (Some(older), Some(server)) = (older, server) {
        count(&shared.tally.repeated);
        exchange(shared, server, &older).await?;
    }
    Ok(())
}

/// A place inside something of `len` parts.
fn place(chance: u64, len: usize) -> usize {
    usize::try_from(chance.checked_rem(len as u64).unwrap_or(0)).unwrap_or(0)
}

async fn delay(shared: &Shared, time: Duration) {
    if !time.is_zero() {
        count(&shared.tally.delayed);
        tokio::time::sleep(time).await;
    }
}

/// Sends the request and reads the answer whole.
async fn exchange(shared: &Shared, server: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(server).await?;
    let under_way = UnderWay::begin(&shared.tally.under_way);
    stream.write_all(request).await?;
    let answer = message::read(&mut stream).await;
    drop(under_way);
    answer
}

/// Counts as long as it lives, also when its task is given up.
struct UnderWay<'a>(&'a AtomicU64);

impl<'a> UnderWay<'a> {
    fn begin(count: &'a AtomicU64) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
