//! Passwords: Argon2id, stored in the PHC text form, so that the cost can be raised without a migration.

use crate::random;
use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::{Salt, SaltString},
};
use std::sync::OnceLock;

/// The fewest characters a password may have (NIST SP 800-63B, 5.1.1.2).
pub const SHORTEST: usize = 8;

/// The most bytes: hashing an endless one would be an easy way to keep the server busy.
pub const LONGEST: usize = 512;

/// Why a password was not hashed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too few characters.
    #[error("the password has {0} characters; at least {SHORTEST} are needed")]
    Short(usize),
    /// Too many bytes.
    #[error("the password has {0} bytes; at most {LONGEST} are taken")]
    Long(usize),
    /// No salt could be drawn.
    #[error(transparent)]
    Random(#[from] random::NoRandomness),
    /// The library refused.
    #[error("hashing failed: {0}")]
    Hash(argon2::password_hash::Error),
}

/// 19 MiB, two passes, one lane: the floor that OWASP's password storage sheet gives for Argon2id. More would
/// let a handful of sign-ins at once take the memory of a small machine.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes a password for storing.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    let characters = password.chars().count();
    if characters < SHORTEST {
        return Err(PasswordError::Short(characters));
    }
    if password.len() > LONGEST {
        return Err(PasswordError::Long(password.len()));
    }
    let bytes = random::bytes::<{ Salt::RECOMMENDED_LENGTH }>()?;
    let salt = SaltString::encode_b64(&bytes).map_err(PasswordError::Hash)?;
    let hash = argon2().hash_password(password.as_bytes(), &salt).map_err(PasswordError::Hash)?;
    Ok(hash.to_string())
}

/// Whether `password` is the one of `stored`. Without a stored hash, as for an account that does not exist,
/// the same work is done for nothing, so that the time does not tell which accounts there are.
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    if password.len() > LONGEST {
        return false;
    }
    let text = match stored {
        Some(text) => text,
        None => dummy(),
    };
    let right = PasswordHash::new(text)
        .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok());
    right && stored.is_some()
}

/// A hash of no account.
fn dummy() -> &'static str {
    static DUMMY: OnceLock<String> = OnceLock::new();
    DUMMY.get_or_init(|| hash("no account has this password").unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_no_other_is() {
        let stored = hash("mật khẩu dài").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("mật khẩu dài", Some(&stored)));
        assert!(!verify("mật khẩu dai", Some(&stored)));
        assert!(!verify("no account has this password", None));
        assert!(!verify("mật khẩu dài", Some("not a hash")));
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        assert!(matches!(hash("1234567"), Err(PasswordError::Short(7))));
        assert!(matches!(hash(&"x".repeat(LONGEST + 1)), Err(PasswordError::Long(_))));
    }
}
