//! Plans and edits for tests of what the lists show.

use super::items::About;
use sotay_core::{
    cell::Cell,
    change::{Edit, Field, Value},
    ids::{EntityId, ItemId, Scope},
    plan::{Membership, Outline, Task},
    replica::{Limits, Meta, Replica},
};
use std::sync::Arc;

/// Numbers drawn by lot, the same for the same seed (SplitMix64).
pub struct Lot(pub u64);

impl Lot {
    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(end).unwrap()).unwrap()
    }

    /// A seed that differs from run to run; every test prints it.
    pub fn seed() -> u64 {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        std::env::var("SOTAY_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(now.as_nanos() as u64)
    }
}

/// The practice plan with its tasks repeated until there are `tasks`, of one occurrence each; the last three were
/// dropped.
pub fn plan(tasks: usize) -> Outline {
    let mut plan = Outline::from_json(include_str!("../../plans/binh-tan-2023.json")).unwrap();
    let models: Vec<(usize, Task)> =
        plan.work().tasks().filter_map(|(group, task)| Some((group?, task.clone()))).collect();
    plan.groups.iter_mut().for_each(|group| group.tasks.clear());
    plan.duties.clear();
    for n in 0..tasks {
        let (group, mut task) = models[n % models.len()].clone();
        task.code = format!("PL.{}.{}.{}", group + 1, n / 250 + 1, n % 250 + 1).parse().unwrap();
        task.schedule.occurrences.truncate(1);
        task.membership = Membership::ALL[n % 3];
        if n + 3 >= tasks {
            plan.dropped.push(task);
        } else {
            plan.groups[group].tasks.push(task);
        }
    }
    plan
}

/// The unit's scope.
pub fn scope() -> Scope {
    "unit/an-lac".parse().unwrap()
}

/// What rows of a plan are made for.
pub fn about(plan: Outline) -> About {
    About {
        id: "p".parse().unwrap(),
        plan: Arc::new(plan),
        scope: scope(),
        today: "2023-10-16".parse().unwrap(),
        me: "mai".parse().unwrap(),
        name: "Mai".into(),
    }
}

/// A device with nothing recorded.
pub fn device(name: &str) -> Replica {
    Replica::new(Meta::new("mai".parse().unwrap(), name.parse().unwrap(), 0))
}

/// The items of a plan.
pub fn items(plan: &Outline) -> Vec<ItemId> {
    let tasks = plan.work().tasks().map(|(_, task)| task).chain(&plan.dropped);
    let items = tasks.flat_map(|task| {
        task.schedule.occurrences.iter().map(|occurrence| ItemId {
            plan: "p".parse().unwrap(),
            code: task.code.clone(),
            occurrence: occurrence.key.clone(),
        })
    });
    items.collect()
}

/// An edit over what stands.
pub fn edit(replica: &Replica, entity: EntityId, field: Field, value: Value) -> Edit {
    let over = replica.entity(&scope(), &entity).get(&field).map(Cell::seen).unwrap_or_default();
    Edit { scope: scope(), entity, field, value, over }
}

/// Records one gesture and gives what was written.
pub fn record(replica: &mut Replica, edits: Vec<Edit>) -> Vec<sotay_core::replica::Write> {
    replica.record(edits, 1_697_425_200_000, Limits::default()).unwrap()
}
