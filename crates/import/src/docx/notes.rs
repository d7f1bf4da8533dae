//! Footnotes. In the plan's text a footnote is a paragraph that begins with its mark; here it becomes one.

use crate::{
    refusal::FileError,
    words,
    xml::{self, Node},
};
use std::collections::HashMap;

/// The footnotes by their ids, with the mark that each has.
#[derive(Default)]
pub struct Notes(HashMap<String, (String, String)>);

impl Notes {
    /// A footnote as a paragraph.
    pub fn text(&self, id: &str) -> Option<String> {
        self.0.get(id).map(|(mark, text)| format!("{mark} {text}"))
    }
}

/// The mark of the footnote that comes `n`th.
pub fn mark(n: usize) -> String {
    n.to_string().chars().map(raised).collect()
}

/// A digit raised; other characters stay.
pub fn raised(digit: char) -> char {
    match digit {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' => '⁰',
        '4'..='9' => char::from_u32(u32::from('⁴') + u32::from(digit) - u32::from('4')).unwrap_or(digit),
        other => other,
    }
}

/// Reads the part of the footnotes. Word's own separators have ids up to 0 or a type, and no words.
pub fn read(part: &str, xml: &str) -> Result<Notes, FileError> {
    let mut notes = Notes::default();
    let mut open: Option<(String, String)> = None;
    let mut in_text = false;
    xml::walk(part, xml, |node| {
        match node {
            Node::Open("footnote", attributes) => {
                open = attributes.get("id").map(|id| (id, String::new()));
            }
            Node::Open("t", _) => in_text = true,
            Node::Close("t") => in_text = false,
            Node::Close("p") => {
                if let Some((_, text)) = &mut open {
                    text.push(' ');
                }
            }
            Node::Text(text) if in_text => {
                if let Some((_, note)) = &mut open {
                    note.push_str(&text);
                }
            }
            Node::Close("footnote") => {
                if let Some((id, text)) = open.take()
                    && !text.trim().is_empty()
                {
                    // Marks are counted by the order in the text, which Word keeps in this part too.
                    let mark = mark(notes.0.len() + 1);
                    notes.0.insert(id, (mark, words::squeeze(&text)));
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(notes)
}
