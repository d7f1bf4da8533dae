//! How the list is looked at: which segment, and which filters are on.

use super::items::{Row, Saving};
use sotay_core::{
    assignee::Assignee,
    change::State,
    checklist::{Group, Segment},
    plan::Membership,
};

/// The segments in the order in which they are offered.
pub const SEGMENTS: [Segment; 4] = [Segment::ToDo, Segment::Mine, Segment::Waiting, Segment::All];

/// The names of the segments in stored views.
const NAMES: [&str; 4] = ["todo", "mine", "waiting", "all"];

/// One thing that a filter lets through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Items of a group, by its name: see [`group_name`].
    Group(String),
    /// Items in a state.
    State(State),
    /// Items of a person in charge, by the assignee's value as text; the empty text for nobody.
    Person(String),
    /// Items by the unit's part in them.
    Role(Membership),
    /// Items with files that prove a product, or without.
    Evidence(bool),
    /// Items whose edits are so far.
    Saving(Saving),
}

/// A segment with filters. Of choices of one kind an item must meet one; of several kinds, one of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The segment.
    pub segment: Segment,
    /// What the filters let through; everything when there are none.
    pub choices: Vec<Choice>,
    /// It was stored with filters that cannot be read yet. A list that would be cut short in a moment is not shown.
    pub unread: bool,
}

/// The name of a group that outlives a new version of the plan: the number it is printed with, or its kind.
pub fn group_name(group: Group, groups: &[(String, String)]) -> &str {
    match group {
        Group::Appendix(place) => groups.get(place).map_or("", |(code, _)| code),
        Group::Duties => "nv",
        Group::Own => "vr",
        Group::Dropped => "x",
    }
}

/// An assignee as a filter names it.
pub fn person_name(assignee: &Assignee) -> String {
    assignee.value().as_text().unwrap_or_default().to_owned()
}

impl Saving {
    /// What a filter can ask for, in the order in which it is offered.
    pub const UNSENT: [Self; 3] = [Self::Here, Self::Refused, Self::TwoVersions];

    fn name(self) -> &'static str {
        match self {
            Self::OnServer => "server",
            Self::Here => "here",
            Self::Refused => "refused",
            Self::TwoVersions => "two",
        }
    }
}

impl Choice {
    /// Which filter it belongs to.
    fn kind(&self) -> u8 {
        match self {
            Self::Group(_) => b'g',
            Self::State(_) => b's',
            Self::Person(_) => b'p',
            Self::Role(_) => b'r',
            Self::Evidence(_) => b'e',
            Self::Saving(_) => b'u',
        }
    }

    fn text(&self) -> String {
        let value = match self {
            Self::Group(name) | Self::Person(name) => name,
            Self::State(state) => state.name(),
            Self::Role(role) => role.name(),
            Self::Evidence(true) => "1",
            Self::Evidence(false) => "0",
            Self::Saving(saving) => saving.name(),
        };
        format!("{}{value}", char::from(self.kind()))
    }

    fn of(text: &str) -> Option<Self> {
        let value = text.get(1..)?;
        match text.as_bytes().first()? {
            b'g' => Some(Self::Group(value.into())),
            b's' => State::ALL.into_iter().find(|state| state.name() == value).map(Self::State),
            b'p' => Some(Self::Person(value.into())),
            b'r' => Membership::ALL.into_iter().find(|role| role.name() == value).map(Self::Role),
            b'e' => matches!(value, "0" | "1").then(|| Self::Evidence(value == "1")),
            b'u' => Saving::UNSENT.into_iter().find(|saving| saving.name() == value).map(Self::Saving),
            _ => None,
        }
    }

    fn fits(&self, row: &Row, groups: &[(String, String)]) -> bool {
        match self {
            Self::Group(name) => group_name(row.group, groups) == name,
            Self::State(state) => row.state == *state,
            Self::Person(name) => person_name(&row.assignee) == *name,
            Self::Role(role) => row.role == *role,
            Self::Evidence(there) => (row.files > 0) == *there,
            Self::Saving(saving) => row.saving == *saving,
        }
    }
}

impl View {
    /// As it is stored on the device: the segment, then the choices, a line each.
    pub fn text(&self) -> String {
        let segment = SEGMENTS.iter().zip(NAMES).find(|(segment, _)| **segment == self.segment);
        let mut text = segment.map_or("", |(_, name)| name).to_owned();
        for choice in &self.choices {
            text.push('\n');
            text.push_str(&choice.text());
        }
        text
    }

    /// The view that was stored, without its filters.
    pub fn begun(text: &str) -> Self {
        let mut view = Self { unread: text.contains('\n'), ..Self::default() };
        for (segment, name) in SEGMENTS.into_iter().zip(NAMES) {
            if text.split('\n').next() == Some(name) {
                view.segment = segment;
            }
        }
        view
    }

    /// The view that was stored. What this build does not know is ignored.
    pub fn of(text: &str) -> Self {
        let mut view = Self { unread: false, ..Self::begun(text) };
        for choice in text.split('\n').skip(1).filter_map(Choice::of) {
            if !view.has(&choice) {
                view.choices.push(choice);
            }
        }
        view
    }

    /// Whether a choice is on.
    pub fn has(&self, choice: &Choice) -> bool {
        self.choices.contains(choice)
    }

    /// Turns a choice on or off.
    pub fn toggle(&mut self, choice: Choice) {
        match self.choices.iter().position(|on| *on == choice) {
            Some(place) => {
                self.choices.remove(place);
            }
            None => self.choices.push(choice),
        }
    }

    /// Whether the filters let a row through.
    pub fn shows(&self, row: &Row, groups: &[(String, String)]) -> bool {
        self.choices.iter().all(|choice| {
            let same = self.choices.iter().filter(|other| other.kind() == choice.kind());
            same.clone().any(|other| other.fits(row, groups))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_view_reads_back_and_what_is_unknown_in_it_is_ignored() {
        let view = View {
            segment: Segment::All,
            choices: vec![
                Choice::Group("3".into()),
                Choice::State(State::Doing),
                Choice::Person("@mai".into()),
                Choice::Person(String::new()),
                Choice::Role(Membership::Folded),
                Choice::Evidence(false),
                Choice::Saving(Saving::TwoVersions),
            ],
            unread: false,
        };
        assert!(View::begun(&view.text()).unread);
        assert!(!View::begun("all").unread);
        assert_eq!(View::of(&view.text()), view);
        let odd = "board\nsdoing\nsflying\n\nx\nuserver\né\ne2\nsdoing";
        assert_eq!(View::of(odd).choices, [Choice::State(State::Doing)]);
        assert_eq!(View::of(odd).segment, Segment::ToDo);
        assert_eq!(View::of(""), View::default());
    }
}
