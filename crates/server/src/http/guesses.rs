//! Slows down guessing of passwords, by account and by address apart.
//!
//! A whole office shares one address, so an address is allowed many wrong passwords; one account from one
//! address few. Someone elsewhere who guesses at an account does not lock its owner out of the office until
//! the account as a whole has seen more than any owner mistypes. Only wrong passwords count, and all of it is
//! forgotten after a quarter of an hour or a restart.

use sotay_core::clock::Millis;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

/// How long wrong passwords are held against someone.
const WINDOW: Millis = 15 * 60 * 1000;
/// Wrong passwords for one account from one address.
const PAIR: u32 = 10;
/// Wrong passwords for one account from anywhere.
const ACCOUNT: u32 = 100;
/// Wrong passwords from one address.
const ADDRESS: u32 = 100;
/// How many keys are kept before those that ran out are thrown away.
const KEPT: usize = 10_000;

#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Pair(String, IpAddr),
    Account(String),
    Address(IpAddr),
}

impl Key {
    fn limit(&self) -> u32 {
        match self {
            Self::Pair(..) => PAIR,
            Self::Account(_) => ACCOUNT,
            Self::Address(_) => ADDRESS,
        }
    }
}

struct Tally {
    wrong: u32,
    since: Millis,
}

/// The wrong passwords of the last quarter of an hour.
#[derive(Default)]
pub struct Guesses {
    tallies: Mutex<HashMap<Key, Tally>>,
}

impl Guesses {
    /// Counts an attempt as wrong before the password is looked at, so that many at once cannot pass the
    /// limit together; [`Self::right`] takes it back. Gives the seconds to wait when the limit is reached.
    pub fn attempt(&self, account: &str, address: IpAddr, now: Millis) -> Result<(), u64> {
        let mut tallies = self.tallies.lock().unwrap_or_else(PoisonError::into_inner);
        if tallies.len() > KEPT {
            tallies.retain(|_, tally| now - tally.since < WINDOW);
        }
        let keys = keys(account, address);
        for key in &keys {
            if let Some(tally) = tallies.get(key)
                && now - tally.since < WINDOW
                && tally.wrong >= key.limit()
            {
                let left = (tally.since + WINDOW - now).max(1000);
                return Err(u64::try_from(left / 1000).unwrap_or(1));
            }
        }
        for key in keys {
            let tally = tallies.entry(key).or_insert(Tally { wrong: 0, since: now });
            if now - tally.since >= WINDOW {
                *tally = Tally { wrong: 0, since: now };
            }
            tally.wrong += 1;
        }
        Ok(())
    }

    /// The attempt was no guess: it does not count, and earlier slips of this pair are forgotten.
    pub fn right(&self, account: &str, address: IpAddr) {
        let mut tallies = self.tallies.lock().unwrap_or_else(PoisonError::into_inner);
        let [pair, others @ ..] = keys(account, address);
        tallies.remove(&pair);
        for key in others {
            if let Some(tally) = tallies.get_mut(&key) {
                tally.wrong = tally.wrong.saturating_sub(1);
            }
        }
    }
}

fn keys(account: &str, address: IpAddr) -> [Key; 3] {
    // Names are compared as they are stored; an endless one would only fill memory.
    let account: String = account.chars().take(64).collect();
    [Key::Pair(account.clone(), address), Key::Account(account), Key::Address(address)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFICE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
    const ELSEWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 2));

    #[test]
    fn ten_wrong_passwords_for_one_account_and_its_owner_waits_but_nobody_else_does() {
        let guesses = Guesses::default();
        for _ in 0..PAIR {
            assert!(guesses.attempt("anlaca", OFFICE, 0).is_ok());
        }
        assert_eq!(guesses.attempt("anlaca", OFFICE, 60_000), Err(14 * 60));
        assert!(guesses.attempt("anlaca", ELSEWHERE, 60_000).is_ok());
        assert!(guesses.attempt("tantao", OFFICE, 60_000).is_ok());
        assert!(guesses.attempt("anlaca", OFFICE, WINDOW).is_ok());
    }

    #[test]
    fn a_hundred_devices_of_one_office_sign_in_at_once() {
        let guesses = Guesses::default();
        for device in 0..3 * ADDRESS {
            let account = format!("person-{device}");
            assert!(guesses.attempt(&account, OFFICE, 0).is_ok(), "{device}");
            guesses.right(&account, OFFICE);
        }
    }

    #[test]
    fn one_address_that_tries_every_account_is_stopped() {
        let guesses = Guesses::default();
        let tried = (0..1000).filter(|n| guesses.attempt(&format!("person-{n}"), ELSEWHERE, 0).is_ok());
        assert_eq!(tried.count(), ADDRESS as usize);
    }
}
