//! The texts that a workbook's cells share.

use crate::{
    refusal::FileError,
    source::TEXT,
    xml::{self, Node},
};

/// The most texts. A plan has some hundreds.
const STRINGS: usize = 200_000;

/// The shared texts by their numbers.
pub fn read(part: &str, xml: &str) -> Result<Vec<String>, FileError> {
    let mut strings: Vec<String> = Vec::new();
    let (mut in_text, mut reading_aid) = (false, 0);
    xml::walk(part, xml, |node| {
        match node {
            Node::Open("si", _) if strings.len() == STRINGS => {
                return Err(FileError::TooMuchText { limit: TEXT });
            }
            Node::Open("si", _) => strings.push(String::new()),
            // How to pronounce a text, in East Asian workbooks.
            Node::Open("rPh", _) => reading_aid += 1,
            Node::Close("rPh") => reading_aid -= 1,
            Node::Open("t", _) => in_text = reading_aid == 0,
            Node::Close("t") => in_text = false,
            Node::Text(text) if in_text => {
                if let Some(last) = strings.last_mut() {
                    last.push_str(&unescape(&text));
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(strings)
}

/// Excel writes characters that XML cannot hold as `_x000D_`. A line feed is meant by some of them.
pub fn unescape(text: &str) -> String {
    text.replace("_x000D_", "").replace("_x000A_", "\n")
}
