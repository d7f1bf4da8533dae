//! Every browser API that is not the database or the network: one module a concern.

pub mod clock;
pub mod events;
pub mod file;
pub mod location;
pub mod locks;
pub mod near;
pub mod page;
pub mod photo;
pub mod pick;
pub mod prefs;
pub mod storage;
pub mod tabs;
pub mod worker;
