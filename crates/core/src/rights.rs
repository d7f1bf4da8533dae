//! Who may do what: one rule for what the screens offer and for what the server takes.

use crate::{
    change::Change,
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
    /// Phòng Nội vụ: reads every unit below the district.
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

    /// Whether the person may have a plan's file read into a draft: the district does, and the administrator for it.
    /// An account of no unit any more has no plans.
    pub fn prepares_plans(&self) -> Result<(), Denied> {
        match self.role {
            Role::District | Role::Administrator if !self.own.is_empty() => Ok(()),
            Role::District | Role::Administrator => Err(Denied::Unit),
            Role::WardOfficer | Role::WardChair => Err(Denied::Role),
        }
    }

    /// Whether the person may make this change. A plan is published by the server's own command, never by a
    /// change from a device.
    pub fn may(&self, change: &Change) -> Result<(), Denied> {
        match (&change.scope, &change.entity) {
            (Scope::Plan(_), _) | (_, EntityId::Document(_)) => Err(Denied::Role),
            (Scope::Unit(unit), _) => self.records_for(unit),
        }
    }
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
}
