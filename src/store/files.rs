//! The bytes of evidence files on this device, in pieces, and the queue of those that it sends.
//!
//! Nothing is called recorded before its bytes are durable: they are put down, with their place in the queue, in a
//! strict transaction of their own, and only after it come the changes that name the file.

use super::{
    IndexedDbStore, StoreError, from_json, keys,
    schema::{FILES, HELD, PEOPLE, SENDING},
    to_json,
    transaction::{Reading, Writing},
};
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use sotay_core::{
    clock::Millis,
    drive::Lease,
    evidence::{CHUNK, Sending},
    ids::{PersonId, UnitId},
};
use std::collections::BTreeSet;

/// Behind a count of files that are all pictures.
pub const PICTURES: char = 'p';

/// How many bytes a piece has; the last one may have fewer.
const PIECE: u64 = CHUNK as u64;

/// What the device holds of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// SHA-256 of the bytes.
    pub digest: String,
    /// Of which unit it was fetched or made.
    pub unit: UnitId,
    /// How many bytes it has.
    pub size: u64,
    /// How many are here, from the beginning on: all, or whole pieces.
    pub here: u64,
    /// When it came, or was last looked at.
    pub used: Millis,
}

impl Held {
    /// Whether all of it is here.
    pub fn is_whole(&self) -> bool {
        self.here == self.size
    }
}

impl IndexedDbStore {
    /// Keeps a file that was made here, and queues it. Durable when it returns. The same file queued again is sent
    /// again if it was refused.
    pub async fn keep_own(
        &self,
        person: &PersonId,
        sending: &Sending,
        bytes: &Uint8Array,
        picture: bool,
    ) -> Result<(), StoreError> {
        let connection = self.connection().await?;
        let writing = Writing::begin(connection.database(), &[FILES, HELD, SENDING, PEOPLE])?;
        let key = keys::sending(person, &sending.unit, &sending.digest);
        let queued: Option<Sending> =
            writing.get(SENDING, &key).await?.map(|json| from_json(&json)).transpose()?;
        let count = keys::unsent_files(person);
        let before = writing.get(PEOPLE, &count).await?.unwrap_or_default();
        for n in 0..sending.size.div_ceil(PIECE) {
            let (from, to) = (n * PIECE, ((n + 1) * PIECE).min(sending.size));
            // A copy: of a view the browser would store all that lies behind it.
            let piece = bytes.slice(from as u32, to as u32);
            writing.put_bytes(FILES, &keys::piece(&sending.digest, n), &piece)?;
        }
        let held = Held {
            digest: sending.digest.clone(),
            unit: sending.unit.clone(),
            size: sending.size,
            here: sending.size,
            used: sending.queued,
        };
        writing.put(HELD, &sending.digest, &to_json(&held)?)?;
        let queued = match queued {
            Some(mut known) => {
                known.again();
                known
            }
            None => sending.clone(),
        };
        writing.put(SENDING, &key, &to_json(&queued)?)?;
        // One too many, for a file that is there already, is put right at the next count.
        let so_far: usize = before.trim_end_matches(PICTURES).parse().unwrap_or(0);
        let pictures = picture && (so_far == 0 || before.ends_with(PICTURES));
        writing.put(PEOPLE, &count, &counted(so_far + 1, pictures))?;
        writing.commit().await
    }

    /// The files that a person sends, or sent from here.
    pub async fn sending(&self, person: &PersonId) -> Result<Vec<Sending>, StoreError> {
        let connection = self.connection().await?;
        let reading = Reading::begin(connection.database(), &[SENDING])?;
        reading.all(SENDING, Some(&keys::person_prefix(person))).await
    }

    /// Puts down how far a file is.
    pub async fn keep_sending(&self, person: &PersonId, sending: &Sending) -> Result<(), StoreError> {
        let key = keys::sending(person, &sending.unit, &sending.digest);
        self.put(SENDING, &key, &to_json(sending)?).await
    }

    /// Puts down how many files a person has not sent.
    pub async fn count_unsent(
        &self,
        person: &PersonId,
        count: usize,
        pictures: bool,
    ) -> Result<(), StoreError> {
        self.put(PEOPLE, &keys::unsent_files(person), &counted(count, pictures)).await
    }

