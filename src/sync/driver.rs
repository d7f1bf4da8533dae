//! The driver: wakes, holds the lock, asks and puts down. What it decides is [`sotay_core::drive`]'s; here are
//! the timers and the promises. `navigator.onLine` is a hint, never a gate.

use super::{api, pokes::Pokes};
use crate::{
    platform::{clock, locks, page},
    state::Notebook,
    store::IndexedDbStore,
};
use futures::{
    StreamExt,
    channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded},
    future::{Either, select},
};
use leptos::task::spawn_local;
use sotay_core::{
    drive::{Cycle, Ended, Failure, IDLE, Next, Pace},
    ids::PersonId,
    replica::{AbsorbError, Limits, Progress, Replica},
    store::{DeviceStore, Need},
    wire::{SyncRequest, SyncResponse},
};
use std::pin::pin;

/// The lock of the tab that syncs.
const LOCK: &str = "sotay-sync";
/// A change waits this long for others of the same moment, in milliseconds.
const DEBOUNCE: u32 = 50;

/// The line on which the driver is woken.
pub fn line() -> (UnboundedSender<()>, UnboundedReceiver<()>) {
    unbounded()
}

/// Runs as long as the tab.
pub async fn run(notebook: Notebook, mut woken: UnboundedReceiver<()>) {
    let pokes = Pokes::new(notebook);
    let listening = pokes.clone();
    page::on_wake(
        move || notebook.look_again(),
        // Hidden tabs hold no connection: a browser has few for one server.
        move || listening.stop(),
    );
    let mut pace = Pace::default();
    let mut refreshed = false;
    let mut wait = IDLE;
    loop {
        let poked = matches!(select(woken.next(), pin!(clock::sleep(wait))).await, Either::Left(_));
        notebook.tick();
        clock::sleep(DEBOUNCE).await;
        while woken.try_recv().is_ok() {}
        let ended = turn(notebook).await;
        if notebook.person_id().is_none() {
            pokes.stop();
        }
        if ended == Ended::Done {
            notebook.wake_files();
            pokes.listen();
            if !std::mem::replace(&mut refreshed, true) {
                spawn_local(notebook.refresh_session());
            }
        }
        let rest = pace.after(ended, poked, notebook.has_unsent(), clock::chance());
        clock::sleep(rest.quiet).await;
        wait = rest.wait;
    }
}

/// One cycle, if this tab gets the lock.
async fn turn(notebook: Notebook) -> Ended {
    let (Some(store), Some(person)) = (notebook.store(), notebook.person_id()) else { return Ended::Idle };
    let lease = match store.load(&person).await {
        Ok(Some(replica)) => replica.lease,
        Ok(None) => return Ended::Idle,
        Err(error) => {
            notebook.not_taken(error);
            return Failure::Store.ended();
        }
    };
    let stale = lease.is_stale(notebook.now());
    locks::hold(LOCK, stale, cycle(notebook, store, person)).await.unwrap_or(Ended::Elsewhere)
}

/// Asks and answers until there is no more to do.
async fn cycle(notebook: Notebook, store: IndexedDbStore, person: PersonId) -> Ended {
    let mut cycle = Cycle::begin(notebook.now());
    let now = notebook.now();
    let led = store.transact(&person, Need::All, |replica| Ok::<_, Failure>(replica.lead(now))).await;
    let fence = match led {
        Ok(Ok(fence)) => fence,
        Ok(Err(failure)) => return failed(notebook, failure),
        Err(error) => {
            notebook.not_taken(error);
            return Failure::Store.ended();
        }
    };
    loop {
        let now = notebook.now();
        let asked = store
            .transact(&person, Need::All, |replica| {
                let sending = cycle.sending(replica);
                let (request, writes) = replica.ask(fence, now, Limits::default()).ok_or(Ended::Elsewhere)?;
                Ok(((request, sending), writes))
            })
            .await;
        let (request, sending) = match asked {
            Ok(Ok(asked)) => asked,
            Ok(Err(ended)) => return ended,
            Err(error) => {
                notebook.not_taken(error);
                return Failure::Store.ended();
            }
        };
        if let Some(link) = sending {
            notebook.set_link(link);
        }
        let response = match api::sync(&request).await {
            Ok(response) => response,
            Err(error) => return failed(notebook, error.failure()),
        };
        // Signed out, or another person, while the answer was on its way.
        if notebook.person_id().as_ref() != Some(&person) {
            return Ended::Idle;
        }
        let (progress, replica) = match put_down(notebook, &store, &person, fence, &request, response).await {
            Ok(taken) => taken,
            Err(ended) => return ended,
        };
        let (next, link) = cycle.answered(progress, &replica, notebook.now());
        notebook.took(replica);
        notebook.set_link(link);
        match next {
            Next::Again => {}
            Next::End(Ended::Done) => return fetch_plan(notebook).await,
            Next::End(ended) => return ended,
        }
    }
}

/// Puts an answer down, in one transaction.
async fn put_down(
    notebook: Notebook,
    store: &IndexedDbStore,
    person: &PersonId,
    fence: u64,
    request: &SyncRequest,
    response: SyncResponse,
) -> Result<(Progress, Replica), Ended> {
    let now = notebook.now();
    let taken = store
        .transact(person, Need::All, |replica: &mut Replica| {
            let (progress, writes) =
                replica.absorb_fenced(fence, request, response, now, Limits::default())?;
            Ok::<_, AbsorbError>(((progress, replica.clone()), writes))
        })
        .await;
    match taken {
        Ok(Ok(taken)) => Ok(taken),
        Ok(Err(AbsorbError::Protocol(_))) => Err(failed(notebook, Failure::TooOld)),
        Ok(Err(AbsorbError::Fenced)) => Err(Ended::Elsewhere),
        // The answer is not lost: the next request asks for it again.
        Err(error) => {
            notebook.not_taken(error);
            Err(Failure::Store.ended())
        }
    }
}

/// Fetches the plan document that the cells name, if the device does not have it.
async fn fetch_plan(notebook: Notebook) -> Ended {
    let Some(digest) = notebook.read_plan_if_new().await else { return Ended::Done };
    match api::document(&digest).await {
        Ok(json) => match notebook.keep_plan(&digest, &json).await {
            Ok(()) => Ended::Done,
            Err(_) => Failure::Store.ended(),
        },
        Err(error) => failed(notebook, error.failure()),
    }
}

fn failed(notebook: Notebook, failure: Failure) -> Ended {
    notebook.set_link(failure.link());
    failure.ended()
}

/// Starts the driver for the life of the tab.
pub fn start(notebook: Notebook) {
    let (wake, woken) = line();
    spawn_local(async move {
        notebook.open(wake).await;
        run(notebook, woken).await;
    });
}
