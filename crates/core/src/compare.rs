//! Versions of a plan: which part of one is which of the other, and what differs.
//!
//! [`align`] gives a plan that is about to be published the identities of the one in force, so that what was
//! recorded stays with its task however the document numbers it. [`compare`] says what differs between two
//! versions; [`marks`] where in a text.

mod align;
mod differences;
mod pairs;
mod words;

pub use align::{align, carry};
pub use differences::{Aspect, Change, Difference, Place, Tally, compare};
pub use words::{Mark, marks};
