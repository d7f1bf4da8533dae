//! The checklist as rows: what a list shows of each item.

use super::view::SEGMENTS;
use jiff::civil::Date;
use sotay_core::{
    assignee::Assignee,
    change::{Change, State},
    checklist::{self, Group, Item, Records, Segment, Urgency},
    ids::{ItemId, PersonId, PlanId, Scope},
    plan::{Membership, Outline},
    replica::Replica,
    schedule::Occurrence,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// How far an item's latest edits are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saving {
    /// Everything that was recorded is on the server.
    OnServer,
    /// Something is saved on this device and not known to be on the server.
    Here,
    /// Something was refused.
    Refused,
    /// Some field has two versions.
    TwoVersions,
}

/// What a list shows of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its identity.
    pub id: Arc<ItemId>,
    /// Its task's text.
    pub title: String,
    /// The phase or period, when the task has several.
    pub occurrence: Option<Occurrence>,
    /// The number by which it is shown; empty for an own item.
    pub label: String,
    /// Its group.
    pub group: Group,
    /// Where it stands.
    pub state: State,
    /// How pressing it is.
    pub urgency: Urgency,
    /// The plan's date.
    pub due: Option<Date>,
    /// The unit's own date.
    pub milestone: Option<Date>,
    /// Who sees to it.
    pub assignee: Assignee,
    /// How many products exist.
    pub ready: usize,
    /// Of how many.
    pub products: usize,
    /// How many files prove them.
    pub files: usize,
    /// The event it waits for, as the plan says.
    pub waits_for: Option<String>,
    /// The unit's part in it, as plan and district say.
    pub role: Membership,
    /// How far its edits are.
    pub saving: Saving,
    /// The date that orders it.
    pub next: Option<Date>,
    /// Which segments show it.
    segments: [bool; 4],
}

/// What rows are made for, beside what is recorded.
#[derive(Clone)]
pub struct About {
    /// The plan's identity.
    pub id: PlanId,
    /// The plan.
    pub plan: Arc<Outline>,
    /// The unit's scope.
    pub scope: Scope,
    /// Today.
    pub today: Date,
    /// Who looks.
    pub me: PersonId,
    /// What they are called.
    pub name: String,
}

/// All rows of a unit.
#[derive(Clone, Default)]
pub struct Rows {
    about: Option<About>,
    /// None for an item that is no more: taking out of a map is code a type at a time.
    rows: BTreeMap<Arc<ItemId>, Option<Arc<Row>>>,
    /// The numbers and titles of the appendix's groups.
    pub groups: Vec<(String, String)>,
    /// How many rows each segment shows; folded ones are not counted.
    counts: [usize; 4],
    /// How many rows of each group are closed, of how many; folded ones are not counted.
    closed: Vec<(usize, usize)>,
}

impl About {
    /// Whether rows that were made for this are good for that too, but for what was recorded since.
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.plan, &other.plan)
            && (&self.id, &self.scope, self.today, &self.me, &self.name)
                == (&other.id, &other.scope, other.today, &other.me, &other.name)
    }
}

/// The groups beside the appendix's, in the order of the list.
const OTHERS: [Group; 3] = [Group::Duties, Group::Own, Group::Dropped];

impl Rows {
    /// The rows after something was recorded of some items. Makes anew no more rows than it must.
    pub fn follow(self, about: About, replica: &Replica, changed: &BTreeSet<ItemId>) -> Self {
        match &self.about {
            Some(before) if before.is(&about) => self.with(replica, changed),
            _ => Self::of(about, replica),
        }
    }

    /// Every row.
    pub fn of(about: About, replica: &Replica) -> Self {
        let (unit, said) = (replica.entities(&about.scope), replica.entities(&Scope::Plan(about.id.clone())));
        let plan = about.plan.clone();
        let mut rows = Self {
            groups: plan.groups.iter().map(|g| (g.code.bare(), g.title.shown().to_owned())).collect(),
            closed: vec![(0, 0); plan.groups.len() + OTHERS.len()],
            ..Self::default()
        };
        let records = Records { unit: &unit, plan: &said };
        let savings = Savings::of(replica, &about.scope, |_| true);
        for item in checklist::items(plan.work(), &about.id, records) {
            rows.put(row(&item, &savings, &about));
        }
        rows.about = Some(about);
        rows
    }

