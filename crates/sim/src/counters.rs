//! How often a run came by the rare states. A simulation that never reaches them proves nothing.

use std::collections::BTreeMap;

/// A state or an event that runs must come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // `name` says it.
pub enum Rare {
    Change,
    GestureOfSeveral,
    LostRequest,
    LostAnswer,
    DuplicateInFlight,
    TimedOut,
    CrashWhileWaiting,
    CrashBetweenCommitAndScreen,
    ServerKilledBeforeCommit,
    ServerKilledAfterCommit,
    SilentRestore,
    RestoreWithNewEpoch,
    ReFeed,
    FetchedAnew,
    ResumedFirstFetch,
    SameFieldConflict,
    ThreeHeads,
    EqualValues,
    Settled,
    Refused,
    DoneAgain,
    Dropped,
    ScopeLostWithUnsent,
    RightLostWhileUnsent,
    Forked,
    RolledBack,
    Cloned,
    Wiped,
    ClockJump,
    LeaseStolen,
    Fenced,
    FrozenWithLock,
    TwoTabsAsk,
    SharedDevice,
    HandedOver,
    HandedOverTwice,
    HandoverForked,
    HistoryAnew,
    Forgotten,
    FormerName,
}

impl Rare {
    /// Every one.
    pub const ALL: [Self; 40] = [
        Self::Change,
        Self::GestureOfSeveral,
        Self::LostRequest,
        Self::LostAnswer,
        Self::DuplicateInFlight,
        Self::TimedOut,
        Self::CrashWhileWaiting,
        Self::CrashBetweenCommitAndScreen,
        Self::ServerKilledBeforeCommit,
        Self::ServerKilledAfterCommit,
        Self::SilentRestore,
        Self::RestoreWithNewEpoch,
        Self::ReFeed,
        Self::FetchedAnew,
        Self::ResumedFirstFetch,
        Self::SameFieldConflict,
        Self::ThreeHeads,
        Self::EqualValues,
        Self::Settled,
        Self::Refused,
        Self::DoneAgain,
        Self::Dropped,
        Self::ScopeLostWithUnsent,
        Self::RightLostWhileUnsent,
        Self::Forked,
        Self::RolledBack,
        Self::Cloned,
        Self::Wiped,
        Self::ClockJump,
        Self::LeaseStolen,
        Self::Fenced,
        Self::FrozenWithLock,
        Self::TwoTabsAsk,
        Self::SharedDevice,
        Self::HandedOver,
        Self::HandedOverTwice,
        Self::HandoverForked,
        Self::HistoryAnew,
        Self::Forgotten,
        Self::FormerName,
    ];

    /// What it is called in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Change => "changes made",
            Self::GestureOfSeveral => "gestures of several changes",
            Self::LostRequest => "requests lost",
            Self::LostAnswer => "answers lost",
            Self::DuplicateInFlight => "requests doubled in flight",
            Self::TimedOut => "requests given up",
            Self::CrashWhileWaiting => "tabs crashed while waiting for an answer",
            Self::CrashBetweenCommitAndScreen => "tabs crashed between commit and screen",
            Self::ServerKilledBeforeCommit => "server killed before a commit",
            Self::ServerKilledAfterCommit => "server killed between commit and answer",
            Self::SilentRestore => "old copies put back, same epoch",
            Self::RestoreWithNewEpoch => "old copies put back, new epoch",
            Self::ReFeed => "changes sent again after a restore",
            Self::FetchedAnew => "scopes fetched anew",
            Self::ResumedFirstFetch => "first fetches resumed by another tab",
            Self::SameFieldConflict => "cells with two heads",
            Self::ThreeHeads => "cells with three heads or more",
            Self::EqualValues => "equal values given apart",
            Self::Settled => "conflicts settled",
            Self::Refused => "changes refused",
            Self::DoneAgain => "refused changes done again",
            Self::Dropped => "refused changes dropped",
            Self::ScopeLostWithUnsent => "scopes lost with unsent changes",
            Self::RightLostWhileUnsent => "rights lost while changes were under way",
            Self::Forked => "replicas renamed",
            Self::RolledBack => "disks rolled back",
            Self::Cloned => "disks cloned",
            Self::Wiped => "disks wiped",
            Self::ClockJump => "clocks set",
            Self::LeaseStolen => "leases taken from frozen tabs",
            Self::Fenced => "answers kept out by the fence",
            Self::FrozenWithLock => "tabs frozen with the lock",
            Self::TwoTabsAsk => "two tabs of a device asking at once",
            Self::SharedDevice => "people changed on a device",
            Self::HandedOver => "changes handed over from exports",
            Self::HandedOverTwice => "exports handed over again",
            Self::HandoverForked => "exports out of date",
            Self::HistoryAnew => "histories fetched anew",
            Self::Forgotten => "own changes forgotten by age",
            Self::FormerName => "changes sent again under a former name",
        }
    }
}

/// How often each was met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters(BTreeMap<Rare, u64>);

impl Counters {
    /// One more.
    pub fn met(&mut self, rare: Rare) {
        self.add(rare, 1);
    }

    /// So many more.
    pub fn add(&mut self, rare: Rare, count: usize) {
        if count > 0 {
            *self.0.entry(rare).or_default() += count as u64;
        }
    }

    /// How often it was met.
    pub fn of(&self, rare: Rare) -> u64 {
        self.0.get(&rare).copied().unwrap_or(0)
    }

    /// Takes another run's counts in.
    pub fn merge(&mut self, other: &Self) {
        for (rare, count) in &other.0 {
            *self.0.entry(*rare).or_default() += count;
        }
    }

    /// Those never met.
    pub fn missing(&self) -> Vec<Rare> {
        Rare::ALL.into_iter().filter(|rare| self.of(*rare) == 0).collect()
    }
}
