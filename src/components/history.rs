//! What happened to an item: who, when, from what to what.

use leptos::prelude::*;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Happened {
    /// To which field.
    pub what: String,
    /// What stood there; empty for nothing.
    pub from: String,
    /// What stands since.
    pub to: String,
    /// Who and when.
    pub by: String,
    /// Not known to be on the server.
    pub unsent: bool,
}

/// The list, latest first.
#[component]
pub fn History(
    /// What happened.
    events: Vec<Happened>,
) -> impl IntoView {
    let row = |event: Happened| {
        view! {
            <li class:history-unsent=event.unsent>
                <p class="history-what">{event.what}</p>
                <p>{(!event.from.is_empty()).then(|| view! { <del>{event.from}</del> " → " })}<b>{event.to}</b></p>
                <small>{event.by}</small>
            </li>
        }
    };
    view! { <ol class="history">{events.into_iter().map(row).collect_view()}</ol> }
}
