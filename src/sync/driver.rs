//! The driver: when to sync. Woken by a change, the network, the tab being shown, and a timer; one tab at a
//! time; back off on failure. `navigator.onLine` is a hint, never a gate.

use super::{
    api::{self, ApiError},
    backoff,
};
use crate::{
    platform::{clock, locks, page, prefs},
    state::{Link, Notebook},
};
use futures::{
    StreamExt,
    channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded},
    future::{Either, select},
};
use leptos::task::spawn_local;
use sotay_core::{
    replica::{AbsorbError, Limits, Progress, Replica},
    store::{DeviceStore, Need},
};
use std::pin::pin;

/// The lock of the tab that syncs.
const LOCK: &str = "sotay-sync";
/// A change waits this long for others of the same moment, in milliseconds.
const DEBOUNCE: u32 = 50;
/// With nothing to do, ask for news this often.
const IDLE: u32 = 60_000;
/// Another tab syncs: look again after this long whether it took our changes along.
const ELSEWHERE: u32 = 5_000;
/// The most rounds of one cycle. A cycle that needs more goes on after a breath.
const ROUNDS: usize = 200;

/// How a cycle ended.
enum Cycle {
    /// Nothing more to send or to fetch.
    Done,
    /// Nobody to sync for, or only the person can help: signing in again, updating.
    Idle,
    /// Try again after the wait of so many failures.
    Failed(Option<u32>),
}

/// The line on which the driver is woken.
pub fn line() -> (UnboundedSender<()>, UnboundedReceiver<()>) {
    unbounded()
}

/// Runs as long as the tab.
pub async fn run(notebook: Notebook, mut woken: UnboundedReceiver<()>) {
    page::on_wake(move || notebook.poke());
    let mut failures: u32 = 0;
    let mut refreshed = false;
    let mut wait = IDLE;
    loop {
        let poked = matches!(select(woken.next(), pin!(clock::sleep(wait))).await, Either::Left(_));
        notebook.tick();
        clock::sleep(DEBOUNCE).await;
        while woken.try_recv().is_ok() {}
        wait = match locks::hold(LOCK, cycle(notebook)).await {
            None => ELSEWHERE,
            Some(Cycle::Done) => {
                failures = 0;
                if !std::mem::replace(&mut refreshed, true) {
                    notebook.refresh_session().await;
                }
                IDLE
            }
            Some(Cycle::Idle) => {
                failures = 0;
                IDLE
            }
            Some(Cycle::Failed(retry_after)) => {
                // Edits made offline try at once; they must not push the next timed try minutes away.
                if !poked || failures == 0 {
                    failures += 1;
                }
                let wait = backoff::wait(failures, clock::chance(), retry_after);
                if let Some(seconds) = retry_after {
                    // The server asked for quiet: not even a new change goes before that.
                    clock::sleep(seconds.min(300) * 1000).await;
                }
                wait
            }
        };
    }
}

/// Asks and answers until there is no more to do.
async fn cycle(notebook: Notebook) -> Cycle {
    let mut all = 0;
    let mut stuck: Option<(u64, Vec<u64>)> = None;
    for _ in 0..ROUNDS {
        let (Some(store), Some(person)) = (notebook.store(), notebook.person_id()) else {
            return Cycle::Idle;
        };
        prefs::set_beat(js_sys::Date::now());
        // The store, not the picture in memory: another tab may have written.
        let replica = match store.load(&person).await {
            Ok(Some(replica)) => replica,
            Ok(None) => return Cycle::Idle,
            Err(error) => {
                notebook.not_taken(error);
                return Cycle::Failed(None);
            }
        };
        let unsent = replica.pending().count();
        all = all.max(unsent);
        if unsent > 0 {
            notebook.set_link(Link::Sending(all - unsent, all));
        }
        let request = replica.request(notebook.now(), Limits::default());
        let response = match api::sync(&request).await {
            Ok(response) => response,
            Err(error) => return failed(notebook, error),
        };
        // Signed out, or another person, while the answer was on its way.
        if notebook.person_id().as_ref() != Some(&person) {
            return Cycle::Idle;
        }
        let now = notebook.now();
        let taken = store
            .transact(&person, Need::All, |replica: &mut Replica| {
                let (progress, writes) = replica.absorb(&request, response, now, Limits::default())?;
                Ok::<_, AbsorbError>(((progress, replica.clone()), writes))
            })
            .await;
        let (progress, replica): (Progress, Replica) = match taken {
            Ok(Ok(taken)) => taken,
            Ok(Err(AbsorbError::Protocol(_))) => {
                notebook.set_link(Link::TooOld);
                return Cycle::Idle;
            }
            // The answer is not lost: the next request asks for it again.
            Err(error) => {
                notebook.not_taken(error);
                return Cycle::Failed(None);
            }
        };
        let at = (replica.meta.acked, cursors(&replica));
        let more = progress.more;
        notebook.took(replica);
        if progress.mismatch || (more && stuck.as_ref() == Some(&at)) {
            notebook.set_link(Link::Trouble);
            return Cycle::Failed(None);
        }
        stuck = Some(at);
        if !more {
            notebook.set_link(Link::Reached);
            return fetch_plan(notebook).await;
        }
    }
    notebook.poke();
    Cycle::Done
}

/// Where every scope stands: rounds that move nothing must end.
fn cursors(replica: &Replica) -> Vec<u64> {
    let mark = |held: &sotay_core::replica::Held| {
        [u64::from(held.mark.generation), held.mark.cursor, held.mark.filling.map_or(0, |seq| seq + 1)]
    };
    replica.scopes.values().flat_map(mark).collect()
}

/// Fetches the plan document that the cells name, if the device does not have it.
async fn fetch_plan(notebook: Notebook) -> Cycle {
    let Some(digest) = notebook.read_plan_if_new().await else { return Cycle::Done };
    match api::document(&digest).await {
        Ok(json) => match notebook.keep_plan(&digest, &json).await {
            Ok(()) => Cycle::Done,
            Err(_) => Cycle::Failed(None),
        },
        Err(error) => failed(notebook, error),
    }
}

fn failed(notebook: Notebook, error: ApiError) -> Cycle {
    match error {
        ApiError::Unreachable => {
            notebook.set_link(Link::Unreachable);
            Cycle::Failed(None)
        }
        ApiError::Busy { retry_after } => {
            notebook.set_link(Link::Unreachable);
            Cycle::Failed(retry_after)
        }
        ApiError::SignedOut => {
            notebook.set_link(Link::SignedOut);
            Cycle::Idle
        }
        ApiError::TooOld => {
            notebook.set_link(Link::TooOld);
            Cycle::Idle
        }
        // Another tab signed in as somebody else: this person's work waits for them.
        ApiError::Refused(problem) if problem.kind == "replica-not-yours" => {
            notebook.set_link(Link::SignedOut);
            Cycle::Idle
        }
        ApiError::Refused(problem) => {
            leptos::logging::error!("the server refused to sync: {} {}", problem.status, problem.title);
            notebook.set_link(Link::Trouble);
            Cycle::Failed(None)
        }
    }
}

/// Starts the driver for the life of the tab.
pub fn start(notebook: Notebook) {
    let (wake, woken) = line();
    spawn_local(async move {
        notebook.open(wake).await;
        run(notebook, woken).await;
    });
}
