//! A sum over a scope's cells by which a device sees that it holds what the server holds.
//!
//! Each cell's term is a 64-bit hash of its entity, field, sequence number and heads; the sum wraps. A cell
//! that changes takes its old term out and puts its new one in, so the server keeps the sum beside the
//! counter and never reads the whole scope for it. It finds mistakes, not attackers.
//!
//! The heads are in it because sequence numbers are used again after an old copy of the server was restored:
//! the same cell at the same number can then hold something else.

use crate::{cell::Cell, change::Field, ids::EntityId};
use std::fmt;
use xxhash_rust::xxh3::xxh3_64;

/// The sum so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checksum(u64);

impl Checksum {
    /// The sum that a store kept as a number.
    pub fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The sum as a number.
    pub fn bits(self) -> u64 {
        self.0
    }

    /// Puts a cell in.
    pub fn add(&mut self, entity: &EntityId, field: &Field, seq: u64, cell: &Cell) {
        self.0 = self.0.wrapping_add(term(entity, field, seq, cell));
    }

    /// Takes a cell out.
    pub fn remove(&mut self, entity: &EntityId, field: &Field, seq: u64, cell: &Cell) {
        self.0 = self.0.wrapping_sub(term(entity, field, seq, cell));
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

fn term(entity: &EntityId, field: &Field, seq: u64, cell: &Cell) -> u64 {
    // A control character separates the parts: no entity or field that passes validation by a browser's
    // keyboard holds one, and a mistake here could only hide a difference, not make one.
    let mut said = format!("{entity}\u{1f}{field}\u{1f}{seq}");
    for head in cell.heads() {
        // Identities and times stand for the values: a newer build's value may read differently here.
        for id in &head.ids {
            said.push('\u{1f}');
            said.push_str(&id.to_string());
        }
        said.push_str(&head.at.to_string());
    }
    xxh3_64(said.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_the_same_in_any_order_and_changes_with_every_part() {
        let e = |t: &str| EntityId::from(t.to_owned());
        let cell = Cell::default();
        let mut one = Checksum::default();
        one.add(&e("item/p/PL.1.1/event"), &Field::Note, 1, &cell);
        one.add(&e("item/p/PL.1.3/year"), &Field::State, 2, &cell);
        let mut two = Checksum::default();
        two.add(&e("item/p/PL.1.3/year"), &Field::State, 7, &cell);
        two.add(&e("item/p/PL.1.1/event"), &Field::Note, 1, &cell);
        assert_ne!(one, two);
        two.remove(&e("item/p/PL.1.3/year"), &Field::State, 7, &cell);
        two.add(&e("item/p/PL.1.3/year"), &Field::State, 2, &cell);
        assert_eq!(one, two);
        assert_eq!(one.to_string().len(), 16);
    }
}
