//! Photographs and documents as people choose them: made here, with all that a camera writes beside a picture.

use crate::{OrFail, browser::Browser};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use std::{fs, path::PathBuf};
use tempfile::TempDir;

/// A place in Hồ Chí Minh City, as the block that cameras write has it.
const PLACE: &[u8] = b"GPS 10.7403N 106.6167E";

impl Browser {
    /// A photograph of so many pixels with nothing but noise on it, as JPEG; a camera held upright wrote down how it
    /// was held, and where.
    pub async fn photograph(&self, width: u32, height: u32) -> Vec<u8> {
        let script = format!(
            "const canvas = document.createElement('canvas'); \
             canvas.width = {width}; canvas.height = {height}; \
             const pen = canvas.getContext('2d'); \
             const picture = pen.createImageData({width}, {height}); \
             let seed = 42; \
             for (let i = 0; i < picture.data.length; i += 4) {{ \
                 seed = (seed * 1664525 + 1013904223) >>> 0; \
                 picture.data[i] = seed >>> 24; picture.data[i + 1] = seed >>> 16 & 255; \
                 picture.data[i + 2] = seed >>> 8 & 255; picture.data[i + 3] = 255; }} \
             pen.putImageData(picture, 0, 0); \
             return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]"
        );
        let plain: String = self.read(&script).await;
        let plain = STANDARD.decode(plain).or_fail("a picture");
        with_block(&plain)
    }

    /// Chooses a file in the input that a selector finds, as by the system's own window.
    pub async fn choose_file(&self, selector: &str, name: &str, bytes: &[u8]) {
        let folder = TempDir::new().or_fail("a folder for a file");
        let path: PathBuf = folder.path().join(name);
        fs::write(&path, bytes).or_fail("writing a file");
        let mut input = None;
        self.wait_until(format!("an input {selector}"), async || {
            let script = "const input = document.querySelector(arguments[0]); \
                 return input && !input.disabled ? input : null";
            input = self.element(script, vec![json!(selector)]).await;
            input.is_some()
        })
        .await;
        let input = input.or_fail("an input");
        input.send_keys(path.display().to_string()).await.or_fail("choosing a file");
        // The browser reads it when the page asks for it.
        self.wait_until("the file is taken or refused", async || {
            let script = "return !document.querySelector(arguments[0])?.disabled";
            self.read_with(script, vec![json!(selector)]).await
        })
        .await;
    }
}

/// The picture with an Exif block (JEITA CP-3451) behind its first marker: turned by a quarter, and a place.
fn with_block(picture: &[u8]) -> Vec<u8> {
    let mut block = b"Exif\0\0MM\0\x2a\0\0\0\x08".to_vec();
    // Two entries: the orientation 6, and a pointer to the place's own list, which here holds a text.
    block.extend(2u16.to_be_bytes());
    let entry = |block: &mut Vec<u8>, tag: u16, kind: u16, value: [u8; 4]| {
        block.extend(tag.to_be_bytes());
        block.extend(kind.to_be_bytes());
        block.extend(1u32.to_be_bytes());
        block.extend(value);
    };
    entry(&mut block, 0x0112, 3, [0, 6, 0, 0]);
    entry(&mut block, 0x8825, 4, 38u32.to_be_bytes());
    block.extend([0; 4]);
    block.extend([0, 0]);
    block.extend(PLACE);
    let length = u16::try_from(block.len() + 2).or_fail("the block's length");
    let mut whole = picture[..2].to_vec();
    whole.extend([0xff, 0xe1]);
    whole.extend(length.to_be_bytes());
    whole.extend(block);
    whole.extend(&picture[2..]);
    whole
}

/// Across and down of a JPEG, by its frame's header (ITU T.81, B.2.2).
pub fn jpeg_size(bytes: &[u8]) -> Option<(u16, u16)> {
    let mut at = 2;
    loop {
        let [0xff, marker, high, low, ..] = *bytes.get(at..)? else { return None };
        if matches!(marker, 0xc0..=0xc2) {
            let side = |from: usize| Some(u16::from_be_bytes([*bytes.get(from)?, *bytes.get(from + 1)?]));
            return Some((side(at + 7)?, side(at + 5)?));
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
}

/// Whether bytes hold what a camera writes beside a picture.
pub fn tells_a_place(bytes: &[u8]) -> bool {
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    holds(b"Exif") || holds(PLACE)
}
