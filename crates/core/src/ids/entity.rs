//! What changes are about, each with one stable text form.

use super::{ItemId, PeriodKey, PlanId, ProcedureKey, ReplicaId, TargetKey};
use crate::{clock::Millis, code::Code, dates};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

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
    /// What one device counted on one day in one field of procedures, `count/2023-03-14/ho-tich/r7mk2xq9wd4hn`: its
    /// last part is the replica that counts, and nobody else's changes reach it, so counts never conflict.
    Count(Date, ProcedureKey, ReplicaId),
    /// A correction of a whole day in one field, `day/2023-03-14/ho-tich`; [`crate::counter::Correction`].
    Day(Date, ProcedureKey),
    /// What a unit that counts by period says of one field in one period, `figure/binh-tan-2023/h1/ho-tich`.
    Figure(PlanId, PeriodKey, ProcedureKey),
    /// A reporting period, `period/binh-tan-2023/h1`: in the plan's scope what it is, in a unit's what the unit
    /// submitted for it.
    Period(PlanId, PeriodKey),
    /// What the counter does not give of a target in a period, `reading/binh-tan-2023/II.3.4/h1`: a unit's in its
    /// scope, the district's own in the plan's.
    Reading(PlanId, TargetKey, PeriodKey),
    /// A target as the district defines it, `target/binh-tan-2023/II.3.1`, in the plan's scope.
    Target(PlanId, TargetKey),
    /// A late dossier, `dossier/018b3a3c-7f00-7000-8000-00000000002a`. It has no field for a citizen's name.
    Dossier(Uuid),
    /// A citizen's feedback (PAKN) on its way, `feedback/018b3a3c-7f00-7000-8000-00000000002a`.
    Feedback(Uuid),
    /// A field of procedures as the unit has it, `procedure/ho-tich`.
    Procedure(ProcedureKey),
    /// A kind this build does not know.
    Other(String),
}

/// Products of own items are numbered from here on, apart from those that a plan counts.
const OWN_PRODUCTS: u16 = 1_000;

