//! Secrets and names from the operating system's randomness.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The system gave no randomness; nothing that needs a secret can go on.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random numbers: {0}")]
pub struct NoRandomness(getrandom::Error);

/// `N` random bytes.
pub fn bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(NoRandomness)?;
    Ok(bytes)
}

/// A random name of 60 bits that fits `sotay_core::ids`, `r` and twelve letters or digits. Short, because it
/// stands in every change and every cell; a clash is refused by the database.
pub fn name(prefix: char) -> Result<String, NoRandomness> {
    // Without the letters that are mistaken for others when read out over a telephone.
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstvwxyz0123456789";
    let mut name = String::from(prefix);
    name.extend(bytes::<12>()?.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])));
    Ok(name)
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
