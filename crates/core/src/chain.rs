//! The hash chain of the log, one a scope: each row's hash covers the row and the hash before it, so that a
//! row that was changed, taken out or put in shows at once and by its place.
//!
//! It finds tampering by whoever cannot write the whole chain anew. Against someone who can, keep a [`Tip`]
//! elsewhere (`sotay audit tips`).

use crate::clock::Millis;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// A SHA-256 hash; 64 hexadecimal digits as text. All zeros before the first row.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash(pub [u8; 32]);

/// Where a chain ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tip {
    /// How many rows it has: the last one's place, counted from 1.
    pub n: u64,
    /// The last one's hash.
    pub hash: Hash,
}

/// A row of the log, as far as its hash covers it. The texts are hashed as they are stored, so verifying does
/// not depend on how a later build would write them.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The change as taken, JSON.
    pub change: &'a str,
    /// [`crate::change::Change::digest`] as it came.
    pub digest: u64,
    /// What became of it, JSON.
    pub outcome: &'a str,
    /// When the server took it.
    pub received_at: Millis,
    /// Who handed it over, if not its author's own device.
    pub brought_by: Option<&'a str>,
}

impl Tip {
    /// The tip after one more row.
    #[must_use]
    pub fn after(&self, row: Row<'_>) -> Self {
        let n = self.n + 1;
        let mut hash = Sha256::new();
        hash.update(self.hash.0);
        hash.update(n.to_be_bytes());
        hash.update(row.digest.to_be_bytes());
        let received = row.received_at.to_string();
        // Each part behind its length: no two rows run together to the same bytes.
        for part in [row.change, row.outcome, &received, row.brought_by.unwrap_or("")] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self { n, hash: Hash(hash.finalize().into()) }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text is not a hash.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a hash")]
pub struct HashError(String);

impl FromStr for Hash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        let digit = |b: u8| match b {
            b'0'..=b'9' => Some(b - b'0'),
            b'a'..=b'f' => Some(b - b'a' + 10),
            _ => None,
        };
        let mut hash = [0; 32];
        let bytes = text.as_bytes();
        if bytes.len() != 64 {
            return Err(HashError(text.into()));
        }
        for (place, pair) in hash.iter_mut().zip(bytes.chunks_exact(2)) {
            let (Some(high), Some(low)) = (digit(pair[0]), digit(pair[1])) else {
                return Err(HashError(text.into()));
            };
            *place = high << 4 | low;
        }
        Ok(Self(hash))
    }
}

impl TryFrom<String> for Hash {
    type Error = HashError;

    fn try_from(text: String) -> Result<Self, HashError> {
        text.parse()
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row<'a>(change: &'a str, outcome: &'a str) -> Row<'a> {
        Row { change, digest: 7, outcome, received_at: 5, brought_by: None }
    }

    #[test]
    fn every_part_of_a_row_and_its_place_count() {
        let start = Tip::default();
        let one = start.after(row("{}", "1"));
        assert_eq!(one.n, 1);
        for other in [
            row("{}1", ""),
            row("{ }", "1"),
            row("{}", "2"),
            Row { received_at: 6, ..row("{}", "1") },
            Row { digest: 8, ..row("{}", "1") },
            Row { brought_by: Some("quan"), ..row("{}", "1") },
        ] {
            assert_ne!(start.after(other).hash, one.hash);
        }
        assert_ne!(one.after(row("{}", "1")).hash, one.hash);
    }

    #[test]
    fn a_hash_reads_back_from_its_text_and_nothing_else_is_one() {
        let hash = Tip::default().after(row("{}", "1")).hash;
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for text in ["", "0", &"g".repeat(64), &"A".repeat(64), &"0".repeat(63), &"đ".repeat(32)] {
            assert!(text.parse::<Hash>().is_err(), "{text}");
        }
    }
}
