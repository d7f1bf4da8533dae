//! A row of the checklist: one tap target, state by shape as well as colour.

use crate::{
    state::{Route, Row, Saving},
    text::{Language, phrases},
};
use jiff::civil::Date;
use leptos::prelude::*;
use sotay_core::{assignee::Assignee, change::State, checklist::Urgency, plan::Membership};
use std::sync::Arc;

/// The mark of a state: an empty, half, dashed, ticked or struck circle.
#[component]
pub fn StateMark(state: State, #[prop(default = false)] waiting: bool) -> impl IntoView {
    let shape = match state {
        State::Done => "state-mark state-done",
        State::NotApplicable => "state-mark state-na",
        State::Waiting => "state-mark state-waiting",
        State::Todo if waiting => "state-mark state-waiting",
        State::Doing => "state-mark state-doing",
        State::Todo => "state-mark",
    };
    view! { <span class=shape aria-hidden="true"></span> }
}

/// What a tap on a row does, and how that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// It opens the item.
    Plain,
    /// The item is open beside the list.
    Open,
    /// It picks the item, or no more. The row is a box to tick and leads nowhere.
    Pick(bool),
}

/// The row.
#[component]
pub fn ChecklistRow(
    /// The item; none when it went away with a new version of the plan.
    #[prop(into)]
    row: Signal<Option<Arc<Row>>>,
    /// What an assignee is called; none for nobody.
    assignee: Callback<Assignee, Option<String>>,
    /// The language.
    language: Language,
    /// Today.
    #[prop(into)]
    today: Signal<Date>,
    /// What a tap does, and how that is shown.
    #[prop(into)]
    look: Signal<Look>,
) -> impl IntoView {
    move || {
        row.get().map(|row| {
            let (box_to_tick, ticked, open) = match look.get() {
                Look::Plain => (None, None, None),
                Look::Open => (None, None, Some("page")),
                Look::Pick(picked) => (Some("checkbox"), Some(if picked { "true" } else { "false" }), None),
            };
            let words = language.words();
            let today = today.get();
            let waiting = row.urgency == Urgency::Waiting;
            let closed = row.urgency == Urgency::Closed;
            let text = |text: &str| (text.to_owned(), "");
            let when = match row.urgency {
                Urgency::Overdue { days } => Some((phrases::days_late(language, days), "row-late")),
                Urgency::Waiting => row.waits_for.as_ref().map(|e| (phrases::waits(language, e), "row-wait")),
                Urgency::Closed => None,
                _ => row.due.map(|due| (phrases::due(language, due, today), "")),
            };
            let milestone = row.milestone.filter(|_| !closed);
            let quiet = row.state == State::Todo || (waiting && row.waits_for.is_some());
            // One kind of element for all facts: each kind of its own is a kilobyte of the client.
            let what = row.occurrence.as_ref().and_then(|o| o.what.as_deref());
            let facts = [
                what.map(text),
                when,
                milestone.map(|day| (phrases::milestone(language, day, today), "")),
                (!quiet).then(|| text(phrases::state(language, row.state))),
                (row.products > 0 && !closed)
                    .then(|| (phrases::products(language, row.ready, row.products), "")),
                (row.files > 0).then(|| (phrases::files(language, row.files), "")),
                assignee.run(row.assignee.clone()).map(|name| (name, "")),
                (row.role == Membership::Direct).then(|| (words.direct.to_owned(), "row-tag")),
                match row.saving {
                    Saving::OnServer => None,
                    Saving::Here => Some((words.unsent.to_owned(), "row-here")),
                    Saving::Refused => Some((words.refused_one.to_owned(), "row-late")),
                    Saving::TwoVersions => Some((words.two_versions_one.to_owned(), "row-wait")),
                },
            ];
            let span = |(text, class): (String, &'static str)| view! { <span class=class>{text}</span> };
            let occurrence =
                row.occurrence.as_ref().map(|o| (phrases::period(language, o), "row-occurrence"));
            view! {
                <a
                    href=Route::Item((*row.id).clone()).address()
                    class=if closed { "row row-closed" } else { "row" }
                    role=box_to_tick
                    aria-checked=ticked
                    aria-current=open
                >
                    <StateMark state=row.state waiting=waiting/>
                    <span class="row-title">
                        {span((row.label.clone(), "row-code"))}
                        " "
                        {row.title.clone()}
                    </span>
                    {occurrence.map(span)}
                    <span class="row-facts">{facts.into_iter().flatten().map(span).collect_view()}</span>
                </a>
            }
        })
    }
}
