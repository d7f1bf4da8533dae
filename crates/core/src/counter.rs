//! The one-stop counter (bộ phận một cửa): what is counted there, and what follows from the counts.
//!
//! Every device writes cells of its own, so counts never stand against each other and add up in any order:
//!
//! ```text
//!   count/DAY/FIELD/tablet-1  received 12 ─┐
//!   count/DAY/FIELD/tablet-2  received  5 ─┼─ Σ = 17            a correction of the whole day, "20/17":
//!   count/DAY/FIELD/phone     received  0 ─┘                    20 said over the 17 that its author saw,
//!                                                               so the day is Σ + (20 − 17)
//! ```

mod check;
mod correction;
mod desk;
mod dossier;
mod feedback;
mod letter;
mod measure;
mod number;
mod procedure;
mod tally;
#[cfg(test)]
mod tests;

pub use check::{
    Counted, Problem, Problems, check_count, check_dossiers, check_reading, check_tally, parse_count,
};
pub use correction::Correction;
pub use desk::{Day, Desk, correct, count, count_to, figure};
pub use dossier::{Dossier, dossiers};
pub use feedback::{Feedback, Step, StepCounts, feedback};
pub use letter::{BLANKS, Form, Letter, forms};
pub use measure::Measure;
pub use number::{COUNT_LIMIT, READING_LIMIT, is_link, natural, whole};
pub use procedure::{Class, Procedure, classes, classes_value, defaults, procedures};
pub use tally::Tally;
