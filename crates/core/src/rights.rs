//! Who may do what: one rule for what the screens offer and for what the server takes.

use crate::{
    change::{Change, Field},
    ids::{EntityId, PlanId, Scope, UnitId},
};
use serde::{Deserialize, Serialize};

/// A person's role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Công chức phường: records for the ward.
    WardOfficer,
    /// Chủ tịch phường: records for the ward.
    WardChair,
    /// Phòng Nội vụ: reads every unit below the district, says what stands on their checklists, and answers.
    District,
    /// Quản trị: accounts and devices; records nothing.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::WardOfficer, Self::WardChair, Self::District, Self::Administrator];

    /// The text form, as the command line takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::WardOfficer => "ward-officer",
            Self::WardChair => "ward-chair",
            Self::District => "district",
            Self::Administrator => "administrator",
        }
    }
}

/// What a person may see and do now: read from the database at the moment it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rights {
    /// The role.
    pub role: Role,
    /// The units the account was made for.
    pub own: Vec<UnitId>,
    /// Those and, for the district, every unit below them.
    pub reads: Vec<UnitId>,
    /// The plans that are published.
    pub plans: Vec<PlanId>,
}

/// Why a person may not make a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Denied {
    /// The unit is not one of the person's own.
    #[error("the unit is not one of the person's own")]
    Unit,
    /// The role records nothing here.
    #[error("the role records nothing here")]
    Role,
}

impl Rights {
    /// The scopes the person is given, own units first.
    pub fn scopes(&self) -> Vec<Scope> {
        let units = self.reads.iter().cloned().map(Scope::Unit);
        units.chain(self.plans.iter().cloned().map(Scope::Plan)).collect()
    }

    /// Whether the person may record for a unit.
    pub fn records_for(&self, unit: &UnitId) -> Result<(), Denied> {
        match self.role {
            Role::WardOfficer | Role::WardChair if self.own.contains(unit) => Ok(()),
            Role::WardOfficer | Role::WardChair => Err(Denied::Unit),
            Role::District | Role::Administrator => Err(Denied::Role),
        }
    }

    /// Whether the person may hand over what somebody else's device exported, somebody of these units. The changes
    /// stay the author's and are judged by the author's rights; the log says who brought them.
    pub fn brings_for(&self, units: &[UnitId]) -> Result<(), Denied> {
        match self.role {
            Role::District | Role::Administrator
                if !units.is_empty() && units.iter().all(|unit| self.reads.contains(unit)) =>
            {
                Ok(())
            }
            Role::District | Role::Administrator => Err(Denied::Unit),
            Role::WardOfficer | Role::WardChair => Err(Denied::Role),
        }
    }

    /// Whether the person answers for the district what a unit records, and says what stands on its checklist.
    pub fn answers_for(&self, unit: &UnitId) -> Result<(), Denied> {
        match self.role {
            Role::District if self.reads.contains(unit) => Ok(()),
            Role::District => Err(Denied::Unit),
            Role::WardOfficer | Role::WardChair | Role::Administrator => Err(Denied::Role),
        }
    }

    /// Whether the person says for every unit what of a plan stands on checklists.
    pub fn keeps(&self, plan: &PlanId) -> Result<(), Denied> {
        match self.role {
            Role::District if self.plans.contains(plan) => Ok(()),
            _ => Err(Denied::Role),
        }
    }

    /// Whether the person publishes plans, and new versions of those that are published. A server is one district's.
    pub fn publishes(&self) -> Result<(), Denied> {
        match self.role {
            Role::District | Role::Administrator => Ok(()),
            Role::WardOfficer | Role::WardChair => Err(Denied::Role),
        }
    }

    /// Whether the person may have a plan's file read into a draft: the district does, and the administrator for it.
    /// An account of no unit any more has no plans.
    pub fn prepares_plans(&self) -> Result<(), Denied> {
        match self.role {
            Role::District | Role::Administrator if !self.own.is_empty() => Ok(()),
            Role::District | Role::Administrator => Err(Denied::Unit),
            Role::WardOfficer | Role::WardChair => Err(Denied::Role),
        }
    }

