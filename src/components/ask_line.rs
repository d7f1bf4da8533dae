//! A line to write and send off at once: unlike a field it saves only when its button is pressed.

use leptos::prelude::*;
use sotay_core::change::TEXT_LIMIT;

/// The line.
#[component]
pub fn AskLine(
    /// What is asked for.
    label: &'static str,
    /// What it may look like.
    hint: &'static str,
    /// Names to choose from.
    #[prop(default = Vec::new())]
    names: Vec<String>,
    /// Whether a date is asked for.
    #[prop(default = false)]
    date: bool,
    /// What the button says.
    #[prop(into)]
    action: Signal<String>,
    /// What is wrong with what was written; empty for nothing.
    #[prop(into)]
    wrong: Signal<&'static str>,
    /// What leaving it empty is called, where that means something.
    #[prop(default = None)]
    empty: Option<&'static str>,
    /// Something was written, trimmed; the empty text for [`empty`](AskLineProps::empty).
    on_send: Callback<String>,
) -> impl IntoView {
    let draft = RwSignal::new(String::new());
    let list = (!names.is_empty()).then_some("ask-line-names");
    let names = names.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = draft.get_untracked().trim().to_owned();
        if !text.is_empty() {
            on_send.run(text);
        }
    };
    view! {
        <form class="ask-line" on:submit=send>
            <label class="field">
                <span class="field-label">{label}</span>
                <input
                    type="text"
                    inputmode=date.then_some("numeric")
                    autocomplete="off"
                    list=list
                    maxlength=(TEXT_LIMIT / 4).to_string()
                    placeholder=hint
                    aria-invalid=move || (!wrong.get().is_empty()).to_string()
                    prop:value=draft
                    on:input=move |event| draft.set(event_target_value(&event))
                />
                {list.map(|id| view! { <datalist id=id>{names}</datalist> })}
            </label>
            <p class="field-wrong" role="alert">{wrong}</p>
            <div class="buttons">
                <button type="submit" class="button button-main">{action}</button>
                {empty.map(|name| view! {
                    <button type="button" class="button" on:click=move |_| on_send.run(String::new())>{name}</button>
                })}
            </div>
        </form>
    }
}
