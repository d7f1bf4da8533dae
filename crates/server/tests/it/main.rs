//! The server over a real listener and the binary as a process. One test binary, a module for each concern.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod app;
mod assets;
mod audit;
mod backup;
mod binary;
mod cli;
mod crash;
mod device;
mod devices;
mod events;
mod files;
mod handovers;
mod history;
mod imports;
mod limits;
#[path = "../../../import/tests/files/office.rs"]
mod office;
mod plans;
mod practice;
mod requests;
mod restore;
mod rights;
mod session;
mod sync;
