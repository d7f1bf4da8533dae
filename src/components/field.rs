//! Fields that save when they are left: a line, a date, a longer text.
//!
//! What is being typed is never overwritten: a value that comes from elsewhere waits until the field is left.

use jiff::civil::Date;
use leptos::prelude::*;
use sotay_core::{change::TEXT_LIMIT, dates};

/// A draft that follows the stored text except while someone types.
fn draft(stored: Signal<String>) -> (RwSignal<String>, RwSignal<bool>) {
    let draft = RwSignal::new(stored.get_untracked());
    let typing = RwSignal::new(false);
    Effect::new(move |_| {
        let stored = stored.get();
        if !typing.get() {
            draft.set(stored);
        }
    });
    (draft, typing)
}

/// A line of text.
#[component]
pub fn TextLine(
    /// What it is.
    label: &'static str,
    /// What is stored.
    #[prop(into)]
    value: Signal<String>,
    /// What it is for, shown while it is empty.
    hint: &'static str,
    /// Whether it may be changed.
    #[prop(into)]
    enabled: Signal<bool>,
    /// Suggestions.
    #[prop(optional)]
    suggestions: Option<(&'static str, Vec<String>)>,
    /// The field was left with another text than the one stored.
    on_save: Callback<String>,
) -> impl IntoView {
    let (draft, typing) = draft(value);
    let list = suggestions.as_ref().map(|(id, _)| *id);
    view! {
        <label class="field">
            <span class="field-label">{label}</span>
            <input
                type="text"
                autocomplete="off"
                list=list
                maxlength=(TEXT_LIMIT / 4).to_string()
                placeholder=hint
                disabled=move || !enabled.get()
                prop:value=draft
                on:input=move |event| {
                    typing.set(true);
                    draft.set(event_target_value(&event));
                }
                on:change=move |_| {
                    let text = draft.get_untracked().trim().to_owned();
                    if text != value.get_untracked() {
                        on_save.run(text);
                    }
                    typing.set(false);
                }
            />
            {suggestions
                .map(|(id, names)| {
                    view! {
                        <datalist id=id>
                            {names.into_iter().map(|name| view! { <option value=name></option> }).collect_view()}
                        </datalist>
                    }
                })}
        </label>
    }
}

/// A date as people type it, day first.
#[component]
pub fn DateLine(
    /// What it is.
    label: &'static str,
    /// What is stored.
    #[prop(into)]
    value: Signal<Option<Date>>,
    /// How to write it, shown while it is empty.
    hint: &'static str,
    /// What to say of a text that is no date.
    wrong: &'static str,
    /// Today, for dates without a year.
    #[prop(into)]
    today: Signal<Date>,
    /// Whether it may be changed.
    #[prop(into)]
    enabled: Signal<bool>,
    /// The field was left with another date than the one stored; none when it was cleared.
    on_save: Callback<Option<Date>>,
) -> impl IntoView {
    let shown = Signal::derive(move || value.get().map(dates::show).unwrap_or_default());
    let (draft, typing) = draft(shown);
    let bad = RwSignal::new(false);
    view! {
        <label class="field field-date">
            <span class="field-label">{label}</span>
            <input
                type="text"
                inputmode="numeric"
                autocomplete="off"
                placeholder=hint
                aria-invalid=move || bad.get().to_string()
                disabled=move || !enabled.get()
                prop:value=draft
                on:input=move |event| {
                    typing.set(true);
                    bad.set(false);
                    draft.set(event_target_value(&event));
                }
                on:change=move |_| {
                    let text = draft.get_untracked().trim().to_owned();
                    let date = dates::parse(&text, today.get_untracked());
                    if date.is_none() && !text.is_empty() {
                        // What was typed stays, to be put right.
                        bad.set(true);
                        return;
                    }
                    if date != value.get_untracked() {
                        on_save.run(date);
                    }
                    draft.set(date.map(dates::show).unwrap_or_default());
                    typing.set(false);
                }
            />
            <Show when=move || bad.get()>
                <span class="field-wrong" role="alert">{wrong}</span>
            </Show>
        </label>
    }
}

/// A longer text.
#[component]
pub fn TextArea(
    /// What it is.
    label: &'static str,
    /// What is stored.
    #[prop(into)]
    value: Signal<String>,
    /// What it is for, shown while it is empty.
    hint: &'static str,
    /// Whether it may be changed.
    #[prop(into)]
    enabled: Signal<bool>,
    /// The field was left with another text than the one stored.
    on_save: Callback<String>,
) -> impl IntoView {
    let (draft, typing) = draft(value);
    view! {
        <label class="field">
            <span class="field-label">{label}</span>
            <textarea
                rows="3"
                placeholder=hint
                disabled=move || !enabled.get()
                prop:value=draft
                on:input=move |event| {
                    typing.set(true);
                    draft.set(event_target_value(&event));
                }
                on:change=move |_| {
                    let text = draft.get_untracked().trim().to_owned();
                    if text != value.get_untracked() {
                        on_save.run(text);
                    }
                    typing.set(false);
                }
            ></textarea>
        </label>
    }
}