    /// The rows with those of some items made anew.
    fn with(mut self, replica: &Replica, changed: &BTreeSet<ItemId>) -> Self {
        let Some(about) = self.about.take() else { return self };
        for id in changed {
            self.take(id);
        }
        let of_plan = Scope::Plan(about.id.clone());
        let (unit, said) =
            (replica.entities_for(&about.scope, changed), replica.entities_for(&of_plan, changed));
        let savings = Savings::of(replica, &about.scope, |item| changed.contains(item));
        let records = Records { unit: &unit, plan: &said };
        let plan = about.plan.clone();
        for item in checklist::some(plan.work(), &about.id, Some(changed), records) {
            self.put(row(&item, &savings, &about));
        }
        self.about = Some(about);
        self
    }

    fn put(&mut self, row: Row) {
        self.count_in(&row, 1);
        self.rows.insert(row.id.clone(), Some(Arc::new(row)));
    }

    fn take(&mut self, id: &ItemId) {
        if let Some(row) = self.rows.get_mut(id).and_then(Option::take) {
            self.count_in(&row, -1);
        }
    }

    fn count_in(&mut self, row: &Row, by: isize) {
        if row.urgency == Urgency::Folded {
            return;
        }
        let add = |count: &mut usize| *count = count.wrapping_add_signed(by);
        self.counts
            .iter_mut()
            .zip(row.segments)
            .filter(|(_, shown)| *shown)
            .for_each(|(count, _)| add(count));
        let place = self.place(row.group);
        if let Some((closed, all)) = self.closed.get_mut(place) {
            add(all);
            if row.urgency == Urgency::Closed {
                add(closed);
            }
        }
    }

    /// A row.
    pub fn get(&self, id: &ItemId) -> Option<&Arc<Row>> {
        self.rows.get(id)?.as_ref()
    }

    /// Every row, in order of codes.
    pub fn all(&self) -> impl Iterator<Item = &Row> {
        self.rows.values().flatten().map(|row| &**row)
    }

    /// How many rows a segment shows; folded ones are not counted.
    pub fn count(&self, segment: Segment) -> usize {
        SEGMENTS.iter().zip(self.counts).find(|(of, _)| **of == segment).map_or(0, |(_, count)| count)
    }

    /// How many rows of each group are closed, of how many.
    pub fn closed(&self) -> &[(usize, usize)] {
        &self.closed
    }

    /// The place of a group in the list.
    pub fn place(&self, group: Group) -> usize {
        match group {
            Group::Appendix(place) => place,
            Group::Duties => self.groups.len(),
            Group::Own => self.groups.len() + 1,
            Group::Dropped => self.groups.len() + 2,
        }
    }

    /// The group at a place in the list.
    pub fn group(&self, place: usize) -> Group {
        let other = place.checked_sub(self.groups.len()).and_then(|place| OTHERS.get(place).copied());
        other.unwrap_or(Group::Appendix(place))
    }
}

impl Row {
    /// Whether a segment shows it.
    pub fn is_in(&self, segment: Segment) -> bool {
        SEGMENTS.iter().zip(self.segments).any(|(s, shown)| *s == segment && shown)
    }
}

/// Which items hold something that is not on the server.
struct Savings {
    unsent: BTreeSet<ItemId>,
    refused: BTreeSet<ItemId>,
}

impl Savings {
    fn of(replica: &Replica, scope: &Scope, wanted: impl Fn(&ItemId) -> bool) -> Self {
        let item = |change: &Change| {
            change.entity.item().filter(|item| change.scope == *scope && wanted(item)).cloned()
        };
        let (mut unsent, mut refused) = (BTreeSet::new(), BTreeSet::new());
        unsent.extend(replica.pending().filter_map(item));
        refused.extend(replica.drawer.values().filter_map(|refused| item(&refused.change)));
        Self { unsent, refused }
    }
}

fn row(item: &Item<'_>, savings: &Savings, about: &About) -> Row {
    let saving = if savings.refused.contains(&item.id) {
        Saving::Refused
    } else if item.has_conflict() {
        Saving::TwoVersions
    } else if savings.unsent.contains(&item.id) {
        Saving::Here
    } else {
        Saving::OnServer
    };
    Row {
        id: Arc::new(item.id.clone()),
        label: item.label(),
        title: item.title().to_owned(),
        occurrence: item.occurrence().cloned(),
        group: item.group,
        state: item.state(),
        urgency: item.urgency(about.today),
        due: item.due(),
        milestone: item.milestone(),
        assignee: item.assignee(),
        ready: item.ready(),
        products: item.products.len(),
        files: item.products.iter().map(|product| product.files.len()).sum(),
        waits_for: item.waits_for().map(str::to_owned),
        role: item.membership,
        saving,
        segments: SEGMENTS.map(|segment| item.is_in(segment, about.today, &about.me, &about.name)),
        next: item.next_date(),
    }
}

#[cfg(test)]
mod tests;
