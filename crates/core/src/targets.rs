//! Targets (chỉ tiêu): what a plan promises in numbers, and how a unit stands against it. Whole numbers alone, from
//! the counter to the verdict.
//!
//! ```text
//!   plan's rows ─┐                      counts, figures, readings, dossiers, feedback
//!   district's ──┴─► Defined targets                    │
//!                         └────────► Figures::of ◄──────┘
//!                                        │ standings(period, level)
//!                          Standing: two numbers, fields, verdict, what is missing
//!                            │                                     │
//!                         Frozen (submitted)        consolidate: Σ/Σ over units
//! ```

mod definition;
mod district;
mod figures;
mod format;
mod frozen;
mod ratio;
mod standing;
#[cfg(test)]
mod tests;

pub use definition::{
    Defined, Exception, Kind, Level, LevelThreshold, Sheet, Source, Target, TargetProblem, Threshold,
    Version, targets,
};
pub use district::{District, consolidate};
pub use figures::{Figures, Month, Reading};
pub use format::{grouped, percent};
pub use frozen::{Changed, FROZEN_LIMIT, Frozen, FrozenError, FrozenField, FrozenTarget, frozen_differs};
pub use ratio::Ratio;
pub use standing::{Excellence, FieldStanding, Missing, Standing, Verdict, excellence};

use crate::{
    change::{Field, Value},
    ids::EntityId,
};

/// Whether the server takes what a change to `field` of `entity` holds: what [`Field::holds`] leaves open, because
/// reading it whole is no part of a device's first start.
pub fn is_sound(entity: &EntityId, field: &Field, value: &Value) -> bool {
    let Value::Text(json) = value else { return true };
    match (entity, field) {
        (EntityId::Target(_, key), Field::Definition) => {
            Target::from_json(json).is_ok_and(|target| target.key == *key && target.problems().is_empty())
        }
        (EntityId::Period(_, key), Field::Submitted) => {
            Frozen::from_json(json).is_ok_and(|frozen| frozen.period == *key)
        }
        _ => true,
    }
}
