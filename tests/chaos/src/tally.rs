//! How the server answered, counted over all devices.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Counts answers. Shared by the devices of a run.
#[derive(Debug, Default)]
pub struct Tally(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    statuses: BTreeMap<u16, u64>,
    unanswered: u64,
    /// 503 without a Retry-After.
    hasty: u64,
    odd: Vec<String>,
    times: Vec<Duration>,
}

/// The most odd answers whose text is kept.
const ODD: usize = 5;

impl Tally {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An answer came after `time`. 503 has to say when to come again.
    pub fn answered(&self, status: u16, retry_after: Option<u64>, time: Duration) {
        let mut inner = self.inner();
        *inner.statuses.entry(status).or_default() += 1;
        inner.hasty += u64::from(status == 503 && retry_after.is_none());
        inner.times.push(time);
    }

    /// No answer came, or not a whole one.
    pub fn unanswered(&self) {
        self.inner().unanswered += 1;
    }

    /// Something came that no device can expect; `what` says what.
    pub fn odd(&self, what: String) {
        let odd = &mut self.inner().odd;
        if odd.len() < ODD {
            odd.push(what);
        }
    }

    /// How many answers of a status came.
    pub fn of(&self, status: u16) -> u64 {
        self.inner().statuses.get(&status).copied().unwrap_or(0)
    }

    /// How many requests were sent.
    pub fn all(&self) -> u64 {
        let inner = self.inner();
        inner.statuses.values().sum::<u64>() + inner.unanswered
    }

    /// How many requests had no whole answer.
    pub fn without(&self) -> u64 {
        self.inner().unanswered
    }

    /// Every status with its count, `200: 31, 503: 2`.
    pub fn statuses(&self) -> String {
        let inner = self.inner();
        let counts = inner.statuses.iter().map(|(status, count)| format!("{status}: {count}"));
        counts.collect::<Vec<_>>().join(", ")
    }

    /// What must not have happened: a status outside of `allowed`, a 503 without Retry-After, odd answers.
    pub fn complaints(&self, allowed: &[u16]) -> Vec<String> {
        let inner = self.inner();
        let others = inner.statuses.iter().filter(|(status, _)| !allowed.contains(status));
        let mut complaints: Vec<String> =
            others.map(|(status, count)| format!("{count} answers with status {status}")).collect();
        if inner.hasty > 0 {
            complaints.push(format!("{} answers with status 503 and no Retry-After", inner.hasty));
        }
        complaints.extend(inner.odd.iter().cloned());
        complaints
    }

    /// The time within which so many in a hundred answers came; zero when none came.
    pub fn percentile(&self, in_a_hundred: usize) -> Duration {
        let mut times = self.inner().times.clone();
        times.sort_unstable();
        let at = (times.len() * in_a_hundred).div_ceil(100).saturating_sub(1);
        times.get(at).copied().unwrap_or_default()
    }
}
