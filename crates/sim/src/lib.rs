//! The simulation: many devices, tabs, a network and a server in one process. One seed is one run.
//!
//! Everything that decides is `sotay-core`: [`sotay_core::replica`] on the devices, [`sotay_core::intake`] on
//! the server, [`sotay_core::drive`] in between. What is simulated is what may go wrong around it: the
//! [`world`] breaks the network, kills tabs and servers, sets clocks wrong, wipes and clones disks, puts old
//! copies of the server back, gives roles and takes them. The [`judge`] keeps its own books of what people did
//! and compares.

pub mod counters;
pub mod device;
pub mod judge;
pub mod runs;
pub mod world;

pub use counters::Counters;
pub use judge::Violation;
pub use world::{Run, simulate};
