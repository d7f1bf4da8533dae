//! Sends evidence files, one after another, after the changes and never in their way. What goes next is decided by
//! [`sotay_core::evidence`]; here are the timers and the promises.

use super::api::{self, ApiError};
use crate::{
    platform::{clock, locks},
    state::{Files, Notebook},
    store::{IndexedDbStore, StoreError},
};
use futures::{
    StreamExt,
    channel::mpsc::{UnboundedReceiver, unbounded},
    future::{Either, select},
};
use js_sys::Uint8Array;
use leptos::task::spawn_local;
use sotay_core::{
    drive::{CYCLE, Ended, Failure, Pace},
    evidence::{self, Chunks, Gone, Heard, Refused, Sending, Step, Upload},
    ids::PersonId,
    wire::FileAt,
};
use std::{collections::BTreeSet, pin::pin};

/// The lock of the tab that sends files: another one than that of the changes.
const LOCK: &str = "sotay-files";

/// Starts sending for the life of the tab.
pub fn start(notebook: Notebook) {
    let files = Files::open(notebook);
    let (wake, woken) = unbounded();
    notebook.send_files_by(wake);
    spawn_local(run(files, woken));
}

async fn run(files: Files, mut woken: UnboundedReceiver<()>) {
    let mut pace = Pace::default();
    let mut chunks = Chunks::default();
    // What was made before the tab was opened waits already.
    let mut wait = 0;
    loop {
        let poked = matches!(select(woken.next(), pin!(clock::sleep(wait))).await, Either::Left(_));
        while woken.try_recv().is_ok() {}
        let (ended, grown) = turn(&files, chunks).await;
        chunks = grown;
        files.moves(None);
        let rest = pace.after(ended, poked, false, clock::chance());
        clock::sleep(rest.quiet).await;
        wait = rest.wait;
    }
}

/// One turn, if this tab gets the lock. Gives how large chunks go by now.
async fn turn(files: &Files, chunks: Chunks) -> (Ended, Chunks) {
    let notebook = files.notebook();
    let waiting = files.read().await;
    let (Some(store), Some(person)) = (notebook.store(), notebook.person_id()) else {
        return (Ended::Idle, chunks);
    };
    let epoch = notebook.epoch();
    // Changes go first: their cycle wakes this one when it is through.
    if epoch.is_none()
        || notebook.has_unsent()
        || evidence::next(&waiting, epoch.as_deref(), |_| false).is_none()
    {
        return (Ended::Idle, chunks);
    }
    let Ok(lease) = store.file_lease().await else { return (Failure::Store.ended(), chunks) };
    let stale = lease.is_stale(notebook.now());
    let sender = Sender { files: files.clone(), store, person, epoch: epoch.unwrap_or_default(), chunks };
    locks::hold(LOCK, stale, sender.send_all()).await.unwrap_or((Ended::Elsewhere, chunks))
}

/// Who sends: on one turn, for one person, to one database.
struct Sender {
    files: Files,
    store: IndexedDbStore,
    person: PersonId,
    epoch: String,
    chunks: Chunks,
}

/// What became of a file in a turn.
enum Became {
    /// The server has it, or will not.
    Settled,
    /// Not this time; others may go.
    Passed,
    /// The turn is over.
    Ended(Ended),
}

impl Sender {
    async fn send_all(mut self) -> (Ended, Chunks) {
        let notebook = self.files.notebook();
        let began = notebook.now();
        let mut passed = BTreeSet::new();
        let ended = loop {
            let waiting = self.files.read().await;
            let skip = |file: &Sending| passed.contains(&(file.unit.clone(), file.digest.clone()));
            let Some(file) = evidence::next(&waiting, Some(&self.epoch), skip) else { break Ended::Done };
            if notebook.now().saturating_sub(began).abs() > CYCLE {
                break Ended::Breath;
            }
            match self.send(file.clone()).await {
                Ok(Became::Settled) => {}
                Ok(Became::Passed) => drop(passed.insert((file.unit.clone(), file.digest.clone()))),
                Ok(Became::Ended(ended)) => break ended,
                Err(error) => {
                    notebook.not_taken(error);
                    break Failure::Store.ended();
                }
            }
        };
        self.files.read().await;
        self.files.make_room().await;
        (ended, self.chunks)
    }

