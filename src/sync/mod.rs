//! Sending and fetching: when, and over what. What to send and what an answer means is `sotay-core`'s.

pub mod api;
pub mod driver;
pub mod files;
mod pokes;
