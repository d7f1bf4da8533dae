//! What kind of file it is, told by its bytes and never by its name.

use crate::refusal::{FileError, Foreign};

/// What begins a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An archive: a Word or Excel file, if it has their parts.
    Zip,
    /// Text in UTF-8, or what must turn out to be.
    Text,
    /// Text in UTF-16 with its mark, as Excel's "Unicode text".
    Utf16,
}

const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

const FOREIGN: [(&[u8], Foreign); 16] = [
    (b"%PDF-", Foreign::Pdf),
    (b"\x89PNG\r\n", Foreign::Image),
    (b"\xFF\xD8\xFF", Foreign::Image),
    (b"GIF8", Foreign::Image),
    (b"II*\0", Foreign::Image),
    (b"MM\0*", Foreign::Image),
    (b"BM", Foreign::Image),
    (b"{\\rtf", Foreign::RichText),
    (b"Rar!\x1A\x07", Foreign::Archive),
    (b"7z\xBC\xAF\x27\x1C", Foreign::Archive),
    (b"\x1F\x8B", Foreign::Archive),
    (b"BZh", Foreign::Archive),
    (b"<?xml", Foreign::WebPage),
    (b"<!DOCTYPE", Foreign::WebPage),
    (b"<html", Foreign::WebPage),
    (b"<HTML", Foreign::WebPage),
];

/// The kind of a file, or that it is one that is not read.
pub fn of(bytes: &[u8]) -> Result<Kind, FileError> {
    if bytes.starts_with(b"PK\x03\x04")
        || bytes.starts_with(b"PK\x05\x06")
        || bytes.starts_with(b"PK\x07\x08")
    {
        return Ok(Kind::Zip);
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Ok(Kind::Utf16);
    }
    if bytes.starts_with(OLE) {
        return Err(old_office(bytes));
    }
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let foreign = FOREIGN.iter().find(|(magic, _)| {
        // Two letters are too little to tell a picture from a text that begins with them.
        text.starts_with(magic) && (*magic != b"BM" || std::str::from_utf8(bytes).is_err())
    });
    if let Some((_, foreign)) = foreign {
        return Err(FileError::Foreign(*foreign));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") || bytes.get(4..8) == Some(b"ftyp") {
        return Err(FileError::Foreign(Foreign::Image));
    }
    Ok(Kind::Text)
}

/// A compound file has its streams' names in UTF-16 in its directory.
fn old_office(bytes: &[u8]) -> FileError {
    let names = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name.as_slice())
    };
    if names("EncryptedPackage") {
        FileError::Encrypted
    } else if names("WordDocument") {
        FileError::Foreign(Foreign::OldWord)
    } else if names("Workbook") || names("Book") {
        FileError::Foreign(Foreign::OldExcel)
    } else {
        FileError::Foreign(Foreign::OldOffice)
    }
}

/// The text of a UTF-16 file with its mark; none when it is not such text.
pub fn utf16(bytes: &[u8]) -> Option<String> {
    let little = bytes.starts_with(b"\xFF\xFE");
    let (pairs, rest) = bytes.get(2..)?.as_chunks::<2>();
    let read = if little { u16::from_le_bytes } else { u16::from_be_bytes };
    let units = pairs.iter().map(|pair| read(*pair));
    rest.is_empty().then(|| char::decode_utf16(units).collect::<Result<String, _>>().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> FileError {
        of(bytes).unwrap_err()
    }

    fn compound(stream: &str) -> Vec<u8> {
        let name = stream.encode_utf16().flat_map(u16::to_le_bytes);
        OLE.iter().copied().chain([0; 504]).chain(name).collect()
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(of(b"PK\x03\x04rest"), Ok(Kind::Zip));
        assert_eq!(of("\u{feff}STT;Nhiệm vụ".as_bytes()), Ok(Kind::Text));
        assert_eq!(of(b"BM. UBND"), Ok(Kind::Text));
        assert_eq!(of(b""), Ok(Kind::Text));
        for (bytes, foreign) in [
            (&b"%PDF-1.7"[..], Foreign::Pdf),
            (b"\x89PNG\r\n\x1A\n", Foreign::Image),
            (b"\xFF\xD8\xFF\xE0", Foreign::Image),
            (b"BM\xFF\xFF", Foreign::Image),
            (b"RIFF\0\0\0\0WEBPVP8 ", Foreign::Image),
            (b"\0\0\0\x18ftypheic", Foreign::Image),
            (b"{\\rtf1", Foreign::RichText),
            (b"7z\xBC\xAF\x27\x1C", Foreign::Archive),
            (b"\n<html xmlns:x=", Foreign::WebPage),
            (b"\xEF\xBB\xBF<?xml version", Foreign::WebPage),
        ] {
            assert_eq!(refused(bytes), FileError::Foreign(foreign), "{bytes:?}");
        }
    }

    #[test]
    fn old_office_files_are_told_apart_and_the_words_say_what_to_do() {
        assert_eq!(refused(&compound("WordDocument")), FileError::Foreign(Foreign::OldWord));
        assert!(refused(&compound("Workbook")).to_string().contains(".xlsx"));
        assert_eq!(refused(&compound("EncryptedPackage")), FileError::Encrypted);
        assert_eq!(refused(&compound("PowerPoint Document")), FileError::Foreign(Foreign::OldOffice));
    }

    #[test]
    fn utf_16_is_read_in_both_orders() {
        let text = "STT\tNhiệm vụ";
        let little: Vec<u8> =
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> =
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        assert_eq!(utf16(&little).as_deref(), Some(text));
        assert_eq!(utf16(&big).as_deref(), Some(text));
        assert_eq!(utf16(b"\xFF\xFEa"), None);
        assert_eq!(utf16(b"\xFF\xFE\x00\xD8"), None);
    }
}
