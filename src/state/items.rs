//! The checklist as rows: what a list shows of each item, and how lists are cut into sections.

use jiff::civil::Date;
use sotay_core::{
    assignee::Assignee,
    change::State,
    checklist::{self, Group, Item, Records, Segment, Urgency},
    ids::{ItemId, PersonId, PlanId, Scope},
    plan::{Membership, Outline},
    replica::Replica,
    schedule::Occurrence,
};
use std::collections::BTreeMap;

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
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its identity.
    pub id: ItemId,
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
    /// The event it waits for, as the plan says.
    pub waits_for: Option<String>,
    /// Whether the plan marks it as directly concerning wards.
    pub direct: bool,
    /// How far its edits are.
    pub saving: Saving,
    /// Which segments show it.
    segments: [bool; 4],
    next: Option<Date>,
}

/// All rows of a unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    rows: BTreeMap<ItemId, Row>,
    /// The titles of the appendix's groups.
    pub groups: Vec<(String, String)>,
}

/// A part of a list under a heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// What it holds.
    pub heading: Heading,
    /// Its items in order.
    pub items: Vec<ItemId>,
    /// How many of the group are closed, of how many; for groups only.
    pub closed: Option<(usize, usize)>,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Heading {
    /// Quá hạn.
    Overdue,
    /// Đến hạn trong 30 ngày.
    Soon,
    /// A group.
    Group(Group),
    /// Phối hợp khi được yêu cầu.
    Folded,
}

const SEGMENTS: [Segment; 4] = [Segment::ToDo, Segment::Mine, Segment::Waiting, Segment::All];

impl Rows {
    /// The rows of a unit on a day, for a person who is called `name`.
    pub fn of(
        plan: &Outline,
        id: &PlanId,
        replica: &Replica,
        scope: &Scope,
        today: Date,
        name: &str,
    ) -> Self {
        let entities = replica.entities(scope);
        let said = replica.entities(&Scope::Plan(id.clone()));
        let records = Records { unit: &entities, plan: &said };
        let me = (&replica.meta.person, name);
        let of_scope = |change: &&sotay_core::change::Change| change.scope == *scope;
        let mut pending: Vec<&ItemId> =
            replica.pending().filter(of_scope).filter_map(|change| change.entity.item()).collect();
        pending.dedup();
        let drawer = replica.drawer.values().map(|refused| &refused.change);
        let refused: Vec<&ItemId> =
            drawer.filter(of_scope).filter_map(|change| change.entity.item()).collect();
        let groups: Vec<_> =
            plan.groups.iter().map(|g| (g.code.bare(), g.title.shown().to_owned())).collect();
        let mut rows = BTreeMap::new();
        rows.extend(checklist::items(plan.work(), id, records).into_iter().map(|item| {
            let saving = if refused.contains(&&item.id) {
                Saving::Refused
            } else if item.has_conflict() {
                Saving::TwoVersions
            } else if pending.contains(&&item.id) {
                Saving::Here
            } else {
                Saving::OnServer
            };
            (item.id.clone(), row(&item, saving, today, me))
        }));
        Self { rows, groups }
    }

    /// A row.
    pub fn get(&self, id: &ItemId) -> Option<&Row> {
        self.rows.get(id)
    }

    /// How many rows a segment shows; folded ones are not counted.
    pub fn count(&self, segment: Segment) -> usize {
        self.rows.values().filter(|row| row.is_in(segment) && row.urgency != Urgency::Folded).count()
    }
}

impl Row {
    /// Whether a segment shows it.
    pub fn is_in(&self, segment: Segment) -> bool {
        SEGMENTS.iter().zip(self.segments).any(|(s, shown)| *s == segment && shown)
    }
}

fn row(item: &Item<'_>, saving: Saving, today: Date, (me, name): (&PersonId, &str)) -> Row {
    Row {
        id: item.id.clone(),
        label: item.label(),
        title: item.title().to_owned(),
        occurrence: item.occurrence().cloned(),
        group: item.group,
        state: item.state(),
        urgency: item.urgency(today),
        due: item.due(),
        milestone: item.milestone(),
        assignee: item.assignee(),
        ready: item.ready(),
        products: item.products.len(),
        waits_for: item.waits_for().map(str::to_owned),
        direct: item.membership == Membership::Direct,
        saving,
        segments: SEGMENTS.map(|segment| item.is_in(segment, today, me, name)),
        next: item.next_date(),
    }
}

/// Cuts a segment's rows into sections: what is pressing first, the rest by group; folded items last, and
/// only where everything is shown.
pub fn sections(rows: &Rows, segment: Segment) -> Vec<Section> {
    let shown: Vec<&Row> = rows.rows.values().filter(|row| row.is_in(segment)).collect();
    let pressing = |keep: fn(&Urgency) -> bool| {
        // In order of dates, the undated last (`None` comes before `Some`), and of codes among equal dates.
        // Rows come in order of codes, so each goes after those that are as urgent.
        let mut order: Vec<&Row> = Vec::new();
        for row in shown.iter().filter(|row| keep(&row.urgency)) {
            let key = |row: &Row| (row.next.is_none(), row.next);
            let place = order.partition_point(|before| key(before) <= key(row));
            order.insert(place, row);
        }
        order.into_iter().map(|row| row.id.clone()).collect::<Vec<_>>()
    };
    let mut sections = Vec::new();
    let by_date = segment != Segment::All;
    if by_date {
        for (heading, items) in [
            (Heading::Overdue, pressing(|u| matches!(u, Urgency::Overdue { .. }))),
            (Heading::Soon, pressing(|u| *u == Urgency::Soon)),
        ] {
            if !items.is_empty() {
                sections.push(Section { heading, items, closed: None });
            }
        }
    }
    let appendix = (0..rows.groups.len()).map(Group::Appendix);
    for group in appendix.chain([Group::Duties, Group::Own, Group::Dropped]) {
        let mine = |row: &&&Row| row.group == group && row.urgency != Urgency::Folded;
        let items: Vec<ItemId> = shown
            .iter()
            .filter(mine)
            .filter(|row| !by_date || row.urgency >= Urgency::Later)
            .map(|row| row.id.clone())
            .collect();
        if items.is_empty() {
            continue;
        }
        let all = rows.rows.values().filter(|row| row.group == group && row.urgency != Urgency::Folded);
        let closed = all.clone().filter(|row| row.urgency == Urgency::Closed).count();
        sections.push(Section { heading: Heading::Group(group), items, closed: Some((closed, all.count())) });
    }
    let folded: Vec<ItemId> =
        shown.iter().filter(|row| row.urgency == Urgency::Folded).map(|row| row.id.clone()).collect();
    if !folded.is_empty() {
        sections.push(Section { heading: Heading::Folded, items: folded, closed: None });
    }
    sections
}
