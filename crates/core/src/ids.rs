//! Identities: units, people, replicas, changes, scopes and entities, each with one stable text form.

use crate::{
    clock::Millis,
    code::{Code, Section},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

mod entity;

pub use entity::EntityId;

/// A text is not the identity it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {what}")]
pub struct IdError {
    what: &'static str,
    text: String,
}

/// The most bytes of an id.
const ID_LIMIT: usize = 64;

/// The most bytes of a key inside a plan or a unit: three of an entity's parts fit into
/// [`crate::change::NAME_LIMIT`], and a UUID fits into a key.
const KEY_LIMIT: usize = 40;

/// Whether `text` can be an id of ours: 1 to `limit` of `a-z 0-9 -`. No case, no dots, no slashes: an id stands
/// in keys, in addresses and in file names.
fn plain(text: &str, limit: usize) -> bool {
    (1..=limit).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $limit:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text form.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                if plain(text, $limit) { Ok(Self(text.into())) } else { Err(IdError { what: $what, text: text.into() }) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

id!(
    /// A unit: a ward, a district, later whatever the hierarchy holds. Our own id, not the statistics code:
    /// since 1/7/2025 the same codes stand for other places.
    UnitId, "a unit's id", ID_LIMIT
);
id!(
    /// A plan, `binh-tan-2023`.
    PlanId, "a plan's id", ID_LIMIT
);
id!(
    /// A person with an account.
    PersonId, "a person's id", ID_LIMIT
);
id!(
    /// One person on one device, named by the server at sign-in.
    ReplicaId, "a replica's id", ID_LIMIT
);
id!(
    /// A field of procedures (lĩnh vực), `ho-tich`; [`crate::counter::Procedure`].
    ProcedureKey, "a field of procedures", KEY_LIMIT
);
id!(
    /// A reporting period of a plan, `h1`, `cq2`; [`crate::period::Period`].
    PeriodKey, "a period's key", KEY_LIMIT
);

/// A target of a plan: the clause that promises it, `II.3.1`, with a letter where one clause promises several things,
/// `II.2.a`. They sort as codes do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TargetKey {
    code: Code,
    letter: Option<char>,
}

impl TargetKey {
    /// The clause's code, without the letter.
    pub fn code(&self) -> &Code {
        &self.code
    }

    /// The key with the same letter under another code.
    pub fn at(&self, code: Code) -> Self {
        Self { code, letter: self.letter }
    }
}

impl fmt::Display for TargetKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.letter {
            Some(letter) => write!(f, "{}.{letter}", self.code),
            None => write!(f, "{}", self.code),
        }
    }
}

impl FromStr for TargetKey {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let letter = text.chars().last().filter(char::is_ascii_lowercase);
        let code = match letter {
            Some(letter) => text.strip_suffix(letter).and_then(|rest| rest.strip_suffix('.')),
            None => Some(text),
        };
        let code = code.and_then(|code| code.parse().ok());
        let code = code.ok_or_else(|| IdError { what: "a target's key", text: text.into() })?;
        Ok(Self { code, letter })
    }
}

impl TryFrom<String> for TargetKey {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<TargetKey> for String {
    fn from(key: TargetKey) -> Self {
        key.to_string()
    }
}

/// What a device holds and asks for as a whole: its cells share one sequence and one cursor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Scope {
    /// What a unit records, `unit/an-lac-a`.
    Unit(UnitId),
    /// What the district says of a plan, `plan/binh-tan-2023`.
    Plan(PlanId),
}

impl Scope {
    /// The unit, when the scope is one.
    pub fn unit(&self) -> Option<&UnitId> {
        match self {
            Self::Unit(unit) => Some(unit),
            Self::Plan(_) => None,
        }
    }

    /// The plan, when the scope is one.
    pub fn plan(&self) -> Option<&PlanId> {
        match self {
            Self::Plan(plan) => Some(plan),
            Self::Unit(_) => None,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit(unit) => write!(f, "unit/{unit}"),
            Self::Plan(plan) => write!(f, "plan/{plan}"),
        }
    }
}

impl FromStr for Scope {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        match text.split_once('/') {
            Some(("unit", id)) => Ok(Self::Unit(id.parse()?)),
            Some(("plan", id)) => Ok(Self::Plan(id.parse()?)),
            _ => Err(IdError { what: "a scope", text: text.into() }),
        }
    }
}

impl TryFrom<String> for Scope {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

/// A change's identity: the replica that made it and its number there, from 1 without gaps.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChangeId {
    /// Who made it.
    pub replica: ReplicaId,
    /// Its number at that replica.
    pub n: u64,
}

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.replica, self.n)
    }
}

impl FromStr for ChangeId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let bad = || IdError { what: "a change's id", text: text.into() };
        let (replica, n) = text.split_once('.').ok_or_else(bad)?;
        let n: u64 = n.parse().map_err(|_| bad())?;
        if n == 0 { Err(bad()) } else { Ok(Self { replica: replica.parse()?, n }) }
    }
}

impl TryFrom<String> for ChangeId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<ChangeId> for String {
    fn from(id: ChangeId) -> Self {
        id.to_string()
    }
}

/// A task's occurrence in a plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId {
    /// The plan.
    pub plan: PlanId,
    /// The task.
    pub code: Code,
    /// The occurrence's key, [`crate::schedule::Occurrence::key`].
    pub occurrence: String,
}

impl ItemId {
    /// A new item that a unit adds itself, made at `now`. `random` must differ between any two of one millisecond.
    pub fn own(plan: PlanId, now: Millis, random: [u8; 10]) -> Self {
        let occurrence = entity::name(now, &random).to_string();
        Self { plan, code: Code::new(Section::Own, [1]), occurrence }
    }

    /// Whether the unit added it itself.
    pub fn is_own(&self) -> bool {
        self.code.section() == Section::Own
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.plan, self.code, self.occurrence)
    }
}

impl FromStr for ItemId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let bad = || IdError { what: "an item's id", text: text.into() };
        let mut parts = text.split('/');
        let (Some(plan), Some(code), Some(occurrence), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(bad());
        };
        if !plain(occurrence, ID_LIMIT) {
            return Err(bad());
        }
        Ok(Self {
            plan: plan.parse()?,
            code: code.parse().map_err(|_| bad())?,
            occurrence: occurrence.into(),
        })
    }
}
