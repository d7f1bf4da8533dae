//! Bugs planted on purpose, to show that the simulation finds them: see `cargo xtask sim --planted`.
//!
//! They exist only in builds with `--cfg sotay_planted`, which that command makes in a folder of its own. In
//! every other build [`is`] is the constant `false`, and the branches are not compiled.

/// A mistake that sync programs make. Each one is known from some program of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // `what` says it.
pub enum Bug {
    NoDeduplication,
    NewIdentityOnRetry,
    OutboxClearedOnSend,
    AcknowledgedBeforeDurable,
    CursorBeforeApply,
    PageBeyondCursor,
    SequenceOutsideTransaction,
    ScopeLossPurgesPending,
    ClockDecidesConflict,
    FrozenTabKeepsLock,
    GroupHalfApplied,
    RestoreUnnoticed,
    RefusedBlocks,
    ChecksumIgnored,
    RetentionTearsGroups,
    RightsOfTheRequest,
}

impl Bug {
    /// Every one.
    pub const ALL: [Self; 16] = [
        Self::NoDeduplication,
        Self::NewIdentityOnRetry,
        Self::OutboxClearedOnSend,
        Self::AcknowledgedBeforeDurable,
        Self::CursorBeforeApply,
        Self::PageBeyondCursor,
        Self::SequenceOutsideTransaction,
        Self::ScopeLossPurgesPending,
        Self::ClockDecidesConflict,
        Self::FrozenTabKeepsLock,
        Self::GroupHalfApplied,
        Self::RestoreUnnoticed,
        Self::RefusedBlocks,
        Self::ChecksumIgnored,
        Self::RetentionTearsGroups,
        Self::RightsOfTheRequest,
    ];

    /// What it does wrong.
    pub fn what(self) -> &'static str {
        match self {
            Self::NoDeduplication => "a change that comes again is taken again",
            Self::NewIdentityOnRetry => "a change sent again gets a new identity",
            Self::OutboxClearedOnSend => "the outbox is emptied when it is sent, not when it is answered",
            Self::AcknowledgedBeforeDurable => "the server answers before the commit is durable",
            Self::CursorBeforeApply => "the cursor moves in a transaction before the cells",
            Self::PageBeyondCursor => "a late answer is taken, wherever the cursor is by now",
            Self::SequenceOutsideTransaction => "a reader sees a sequence number before what it stands for",
            Self::ScopeLossPurgesPending => "losing a scope drops what is unsent in it",
            Self::ClockDecidesConflict => "of two concurrent values the clock drops one",
            Self::FrozenTabKeepsLock => "a frozen tab keeps the lock for ever",
            Self::GroupHalfApplied => "a gesture is taken in part",
            Self::RestoreUnnoticed => "a server restored from an old copy is not noticed",
            Self::RefusedBlocks => "a refused change is sent again and again ahead of the rest",
            Self::ChecksumIgnored => "a checksum that differs is not looked at",
            Self::RetentionTearsGroups => "own changes are forgotten one by one, not by gesture",
            Self::RightsOfTheRequest => "rights are those of the sending, not of the taking",
        }
    }
}

#[cfg(sotay_planted)]
mod switch {
    use super::Bug;
    use std::cell::Cell;

    thread_local! {
        static PLANTED: Cell<Option<Bug>> = const { Cell::new(None) };
    }

    /// Whether this bug is planted on this thread.
    pub fn is(bug: Bug) -> bool {
        PLANTED.get() == Some(bug)
    }

    /// Plants a bug on this thread, or none.
    pub fn plant(bug: Option<Bug>) {
        PLANTED.set(bug);
    }
}

#[cfg(not(sotay_planted))]
mod switch {
    use super::Bug;

    /// Whether this bug is planted: never, in this build.
    #[inline(always)]
    pub const fn is(_: Bug) -> bool {
        false
    }
}

pub use switch::*;
