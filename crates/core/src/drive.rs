//! When to sync, and how it went: the driver's decisions, without timers and without a network.
//!
//! A tab that syncs runs *cycles*. A cycle takes the device's [`Lease`], then asks and answers until nothing is
//! left to send or to fetch:
//!
//! ```text
//!   woken ─► lease free or stale? ──no──► look again later
//!               │yes: a new fence
//!               ▼
//!            ask ─► send ═══ server ═══ answer ─► absorb ─► Next::Again ─► ask …
//!               │                │ none                        │ Next::End
//!               ▼                ▼                             ▼
//!            fenced: stop     Failure                       Pace: how long until the next
//! ```

use crate::{
    clock::Millis,
    planted::{self, Bug},
    replica::{Progress, Replica},
};
use serde::{Deserialize, Serialize};

/// A lease without a sign of life for this many milliseconds is taken over: a frozen tab keeps its lock for
/// ever.
pub const FROZEN: Millis = 60_000;
/// The longest a cycle runs before it lets others at the lease, in milliseconds.
pub const CYCLE: Millis = 30_000;
/// With nothing to do, ask for news this often, in milliseconds.
pub const IDLE: u32 = 60_000;
/// Another tab syncs: look again after this long whether it took our changes along, in milliseconds.
pub const ELSEWHERE: u32 = 5_000;

/// The longest first wait after a failure.
const FIRST: f64 = 1_000.0;
/// The longest wait after many failures.
const LONGEST: f64 = 300_000.0;
/// A server's wish for quiet is heard up to this many seconds.
const QUIET: u32 = 300;

/// Which tab of a device syncs: whoever took it last. Kept in the device's store, so that every step of a
/// cycle can look in the same transaction whether it still holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Goes up with every taking. A tab that finds another number than its own has lost the lease.
    pub fence: u64,
    /// The holder's last sign of life, by the device's clock.
    pub beat: Millis,
}

impl Lease {
    /// Whether the holder gave no sign of life for so long that it counts as frozen. A clock that was set back
    /// makes a lease stale too: better two tabs that send the same changes than none.
    pub fn is_stale(self, now: Millis) -> bool {
        now.saturating_sub(self.beat).abs() > FROZEN && !planted::is(Bug::FrozenTabKeepsLock)
    }

    /// The lease taken at `now`.
    #[must_use]
    pub fn taken(self, now: Millis) -> Self {
        Self { fence: self.fence + 1, beat: now }
    }
}

/// Why there was no answer to take. Only a verdict is final: all of these leave the changes as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection, or it broke.
    Unreachable,
    /// Something answered in the server's place, as the sign-in page of a Wi-Fi does.
    Portal,
    /// The server asks to come back later.
    Busy {
        /// In how many seconds, if it says.
        retry_after: Option<u32>,
    },
    /// The person must sign in again.
    SignedOut,
    /// This build's protocol is no longer spoken.
    TooOld,
    /// The server did not do what was asked, or holds something else than the device.
    Trouble,
    /// The device's own storage did not take the answer.
    Store,
}

/// How the last attempt to reach the server went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Not tried yet.
    Unknown,
    /// At it: so many of so many changes have a verdict.
    Sending(usize, usize),
    /// Reached.
    Reached,
    /// Not reached, or asked to come back later.
    Unreachable,
    /// Another server answered in its place.
    Portal,
    /// Reached, but it did not do what was asked, or holds something else than the device.
    Trouble,
    /// The server wants the person to sign in again.
    SignedOut,
    /// This build is too old to send.
    TooOld,
}

impl Failure {
    /// What the screens say of it.
    pub fn link(self) -> Link {
        match self {
            Self::Unreachable | Self::Busy { .. } => Link::Unreachable,
            Self::Portal => Link::Portal,
            Self::SignedOut => Link::SignedOut,
            Self::TooOld => Link::TooOld,
            Self::Trouble => Link::Trouble,
            Self::Store => Link::Unknown,
        }
    }

    /// How it ends the cycle.
    pub fn ended(self) -> Ended {
        match self {
            // Only the person can help.
            Self::SignedOut | Self::TooOld => Ended::Idle,
            Self::Busy { retry_after } => Ended::Failed { retry_after },
            Self::Unreachable | Self::Portal | Self::Trouble | Self::Store => {
                Ended::Failed { retry_after: None }
            }
        }
    }
}

/// How a cycle ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Nothing more to send or to fetch.
    Done,
    /// It ran long enough, or something was recorded meanwhile: at once again.
    Breath,
    /// Nobody to sync for, or only the person can help.
    Idle,
    /// Another tab has the lease.
    Elsewhere,
    /// Try again later.
    Failed {
        /// In how many seconds at the earliest, if the server said.
        retry_after: Option<u32>,
    },
}

/// What a cycle does after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Ask again at once.
    Again,
    /// Done with it.
    End(Ended),
}

/// One cycle: how far it is, and whether it moves.
#[derive(Clone, Debug)]
pub struct Cycle {
    began: Millis,
    all: usize,
    stood: Option<Vec<u64>>,
}

impl Cycle {
    /// A cycle that begins.
    pub fn begin(now: Millis) -> Self {
        Self { began: now, all: 0, stood: None }
    }

