//! The archive that a Word or Excel file is, taken apart within bounds.
//!
//! The central directory is judged before a byte is unpacked. What it says may be a lie, so each part is also
//! cut off where it would pass what it was said to be.

use crate::{refusal::FileError, report::excerpt};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The most parts. A plan's file has some twenty.
const ENTRIES: usize = 200;
/// The most bytes of all parts together, unpacked.
const UNPACKED: u64 = 50 * 1024 * 1024;
/// The most times that a part may grow.
const RATIO: u64 = 100;
/// Smaller parts do no harm, however well they are packed.
const SMALL: u64 = 64 * 1024;

/// An archive whose directory has been found harmless.
pub struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<(String, usize)>,
    left: u64,
}

fn bomb(problem: impl Into<String>) -> FileError {
    FileError::Bomb { problem: problem.into() }
}

impl<'a> Archive<'a> {
    /// Opens an archive and judges its directory.
    pub fn open(bytes: &'a [u8]) -> Result<Self, FileError> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(FileError::broken)?;
        if zip.len() > ENTRIES {
            return Err(bomb(format!("có {} phần, nhiều hơn {ENTRIES}", zip.len())));
        }
        let mut names = Vec::new();
        let mut total: u64 = 0;
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index).map_err(FileError::broken)?;
            let name = entry.name().map_err(FileError::broken)?.into_owned();
            if name.contains(['\\', '\0', ':'])
                || name.starts_with('/')
                || name.split('/').any(|step| step == "..")
            {
                return Err(bomb(format!("có phần mang tên lạ “{}”", excerpt(&name).escape_debug())));
            }
            if entry.encrypted() {
                return Err(FileError::Encrypted);
            }
            let (size, packed) = (entry.size(), entry.compressed_size());
            if size > SMALL && size / RATIO > packed {
                return Err(bomb(format!("phần “{}” nở ra hơn {RATIO} lần", excerpt(&name))));
            }
            total = total.saturating_add(size);
            names.push((name, index));
        }
        if total > UNPACKED {
            return Err(bomb(format!("giải nén ra hơn {} MB", UNPACKED / (1024 * 1024))));
        }
        Ok(Self { zip, names, left: UNPACKED })
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|(known, _)| known == name)
    }

    /// Whether the name of any part ends so.
    pub fn has_ending(&self, end: &str) -> bool {
        self.names.iter().any(|(known, _)| known.ends_with(end))
    }

    /// A part as text; none when it is not there.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, FileError> {
        let Some((_, index)) = self.names.iter().find(|(known, _)| known == name) else { return Ok(None) };
        let entry = self.zip.by_index(*index).map_err(FileError::broken)?;
        let said = entry.size().min(self.left);
        let mut bytes = Vec::new();
        // One byte more than was said shows the lie.
        entry.take(said + 1).read_to_end(&mut bytes).map_err(FileError::broken)?;
        let read = bytes.len() as u64;
        if read > said {
            return Err(bomb(format!("phần “{name}” lớn hơn mục lục của tệp đã ghi")));
        }
        self.left -= read;
        let text = match bytes.as_slice() {
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => crate::kind::utf16(&bytes),
            _ => String::from_utf8(bytes).ok(),
        };
        let not_text = || FileError::Xml { part: name.into(), problem: "không phải chữ UTF-8".into() };
        text.ok_or_else(not_text).map(Some)
    }
}
