//! The one writer: a thread that owns the writing connection and commits what has queued up in groups.
//!
//! A commit waits for the disk, a job hardly at all: whatever arrives while one commit runs shares the next.
//! Each job has a savepoint of its own, so a job that fails takes no other with it, and is answered only
//! after the commit, so what is answered is durable.

use super::error::StoreError;
use rusqlite::Connection;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    thread::JoinHandle,
};
use tokio::sync::oneshot;

/// The most jobs that share a commit: bounds how long the first of them waits.
const GROUP: usize = 256;

/// Does the work inside the transaction, or hears that there is none; gives what is to be said once it is
/// known how the commit went.
type Job = Box<dyn FnOnce(Result<&Connection, StoreError>) -> Done + Send>;

struct Done {
    /// Whether the job's work stands, as far as the job goes.
    stands: bool,
    /// Says how it went; an error when the shared transaction failed after the job.
    answer: Box<dyn FnOnce(Option<StoreError>)>,
}

/// The queue to the writing thread.
pub(super) struct Writer {
    queue: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread with a queue of at most `queue` jobs.
    pub(super) fn start(connection: Connection, queue: usize) -> Result<Self, StoreError> {
        let (sender, receiver) = sync_channel(queue);
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || run(connection, &receiver))
            .map_err(|source| StoreError::File { path: "writer thread".into(), source })?;
        Ok(Self { queue: Some(sender), thread: Some(thread) })
    }

    /// Queues a job; its answer comes after the commit.
    pub(super) fn send<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T, StoreError>>, StoreError> {
        self.send_and(job, |_| {})
    }

    /// Queues a job; once what it did is durable, `durable` hears of it, whether the caller still waits or not.
    pub(super) fn send_and<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
        durable: impl FnOnce(&T) + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T, StoreError>>, StoreError> {
        let (answer, receiver) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            // A bug in one job must not end the thread that all others need.
            let result = connection.and_then(|connection| {
                catch_unwind(AssertUnwindSafe(|| job(connection)))
                    .unwrap_or_else(|_| Err(StoreError::Lost("the job panicked".into())))
            });
            Done {
                stands: result.is_ok(),
                answer: Box::new(move |failed| {
                    if let (Ok(value), None) = (&result, &failed) {
                        durable(value);
                    }
                    // The caller may have gone away meanwhile; what was stored stays stored.
                    let _ = answer.send(match (result, failed) {
                        (Ok(_), Some(failed)) => Err(failed),
                        (result, _) => result,
                    });
                }),
            }
        });
        let queue = self.queue.as_ref().ok_or(StoreError::Closed)?;
        match queue.try_send(job) {
            Ok(()) => Ok(receiver),
            Err(TrySendError::Full(_)) => Err(StoreError::Busy),
            Err(TrySendError::Disconnected(_)) => Err(StoreError::Closed),
        }
    }
}

impl Drop for Writer {
    /// Lets the thread finish what has queued up, and waits for it.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run(connection: Connection, queue: &Receiver<Job>) {
    while let Ok(first) = queue.recv() {
        let jobs = std::iter::once(first).chain(std::iter::from_fn(|| queue.try_recv().ok())).take(GROUP);
        commit(&connection, jobs);
    }
    // The last connection to close folds the log file into the database; a failure loses nothing.
    if let Err((_, error)) = connection.close() {
        tracing::warn!(%error, "the database did not close cleanly");
    }
}

/// Runs jobs in one transaction and answers them. Takes no further job once the transaction is lost. One that
/// cannot even begin, as when another process keeps the lock, is an answer for everyone who waits: each would
/// otherwise wait for the lock in turn, and the last ones for minutes.
fn commit(connection: &Connection, jobs: impl Iterator<Item = Job>) {
    let mut answers = Vec::new();
    let mut lost: Option<StoreError> = connection.execute_batch("BEGIN IMMEDIATE").err().map(Into::into);
    let begun = lost.is_none();
    for job in jobs {
        let done = match &lost {
            Some(error) => job(Err(error.again())),
            None => {
                let (done, error) = step(connection, job);
                lost = error;
                done
            }
        };
        answers.push(done.answer);
        if begun && lost.is_some() {
            break;
        }
    }
    let lost = lost.or_else(|| connection.execute_batch("COMMIT").err().map(Into::into));
    if let Some(error) = &lost {
        tracing::error!(%error, jobs = answers.len(), "a transaction was lost");
        if !connection.is_autocommit() {
            let _ = connection.execute_batch("ROLLBACK");
        }
    }
    for answer in answers {
        answer(lost.as_ref().map(StoreError::again));
    }
}

