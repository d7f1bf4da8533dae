//! XML event by event, within bounds: no document type, no entity but the five and characters by number, no
//! nesting deeper than Office writes.

use crate::{refusal::FileError, report::excerpt};
use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};
use std::borrow::Cow;

/// The deepest nesting. Word with tables in text boxes in tables stays well below.
const DEPTH: usize = 128;

/// What a walk comes by. Names are local ones: the prefix before the colon is each program's own affair.
pub enum Node<'a> {
    /// An element begins.
    Open(&'a str, Attributes<'a>),
    /// An element ends.
    Close(&'a str),
    /// Text between them.
    Text(Cow<'a, str>),
}

/// The attributes of an element.
pub struct Attributes<'a>(&'a BytesStart<'a>);

impl Attributes<'_> {
    /// The value of an attribute by its local name. One that is not well-formed is not there.
    pub fn get(&self, local: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        // Each name compared with each before it would take for ever on a hostile tag.
        attributes.with_checks(false);
        let found = attributes.flatten().find(|a| a.key.local_name().into_inner() == local)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
    }

    /// Like [`Self::get`], with the prefix: `r:id` beside `id`.
    pub fn get_full(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let found = attributes.flatten().find(|a| a.key.into_inner() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
    }
}

/// Walks through a part of an archive.
pub fn walk(
    part: &str,
    xml: &str,
    mut visit: impl FnMut(Node<'_>) -> Result<(), FileError>,
) -> Result<(), FileError> {
    let wrong = |problem: String| FileError::Xml { part: excerpt(part), problem: excerpt(&problem) };
    let mut reader = Reader::from_str(xml.trim_start_matches('\u{feff}'));
    let mut depth = 0;
    loop {
        let event = reader.read_event().map_err(|error| wrong(error.to_string()))?;
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth > DEPTH {
                    return Err(wrong(format!("lồng nhau hơn {DEPTH} lớp")));
                }
                visit(Node::Open(start.local_name().into_inner(), Attributes(&start)))?;
            }
            Event::Empty(start) => {
                visit(Node::Open(start.local_name().into_inner(), Attributes(&start)))?;
                visit(Node::Close(start.local_name().into_inner()))?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Node::Close(end.local_name().into_inner()))?;
            }
            Event::Text(text) => visit(Node::Text(text.xml10_content()))?,
            Event::CData(text) => visit(Node::Text(text.xml10_content()))?,
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|error| wrong(error.to_string()))?;
                let name = reference.into_inner();
                let text = match character {
                    Some(character) => Cow::Owned(character.to_string()),
                    None => resolve_predefined_entity(&name)
                        .map(Cow::Borrowed)
                        .ok_or_else(|| wrong(format!("có thực thể lạ “&{};”", excerpt(&name))))?,
                };
                visit(Node::Text(text))?;
            }
            Event::DocType(_) => return Err(wrong("có khai báo DOCTYPE".into())),
            Event::Eof if depth > 0 => return Err(wrong("bị cắt giữa chừng".into())),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

/// A relationship of a part with another.
pub struct Relation {
    /// Its id, "rId3".
    pub id: String,
    /// The last word of its type, "worksheet".
    pub kind: String,
    /// The other part's full name.
    pub target: String,
}

/// The relationships of a part in `folder` ("xl"; empty at the top), from its `.rels` file.
pub fn relations(part: &str, xml: &str, folder: &str) -> Result<Vec<Relation>, FileError> {
    let mut found = Vec::new();
    walk(part, xml, |node| {
        if let Node::Open("Relationship", attributes) = node
            && let (Some(id), Some(kind), Some(target)) =
                (attributes.get("Id"), attributes.get("Type"), attributes.get("Target"))
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            found.push(Relation { id, kind, target: resolve(folder, &target) });
        }
        Ok(())
    })?;
    Ok(found)
}

/// A target seen from a folder, as a full name within the archive.
fn resolve(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The folder that a part lies in.
pub fn folder(part: &str) -> &str {
    part.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name of a part's file of relationships.
pub fn relations_of(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}