    /// What the screens say while a request is on its way: so many of so many changes of this cycle have a
    /// verdict; none when there is nothing to send.
    pub fn sending(&mut self, replica: &Replica) -> Option<Link> {
        let unsent = replica.pending().count();
        self.all = self.all.max(unsent);
        (unsent > 0).then_some(Link::Sending(self.all - unsent, self.all))
    }

    /// What to do after an answer was taken, and what to say of it.
    pub fn answered(&mut self, progress: Progress, replica: &Replica, now: Millis) -> (Next, Link) {
        let stands = standpoint(replica);
        let still = self.stood.as_ref() == Some(&stands);
        if progress.mismatch || ((progress.more || progress.past) && still) {
            // Rounds that move nothing must end: a mistake then costs a wait and not a loop.
            return (Next::End(Failure::Trouble.ended()), Link::Trouble);
        }
        self.stood = Some(stands);
        let link = if progress.more { self.sending(replica).unwrap_or(Link::Reached) } else { Link::Reached };
        let next = if !progress.more && !progress.past {
            Next::End(Ended::Done)
        } else if now.saturating_sub(self.began).abs() > CYCLE {
            Next::End(Ended::Breath)
        } else {
            Next::Again
        };
        (next, link)
    }
}

/// Where everything stands that an answer can move.
fn standpoint(replica: &Replica) -> Vec<u64> {
    let mut stands = vec![replica.meta.acked, replica.meta.next, replica.to_send() as u64];
    stands.extend(replica.meta.replica.as_str().bytes().map(u64::from));
    for held in replica.scopes.values() {
        let filling = held.mark.filling.map_or(0, |seq| seq + 1);
        stands.extend([u64::from(held.mark.generation), held.mark.cursor, filling, held.mark.past.n]);
    }
    stands
}

/// How long to rest between cycles.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    failures: u32,
}

/// A rest between two cycles, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// Not even a new change goes before this: the server asked for quiet.
    pub quiet: u32,
    /// And then without being woken until this.
    pub wait: u32,
}

impl Pace {
    /// The rest after a cycle. `woken`: it was not the timer that began it. `unsent`: something without a
    /// verdict is there. `chance` is from 0 up to but not including 1.
    pub fn after(&mut self, ended: Ended, woken: bool, unsent: bool, chance: f64) -> Rest {
        let wait = match ended {
            // A change that was recorded just as the cycle looked must not lie until the next timer.
            Ended::Breath => 0,
            Ended::Done if unsent => 0,
            Ended::Done | Ended::Idle => IDLE,
            Ended::Elsewhere => ELSEWHERE,
            Ended::Failed { retry_after } => {
                // Edits made offline try at once; they must not push the next timed try minutes away.
                if !woken || self.failures == 0 {
                    self.failures += 1;
                }
                let quiet = retry_after.map_or(0, |seconds| seconds.min(QUIET) * 1000);
                return Rest { quiet, wait: jitter(self.failures, chance) };
            }
        };
        if !matches!(ended, Ended::Elsewhere) {
            self.failures = 0;
        }
        Rest { quiet: 0, wait }
    }
}

/// Full jitter, doubling from one second to five minutes: many devices' waits spread over the whole span, so
/// that they do not come back all at once.
fn jitter(failures: u32, chance: f64) -> u32 {
    let span = (FIRST * f64::from(1u32 << failures.saturating_sub(1).min(16))).min(LONGEST);
    (span * chance).max(200.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_to_five_minutes_and_respect_the_server() {
        let failed = Ended::Failed { retry_after: None };
        let mut pace = Pace::default();
        assert_eq!(pace.after(failed, false, true, 0.999_999).wait, 999);
        pace.after(failed, false, true, 0.0);
        assert_eq!(pace.after(failed, false, true, 0.5), Rest { quiet: 0, wait: 2_000 });
        for _ in 0..40 {
            assert!((200..=300_000).contains(&pace.after(failed, false, true, 0.999_999).wait));
        }
        assert_eq!(pace.after(Ended::Failed { retry_after: Some(30) }, false, true, 0.0).quiet, 30_000);
        assert_eq!(pace.after(Ended::Failed { retry_after: Some(9_999) }, false, true, 0.0).quiet, 300_000);
        assert_eq!(pace.after(Ended::Done, false, false, 0.5).wait, IDLE);
        assert_eq!(pace.after(failed, false, true, 0.999_999).wait, 999);
    }

    #[test]
    fn being_woken_while_offline_does_not_push_the_next_try_away() {
        let failed = Ended::Failed { retry_after: None };
        let mut pace = Pace::default();
        for _ in 0..9 {
            assert!(pace.after(failed, true, true, 0.999_999).wait < 1_000);
        }
    }

    #[test]
    fn what_was_recorded_while_a_cycle_ended_goes_at_once() {
        assert_eq!(Pace::default().after(Ended::Done, false, true, 0.5).wait, 0);
    }

    #[test]
    fn a_lease_is_stale_without_a_beat_and_after_a_jump_of_the_clock() {
        let lease = Lease::default().taken(1_000_000);
        assert_eq!(lease.fence, 1);
        assert!(!lease.is_stale(1_000_000 + FROZEN));
        assert!(lease.is_stale(1_000_001 + FROZEN));
        assert!(lease.is_stale(1_000_000 - FROZEN - 1));
    }
}
