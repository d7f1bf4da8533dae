//! A field that saves when it is left: a line, a date, or a longer text.
//!
//! What is being typed is never overwritten: a value that comes from elsewhere waits until the field is left.

use jiff::civil::Date;
use leptos::prelude::*;
use sotay_core::{change::TEXT_LIMIT, dates};

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A line of text, with suggestions under a name unique on the page.
    Line(&'static str, Vec<String>),
    /// A date as people type it, day first; saved in its stable form.
    Date {
        /// For dates without a year.
        today: Date,
        /// What to say of a text that is no date.
        wrong: &'static str,
    },
    /// A longer text.
    Area,
}

/// The field.
#[component]
pub fn Field(
    /// What it holds.
    kind: Kind,
    /// What it is.
    label: &'static str,
    /// What it is for, shown while it is empty.
    hint: &'static str,
    /// What is stored, as it is shown.
    #[prop(into)]
    value: Signal<String>,
    /// Whether it may be changed.
    #[prop(into)]
    enabled: Signal<bool>,
    /// The field was left with another value than the one stored; empty when it was cleared.
    on_save: Callback<String>,
) -> impl IntoView {
    let draft = RwSignal::new(value.get_untracked());
    let typing = RwSignal::new(false);
    let bad = RwSignal::new(false);
    Effect::new(move |_| {
        let stored = value.get();
        if !typing.get() {
            draft.set(stored);
        }
    });
    let typed = move |event: leptos::ev::Event| {
        typing.set(true);
        bad.set(false);
        draft.set(event_target_value(&event));
    };
    let date = match &kind {
        Kind::Date { today, .. } => Some(*today),
        Kind::Line(..) | Kind::Area => None,
    };
    let left = move |_: leptos::ev::Event| {
        let text = draft.get_untracked().trim().to_owned();
        let saved = match date {
            Some(today) if !text.is_empty() => match dates::parse(&text, today) {
                Some(date) => {
                    draft.set(dates::show(date));
                    dates::to_iso(date)
                }
                // What was typed stays, to be put right.
                None => return bad.set(true),
            },
            _ => text,
        };
        if draft.get_untracked() != value.get_untracked() {
            on_save.run(saved);
        }
        typing.set(false);
    };
    let disabled = move || !enabled.get();
    let (control, wrong) = match kind {
        Kind::Area => {
            let area = view! {
                <textarea
                    rows="3"
                    placeholder=hint
                    disabled=disabled
                    prop:value=draft
                    on:input=typed
                    on:change=left
                ></textarea>
            };
            (area.into_any(), "")
        }
        Kind::Line(id, names) => {
            let list = (!names.is_empty()).then_some(id);
            let names = names.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
            let line = view! {
                <input
                    type="text"
                    autocomplete="off"
                    list=list
                    maxlength=(TEXT_LIMIT / 4).to_string()
                    placeholder=hint
                    disabled=disabled
                    prop:value=draft
                    on:input=typed
                    on:change=left
                />
                {list.map(|id| view! { <datalist id=id>{names}</datalist> })}
            };
            (line.into_any(), "")
        }
        Kind::Date { wrong, .. } => {
            let line = view! {
                <input
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    placeholder=hint
                    aria-invalid=move || bad.get().to_string()
                    disabled=disabled
                    prop:value=draft
                    on:input=typed
                    on:change=left
                />
            };
            (line.into_any(), wrong)
        }
    };
    view! {
        <label class="field">
            <span class="field-label">{label}</span>
            {control}
            <span class="field-wrong" role="alert">{move || if bad.get() { wrong } else { "" }}</span>
        </label>
    }
}