    /// Whether the person may make this change. A plan is published by the server itself, never by a change from a
    /// device.
    pub fn may(&self, change: &Change) -> Result<(), Denied> {
        match (&change.scope, &change.entity, &change.field) {
            (_, EntityId::Document(_), _) => Err(Denied::Role),
            // What a unit says of a period stands in the unit's scope, what the period is in the plan's.
            (Scope::Plan(_), EntityId::Period(..), field) if of_unit(field) => Err(Denied::Role),
            (Scope::Unit(_), EntityId::Period(..), field)
                if !of_unit(field) && !matches!(field, Field::Other(_)) =>
            {
                Err(Denied::Role)
            }
            (
                Scope::Plan(plan),
                EntityId::Task(of, _)
                | EntityId::Period(of, _)
                | EntityId::Target(of, _)
                | EntityId::Reading(of, ..),
                _,
            ) if of == plan => self.keeps(plan),
            (Scope::Plan(_), ..) | (Scope::Unit(_), EntityId::Target(..), _) => Err(Denied::Role),
            (Scope::Unit(unit), EntityId::Task(..), _)
            | (Scope::Unit(unit), _, Field::Answer | Field::Reply) => self.answers_for(unit),
            (Scope::Unit(unit), ..) => self.records_for(unit),
        }
    }
}

