//! Evidence: files that prove a product. What they may be, and how their bytes are cut for travelling.
//!
//! What is known of a file (name, kind, size, digest) are fields like any other; its bytes travel apart, named by
//! their SHA-256, in chunks that can be resumed.
//!
//! ```text
//!   waiting ─► Upload ─► ask where the server stands ─► send a chunk ─► … ─► there
//!      ▲          │ no answer: later, from there                        │ refused, with its reason
//!      └──────────┘                                                     └─► until a person says "again"
//! ```

mod queue;
#[cfg(test)]
mod tests;
mod upload;

pub use queue::{Place, Refused, Sending, next, unsent};
pub use upload::{Chunks, Gone, Heard, Step, Upload};

/// How many bytes a chunk has.
pub const CHUNK: u32 = 256 * 1024;

/// How many bytes a chunk has at least, however bad the connection.
pub const LEAST_CHUNK: u32 = 16 * 1024;

/// The most bytes that a file may have.
pub const FILE_LIMIT: u64 = 10 * 1024 * 1024;

/// What a file may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A photo as JPEG.
    Jpeg,
    /// A photo as WebP.
    Webp,
    /// A picture as PNG.
    Png,
    /// A document as PDF.
    Pdf,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::Webp, Self::Png, Self::Pdf];

    /// Its media type (RFC 6838).
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// The kind of a media type.
    pub fn of(media_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.media_type() == media_type)
    }

    /// The kind that a file's first bytes say it is, whatever its name: twelve are enough.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            _ => None,
        }
    }

    /// Whether it is a picture.
    pub fn is_image(self) -> bool {
        self != Self::Pdf
    }
}

/// The size that a text of decimal digits says, from 1 byte to [`FILE_LIMIT`].
pub fn size(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    let size: u64 = text.parse().ok().filter(|_| plain)?;
    (size <= FILE_LIMIT).then_some(size)
}

/// Why a file cannot be evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It has more bytes than [`FILE_LIMIT`], or than the server takes.
    #[error("the file has more than {0} bytes")]
    TooLarge(u64),
    /// It is neither a picture that everybody can open nor a PDF.
    #[error("the file is neither a JPEG, WebP or PNG picture nor a PDF")]
    Kind,
}

/// What a file is, by its first bytes and its length in bytes, of which there may be `limit`.
pub fn check(head: &[u8], size: u64, limit: u64) -> Result<Kind, Unfit> {
    match size {
        0 => Err(Unfit::Empty),
        _ if size > limit => Err(Unfit::TooLarge(limit)),
        _ => Kind::sniff(head).ok_or(Unfit::Kind),
    }
}

/// Whether a text names a file's bytes: SHA-256 in lower-case hexadecimal.
pub fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}
