//! The one primitive: a *change* to one field of one entity in one scope, and what its value may be.

use crate::{
    cell::Cell,
    checklist::Entities,
    clock::Hlc,
    dates,
    ids::{ChangeId, EntityId, PersonId, Scope},
};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::value::RawValue;

pub use crate::field::Field;

/// The version of the fields and values that this build writes.
pub const SCHEMA: u16 = 3;

/// The most bytes of UTF-8 that a text may have.
pub const TEXT_LIMIT: usize = 4096;

/// The most bytes that an entity's or a field's name may have, those of newer builds included.
pub const NAME_LIMIT: usize = 200;

/// One field of one entity given a value, by one person on one device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its identity: made on the device, stored before it shows as saved, sent as often as needed, taken once.
    pub id: ChangeId,
    /// The gesture it belongs to.
    pub group: Group,
    /// Where it belongs.
    pub scope: Scope,
    /// What it is about.
    pub entity: EntityId,
    /// Which field.
    pub field: Field,
    /// The new value.
    pub value: Value,
    /// The identities of the values that the author saw and replaces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<ChangeId>,
    /// When, by the device's clock.
    pub at: Hlc,
    /// Who.
    pub author: PersonId,
    /// [`SCHEMA`] of the build that made it.
    pub schema: u16,
}

/// One field that a person set, and the identities of the values seen there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where.
    pub scope: Scope,
    /// Of what.
    pub entity: EntityId,
    /// Which field.
    pub field: Field,
    /// The new value.
    pub value: Value,
    /// What it replaces: [`crate::cell::Cell::seen`] of the cell on the screen.
    pub over: Vec<ChangeId>,
}

impl Edit {
    /// An edit over all that stands in the field, as `entities` of the scope show it.
    pub fn over(scope: &Scope, entities: &Entities, entity: EntityId, field: Field, value: Value) -> Self {
        let cell = entities.get(&entity).and_then(|fields| fields.get(&field));
        let over = cell.map(Cell::seen).unwrap_or_default();
        Self { scope: scope.clone(), entity, field, value, over }
    }
}

/// The changes of one gesture, taken or refused together: numbers `first` to `first + len - 1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The number of its first change.
    pub first: u64,
    /// How many changes it has.
    pub len: u32,
}

impl Group {
    /// The number of its last change.
    pub fn last(self) -> u64 {
        self.first.saturating_add(u64::from(self.len)).saturating_sub(1)
    }
}

/// A value. Dates and states are texts in their stable form; a shape of a newer build is kept as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing: the field was cleared.
    Empty,
    /// Yes or no.
    Bool(bool),
    /// A text, a date as `2023-10-16`, or a state.
    Text(String),
    /// Whatever else JSON can say, as its text: a number is not read and written again, so it cannot change.
    Other(String),
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_unit(),
            Self::Bool(yes) => serializer.serialize_bool(*yes),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Other(json) => {
                RawValue::from_string(json.clone()).map_err(ser::Error::custom)?.serialize(serializer)
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        match raw.get() {
            "null" => Ok(Self::Empty),
            "true" => Ok(Self::Bool(true)),
            "false" => Ok(Self::Bool(false)),
            text if text.starts_with('"') => {
                serde_json::from_str(text).map(Self::Text).map_err(de::Error::custom)
            }
            other => Ok(Self::Other(other.into())),
        }
    }
}

impl Value {
    /// A text; an empty one clears the field.
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.into()) }
    }

    /// A date, or none.
    pub fn date(date: Option<Date>) -> Self {
        date.map_or(Self::Empty, |date| Self::Text(dates::to_iso(date)))
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it says yes.
    pub fn is_true(&self) -> bool {
        *self == Self::Bool(true)
    }

    /// The date, if it is one.
    pub fn as_date(&self) -> Option<Date> {
        dates::from_iso(self.as_text()?)
    }
}

/// Where an item stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Chưa làm.
    #[default]
    Todo,
    /// Đang làm.
    Doing,
    /// Chờ: on an outside event.
    Waiting,
    /// Hoàn thành.
    Done,
    /// Không áp dụng, with a reason.
    NotApplicable,
}

impl State {
    /// Every state, in the order in which screens offer them.
    pub const ALL: [Self; 5] = [Self::Todo, Self::Doing, Self::Waiting, Self::Done, Self::NotApplicable];

    /// The stable text form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::Doing => "doing",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// Whether nothing is left to do.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Done | Self::NotApplicable)
    }

    /// The state as a value.
    pub fn value(self) -> Value {
        Value::Text(self.name().into())
    }

    /// The state of a value; none for what is not one.
    pub fn of(value: &Value) -> Option<Self> {
        let text = value.as_text()?;
        Self::ALL.into_iter().find(|state| state.name() == text)
    }
}

