//! What can be found: a document, its texts, and the place that it opens.

use crate::{
    code::Code,
    ids::{EntityId, PlanId, Scope},
};

/// The place that a document opens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A part of a plan that bears no code.
    Part(PlanId, Part),
    /// A part with a code: an article, a clause, a group of the appendix, a heading row or a task.
    Code(PlanId, Code),
    /// Something that a scope recorded: an item, a product, a remark. The same item stands in every ward's scope.
    Record(Scope, EntityId),
}

/// Parts of a plan that bear no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The plan's title.
    Title,
    /// The decision's number, subject, grounds, recipients and signature.
    Decision,
    /// The paragraphs before section I.
    Preamble,
    /// The heading of section I and its paragraphs outside clauses; so for the other sections.
    Aims,
    /// Section II.
    Targets,
    /// Section III, focus.
    Focus,
    /// Section III, assignment.
    Assignment,
    /// Section IV.
    Funding,
    /// Section V.
    Organisation,
}

/// What a text is in its document, which decides what finding it there is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// A code, `PL.3.15`.
    Code,
    /// A document's number, `214/UBND-NV`.
    Number,
    /// What the document is called, or what a task asks for.
    Title,
    /// What a person wrote.
    Note,
    /// Any other text.
    Body,
    /// The wording of the source where it was corrected.
    Source,
}

impl Field {
    /// How much a word found here weighs.
    pub(super) fn weight(self) -> u32 {
        match self {
            Self::Code | Self::Number => 6,
            Self::Title => 5,
            Self::Note => 4,
            Self::Body => 3,
            Self::Source => 2,
        }
    }

    /// How many fields there are.
    pub(super) const COUNT: usize = 6;
    /// By their numbers.
    pub(super) const ALL: [Self; Self::COUNT] =
        [Self::Code, Self::Number, Self::Title, Self::Note, Self::Body, Self::Source];
}

/// A document: texts that open one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it opens; its identity in the index.
    pub place: Place,
    /// Its texts. A field may have several, or none.
    pub texts: Vec<(Field, String)>,
}

impl Document {
    /// A document without texts.
    pub fn new(place: Place) -> Self {
        Self { place, texts: Vec::new() }
    }

    /// With a text more; an empty one is left out.
    #[must_use]
    pub fn with(mut self, field: Field, text: &str) -> Self {
        self.push(field, text);
        self
    }

    /// Adds a text; an empty one is left out.
    pub fn push(&mut self, field: Field, text: &str) {
        if !text.is_empty() {
            self.texts.push((field, text.into()));
        }
    }

    /// The first text of a field, "" if it has none.
    pub fn text(&self, field: Field) -> &str {
        self.texts.iter().find(|(f, _)| *f == field).map_or("", |(_, text)| text)
    }
}
