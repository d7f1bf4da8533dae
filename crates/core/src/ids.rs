//! Identities: units, people, replicas, changes, scopes and entities, each with one stable text form.

use crate::{
    clock::Millis,
    code::{Code, Section},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A text is not the identity it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {what}")]
pub struct IdError {
    what: &'static str,
    text: String,
}

/// Whether `text` can be an id of ours: 1 to 64 of `a-z 0-9 -`. No case, no dots, no slashes: an id stands
/// in keys, in addresses and in file names.
fn plain(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
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
                if plain(text) { Ok(Self(text.into())) } else { Err(IdError { what: $what, text: text.into() }) }
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
    UnitId, "a unit's id"
);
id!(
    /// A plan, `binh-tan-2023`.
    PlanId, "a plan's id"
);
id!(
    /// A person with an account.
    PersonId, "a person's id"
);
id!(
    /// One person on one device, named by the server at sign-in.
    ReplicaId, "a replica's id"
);

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

/// What a change is about. The id follows from what the thing is, so that two devices without a network
/// name the same thing alike. A kind that a newer build made is kept as it came and passed on untouched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum EntityId {
    /// A checklist item: a task's occurrence, `item/binh-tan-2023/PL.3.15/q3`.
    Item(ItemId),
    /// A product of an item, counted from 1: `product/binh-tan-2023/PL.3.15/q3/1`.
    Product(ItemId, u16),
    /// A remark on an item, made once and never changed:
    /// `remark/binh-tan-2023/PL.3.15/q3/018b3a3c-7f00-7000-8000-00000000002a`. Its name is a UUID of version 7
    /// (RFC 9562), so remarks sort by when they were made.
    Remark(ItemId, Uuid),
    /// A file that proves a product, counted as products are:
    /// `file/binh-tan-2023/PL.3.15/q3/1/018b3a3c-7f00-7000-8000-00000000002a`. Its bytes travel apart.
    File(ItemId, u16, Uuid),
    /// A task of a plan as the district puts it on checklists, `task/binh-tan-2023/PL.3.9`: for every unit in the
    /// plan's scope, for one in that unit's.
    Task(PlanId, Code),
    /// A proposal to amend a plan, `proposal/binh-tan-2023/018b3a3c-7f00-7000-8000-00000000002a`.
    Proposal(PlanId, Uuid),
    /// A plan as published, `document/binh-tan-2023`, in the plan's own scope.
    Document(PlanId),
    /// A kind this build does not know.
    Other(String),
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

/// Products of own items are numbered from here on, apart from those that a plan counts.
const OWN_PRODUCTS: u16 = 1_000;

impl ItemId {
    /// A new item that a unit adds itself, made at `now`. `random` must differ between any two of one millisecond.
    pub fn own(plan: PlanId, now: Millis, random: [u8; 10]) -> Self {
        let occurrence = name(now, &random).to_string();
        Self { plan, code: Code::new(Section::Own, [1]), occurrence }
    }

    /// Whether the unit added it itself.
    pub fn is_own(&self) -> bool {
        self.code.section() == Section::Own
    }
}

/// A UUID of version 7 (RFC 9562): what it names sorts by when it was made.
fn name(now: Millis, random: &[u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(now).unwrap_or(0), random).into_uuid()
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
        if !plain(occurrence) {
            return Err(bad());
        }
        Ok(Self {
            plan: plan.parse()?,
            code: code.parse().map_err(|_| bad())?,
            occurrence: occurrence.into(),
        })
    }
}

impl EntityId {
    /// A new remark on an item, made at `now`, milliseconds since 1970. `random` must differ between any two
    /// remarks of one millisecond.
    pub fn remark(item: ItemId, now: Millis, random: [u8; 10]) -> Self {
        Self::Remark(item, name(now, &random))
    }

    /// A new file of a product, made at `now`; `random` as for a remark.
    pub fn file(item: ItemId, product: u16, now: Millis, random: [u8; 10]) -> Self {
        Self::File(item, product, name(now, &random))
    }

    /// A new proposal, made at `now`; `random` as for a remark.
    pub fn proposal(plan: PlanId, now: Millis, random: [u8; 10]) -> Self {
        Self::Proposal(plan, name(now, &random))
    }

    /// A new product of an own item. Numbers are drawn, not counted, so that two devices without a network do not
    /// make two products one.
    pub fn own_product(item: ItemId, random: u16) -> Self {
        Self::Product(item, OWN_PRODUCTS.saturating_add(random % (u16::MAX - OWN_PRODUCTS)))
    }

