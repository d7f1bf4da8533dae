//! Remarks on an item: each stands for itself, so that nobody's can push another's away.

use crate::text::Words;
use leptos::prelude::*;
use sotay_core::change::TEXT_LIMIT;

/// A remark as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// What it says.
    pub text: String,
    /// Who and when.
    pub by: String,
}

/// The remarks and a place to write one.
#[component]
pub fn Remarks(
    /// Oldest first.
    #[prop(into)]
    remarks: Signal<Vec<Remark>>,
    /// Whether the person may write one.
    #[prop(into)]
    enabled: Signal<bool>,
    /// What is being written; emptied by the owner once it is saved.
    draft: RwSignal<String>,
    /// Whether it is being saved: it must not be saved twice.
    busy: RwSignal<bool>,
    /// The words.
    words: &'static Words,
    /// A remark was written.
    on_remark: Callback<String>,
) -> impl IntoView {
    let row = |remark: Remark| view! { <li><p>{remark.text}</p><small>{remark.by}</small></li> };
    let list = move || {
        let rows = remarks.get().into_iter().map(row).collect_view();
        view! { <ol class="remarks">{rows}</ol> }
    };
    let said = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = draft.get_untracked().trim().to_owned();
        if !text.is_empty() && !busy.get_untracked() {
            on_remark.run(text);
        }
    };
    view! {
        {list}
        <Show when=move || enabled.get()>
            <form class="remark-form" on:submit=said>
                <label class="field">
                    <span class="visually-hidden">{words.remarks}</span>
                    <textarea
                        rows="2"
                        maxlength=(TEXT_LIMIT / 4).to_string()
                        aria-describedby="remark-hint"
                        prop:value=draft
                        on:input=move |event| draft.set(event_target_value(&event))
                    ></textarea>
                </label>
                <small id="remark-hint">{words.remark_hint}</small>
                <button type="submit" class="button" disabled=busy>{words.remark_add}</button>
            </form>
        </Show>
    }
}
