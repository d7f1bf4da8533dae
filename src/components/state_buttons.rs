//! Four large buttons for the state, and "Không áp dụng…", which asks why.

use crate::{
    platform::page,
    text::{Language, phrases},
};
use leptos::prelude::*;
use sotay_core::change::{State, TEXT_LIMIT};

/// The buttons.
#[component]
pub fn StateButtons(
    /// The state shown; none where several stand.
    #[prop(into)]
    state: Signal<Option<State>>,
    /// Whether it may be changed.
    #[prop(into)]
    enabled: Signal<bool>,
    /// The language.
    language: Language,
    /// Another state was chosen; with the reason for "không áp dụng".
    on_state: Callback<(State, Option<String>)>,
    /// The reason is about to be written: what stands now is what its author sees.
    on_ask: Callback<()>,
) -> impl IntoView {
    let asking = RwSignal::new(false);
    let area = NodeRef::<leptos::html::Textarea>::new();
    area.on_load(|area| page::focus(&area));
    let reason = RwSignal::new(String::new());
    let button = move |of: State| {
        view! {
            <button
                type="button"
                class="state-button"
                aria-pressed=move || (state.get() == Some(of)).to_string()
                disabled=move || !enabled.get()
                on:click=move |_| {
                    asking.set(false);
                    if state.get_untracked() != Some(of) {
                        on_state.run((of, None));
                    }
                }
            >
                {phrases::state(language, of)}
            </button>
        }
    };
    let ask = move || {
        let words = language.words();
        view! {
            <form
                class="state-reason"
                on:submit=move |event| {
                    event.prevent_default();
                    let text = reason.get_untracked().trim().to_owned();
                    if !text.is_empty() {
                        asking.set(false);
                        on_state.run((State::NotApplicable, Some(text)));
                    }
                }
            >
                <label>
                    <span>{words.why_not_applicable}</span>
                    <textarea
                        rows="2"
                        required
                        maxlength=(TEXT_LIMIT / 4).to_string()
                        node_ref=area
                        prop:value=reason
                        on:input=move |event| reason.set(event_target_value(&event))
                    ></textarea>
                </label>
                <div class="buttons">
                    <button type="submit" class="button button-main">{words.confirm}</button>
                    <button type="button" class="button" on:click=move |_| asking.set(false)>{words.cancel}</button>
                </div>
            </form>
        }
    };
    view! {
        <div class="state-buttons" role="group" aria-label=language.words().state>
            {[State::Todo, State::Doing, State::Waiting, State::Done].map(button).collect_view()}
        </div>
        <button
            type="button"
            class="state-na-button"
            aria-pressed=move || (state.get() == Some(State::NotApplicable)).to_string()
            aria-expanded=move || asking.get().to_string()
            disabled=move || !enabled.get()
            on:click=move |_| {
                on_ask.run(());
                asking.update(|asking| *asking = !*asking);
            }
        >
            {language.words().not_applicable_dots}
        </button>
        <Show when=move || asking.get()>{ask}</Show>
    }
}
