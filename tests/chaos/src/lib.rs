//! Torture of the real server: `sotay serve` as a process, over real HTTP, with devices that are the product's
//! own [`Replica`](sotay_core::replica::Replica)s. Each command of `cargo xtask chaos` breaks something in its
//! own way and gives a verdict; docs/chaos.md says what each proves and what not.
//!
//! - [`server`], [`district`]: the program under test, its commands, and a furnished data folder.
//! - [`proxy`]: the bad network between devices and server.
//! - [`device`], [`gesture`], [`crowd`]: a device, what its person records, and many of them at work.
//! - [`log`], [`judge`], [`tally`]: the log as `sotay log` prints it, what is wrong with it, and how devices
//!   were answered.
//! - [`mount`]: file systems that are small or can be cut off.
//! - [`stage`], [`mode`], [`report`]: what all commands share, the commands, and what they print.
//!
//! Whatever is thrown follows from one seed. What the processors and the disk do at the same time does not, so
//! a seed repeats a run's plan and not its every step.

pub mod crowd;
pub mod device;
pub mod dice;
pub mod district;
pub mod gesture;
pub mod judge;
pub mod log;
pub mod mode;
pub mod mount;
pub mod proxy;
pub mod report;
pub mod server;
pub mod stage;
pub mod tally;
