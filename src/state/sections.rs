//! A list cut into sections: what is pressing first, the rest by group, folded items last.

use super::{items::Rows, learned::learned, view::View};
use jiff::civil::Date;
use sotay_core::{
    checklist::{Group, Segment, Urgency},
    ids::ItemId,
};
use std::sync::Arc;

/// A part of a list under a heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// What it holds.
    pub heading: Heading,
    /// Its items in order.
    pub items: Vec<Arc<ItemId>>,
    /// How many of the group are closed, of how many, whatever the filters; for groups only.
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

/// Items by their dates, the undated last; of equal dates in order of codes.
#[derive(Default)]
struct Dated {
    /// In order of dates, of which there are few.
    dated: Vec<(Date, Vec<Arc<ItemId>>)>,
    undated: Vec<Arc<ItemId>>,
}

impl Dated {
    fn push(&mut self, date: Option<Date>, id: Arc<ItemId>) {
        match date {
            Some(date) => {
                let place = self.dated.partition_point(|(before, _)| *before < date);
                match self.dated.get_mut(place) {
                    Some((same, items)) if *same == date => items.push(id),
                    _ => self.dated.insert(place, (date, vec![id])),
                }
            }
            None => self.undated.push(id),
        }
    }

    fn in_order(self) -> Vec<Arc<ItemId>> {
        let mut items: Vec<_> = self.dated.into_iter().flat_map(|(_, items)| items).collect();
        items.extend(self.undated);
        items
    }
}

/// Cuts what a view shows into sections, in one pass over the rows.
pub fn sections(rows: &Rows, view: &View) -> Vec<Section> {
    let by_date = view.segment != Segment::All;
    let (mut overdue, mut soon, mut folded) = (Dated::default(), Dated::default(), Vec::new());
    let mut groups: Vec<Vec<Arc<ItemId>>> = vec![Vec::new(); rows.closed().len()];
    let shows = learned().map(|learned| learned.shows).filter(|_| !view.choices.is_empty());
    for row in rows.all() {
        if !row.is_in(view.segment) || shows.is_some_and(|shows| !shows(view, row, &rows.groups)) {
            continue;
        }
        let id = row.id.clone();
        match row.urgency {
            Urgency::Folded => folded.push(id),
            Urgency::Overdue { .. } if by_date => overdue.push(row.next, id),
            Urgency::Soon if by_date => soon.push(row.next, id),
            _ => {
                if let Some(group) = groups.get_mut(rows.place(row.group)) {
                    group.push(id);
                }
            }
        }
    }
    let mut sections = Vec::new();
    let mut add = |heading, items: Vec<_>, closed| {
        if !items.is_empty() {
            sections.push(Section { heading, items, closed });
        }
    };
    add(Heading::Overdue, overdue.in_order(), None);
    add(Heading::Soon, soon.in_order(), None);
    for (place, items) in groups.into_iter().enumerate() {
        add(Heading::Group(rows.group(place)), items, rows.closed().get(place).copied());
    }
    add(Heading::Folded, folded, None);
    sections
}
