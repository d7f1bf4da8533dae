//! Screens, one file each: they read state and compose components; no IO.

pub mod checklist;
pub mod counter;
pub mod item;
pub mod later;
pub mod lists;
pub mod more;
pub mod not_found;
pub mod plan;
pub mod search;
pub mod sign_in;
pub mod sync;
pub mod targets;
