//! The event that an item waits for, or is there for: saying that it came, and by when it is due then.

use super::{Open, field};
use crate::components::event_form::EventForm;
use leptos::prelude::*;
use sotay_core::{
    change::Field,
    checklist::{Item, event_came},
    dates,
};

/// What is known of the event; nothing for an item that the plan dates.
#[component]
pub fn Event(open: Open) -> impl IntoView {
    let asking = RwSignal::new(false);
    let words = open.device.words();
    let read = move |read: fn(&Item<'_>) -> bool| Memo::new(move |_| open.with(read).unwrap_or(false));
    let awaits = read(|item| item.awaits_event());
    let closed = read(|item| item.is_closed());
    let came = Memo::new(move |_| open.with(|item| item.event()).flatten());
    let ask = move || {
        let today = untrack(|| open.notebook.today());
        view! {
            <EventForm
                today=today
                words=words
                on_came=Callback::new(move |(came, due)| {
                    asking.set(false);
                    open.record(|item, scope| event_came(item, scope, came, due));
                })
                on_cancel=Callback::new(move |()| asking.set(false))
            />
        }
    };
    let button = move || {
        let label = match came.get() {
            None => Some(words.event_came),
            Some(_) if closed.get() => Some(words.event_again),
            Some(_) => None,
        };
        label.filter(|_| open.notebook.may_record() && !asking.get()).map(|label| {
            view! { <button type="button" class="button" on:click=move |_| asking.set(true)>{label}</button> }
        })
    };
    let known = move || match came.get() {
        None => view! { <p class="item-hint">{words.event_waits}</p> }.into_any(),
        Some(day) => view! {
            <p>{words.event}": "<b>{dates::show(day)}</b></p>
            {field(open, open.entity(), Field::Due, open.date())}
        }
        .into_any(),
    };
    view! {
        <Show when=move || awaits.get()>
            <section class="item-event">
                {known}
                {button}
                <Show when=move || asking.get()>{ask}</Show>
            </section>
        </Show>
    }
}