/// A UUID of version 7 (RFC 9562): what it names sorts by when it was made.
pub(super) fn name(now: Millis, random: &[u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(now).unwrap_or(0), random).into_uuid()
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

    /// A new late dossier, made at `now`; `random` as for a remark.
    pub fn dossier(now: Millis, random: [u8; 10]) -> Self {
        Self::Dossier(name(now, &random))
    }

    /// A new piece of feedback, made at `now`; `random` as for a remark.
    pub fn feedback(now: Millis, random: [u8; 10]) -> Self {
        Self::Feedback(name(now, &random))
    }

    /// A new product of an own item. Numbers are drawn, not counted, so that two devices without a network do not
    /// make two products one.
    pub fn own_product(item: ItemId, random: u16) -> Self {
        Self::Product(item, OWN_PRODUCTS.saturating_add(random % (u16::MAX - OWN_PRODUCTS)))
    }

    /// Whether its history is kept on devices: not that of a count, of which no tap is an event that anybody reads. A
    /// correction is.
    pub fn keeps_history(&self) -> bool {
        !matches!(self, Self::Count(..))
    }

    /// Whether figures are made of it: counts, corrections, what is entered by period, periods, readings, targets,
    /// late dossiers, feedback and fields of procedures.
    pub fn is_of_figures(&self) -> bool {
        matches!(
            self,
            Self::Count(..)
                | Self::Day(..)
                | Self::Figure(..)
                | Self::Period(..)
                | Self::Reading(..)
                | Self::Target(..)
                | Self::Dossier(_)
                | Self::Feedback(_)
                | Self::Procedure(_)
        )
    }

    /// The checklist item that it is or belongs to.
    pub fn item(&self) -> Option<&ItemId> {
        match self {
            Self::Item(item) | Self::Product(item, _) | Self::Remark(item, _) | Self::File(item, ..) => {
                Some(item)
            }
            _ => None,
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
            Self::Count(day, procedure, replica) => {
                write!(f, "count/{}/{procedure}/{replica}", dates::to_iso(*day))
            }
            Self::Day(day, procedure) => write!(f, "day/{}/{procedure}", dates::to_iso(*day)),
            Self::Figure(plan, period, procedure) => write!(f, "figure/{plan}/{period}/{procedure}"),
            Self::Period(plan, period) => write!(f, "period/{plan}/{period}"),
            Self::Reading(plan, target, period) => write!(f, "reading/{plan}/{target}/{period}"),
            Self::Target(plan, target) => write!(f, "target/{plan}/{target}"),
            Self::Dossier(name) => write!(f, "dossier/{name}"),
            Self::Feedback(name) => write!(f, "feedback/{name}"),
            Self::Procedure(key) => write!(f, "procedure/{key}"),
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
        // Those whose first part is a day or a plan.
        fn counted(kind: &str, first: &str, rest: &str) -> Option<EntityId> {
            let two = || rest.split_once('/');
            match kind {
                "count" => {
                    let (procedure, replica) = two()?;
                    let day = dates::from_iso(first)?;
                    Some(EntityId::Count(day, procedure.parse().ok()?, replica.parse().ok()?))
                }
                "day" => Some(EntityId::Day(dates::from_iso(first)?, rest.parse().ok()?)),
                "figure" => {
                    let (period, procedure) = two()?;
                    Some(EntityId::Figure(first.parse().ok()?, period.parse().ok()?, procedure.parse().ok()?))
                }
                "period" => Some(EntityId::Period(first.parse().ok()?, rest.parse().ok()?)),
                "reading" => {
                    let (target, period) = two()?;
                    Some(EntityId::Reading(first.parse().ok()?, target.parse().ok()?, period.parse().ok()?))
                }
                "target" => Some(EntityId::Target(first.parse().ok()?, rest.parse().ok()?)),
                _ => None,
            }
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
                "dossier" => Some(EntityId::Dossier(uuid(rest)?)),
                "feedback" => Some(EntityId::Feedback(uuid(rest)?)),
                "procedure" => Some(EntityId::Procedure(rest.parse().ok()?)),
                _ => {
                    let (first, rest) = rest.split_once('/')?;
                    counted(kind, first, rest)
                }
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
    use crate::ids::{ChangeId, Scope, UnitId};

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
            "count/2023-03-14/ho-tich/r7mk2xq9wd4hn",
            "day/2023-03-14/ho-tich",
            "figure/binh-tan-2023/h1/ho-tich",
            "period/binh-tan-2023/h1",
            "reading/binh-tan-2023/II.3.4/q1",
            "target/binh-tan-2023/II.2.a",
            "dossier/018b3a3c-7f00-7000-8000-00000000002a",
            "feedback/018b3a3c-7f00-7000-8000-00000000002a",
            "procedure/ho-tich",
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
            "count/2023-02-29/ho-tich/r",
            "count/2023-3-14/ho-tich/r",
            "count/2023-03-14/ho-tich",
            "count/2023-03-14/Hộ tịch/r",
            "day/2023-03-14/ho-tich/r",
            "figure/p/h1",
            "period/p/h1/x",
            "reading/p/3.4/q1",
            "target/p/II.2.ab",
            "target/p/II.02",
            "dossier/nguyen-van-a",
            "feedback/",
            "procedure/",
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
    fn targets_sort_as_their_clauses_do() {
        let mut keys: Vec<TargetKey> =
            ["II.10.1", "II.2.b", "PL.1.9", "II.9.a", "II.2.a", "II.2", "III.5.4.a"]
                .map(|k| k.parse().unwrap())
                .into();
        keys.sort();
        let texts: Vec<String> = keys.iter().map(TargetKey::to_string).collect();
        assert_eq!(texts, ["II.2", "II.2.a", "II.2.b", "II.9.a", "II.10.1", "III.5.4.a", "PL.1.9"]);
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
