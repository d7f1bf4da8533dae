//! The queue of files: which goes next, and what became of each.

use crate::{clock::Millis, ids::UnitId};
use serde::{Deserialize, Serialize};

/// Why a file is not sent any more, until a person says "again".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Refused {
    /// The server takes no such files.
    #[error("the server takes no such files")]
    Kind,
    /// It has more bytes than the server takes.
    #[error("the file has more bytes than the server takes")]
    TooLarge,
    /// The unit has used up its room on the server.
    #[error("the unit has used up its room on the server")]
    Quota,
    /// The person may not record for the unit.
    #[error("the person may not record for the unit")]
    Denied,
    /// It does not arrive as what its digest says.
    #[error("the bytes do not arrive as what the digest says")]
    Damaged,
    /// The device has lost its bytes.
    #[error("the device has lost the bytes")]
    Lost,
}

/// Where a file of this device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Here alone; so many bytes are on the server.
    Here(u64),
    /// On the server too.
    There,
    /// The server does not take it.
    Refused(Refused),
}

/// A file that this device sends, as it is kept in its store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// For which unit.
    pub unit: UnitId,
    /// SHA-256 of the bytes.
    pub digest: String,
    /// How many bytes.
    pub size: u64,
    /// When it was queued, by the device's clock.
    pub queued: Millis,
    /// Where the server stood when last heard; none before it was first tried.
    pub sent: Option<u64>,
    /// The database that has it whole, by its epoch. Another one, restored from an old copy, may lack it.
    pub there: Option<String>,
    /// How often the server could not do what was asked.
    pub tries: u32,
    /// Why it is not sent any more.
    pub refused: Option<Refused>,
}

impl Sending {
    /// A file that is still to be sent.
    pub fn new(unit: UnitId, digest: String, size: u64, now: Millis) -> Self {
        Self { unit, digest, size, queued: now, sent: None, there: None, tries: 0, refused: None }
    }

    /// Where it is, seen from a database called `epoch`; none where the device never heard of one.
    pub fn place(&self, epoch: Option<&str>) -> Place {
        match (&self.refused, &self.there) {
            (Some(why), _) => Place::Refused(*why),
            (None, Some(there)) if epoch.is_none_or(|epoch| epoch == there) => Place::There,
            _ => Place::Here(self.sent.unwrap_or(0).min(self.size)),
        }
    }

    /// The server has it whole.
    pub fn arrived(&mut self, epoch: &str) {
        self.sent = Some(self.size);
        self.there = Some(epoch.to_owned());
        (self.tries, self.refused) = (0, None);
    }

    /// A person wants it sent once more.
    pub fn again(&mut self) {
        (self.tries, self.refused) = (0, None);
    }
}

/// The file to send next, of those that are not passed over: what failed less often first, so that one that always
/// fails holds up nothing; among those the oldest.
pub fn next<'a>(
    queue: impl IntoIterator<Item = &'a Sending>,
    epoch: Option<&str>,
    passed: impl Fn(&Sending) -> bool,
) -> Option<&'a Sending> {
    let waits = |file: &&Sending| matches!(file.place(epoch), Place::Here(_)) && !passed(file);
    queue.into_iter().filter(waits).min_by_key(|file| (file.tries, file.queued, file.digest.clone()))
}

/// How many files are not on the server, and how many of them the server refused.
pub fn unsent<'a>(queue: impl IntoIterator<Item = &'a Sending>, epoch: Option<&str>) -> (usize, usize) {
    queue.into_iter().fold((0, 0), |(waiting, refused), file| match file.place(epoch) {
        Place::Here(_) => (waiting + 1, refused),
        Place::There => (waiting, refused),
        Place::Refused(_) => (waiting + 1, refused + 1),
    })
}
