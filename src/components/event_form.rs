//! Saying that an event has come: its day, and by when what it asks for is due.

use crate::{platform::page, text::Words};
use jiff::civil::Date;
use leptos::{html::Input, prelude::*};
use sotay_core::dates;

/// The form.
#[component]
pub fn EventForm(
    /// Today, which is offered as the event's day.
    today: Date,
    /// The words.
    words: &'static Words,
    /// The event came on a day, and it is due by another, if any.
    on_came: Callback<(Date, Option<Date>)>,
    /// The person thought better of it.
    on_cancel: Callback<()>,
) -> impl IntoView {
    let event = RwSignal::new(dates::show(today));
    let due = RwSignal::new(String::new());
    let wrong = RwSignal::new((false, false));
    let first = NodeRef::<Input>::new();
    first.on_load(|input| page::focus(&input));
    let said = move |submit: leptos::ev::SubmitEvent| {
        submit.prevent_default();
        let (event, due) = (event.get_untracked(), due.get_untracked());
        let came = dates::parse(event.trim(), today);
        // Due before it came is a slip of the finger.
        let by = dates::parse(due.trim(), today).filter(|by| came.is_none_or(|came| *by >= came));
        wrong.set((came.is_none(), by.is_none() && !due.trim().is_empty()));
        if let (Some(came), (false, false)) = (came, wrong.get_untracked()) {
            on_came.run((came, by));
        }
    };
    let bad = move |is: bool| if is { words.bad_date } else { "" };
    view! {
        <form class="event-form" on:submit=said>
            <div class="field">
                <label>
                    <span class="field-label">{words.event}</span>
                    <input
                        type="text"
                        inputmode="numeric"
                        autocomplete="off"
                        placeholder=words.date_hint
                        node_ref=first
                        aria-invalid=move || wrong.get().0.to_string()
                        prop:value=event
                        on:input=move |typed| event.set(event_target_value(&typed))
                    />
                </label>
                <span class="field-wrong" role="alert">{move || bad(wrong.get().0)}</span>
            </div>
            <div class="field">
                <label>
                    <span class="field-label">{words.event_due}</span>
                    <input
                        type="text"
                        inputmode="numeric"
                        autocomplete="off"
                        placeholder=words.date_hint
                        aria-invalid=move || wrong.get().1.to_string()
                        prop:value=due
                        on:input=move |typed| due.set(event_target_value(&typed))
                    />
                </label>
                <span class="field-wrong" role="alert">{move || bad(wrong.get().1)}</span>
            </div>
            <div class="buttons">
                <button type="submit" class="button button-main">{words.confirm}</button>
                <button type="button" class="button" on:click=move |_| on_cancel.run(())>{words.cancel}</button>
            </div>
        </form>
    }
}