    /// Sends one file, as far as it goes.
    async fn send(&mut self, mut file: Sending) -> Result<Became, StoreError> {
        let notebook = self.files.notebook();
        let mut upload = Upload::begin(file.size, file.sent, self.chunks);
        loop {
            // Signed out, or another person; or something was recorded, which goes first.
            if notebook.person_id().as_ref() != Some(&self.person) || notebook.has_unsent() {
                return Ok(Became::Ended(Ended::Idle));
            }
            let lease = self.store.file_lease().await?;
            self.store.keep_file_lease(lease.taken(notebook.now())).await?;
            let (offset, bytes) = match upload.next() {
                Step::Done => {
                    file.arrived(&self.epoch);
                    self.files.keep(&self.person, &file).await?;
                    return Ok(Became::Settled);
                }
                Step::Ask => (file.sent.unwrap_or(0), Uint8Array::new_with_length(0)),
                Step::Send(range) => {
                    match self.store.read_file(&file.digest, range.start, range.end).await? {
                        Some(bytes) => (range.start, bytes),
                        None => return self.refuse(file, Refused::Lost).await,
                    }
                }
            };
            self.files.moves(Some((&file.digest, upload.at().or(file.sent).unwrap_or(0))));
            let answer = api::send_file(&file, offset, bytes).await;
            let heard = match heard(answer) {
                Answer::Heard(heard) => heard,
                Answer::Refused(why) => return self.refuse(file, why).await,
                Answer::Trouble => return self.pass(file).await,
                Answer::None(failure) => {
                    upload.lost();
                    self.chunks = upload.chunks();
                    // It was tried, so the server is asked before anything is sent to it again.
                    file.sent = file.sent.or(Some(0));
                    if matches!(failure, Failure::Busy { .. }) {
                        file.tries = file.tries.saturating_add(1);
                    }
                    self.files.keep(&self.person, &file).await?;
                    return Ok(Became::Ended(failure.ended()));
                }
            };
            match upload.heard(heard) {
                Ok(()) => {
                    self.chunks = upload.chunks();
                    file.sent = upload.at();
                    self.files.keep(&self.person, &file).await?;
                }
                Err(Gone::Spoiled) => return self.refuse(file, Refused::Damaged).await,
                Err(Gone::Stuck) => return self.pass(file).await,
            }
        }
    }

    async fn refuse(&self, mut file: Sending, why: Refused) -> Result<Became, StoreError> {
        file.refused = Some(why);
        self.files.keep(&self.person, &file).await?;
        Ok(Became::Settled)
    }

    async fn pass(&self, mut file: Sending) -> Result<Became, StoreError> {
        file.tries = file.tries.saturating_add(1);
        self.files.keep(&self.person, &file).await?;
        Ok(Became::Passed)
    }
}

/// What an answer means for the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// Where it stands.
    Heard(Heard),
    /// The server will not have it.
    Refused(Refused),
    /// The server could not do it with this file; with others it may.
    Trouble,
    /// There is none, and for other files there would be none either.
    None(Failure),
}

fn heard(answer: Result<FileAt, ApiError>) -> Answer {
    match answer {
        Ok(FileAt { at }) => Answer::Heard(Heard::At(at)),
        Err(ApiError::Refused(problem)) => match (problem.kind.as_str(), problem.at) {
            ("file-elsewhere", Some(at)) => Answer::Heard(Heard::At(at)),
            ("file-spoiled", _) => Answer::Heard(Heard::Spoiled),
            ("file-kind", _) => Answer::Refused(Refused::Kind),
            ("file-too-large" | "too-large", _) => Answer::Refused(Refused::TooLarge),
            ("file-quota", _) => Answer::Refused(Refused::Quota),
            ("file-denied" | "not-found", _) => Answer::Refused(Refused::Denied),
            _ => Answer::Trouble,
        },
        Err(ApiError::Unreadable) => Answer::Trouble,
        Err(other) => Answer::None(other.failure()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sotay_core::wire::Problem;

    fn problem(kind: &str, status: u16, at: Option<u64>) -> Answer {
        let title = String::new();
        heard(Err(ApiError::Refused(Problem { kind: kind.into(), status, title, detail: None, at })))
    }

    #[test]
    fn only_a_word_of_the_server_on_this_file_settles_it() {
        assert_eq!(heard(Ok(FileAt { at: 3 })), Answer::Heard(Heard::At(3)));
        assert_eq!(problem("file-elsewhere", 409, Some(2)), Answer::Heard(Heard::At(2)));
        assert_eq!(problem("file-spoiled", 422, None), Answer::Heard(Heard::Spoiled));
        assert_eq!(problem("file-quota", 413, None), Answer::Refused(Refused::Quota));
        assert_eq!(problem("file-denied", 403, None), Answer::Refused(Refused::Denied));
        assert_eq!(problem("malformed", 400, None), Answer::Trouble);
        assert_eq!(problem("file-elsewhere", 409, None), Answer::Trouble);
        let busy = Failure::Busy { retry_after: Some(9) };
        assert_eq!(heard(Err(ApiError::Busy { retry_after: Some(9) })), Answer::None(busy));
        assert_eq!(heard(Err(ApiError::Portal)), Answer::None(Failure::Portal));
        assert_eq!(heard(Err(ApiError::SignedOut)), Answer::None(Failure::SignedOut));
    }
}
