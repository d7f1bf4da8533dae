//! Who sees to an item: a person with an account, or whoever a text names.

use crate::{change::Value, ids::PersonId};

/// What an assignee's field says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assignee {
    /// Nobody yet.
    Nobody,
    /// A person with an account. The name is the account's, whatever it is by now.
    Person(PersonId),
    /// A name in free text, for one without an account.
    Named(String),
}

impl Assignee {
    /// The assignee of a value.
    pub fn of(value: &Value) -> Self {
        match value.as_text() {
            None | Some("") => Self::Nobody,
            Some(text) => match text.strip_prefix('@').and_then(|id| id.parse().ok()) {
                Some(person) => Self::Person(person),
                None => Self::Named(text.into()),
            },
        }
    }

    /// As a value.
    pub fn value(&self) -> Value {
        match self {
            Self::Nobody => Value::Empty,
            Self::Person(person) => Value::Text(format!("@{person}")),
            Self::Named(name) => Value::text(name),
        }
    }

    /// The assignee that a typed name stands for: the one account that is called so, else the text.
    pub fn typed<'a>(text: &str, people: impl Iterator<Item = (&'a PersonId, &'a str)>) -> Self {
        let text = text.trim();
        let mut called = people.filter(|(_, name)| *name == text);
        match (called.next(), called.next()) {
            _ if text.is_empty() => Self::Nobody,
            (Some((person, _)), None) => Self::Person(person.clone()),
            _ => Self::Named(text.into()),
        }
    }

    /// Whether it is this person. A text names them if it has their name in it.
    pub fn is(&self, person: &PersonId, name: &str) -> bool {
        match self {
            Self::Nobody => false,
            Self::Person(id) => id == person,
            Self::Named(text) => !name.is_empty() && text.contains(name),
        }
    }
}
