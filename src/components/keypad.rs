//! Typing a whole number with large keys, or with a keyboard.

use crate::{platform::page, text::office::OfficeWords};
use leptos::{html::Input, prelude::*};

/// The keypad.
#[component]
pub fn Keypad(
    /// What is typed.
    label: &'static str,
    /// What it is for.
    hint: &'static str,
    /// The number as it stands.
    begins: String,
    /// What is wrong with what was typed, or odd about it; empty for nothing.
    #[prop(into)]
    said: Signal<Vec<String>>,
    /// Whether what is odd may be recorded all the same.
    #[prop(into)]
    anyway: Signal<bool>,
    /// The words.
    words: &'static OfficeWords,
    /// Something else was typed.
    on_change: Callback<()>,
    /// It is to be recorded.
    on_record: Callback<String>,
) -> impl IntoView {
    let draft = RwSignal::new(begins);
    let fresh = RwSignal::new(true);
    let field = NodeRef::<Input>::new();
    field.on_load(|input| {
        page::focus(&input);
        input.select();
    });
    let press = move |digit: char| {
        on_change.run(());
        // The first digit replaces the number that stood there.
        let keep = !fresh.get_untracked();
        fresh.set(false);
        draft.update(|draft| {
            if !keep || draft == "0" {
                draft.clear();
            }
            draft.push(digit);
        });
    };
    let keys = ('1'..='9').map(|digit| {
        view! { <button type="button" class="key" on:click=move |_| press(digit)>{digit}</button> }
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        on_record.run(draft.get_untracked());
    };
    view! {
        <form class="keypad" on:submit=send>
            <p class="keypad-hint">{hint}</p>
            <label class="field">
                <span class="field-label">{label}</span>
                <input
                    class="keypad-number"
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    maxlength="12"
                    node_ref=field
                    prop:value=draft
                    on:input=move |event| {
                        on_change.run(());
                        fresh.set(false);
                        draft.set(event_target_value(&event));
                    }
                />
            </label>
            <div class="keys">
                {keys.collect_view()}
                <button type="button" class="key key-quiet" aria-label=words.clear on:click=move |_| {
                    on_change.run(());
                    fresh.set(false);
                    draft.set(String::new());
                }>"C"</button>
                <button type="button" class="key" on:click=move |_| press('0')>"0"</button>
                <button type="button" class="key key-quiet" aria-label=words.backspace on:click=move |_| {
                    on_change.run(());
                    fresh.set(false);
                    draft.update(|draft| {
                        draft.pop();
                    });
                }>"⌫"</button>
            </div>
            <div class="keypad-said" role="alert">
                {move || said.get().into_iter().map(|said| view! { <p>{said}</p> }).collect_view()}
            </div>
            <button type="submit" class="button button-main keypad-record">
                {move || if anyway.get() { words.record_anyway } else { words.record }}
            </button>
        </form>
    }
}
