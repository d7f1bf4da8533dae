//! The numbers and bullets that Word makes itself: they stand nowhere in the text.

use crate::{
    refusal::FileError,
    xml::{self, Attributes, Node},
};
use std::collections::HashMap;

/// Which list and which of its levels a paragraph is on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbered {
    /// The list's id. "0" takes the paragraph off every list.
    pub list: String,
    /// The level, from 0.
    pub level: usize,
}

/// Word's deepest level.
const LEVELS: usize = 9;

/// No list begins higher.
const START: usize = 10_000;
/// The most characters of what Word prints before a paragraph.
const LABEL: usize = 64;

#[derive(Clone, Debug)]
struct Level {
    format: String,
    text: String,
    start: usize,
}

impl Default for Level {
    fn default() -> Self {
        Self { format: "decimal".into(), text: String::new(), start: 1 }
    }
}

/// The lists of a document and how far each has been counted.
#[derive(Default)]
pub struct Numbering {
    forms: HashMap<String, Vec<Level>>,
    /// The form of each list.
    lists: HashMap<String, String>,
    counts: HashMap<String, [Option<usize>; LEVELS]>,
}

impl Numbering {
    /// Reads the part of the lists.
    pub fn read(part: &str, xml: &str) -> Result<Self, FileError> {
        let mut numbering = Self::default();
        let (mut form, mut list, mut level) = (None::<String>, None::<String>, 0);
        let value = |attributes: &Attributes<'_>| attributes.get("val").unwrap_or_default();
        xml::walk(part, xml, |node| {
            match node {
                Node::Open("abstractNum", attributes) => form = attributes.get("abstractNumId"),
                Node::Close("abstractNum") => form = None,
                Node::Open("num", attributes) => list = attributes.get("numId"),
                Node::Close("num") => list = None,
                Node::Open("abstractNumId", attributes) => {
                    if let Some(list) = &list {
                        numbering.lists.insert(list.clone(), value(&attributes));
                    }
                }
                Node::Open("lvl", attributes) => {
                    level = attributes.get("ilvl").and_then(|l| l.parse().ok()).unwrap_or(0).min(LEVELS - 1);
                }
                Node::Open(name @ ("start" | "numFmt" | "lvlText"), attributes) => {
                    if let Some(form) = &form {
                        let levels = numbering
                            .forms
                            .entry(form.clone())
                            .or_insert_with(|| vec![Level::default(); LEVELS]);
                        match name {
                            "start" => {
                                levels[level].start = value(&attributes).parse().unwrap_or(1).min(START)
                            }
                            "numFmt" => levels[level].format = value(&attributes),
                            _ => levels[level].text = value(&attributes).chars().take(LABEL).collect(),
                        }
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(numbering)
    }

    /// What Word prints before the next paragraph of a list: "1.2.", or "-" for any bullet.
    pub fn next(&mut self, numbered: &Numbered) -> Option<String> {
        let form = self.lists.get(&numbered.list)?;
        let levels = self.forms.get(form)?;
        let at = numbered.level.min(LEVELS - 1);
        // Lists of one form count on; Word's own exceptions to that (overrides) are not looked at.
        let counts = self.counts.entry(form.clone()).or_default();
        counts[at] = Some(counts[at].map_or(levels[at].start, |count| count + 1));
        for (above, level) in counts.iter_mut().zip(levels).take(at) {
            above.get_or_insert(level.start);
        }
        counts[at + 1..].fill(None);
        match levels[at].format.as_str() {
            "bullet" => return Some("-".into()),
            "none" => return None,
            _ => {}
        }
        let mut text = levels[at].text.clone();
        for (above, level) in levels.iter().enumerate().take(at + 1) {
            let number = counts[above].unwrap_or(1);
            text = text.replace(&format!("%{}", above + 1), &print(number, &level.format));
        }
        (!text.trim().is_empty()).then_some(text)
    }
}

fn print(number: usize, format: &str) -> String {
    match format {
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperLetter" => letter(number, b'A'),
        "lowerLetter" => letter(number, b'a'),
        "decimalZero" => format!("{number:02}"),
        _ => number.to_string(),
    }
}

fn roman(mut number: usize) -> String {
    let mut text = String::new();
    for (sign, value) in [("L", 50), ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1)] {
        while number >= value && text.len() < 16 {
            text.push_str(sign);
            number -= value;
        }
    }
    text
}

fn letter(number: usize, first: u8) -> String {
    let letter = u8::try_from((number.max(1) - 1) % 26).unwrap_or_default();
    char::from(first + letter).to_string()
}

/// The lists that paragraph styles put their paragraphs on.
pub fn of_styles(part: &str, xml: &str) -> Result<HashMap<String, Numbered>, FileError> {
    let mut styles: HashMap<String, Numbered> = HashMap::new();
    let mut style: Option<String> = None;
    xml::walk(part, xml, |node| {
        match node {
            Node::Open("style", attributes) => style = attributes.get("styleId"),
            Node::Close("style") => style = None,
            Node::Open(name @ ("numId" | "ilvl"), attributes) => {
                if let (Some(style), Some(value)) = (&style, attributes.get("val")) {
                    let numbered = styles.entry(style.clone()).or_default();
                    match name {
                        "numId" => numbered.list = value,
                        _ => numbered.level = value.parse().unwrap_or(0),
                    }
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(styles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_counts_its_levels() {
        let xml = r#"<numbering><abstractNum abstractNumId="7">
            <lvl ilvl="0"><start val="1"/><numFmt val="upperRoman"/><lvlText val="%1."/></lvl>
            <lvl ilvl="1"><start val="1"/><numFmt val="decimal"/><lvlText val="%2"/></lvl>
            <lvl ilvl="2"><numFmt val="decimal"/><lvlText val="%2.%3."/></lvl>
            <lvl ilvl="3"><numFmt val="bullet"/><lvlText val="o"/></lvl></abstractNum>
            <num numId="3"><abstractNumId val="7"/></num></numbering>"#;
        let mut numbering = Numbering::read("n", xml).unwrap();
        let mut next = |level| numbering.next(&Numbered { list: "3".into(), level }).unwrap();
        let labels = [0, 1, 2, 2, 3, 1, 2, 0, 1].map(&mut next);
        assert_eq!(labels, ["I.", "1", "1.1.", "1.2.", "-", "2", "2.1.", "II.", "1"]);
        assert_eq!(numbering.next(&Numbered { list: "0".into(), level: 0 }), None);
    }
}
