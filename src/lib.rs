//! The client of Sổ tay CCHC.
//!
//! Data runs one way: screen → `state` → `sotay-core` (decides) → `store` (one transaction) → `sync` →
//! server, and back through `store` → `state` → screen.

pub mod app;
mod components;
mod pages;
pub mod platform;
pub mod state;
pub mod store;
pub mod sync;
pub mod text;