    /// Which tab sends files, and its last sign of life.
    pub async fn file_lease(&self) -> Result<Lease, StoreError> {
        let lease = self.get(SENDING, keys::FILE_LEASE).await?;
        Ok(lease.map(|json| from_json(&json)).transpose()?.unwrap_or_default())
    }

    /// Gives a sign of life.
    pub async fn keep_file_lease(&self, lease: Lease) -> Result<(), StoreError> {
        self.put(SENDING, keys::FILE_LEASE, &to_json(&lease)?).await
    }

    /// What is held of every file.
    pub async fn held(&self) -> Result<Vec<Held>, StoreError> {
        let connection = self.connection().await?;
        let reading = Reading::begin(connection.database(), &[HELD])?;
        reading.all(HELD, None).await
    }

    /// The bytes of a file from `from` up to but not including `to`; none if they are not here.
    pub async fn read_file(
        &self,
        digest: &str,
        from: u64,
        to: u64,
    ) -> Result<Option<Uint8Array>, StoreError> {
        let connection = self.connection().await?;
        let reading = Reading::begin(connection.database(), &[FILES])?;
        let all = Uint8Array::new_with_length((to.saturating_sub(from)) as u32);
        let mut at = from;
        while at < to {
            let n = at / PIECE;
            let Some(piece) = reading.bytes(FILES, &keys::piece(digest, n)).await? else { return Ok(None) };
            let begin = at - n * PIECE;
            let end = (to - n * PIECE).min(u64::from(piece.length()));
            if end <= begin {
                return Ok(None);
            }
            all.set(&piece.subarray(begin as u32, end as u32), (at - from) as u32);
            at += end - begin;
        }
        Ok(Some(all))
    }

    /// Keeps the next piece of a file that is fetched; `held` is what is here with it.
    pub async fn keep_piece(&self, held: &Held, bytes: &Uint8Array) -> Result<(), StoreError> {
        let connection = self.connection().await?;
        let writing = Writing::begin(connection.database(), &[FILES, HELD])?;
        let n = held.here.saturating_sub(u64::from(bytes.length())) / PIECE;
        writing.put_bytes(FILES, &keys::piece(&held.digest, n), bytes)?;
        writing.put(HELD, &held.digest, &to_json(held)?)?;
        writing.commit().await
    }

    /// Notes that a file was looked at.
    pub async fn touch(&self, held: &Held) -> Result<(), StoreError> {
        self.put(HELD, &held.digest, &to_json(held)?).await
    }

    /// Drops copies: those that `of` names by what is held of them. What anybody still sends from here is left as it
    /// is, whatever is asked. Gives what went.
    pub async fn drop_copies(&self, of: impl Fn(&Held) -> bool) -> Result<Vec<String>, StoreError> {
        let connection = self.connection().await?;
        let writing = Writing::begin(connection.database(), &[FILES, HELD, SENDING])?;
        let queued: Vec<Queued> = writing.all(SENDING, None).await?;
        let unsent: BTreeSet<String> =
            queued.into_iter().filter(|file| file.there.is_none()).filter_map(|file| file.digest).collect();
        let held: Vec<Held> = writing.all(HELD, None).await?;
        let mut dropped = Vec::new();
        for held in held.into_iter().filter(|held| !unsent.contains(&held.digest) && of(held)) {
            writing.delete(HELD, &held.digest)?;
            writing.delete_prefix(FILES, &keys::pieces_prefix(&held.digest))?;
            dropped.push(held.digest);
        }
        writing.commit().await?;
        Ok(dropped)
    }
}

/// Of a [`Sending`], or of the lease that lies beside them, what says whether bytes are still needed.
#[derive(Deserialize)]
struct Queued {
    #[serde(default)]
    digest: Option<String>,
    #[serde(default)]
    there: Option<String>,
}

fn counted(count: usize, pictures: bool) -> String {
    if pictures { format!("{count}{PICTURES}") } else { count.to_string() }
}
