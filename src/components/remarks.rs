//! Remarks on an item: written once, never changed, so that nobody's can push another's away.

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
    /// The words.
    words: &'static Words,
    /// A remark was written.
    on_remark: Callback<String>,
) -> impl IntoView {
    let draft = RwSignal::new(String::new());
    let row = |remark: Remark| view! { <li><p>{remark.text}</p><small>{remark.by}</small></li> };
    let list = move || {
        let rows = remarks.get().into_iter().map(row).collect_view();
        view! { <ol class="remarks">{rows}</ol> }
    };
    let said = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = draft.get_untracked().trim().to_owned();
        if !text.is_empty() {
            on_remark.run(text);
        }
    };
    // What was written stays in the field until it stands in the list: nothing is lost if it cannot be saved.
    Effect::new(move |_| {
        let stands = remarks
            .with(|remarks| remarks.last().is_some_and(|last| last.text == draft.get_untracked().trim()));
        if stands {
            draft.set(String::new());
        }
    });
    view! {
        {list}
        <Show when=move || enabled.get()>
            <form class="remark-form" on:submit=said>
                <label class="field">
                    <span class="visually-hidden">{words.remarks}</span>
                    <textarea
                        rows="2"
                        maxlength=(TEXT_LIMIT / 4).to_string()
                        placeholder=words.remark_hint
                        prop:value=draft
                        on:input=move |event| draft.set(event_target_value(&event))
                    ></textarea>
                </label>
                <button type="submit" class="button">{words.remark_add}</button>
            </form>
        </Show>
    }
}
