//! Many seeds, on every processor.

use crate::{Counters, Violation, simulate};
use sotay_core::planted::Bug;
use std::{
    ops::Range,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

/// What came of many runs.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many runs there were.
    pub runs: u64,
    /// The lowest seed that failed, and how.
    pub failed: Option<(u64, Violation)>,
    /// What all of them came by.
    pub counters: Counters,
}

/// Plays seeds until one fails, with a bug planted or none.
pub fn many(seeds: Range<u64>, bug: Option<Bug>) -> Outcome {
    let next = AtomicU64::new(seeds.start);
    let failed: Mutex<Option<(u64, Violation)>> = Mutex::new(None);
    let counters = Mutex::new(Counters::default());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                plant(bug);
                let mut met = Counters::default();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    let run = simulate(seed, false);
                    met.merge(&run.counters);
                    if let Some(violation) = run.violation {
                        // The others finish the seeds they have; no further ones are begun.
                        next.store(seeds.end, Ordering::Relaxed);
                        let mut first = failed.lock().unwrap_or_else(PoisonError::into_inner);
                        if first.as_ref().is_none_or(|(lowest, _)| seed < *lowest) {
                            *first = Some((seed, violation));
                        }
                    }
                }
                counters.lock().unwrap_or_else(PoisonError::into_inner).merge(&met);
            });
        }
    });
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    let runs = failed.as_ref().map_or(seeds.end, |(seed, _)| seed + 1).saturating_sub(seeds.start);
    Outcome { runs, failed, counters: counters.into_inner().unwrap_or_else(PoisonError::into_inner) }
}

/// Plants a bug on this thread, in a build that can.
pub fn plant(bug: Option<Bug>) {
    #[cfg(sotay_planted)]
    sotay_core::planted::plant(bug);
    #[cfg(not(sotay_planted))]
    let _ = bug;
}
