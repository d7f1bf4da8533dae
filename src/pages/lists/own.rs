//! Adding an item of the unit's own.

use crate::{
    components::low_sheet::LowSheet,
    pages::checklist::Lists,
    state::{Navigator, Route},
};
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{change::TEXT_LIMIT, dates};

/// The sheet.
#[component]
pub fn OwnSheet(lists: Lists, open: Signal<bool>, on_close: Callback<()>) -> impl IntoView {
    let (words, notebook) = (lists.device.words(), lists.notebook);
    let navigator = expect_context::<Navigator>();
    let title = RwSignal::new(String::new());
    let due = RwSignal::new(String::new());
    let (busy, bad) = (RwSignal::new(false), RwSignal::new(false));
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (text, day) = (title.get_untracked().trim().to_owned(), due.get_untracked().trim().to_owned());
        let date = dates::parse(&day, untrack(|| notebook.today()));
        // What was typed stays, to be put right: nothing is added without its date unasked.
        if !day.is_empty() && date.is_none() {
            return bad.set(true);
        }
        if text.is_empty() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let added = notebook.add_own(&text, date).await;
            // The list may have been left meanwhile.
            let _ = busy.try_set(false);
            if let Some(id) = added {
                let _ = title.try_set(String::new());
                let _ = due.try_set(String::new());
                on_close.run(());
                navigator.go(Route::Item(id));
            }
        });
    };
    view! {
        <LowSheet open=open title=words.own_add.to_owned() close=words.close on_close=on_close>
            <form class="ask-line" on:submit=add>
                <label class="field">
                    <span class="field-label">{words.own_title}</span>
                    <textarea
                        rows="2"
                        required
                        maxlength=(TEXT_LIMIT / 4).to_string()
                        prop:value=title
                        on:input=move |event| title.set(event_target_value(&event))
                    ></textarea>
                </label>
                <label class="field">
                    <span class="field-label">{words.due}</span>
                    <input
                        type="text"
                        inputmode="numeric"
                        autocomplete="off"
                        placeholder=words.date_hint
                        aria-invalid=move || bad.get().to_string()
                        prop:value=due
                        on:input=move |event| {
                            bad.set(false);
                            due.set(event_target_value(&event));
                        }
                    />
                </label>
                <p class="field-wrong" role="alert">{move || if bad.get() { words.bad_date } else { "" }}</p>
                <div class="buttons">
                    <button type="submit" class="button button-main" disabled=move || busy.get()>{words.add}</button>
                </div>
            </form>
        </LowSheet>
    }
}