/// Whether a period's field is what a unit says of it, or what the district answers the unit.
fn of_unit(field: &Field) -> bool {
    matches!(field, Field::Entry | Field::Submitted | Field::Answer | Field::Reply)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_ward_records_for_the_ward() {
        let unit = |u: &str| u.parse::<UnitId>().unwrap();
        let rights = |role, own: &str| Rights {
            role,
            own: vec![unit(own)],
            reads: vec![unit("an-lac"), unit("tan-tao")],
            plans: vec![],
        };
        for (role, own, asked, expected) in [
            (Role::WardOfficer, "an-lac", "an-lac", Ok(())),
            (Role::WardChair, "an-lac", "an-lac", Ok(())),
            (Role::WardOfficer, "an-lac", "tan-tao", Err(Denied::Unit)),
            (Role::District, "quan", "an-lac", Err(Denied::Role)),
            (Role::Administrator, "quan", "an-lac", Err(Denied::Role)),
        ] {
            assert_eq!(rights(role, own).records_for(&unit(asked)), expected, "{role:?} {own} {asked}");
        }
        for (role, asked, expected) in [
            (Role::District, "an-lac", Ok(())),
            (Role::Administrator, "an-lac", Ok(())),
            (Role::District, "elsewhere", Err(Denied::Unit)),
            (Role::WardOfficer, "an-lac", Err(Denied::Role)),
        ] {
            assert_eq!(rights(role, "quan").brings_for(&[unit(asked)]), expected, "{role:?} {asked}");
        }
        for role in Role::ALL {
            let prepares = matches!(role, Role::District | Role::Administrator);
            assert_eq!(rights(role, "quan").prepares_plans().is_ok(), prepares, "{role:?}");
            assert!(Rights { own: vec![], ..rights(role, "quan") }.prepares_plans().is_err(), "{role:?}");
        }
    }

    #[test]
    fn the_district_answers_and_says_what_stands_on_checklists_and_the_ward_records() {
        use crate::{
            change::{Group, State, Value},
            clock::Hlc,
            ids::ChangeId,
            plan::Membership,
        };
        const ITEM: &str = "item/p/PL.1.1/event";
        const COUNT: &str = "count/2023-03-14/ho-tich/r";
        const READING: &str = "reading/p/II.8/h1";
        const DOSSIER: &str = "dossier/018b3a3c-7f00-7000-8000-00000000002a";
        const FEEDBACK: &str = "feedback/018b3a3c-7f00-7000-8000-00000000002a";
        const FILE: &str = "file/p/PL.1.1/event/1/018b3a3c-7f00-7000-8000-00000000002a";
        const PROPOSAL: &str = "proposal/p/018b3a3c-7f00-7000-8000-00000000002a";
        let on_time = || Field::Measure(crate::counter::Measure::OnTime);
        let digest = Value::text(&"ab".repeat(32));
        let accepted = Value::text("accepted r.1");
        let on = Membership::On.value();
        let rows = [
            // Scope, entity, field, value; who may: officer and chair of An Lạc, district.
            ("unit/an-lac", ITEM, Field::State, State::Done.value(), true, false),
            ("unit/an-lac", ITEM, Field::Answer, accepted, false, true),
            ("unit/an-lac", ITEM, Field::Reply, Value::text("x"), false, true),
            ("unit/an-lac", FILE, Field::Digest, digest.clone(), true, false),
            ("unit/an-lac", PROPOSAL, Field::Text, Value::text("x"), true, false),
            ("unit/an-lac", PROPOSAL, Field::Answer, Value::text("declined"), false, true),
            ("unit/an-lac", "task/p/PL.1.1", Field::Membership, on.clone(), false, true),
            ("plan/p", "task/p/PL.1.1", Field::Membership, on.clone(), false, true),
            ("plan/p", "task/other/PL.1.1", Field::Membership, on.clone(), false, false),
            ("plan/other", "task/other/PL.1.1", Field::Membership, on, false, false),
            ("plan/p", "document/p", Field::Digest, digest, false, false),
            ("plan/p", ITEM, Field::State, State::Done.value(), false, false),
            ("unit/elsewhere", ITEM, Field::Answer, Value::text("returned r.1"), false, false),
            ("unit/an-lac", COUNT, on_time(), Value::text("7"), true, false),
            ("unit/elsewhere", COUNT, on_time(), Value::text("7"), false, false),
            ("plan/p", COUNT, on_time(), Value::text("7"), false, false),
            ("unit/an-lac", "day/2023-03-14/ho-tich", on_time(), Value::text("20/17"), true, false),
            ("unit/an-lac", "figure/p/h1/ho-tich", on_time(), Value::text("7"), true, false),
            ("plan/p", "figure/p/h1/ho-tich", on_time(), Value::text("7"), false, false),
            ("unit/an-lac", READING, Field::Numerator, Value::text("7"), true, false),
            ("plan/p", READING, Field::Numerator, Value::text("7"), false, true),
            ("plan/p", "reading/other/II.8/h1", Field::Numerator, Value::text("7"), false, false),
            ("unit/an-lac", DOSSIER, Field::DaysLate, Value::text("2"), true, false),
            ("unit/an-lac", FEEDBACK, Field::ReceivedOn, Value::text("2023-03-14"), true, false),
            ("plan/p", FEEDBACK, Field::ReceivedOn, Value::text("2023-03-14"), false, false),
            ("unit/an-lac", "procedure/ho-tich", Field::Active, Value::Bool(false), true, false),
            ("plan/p", "procedure/ho-tich", Field::Active, Value::Bool(false), false, false),
            ("unit/an-lac", "period/p/h1", Field::Entry, Value::text("period"), true, false),
            ("unit/an-lac", "period/p/h1", Field::Submitted, Value::Empty, true, false),
            ("unit/an-lac", "period/p/h1", Field::Answer, Value::text("returned r.1"), false, true),
            ("unit/an-lac", "period/p/h1", Field::Reply, Value::text("x"), false, true),
            ("unit/an-lac", "period/p/h1", Field::Due, Value::text("2023-06-20"), false, false),
            ("plan/p", "period/p/h1", Field::Due, Value::text("2023-06-20"), false, true),
            ("plan/p", "period/p/h1", Field::Submitted, Value::Empty, false, false),
            ("plan/p", "period/p/h1", Field::Answer, Value::Empty, false, false),
            ("plan/p", "period/other/h1", Field::Due, Value::text("2023-06-20"), false, false),
            ("plan/p", "target/p/II.3.1", Field::Removed, Value::Bool(true), false, true),
            ("plan/p", "target/other/II.3.1", Field::Removed, Value::Bool(true), false, false),
            ("unit/an-lac", "target/p/II.3.1", Field::Removed, Value::Bool(true), false, false),
        ];
        for (scope, entity, field, value, ward, district) in rows {
            let change = Change {
                id: ChangeId { replica: "r".parse().unwrap(), n: 1 },
                group: Group { first: 1, len: 1 },
                scope: scope.parse().unwrap(),
                entity: EntityId::from(entity.to_owned()),
                field,
                value,
                over: vec![],
                at: Hlc::at(1),
                author: "mai".parse().unwrap(),
                schema: 1,
            };
            change.check().unwrap();
            for role in Role::ALL {
                let (own, may) = match role {
                    Role::WardOfficer | Role::WardChair => ("an-lac", ward),
                    Role::District => ("quan", district),
                    Role::Administrator => ("quan", false),
                };
                let rights = Rights {
                    role,
                    own: vec![own.parse().unwrap()],
                    reads: vec!["an-lac".parse().unwrap(), "quan".parse().unwrap()],
                    plans: vec!["p".parse().unwrap()],
                };
                let what = format!("{role:?} {scope} {entity} {}", change.field);
                assert_eq!(rights.may(&change).is_ok(), may, "{what}");
            }
        }
    }
}
