//! The rules of Sổ tay CCHC, written once and used by the client, the server and the simulation.
//!
//! Pure: nothing here reads a clock, a file, a network or a browser. What comes from outside is passed in.

pub mod answer;
pub mod assignee;
pub mod cell;
pub mod chain;
pub mod change;
pub mod checklist;
pub mod checksum;
pub mod clock;
pub mod code;
pub mod compare;
pub mod contradictions;
pub mod counter;
pub mod dates;
pub mod drive;
pub mod evidence;
pub mod field;
pub mod ids;
pub mod intake;
pub mod period;
pub mod plan;
pub mod planted;
pub mod proposal;
pub mod replica;
pub mod report;
pub mod rights;
pub mod schedule;
pub mod search;
pub mod store;
pub mod targets;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod wire;
