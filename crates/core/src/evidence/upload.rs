//! Sending one file: what goes next, given what the server holds.

use std::ops::Range;

/// After so many chunks that moved nothing, or so many times that the bytes did not arrive as they were sent, a
/// file is given up.
const PATIENCE: u8 = 2;

/// How large chunks are, in bytes. Parameters, so that tests can set them to 1, 2 or 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunks {
    /// On a good connection.
    pub most: u64,
    /// On a bad one.
    pub least: u64,
    /// Now, as the last answers were.
    pub now: u64,
}

impl Default for Chunks {
    fn default() -> Self {
        Self::between(u64::from(super::LEAST_CHUNK), u64::from(super::CHUNK))
    }
}

impl Chunks {
    /// From `least` to `most` bytes, the latter first.
    pub fn between(least: u64, most: u64) -> Self {
        let most = most.max(1);
        Self { most, least: least.clamp(1, most), now: most }
    }

    fn shrink(&mut self) {
        self.now = (self.now / 2).max(self.least);
    }

    fn grow(&mut self) {
        self.now = (self.now * 2).min(self.most);
    }
}

/// What goes to the server next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing: only the question where it stands.
    Ask,
    /// These bytes.
    Send(Range<u64>),
    /// The server has the file.
    Done,
}

/// What the server said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It has so many bytes.
    At(u64),
    /// What it had were other bytes than the digest says, and it dropped them.
    Spoiled,
}

/// Why sending cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Gone {
    /// What arrives is not what the digest says, again and again.
    #[error("the bytes arrive damaged again and again")]
    Spoiled,
    /// The server takes chunks and does not move.
    #[error("the server does not move")]
    Stuck,
}

/// A file on its way.
#[derive(Clone, Debug)]
pub struct Upload {
    size: u64,
    /// Where the server stands, once it is known.
    at: Option<u64>,
    chunks: Chunks,
    spoiled: u8,
    stuck: u8,
}

impl Upload {
    /// A file of `size` bytes. `sent` is where the server stood when it was last heard; none if it never was
    /// asked, for then it may be sent to without asking.
    pub fn begin(size: u64, sent: Option<u64>, chunks: Chunks) -> Self {
        let at = if sent.is_none() { Some(0) } else { None };
        Self { size, at, chunks, spoiled: 0, stuck: 0 }
    }

    /// What goes next.
    pub fn next(&self) -> Step {
        match self.at {
            None => Step::Ask,
            Some(at) if at >= self.size => Step::Done,
            Some(at) => Step::Send(at..(at + self.chunks.now).min(self.size)),
        }
    }

    /// Takes an answer.
    pub fn heard(&mut self, heard: Heard) -> Result<(), Gone> {
        match heard {
            // More than there is: another file's, or a server that counts wrongly.
            Heard::At(at) if at > self.size => self.spoiled(),
            Heard::At(at) => {
                match self.at {
                    Some(before) if at <= before => {
                        self.stuck += 1;
                        if self.stuck > PATIENCE {
                            return Err(Gone::Stuck);
                        }
                    }
                    Some(_) => {
                        self.stuck = 0;
                        self.chunks.grow();
                    }
                    // The answer to a question moves nothing.
                    None => {}
                }
                self.at = Some(at);
                Ok(())
            }
            Heard::Spoiled => self.spoiled(),
        }
    }

    /// No answer came: the server may have the chunk or not, so it is asked; and the next chunk is smaller.
    pub fn lost(&mut self) {
        self.at = None;
        self.chunks.shrink();
    }

    /// How large chunks are by now, for the next file to begin with.
    pub fn chunks(&self) -> Chunks {
        self.chunks
    }

    /// Where the server stands, as far as is known.
    pub fn at(&self) -> Option<u64> {
        self.at
    }

    fn spoiled(&mut self) -> Result<(), Gone> {
        self.spoiled += 1;
        self.at = Some(0);
        if self.spoiled >= PATIENCE { Err(Gone::Spoiled) } else { Ok(()) }
    }
}