    /// The checklist item that it is or belongs to.
    pub fn item(&self) -> Option<&ItemId> {
        match self {
            Self::Item(item) | Self::Product(item, _) | Self::Remark(item, _) | Self::File(item, ..) => {
                Some(item)
            }
            Self::Task(..) | Self::Proposal(..) | Self::Document(_) | Self::Other(_) => None,
        }
    }
}

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Item(item) => write!(f, "item/{item}"),
            Self::Product(item, index) => write!(f, "product/{item}/{index}"),
            Self::Remark(item, name) => write!(f, "remark/{item}/{name}"),
            Self::File(item, product, name) => write!(f, "file/{item}/{product}/{name}"),
            Self::Task(plan, code) => write!(f, "task/{plan}/{code}"),
            Self::Proposal(plan, name) => write!(f, "proposal/{plan}/{name}"),
            Self::Document(plan) => write!(f, "document/{plan}"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl From<String> for EntityId {
    fn from(text: String) -> Self {
        fn product(text: &str) -> Option<(ItemId, u16)> {
            let (item, index) = text.rsplit_once('/')?;
            let index: u16 = index.parse().ok().filter(|i| *i > 0)?;
            Some((item.parse().ok()?, index))
        }
        // Whatever is not written as it writes itself is sorted out below.
        fn uuid(text: &str) -> Option<Uuid> {
            let hex: String = text.split('-').collect();
            u128::from_str_radix(&hex, 16).ok().map(Uuid::from_u128)
        }
        fn known(text: &str) -> Option<EntityId> {
            let (kind, rest) = text.split_once('/')?;
            match kind {
                "item" => Some(EntityId::Item(rest.parse().ok()?)),
                "product" => {
                    let (item, index) = product(rest)?;
                    Some(EntityId::Product(item, index))
                }
                "remark" => {
                    let (item, name) = rest.rsplit_once('/')?;
                    Some(EntityId::Remark(item.parse().ok()?, uuid(name)?))
                }
                "file" => {
                    let (of, name) = rest.rsplit_once('/')?;
                    let (item, index) = product(of)?;
                    Some(EntityId::File(item, index, uuid(name)?))
                }
                "task" => {
                    let (plan, code) = rest.split_once('/')?;
                    Some(EntityId::Task(plan.parse().ok()?, code.parse().ok()?))
                }
                "proposal" => {
                    let (plan, name) = rest.split_once('/')?;
                    Some(EntityId::Proposal(plan.parse().ok()?, uuid(name)?))
                }
                "document" => Some(EntityId::Document(rest.parse().ok()?)),
                _ => None,
            }
        }
        // Only the canonical form is the typed one: `product/…/01` must not become `product/…/1`.
        match known(&text) {
            Some(entity) if entity.to_string() == text => entity,
            _ => Self::Other(text),
        }
    }
}

impl From<EntityId> for String {
    fn from(entity: EntityId) -> Self {
        entity.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(text: &str) -> EntityId {
        EntityId::from(text.to_owned())
    }

    #[test]
    fn known_entities_are_typed_and_write_back_the_same() {
        let item = entity("item/binh-tan-2023/PL.3.15/q3");
        assert!(matches!(&item, EntityId::Item(id) if id.occurrence == "q3" && id.code.bare() == "3.15"));
        assert!(matches!(entity("product/binh-tan-2023/PL.3.15/q3/2"), EntityId::Product(_, 2)));
        for text in [
            "item/binh-tan-2023/PL.3.15/q3",
            "product/p/PL.1.1/event/1",
            "document/binh-tan-2023",
            "remark/p/PL.1.1/event/018b3a3c-7f00-7000-8000-00000000002a",
            "item/p/VR.1/018b3a3c-7f00-7000-8000-00000000002a",
            "file/p/PL.1.1/event/1/018b3a3c-7f00-7000-8000-00000000002a",
            "task/p/NV.3",
            "proposal/p/018b3a3c-7f00-7000-8000-00000000002a",
        ] {
            assert_eq!(entity(text).to_string(), text);
            assert!(!matches!(entity(text), EntityId::Other(_)), "{text}");
        }
    }

    #[test]
    fn an_unknown_or_misspelt_entity_is_kept_as_it_came() {
        for text in [
            "tally/x",
            "item/p/PL.3/../q",
            "product/p/PL.1.1/event/01",
            "product/p/PL.1.1/event/0",
            "remark/p/PL.1.1/event/x",
            "",
        ] {
            assert_eq!(entity(text), EntityId::Other(text.into()));
        }
    }

    #[test]
    fn remarks_sort_by_when_they_were_made() {
        let EntityId::Item(item) = entity("item/p/PL.1.1/event") else { panic!("an item") };
        let early = EntityId::remark(item.clone(), 1_697_425_200_000, [255; 10]);
        let late = EntityId::remark(item, 1_697_425_200_001, [0; 10]);
        assert!(early < late);
        assert_eq!(entity(&early.to_string()), early);
    }

    #[test]
    fn ids_take_no_case_no_dots_no_slashes_and_no_more_than_64() {
        for text in ["", "An-Lac", "an.lac", "an/lac", "an lac", "đ", &"a".repeat(65)] {
            assert!(text.parse::<UnitId>().is_err(), "{text:?}");
        }
        assert!("unit/an-lac-a".parse::<Scope>().is_ok());
        for text in ["an-lac-a", "unit/", "unit/a/b", "ward/an-lac"] {
            assert!(text.parse::<Scope>().is_err(), "{text:?}");
        }
        for text in ["r1.0", "r1", "r1.-1", ".1"] {
            assert!(text.parse::<ChangeId>().is_err(), "{text:?}");
        }
    }
}