/// Why a change cannot be what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Invalid {
    /// The field's text is over its [`Field::limit`], or a name is over [`NAME_LIMIT`].
    #[error("{0} is too long: a text has at most {limit} bytes, a name {NAME_LIMIT}", limit = .0.limit())]
    TooLong(Field),
    /// A value that the field cannot hold: a state that is none, a date that is none.
    #[error("{0} cannot hold this value")]
    Value(Field),
    /// A field that the entity does not have.
    #[error("this entity has no field {0}")]
    Field(Field),
}

impl Change {
    /// A hash of what the change says, by which the server tells a change sent again from another one under
    /// the same identity. It finds cloned profiles, not forgers: those need no collision.
    pub fn digest(&self) -> u64 {
        let said = (
            &self.group.first,
            self.group.len,
            &self.scope,
            &self.entity,
            &self.field,
            &self.value,
            &self.over,
            &self.at,
            &self.author,
        );
        xxhash_rust::xxh3::xxh3_64(serde_json::to_string(&said).unwrap_or_default().as_bytes())
    }

    /// Checks what both sides check: names, lengths and values. A kind of a newer build passes if its text is
    /// within the limits.
    pub fn check(&self) -> Result<(), Invalid> {
        check(&self.entity, &self.field, &self.value)
    }
}

/// Checks that `entity` has `field` and that the field can hold `value`.
pub fn check(entity: &EntityId, field: &Field, value: &Value) -> Result<(), Invalid> {
    let names = entity.to_string().len().max(field.name().len());
    if names > NAME_LIMIT {
        return Err(Invalid::TooLong(Field::Other("name".into())));
    }
    let bytes = match value {
        Value::Text(text) => text.len(),
        Value::Other(json) => json.len(),
        Value::Empty | Value::Bool(_) => 0,
    };
    if bytes > field.limit() {
        return Err(Invalid::TooLong(field.clone()));
    }
    if !field.belongs_to(entity) {
        return Err(Invalid::Field(field.clone()));
    }
    // What a newer build's entity holds in a field that we know is its affair.
    let holds = matches!(entity, EntityId::Other(_)) || field.holds(entity, value);
    if holds { Ok(()) } else { Err(Invalid::Value(field.clone())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(text: &str) -> EntityId {
        EntityId::from(text.to_owned())
    }

    #[test]
    fn values_read_back_and_keep_what_they_do_not_know() {
        for json in [
            r#"null"#,
            r#"true"#,
            r#""x""#,
            r#"{"lat":1.5}"#,
            r#"[1,2]"#,
            r#"12"#,
            "9007199254740993",
            "1.50",
        ] {
            let value: Value = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
        }
    }

    #[test]
    fn a_field_holds_only_what_it_is_for() {
        let item = entity("item/binh-tan-2023/PL.3.15/q3");
        let product = entity("product/binh-tan-2023/PL.3.15/q3/1");
        let ok = |e: &EntityId, f: Field, v: Value| check(e, &f, &v).is_ok();
        assert!(ok(&item, Field::State, State::Done.value()));
        assert!(!ok(&item, Field::State, Value::text("xong")));
        assert!(!ok(&item, Field::State, Value::Empty));
        assert!(ok(&item, Field::Milestone, Value::text("2023-10-16")));
        assert!(!ok(&item, Field::Milestone, Value::text("2023-02-29")));
        assert!(!ok(&item, Field::Milestone, Value::text("10/16/2023")));
        assert!(!ok(&item, Field::Ready, Value::Bool(true)));
        assert!(ok(&product, Field::Ready, Value::Bool(true)));
        assert!(!ok(&product, Field::Ready, Value::text("true")));
        assert!(!ok(&product, Field::Note, Value::text("x")));
        let remark = entity("remark/binh-tan-2023/PL.3.15/q3/018b3a3c-7f00-7000-8000-00000000002a");
        assert!(ok(&remark, Field::Text, Value::text("Đã gọi Sở.")));
        assert!(!ok(&remark, Field::Text, Value::Empty));
        assert!(!ok(&remark, Field::Note, Value::text("x")));
    }

    #[test]
    fn a_text_over_its_limit_is_refused_by_bytes_not_letters() {
        let item = entity("item/binh-tan-2023/PL.3.15/q3");
        assert!(check(&item, &Field::Note, &Value::text(&"a".repeat(TEXT_LIMIT))).is_ok());
        let long = "ở".repeat(TEXT_LIMIT / 3 + 1);
        assert_eq!(check(&item, &Field::Note, &Value::text(&long)), Err(Invalid::TooLong(Field::Note)));
    }

    #[test]
    fn what_a_newer_build_made_passes_within_the_limits() {
        let tally = entity("tally/an-lac-a/2024-01-02");
        assert!(check(&tally, &Field::Other("on-time".into()), &Value::Other("12".into())).is_ok());
        let item = entity("item/binh-tan-2023/PL.3.15/q3");
        assert!(check(&item, &Field::Other("colour".into()), &Value::Bool(true)).is_ok());
        assert!(check(&entity(&"x".repeat(NAME_LIMIT + 1)), &Field::Note, &Value::Empty).is_err());
    }
}
