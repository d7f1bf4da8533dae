//! A row of the checklist: one tap target, state by shape as well as colour.

use crate::{
    state::{Route, Row, Saving},
    text::{Language, phrases},
};
use jiff::civil::Date;
use leptos::prelude::*;
use sotay_core::{change::State, checklist::Urgency, ids::ItemId};

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

/// The row.
#[component]
pub fn ChecklistRow(
    /// The item; none when it went away with a new version of the plan.
    #[prop(into)]
    row: Signal<Option<Row>>,
    /// The language.
    language: Language,
    /// Today.
    #[prop(into)]
    today: Signal<Date>,
    /// The item that is open beside the list.
    #[prop(into)]
    opened: Signal<Option<ItemId>>,
) -> impl IntoView {
    move || {
        row.get().map(|row| {
            let open = opened.with(|opened| opened.as_ref() == Some(&row.id));
            let words = language.words();
            let today = today.get();
            let waiting = row.urgency == Urgency::Waiting;
            let closed = row.urgency == Urgency::Closed;
            let when = match row.urgency {
                Urgency::Overdue { days } => Some((phrases::days_late(language, days), "row-late")),
                Urgency::Waiting => row.waits_for.as_ref().map(|e| (phrases::waits(language, e), "row-wait")),
                Urgency::Closed => None,
                _ => row.due.map(|due| (phrases::due(language, due, today), "")),
            };
            let milestone = row.milestone.filter(|_| !closed).map(|m| phrases::milestone(language, m, today));
            let occurrence = row.occurrence.as_ref().map(|o| phrases::occurrence(language, o));
            let saving = match row.saving {
                Saving::OnServer => None,
                Saving::Here => Some((words.unsent, "row-here")),
                Saving::Refused => Some((words.refused_one, "row-late")),
                Saving::TwoVersions => Some((words.two_versions_one, "row-wait")),
            };
            let state = phrases::state(language, row.state);
            let quiet = matches!(row.state, State::Todo) || waiting;
            let assignee = (!row.assignee.is_empty()).then(|| row.assignee.clone());
            view! {
                <a
                    href=Route::Item(row.id.clone()).address()
                    class="row"
                    class:row-closed=closed
                    aria-current=open.then_some("page")
                >
                    <StateMark state=row.state waiting=waiting/>
                    <span class="row-title">
                        <span class="row-code">{row.id.code.bare()}</span>
                        " "
                        {row.title.clone()}
                    </span>
                    {occurrence.map(|o| view! { <span class="row-occurrence">{o}</span> })}
                    <span class="row-facts">
                        {when.map(|(text, class)| view! { <span class=class>{text}</span> })}
                        {milestone.map(|text| view! { <span>{text}</span> })}
                        {(!quiet).then(|| view! { <span>{state}</span> })}
                        {(row.products > 0 && !closed)
                            .then(|| view! { <span>{phrases::products(language, row.ready, row.products)}</span> })}
                        {assignee.map(|a| view! { <span>{a}</span> })}
                        {row.direct.then(|| view! { <span class="row-tag">{words.direct}</span> })}
                        {saving.map(|(text, class)| view! { <span class=class>{text}</span> })}
                    </span>
                </a>
            }
        })
    }
}