/// Runs one job under a savepoint; an error when that lost the whole transaction.
fn step(connection: &Connection, job: Job) -> (Done, Option<StoreError>) {
    if let Err(error) = connection.execute_batch("SAVEPOINT job") {
        let error = StoreError::from(error);
        return (job(Err(error.again())), Some(error));
    }
    let done = job(Ok(connection));
    // Some errors (a full disk, a failing one) make SQLite roll the whole transaction back by itself.
    if connection.is_autocommit() {
        return (done, Some(StoreError::Lost("the database rolled it back".into())));
    }
    let close = if done.stands { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    let error = connection.execute_batch(close).err().map(Into::into);
    (done, error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    };

    fn writer(queue: usize) -> Writer {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (n INTEGER UNIQUE, text TEXT)").unwrap();
        Writer::start(connection, queue).unwrap()
    }

    fn insert(n: i64) -> impl FnOnce(&Connection) -> Result<(), StoreError> + Send + 'static {
        move |connection| {
            connection.execute("INSERT INTO t (n) VALUES (?1)", [n])?;
            Ok(())
        }
    }

    fn rows(writer: &Writer) -> i64 {
        let count = |c: &Connection| Ok(c.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?);
        writer.send(count).unwrap().blocking_recv().unwrap().unwrap()
    }

    /// Holds the writer up until the sender is dropped, so that what is sent meanwhile shares a commit.
    fn hold(writer: &Writer) -> mpsc::Sender<()> {
        let (release, held) = mpsc::channel::<()>();
        let (tell, begun) = mpsc::channel();
        writer
            .send(move |_| {
                let _ = tell.send(());
                let _ = held.recv();
                Ok(())
            })
            .unwrap();
        begun.recv().unwrap();
        release
    }

    #[test]
    fn a_job_that_fails_or_panics_takes_no_other_of_its_group_with_it() {
        let writer = writer(10);
        let held = hold(&writer);
        let first = writer.send(insert(1)).unwrap();
        let twice = writer
            .send(|c| {
                insert(2)(c)?;
                insert(1)(c)
            })
            .unwrap();
        let panics = writer
            .send(|c| -> Result<(), StoreError> {
                insert(3)(c)?;
                panic!("a bug")
            })
            .unwrap();
        let last = writer.send(insert(4)).unwrap();
        drop(held);
        assert!(first.blocking_recv().unwrap().is_ok());
        assert!(matches!(twice.blocking_recv().unwrap(), Err(StoreError::Sqlite(_))));
        assert!(matches!(panics.blocking_recv().unwrap(), Err(StoreError::Lost(_))));
        assert!(last.blocking_recv().unwrap().is_ok());
        assert_eq!(rows(&writer), 2);
    }

    #[test]
    fn more_than_the_queue_holds_is_turned_away_at_once() {
        let writer = writer(2);
        let held = hold(&writer);
        let taken = [writer.send(insert(1)).unwrap(), writer.send(insert(2)).unwrap()];
        assert!(matches!(writer.send(insert(3)), Err(StoreError::Busy)));
        drop(held);
        for answer in taken {
            assert!(answer.blocking_recv().unwrap().is_ok());
        }
        assert_eq!(rows(&writer), 2);
    }

    #[test]
    fn a_transaction_that_is_lost_is_an_error_for_every_job_of_it_and_the_next_one_works() {
        let writer = writer(10);
        let held = hold(&writer);
        let before = writer.send(insert(1)).unwrap();
        let breaks = writer.send(|c| Ok(c.execute_batch("ROLLBACK")?)).unwrap();
        let after = writer.send(insert(2)).unwrap();
        drop(held);
        assert!(matches!(before.blocking_recv().unwrap(), Err(StoreError::Lost(_))));
        assert!(matches!(breaks.blocking_recv().unwrap(), Err(StoreError::Lost(_))));
        assert!(after.blocking_recv().unwrap().is_ok());
        assert_eq!(rows(&writer), 1);
    }

    #[test]
    fn what_has_queued_up_is_finished_before_the_writer_goes() {
        let writer = writer(10);
        let held = hold(&writer);
        let answers: Vec<_> = (0..5).map(|n| writer.send(insert(n)).unwrap()).collect();
        drop(held);
        drop(writer);
        assert!(answers.into_iter().all(|answer| answer.blocking_recv().unwrap().is_ok()));
    }

    #[test]
    fn what_is_durable_is_told_though_the_caller_has_gone_and_what_is_lost_is_not() {
        let writer = writer(10);
        let (tell, told) = mpsc::channel();
        let telling = |n: i64| {
            let tell = tell.clone();
            move |_: &()| tell.send(n).unwrap()
        };
        drop(writer.send_and(insert(1), telling(1)).unwrap());
        assert_eq!(rows(&writer), 1);
        drop(writer.send_and(insert(1), telling(2)).unwrap());
        drop(writer.send_and(|c| Ok(c.execute_batch("ROLLBACK")?), telling(3)).unwrap());
        // Is answered behind them, with an error if it shared their commit.
        let _ = writer.send(insert(4)).unwrap().blocking_recv().unwrap();
        assert_eq!(told.try_iter().collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_lock_that_another_process_keeps_is_waited_for_once_and_said_to_everyone_who_waits() {
        static WAITS: AtomicUsize = AtomicUsize::new(0);
        static GIVE_UP: AtomicBool = AtomicBool::new(false);
        let folder = tempfile::TempDir::new().unwrap();
        let open = || Connection::open(folder.path().join("t.db")).unwrap();
        let (mut connection, other) = (open(), open());
        connection.execute_batch("CREATE TABLE t (n INTEGER UNIQUE, text TEXT)").unwrap();
        let wait = |_| {
            WAITS.fetch_add(1, Ordering::SeqCst);
            while !GIVE_UP.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
            false
        };
        connection.busy_handler(Some(wait)).unwrap();
        let writer = Writer::start(connection, 10).unwrap();

        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let first = writer.send(insert(1)).unwrap();
        while WAITS.load(Ordering::SeqCst) == 0 {
            std::thread::yield_now();
        }
        let others: Vec<_> = (2..5).map(|n| writer.send(insert(n)).unwrap()).collect();
        GIVE_UP.store(true, Ordering::SeqCst);
        for answer in std::iter::once(first).chain(others) {
            assert!(matches!(answer.blocking_recv().unwrap(), Err(StoreError::Lost(_))));
        }
        assert_eq!(WAITS.load(Ordering::SeqCst), 1);

        other.execute_batch("ROLLBACK").unwrap();
        assert!(writer.send(insert(1)).unwrap().blocking_recv().unwrap().is_ok());
        assert_eq!(rows(&writer), 1);
    }
}
