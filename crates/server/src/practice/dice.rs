//! Seeded chance: the same seed makes the same practice data on every machine, so a guide written for it
//! stays true.

use sha2::{Digest, Sha256};

/// SplitMix64 (Steele, Lea, Flood 2014): small, even, and the same everywhere.
pub struct Dice(u64);

impl Dice {
    /// Dice whose throws follow from `seed`.
    pub fn new(seed: &str) -> Self {
        let digest: [u8; 32] = Sha256::digest(seed.as_bytes()).into();
        let (first, _) = digest.split_at(8);
        Self(first.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
    }

    /// A number below `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)).checked_rem(n).unwrap_or(0)
    }

    /// Whether something of so many in a hundred happens.
    pub fn chance(&mut self, in_a_hundred: u64) -> bool {
        self.below(100) < in_a_hundred
    }

    /// One of several texts; empty when there are none.
    pub fn pick<'a>(&mut self, texts: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.below(texts.len() as u64)).unwrap_or(0);
        texts.get(at).copied().unwrap_or("")
    }
}
