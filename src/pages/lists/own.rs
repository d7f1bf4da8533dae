//! Adding an item of the unit's own.

use crate::{
    components::{
        field::{Field, Kind},
        low_sheet::LowSheet,
    },
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
    let busy = RwSignal::new(false);
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (text, day) = (title.get_untracked().trim().to_owned(), due.get_untracked());
        if text.is_empty() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let added = notebook.add_own(&text, dates::from_iso(&day)).await;
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
                <Field
                    kind=Kind::Date { today: untrack(|| notebook.today()), wrong: words.bad_date }
                    label=words.due
                    hint=words.date_hint
                    value=Signal::derive(move || dates::from_iso(&due.get()).map(dates::show).unwrap_or_default())
                    enabled=Signal::derive(|| true)
                    seen=Callback::new(|()| Vec::new())
                    on_save=Callback::new(move |(day, _): (String, Vec<_>)| due.set(day))
                />
                <div class="buttons">
                    <button type="submit" class="button button-main" disabled=move || busy.get()>{words.add}</button>
                </div>
            </form>
        </LowSheet>
    }
}
