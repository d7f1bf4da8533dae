//! Fields: what an entity has, and what each may hold.

use crate::{
    answer::Answer,
    change::{State, TEXT_LIMIT, Value},
    code::Code,
    counter::{self, Correction, Measure},
    ids::{EntityId, ProcedureKey},
    period::Entry,
    plan::Membership,
    targets,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A field. One that this build does not know is kept as it came.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Field {
    /// An item's state, a [`crate::change::State`].
    State,
    /// An item's remark, or what a plan's version is for, in free text.
    Note,
    /// Who sees to an item: a person with an account as `@id`, or a name in free text ([`crate::assignee`]).
    Assignee,
    /// The unit's own earlier date for an item.
    Milestone,
    /// Why an item does not apply, or why a proposal is made, in free text.
    Reason,
    /// Whether an item folded under coordination was activated.
    Active,
    /// The day on which the event came that an item waited for, or that it is there for.
    Event,
    /// The date by which an item is due that the plan does not date: an own one, one that waited, one that occurs.
    Due,
    /// What an own item, or a product of one, is called.
    Title,
    /// Whether an own item, a product of one, a file or a proposal was taken back. What it held stays.
    Removed,
    /// Whether a product exists.
    Ready,
    /// The number of the document that a product is ("214/UBND").
    Number,
    /// The date of that document.
    Issued,
    /// SHA-256, in hexadecimal: of the plan document as published, or of a file's bytes.
    Digest,
    /// A file's name as people read it.
    Name,
    /// A file's media type, `image/jpeg`.
    Kind,
    /// A file's length in bytes, as decimal digits.
    Size,
    /// What the device is called that holds a file's bytes until the server has them.
    Device,
    /// What a remark says, or the wording that a proposal puts forward.
    Text,
    /// The code of the part of the plan that a proposal is about, or an own item.
    About,
    /// Whether a task stands on checklists, a [`crate::plan::Membership`], as the district says it.
    Membership,
    /// The district's answer: to "does not apply" an [`crate::answer::Answer`], to a proposal `accepted` or `declined`.
    Answer,
    /// The district's words to its answer.
    Reply,
    /// What is counted at the counter, a [`Measure`]: of a count a whole number, of a day a [`Correction`], of a figure
    /// a whole number from 0.
    Measure(Measure),
    /// The field of procedures of a late dossier, a [`ProcedureKey`].
    ProcedureOf,
    /// By how many days a dossier was late: a whole number from 1.
    DaysLate,
    /// The number of the letter that apologises for a late dossier.
    Apology,
    /// The date newly promised for a late dossier.
    Promised,
    /// The day on which feedback was received.
    ReceivedOn,
    /// The day on which feedback was handled.
    HandledOn,
    /// The day on which feedback was answered.
    AnsweredOn,
    /// The day on which the answer to feedback was published.
    PublishedOn,
    /// The first day of a period's figures.
    From,
    /// The last day of a period's figures.
    To,
    /// How a unit records for a period, an [`Entry`].
    Entry,
    /// What a unit submitted for a period, a [`crate::targets::Frozen`]; nothing once it is open again.
    Submitted,
    /// A reading's numerator: a whole number from 0 to [`counter::READING_LIMIT`].
    Numerator,
    /// A reading's denominator, likewise.
    Denominator,
    /// Where a publication is to be seen: an address on the web or a document's number.
    Link,
    /// A target as the district defines it, a [`crate::targets::Target`] as JSON.
    Definition,
    /// A field of a newer build.
    Other(String),
}

impl Field {
    const KNOWN: [Self; 48] = [
        Self::State,
        Self::Note,
        Self::Assignee,
        Self::Milestone,
        Self::Reason,
        Self::Active,
        Self::Event,
        Self::Due,
        Self::Title,
        Self::Removed,
        Self::Ready,
        Self::Number,
        Self::Issued,
        Self::Digest,
        Self::Name,
        Self::Kind,
        Self::Size,
        Self::Device,
        Self::Text,
        Self::About,
        Self::Membership,
        Self::Answer,
        Self::Reply,
        Self::Measure(Measure::Received),
        Self::Measure(Measure::Resolved),
        Self::Measure(Measure::OnTime),
        Self::Measure(Measure::Late),
        Self::Measure(Measure::Online),
        Self::Measure(Measure::PaidOnline),
        Self::Measure(Measure::Digitised),
        Self::Measure(Measure::Surveyed),
        Self::Measure(Measure::Satisfied),
        Self::ProcedureOf,
        Self::DaysLate,
        Self::Apology,
        Self::Promised,
        Self::ReceivedOn,
        Self::HandledOn,
        Self::AnsweredOn,
        Self::PublishedOn,
        Self::From,
        Self::To,
        Self::Entry,
        Self::Submitted,
        Self::Numerator,
        Self::Denominator,
        Self::Link,
        Self::Definition,
    ];

    /// The name in stores and on the wire.
    pub fn name(&self) -> &str {
        match self {
            Self::State => "state",
            Self::Note => "note",
            Self::Assignee => "assignee",
            Self::Milestone => "milestone",
            Self::Reason => "reason",
            Self::Active => "active",
            Self::Event => "event",
            Self::Due => "due",
            Self::Title => "title",
            Self::Removed => "removed",
            Self::Ready => "ready",
            Self::Number => "number",
            Self::Issued => "issued",
            Self::Digest => "digest",
            Self::Name => "name",
            Self::Kind => "kind",
            Self::Size => "size",
            Self::Device => "device",
            Self::Text => "text",
            Self::About => "about",
            Self::Membership => "membership",
            Self::Answer => "answer",
            Self::Reply => "reply",
            Self::Measure(measure) => measure.name(),
            Self::ProcedureOf => "procedure",
            Self::DaysLate => "days-late",
            Self::Apology => "apology",
            Self::Promised => "promised",
            Self::ReceivedOn => "received-on",
            Self::HandledOn => "handled-on",
            Self::AnsweredOn => "answered-on",
            Self::PublishedOn => "published-on",
            Self::From => "from",
            Self::To => "to",
            Self::Entry => "entry",
            Self::Submitted => "submitted",
            Self::Numerator => "numerator",
            Self::Denominator => "denominator",
            Self::Link => "link",
            Self::Definition => "definition",
            Self::Other(name) => name,
        }
    }

    /// Whether it holds a date.
    pub fn is_date(&self) -> bool {
        matches!(
            self,
            Self::Milestone
                | Self::Issued
                | Self::Event
                | Self::Due
                | Self::Promised
                | Self::ReceivedOn
                | Self::HandledOn
                | Self::AnsweredOn
                | Self::PublishedOn
                | Self::From
                | Self::To
        )
    }

    /// Whether its text reads as people wrote it, and is not made for programs: a correction, a definition, frozen
    /// figures, how a period is entered, a field of procedures.
    pub fn is_plain(&self) -> bool {
        !matches!(
            self,
            Self::Measure(_) | Self::Definition | Self::Submitted | Self::Entry | Self::ProcedureOf
        )
    }

    /// Whether concurrent values are texts that a person must merge, rather than values of which the latest
    /// is shown.
    pub fn is_free_text(&self) -> bool {
        matches!(self, Self::Note | Self::Reason | Self::Title | Self::Reply)
    }

    /// The most bytes of UTF-8 that a text in it may have.
    pub fn limit(&self) -> usize {
        match self {
            Self::Submitted => targets::FROZEN_LIMIT,
            _ => TEXT_LIMIT,
        }
    }

    /// Whether `entity` has this field. A field of a newer build is anybody's.
    pub fn belongs_to(&self, entity: &EntityId) -> bool {
        if matches!(self, Self::Other(_)) {
            return true;
        }
        match entity {
            EntityId::Item(item) => match self {
                Self::Title | Self::Removed | Self::About => item.is_own(),
                _ => matches!(
                    self,
                    Self::State
                        | Self::Note
                        | Self::Assignee
                        | Self::Milestone
                        | Self::Reason
                        | Self::Active
                        | Self::Event
                        | Self::Due
                        | Self::Answer
                        | Self::Reply
                ),
            },
            EntityId::Product(item, _) => match self {
                Self::Title | Self::Removed => item.is_own(),
                _ => matches!(self, Self::Ready | Self::Number | Self::Issued),
            },
            EntityId::File(..) => matches!(
                self,
                Self::Name | Self::Kind | Self::Size | Self::Digest | Self::Device | Self::Removed
            ),
            EntityId::Task(..) => matches!(self, Self::Membership),
            EntityId::Proposal(..) => matches!(
                self,
                Self::About | Self::Text | Self::Reason | Self::Removed | Self::Answer | Self::Reply
            ),
            EntityId::Document(_) => matches!(self, Self::Digest | Self::Note),
            EntityId::Remark(..) => matches!(self, Self::Text),
            EntityId::Count(..) | EntityId::Day(..) | EntityId::Figure(..) => {
                matches!(self, Self::Measure(_))
            }
            EntityId::Period(..) => matches!(
                self,
                Self::Title
                    | Self::From
                    | Self::To
                    | Self::Due
                    | Self::Active
                    | Self::Removed
                    | Self::Entry
                    | Self::Submitted
                    | Self::Answer
                    | Self::Reply
            ),
            EntityId::Reading(..) => matches!(
                self,
                Self::Numerator | Self::Denominator | Self::Ready | Self::Issued | Self::Link | Self::Note
            ),
            EntityId::Target(..) => matches!(self, Self::Definition | Self::Removed),
            EntityId::Dossier(_) => matches!(
                self,
                Self::Number
                    | Self::ProcedureOf
                    | Self::Due
                    | Self::DaysLate
                    | Self::Reason
                    | Self::Apology
                    | Self::Issued
                    | Self::Promised
                    | Self::Removed
            ),
            EntityId::Feedback(_) => matches!(
                self,
                Self::Number
                    | Self::Title
                    | Self::Due
                    | Self::ReceivedOn
                    | Self::HandledOn
                    | Self::AnsweredOn
                    | Self::PublishedOn
                    | Self::Removed
            ),
            EntityId::Procedure(_) => matches!(self, Self::Title | Self::Active | Self::Kind),
            EntityId::Other(_) => true,
        }
    }

    /// Whether the field of `entity` can hold `value`.
    pub fn holds(&self, entity: &EntityId, value: &Value) -> bool {
        let text = value.as_text();
        match self {
            Self::State => State::of(value).is_some(),
            Self::Note
            | Self::Assignee
            | Self::Reason
            | Self::Number
            | Self::Title
            | Self::Name
            | Self::Device
            | Self::Apology
            | Self::Reply => matches!(value, Value::Empty | Value::Text(_)),
            // A remark, and a proposal's wording, is written once and says something.
            Self::Text => text.is_some(),
            Self::Milestone
            | Self::Issued
            | Self::Event
            | Self::Due
            | Self::Promised
            | Self::ReceivedOn
            | Self::HandledOn
            | Self::AnsweredOn
            | Self::PublishedOn
            | Self::From
            | Self::To => *value == Value::Empty || value.as_date().is_some(),
            Self::Active | Self::Ready | Self::Removed => matches!(value, Value::Bool(_)),
            Self::Digest => text.is_some_and(crate::evidence::is_digest),
            Self::Kind if matches!(entity, EntityId::Procedure(_)) => {
                *value == Value::Empty || text.and_then(counter::classes).is_some()
            }
            Self::Kind => text.is_some_and(|kind| crate::evidence::Kind::of(kind).is_some()),
            Self::Size => text.and_then(crate::evidence::size).is_some(),
            Self::About => text.is_some_and(|code| code.parse::<Code>().is_ok()),
            Self::Membership => *value == Value::Empty || Membership::of(value).is_some(),
            Self::Answer => match entity {
                EntityId::Item(_) | EntityId::Period(..) => {
                    *value == Value::Empty || Answer::of(value).is_some()
                }
                _ => *value == Value::Empty || text.is_some_and(|t| matches!(t, "accepted" | "declined")),
            },
            Self::Measure(_) => match entity {
                EntityId::Count(..) => *value == Value::Empty || text.and_then(counter::whole).is_some(),
                EntityId::Day(..) => *value == Value::Empty || Correction::of(value).is_some(),
                _ => {
                    *value == Value::Empty
                        || text.and_then(|text| counter::natural(text, counter::COUNT_LIMIT)).is_some()
                }
            },
            Self::Numerator | Self::Denominator => {
                *value == Value::Empty
                    || text.and_then(|text| counter::natural(text, counter::READING_LIMIT)).is_some()
            }
            Self::DaysLate => {
                *value == Value::Empty
                    || text.and_then(|text| counter::natural(text, 36_500)).is_some_and(|days| days > 0)
            }
            Self::ProcedureOf => {
                *value == Value::Empty || text.is_some_and(|key| key.parse::<ProcedureKey>().is_ok())
            }
            Self::Entry => *value == Value::Empty || Entry::of(value).is_some(),
            Self::Link => *value == Value::Empty || text.is_some_and(counter::is_link),
            // What they hold is read whole by the server alone ([`crate::targets::is_sound`]): what reads it is no
            // part of a first start.
            Self::Submitted | Self::Definition => {
                *value == Value::Empty
                    || text.is_some_and(|json| json.starts_with('{') && json.ends_with('}'))
            }
            Self::Other(_) => true,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<String> for Field {
    fn from(name: String) -> Self {
        Self::KNOWN.into_iter().find(|field| field.name() == name).unwrap_or(Self::Other(name))
    }
}

impl From<Field> for String {
    fn from(field: Field) -> Self {
        field.name().to_owned()
    }
}
