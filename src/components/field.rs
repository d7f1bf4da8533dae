//! A field that saves when it is left: a line, a date, or a longer text.
//!
//! What is being typed is never overwritten: a value that comes from elsewhere waits until the field is left.

use jiff::civil::Date;
use leptos::prelude::*;
use sotay_core::{change::TEXT_LIMIT, dates, ids::ChangeId};

/// What a field holds.
#[derive(Clone, Debug)]
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
    /// A line that must read as something, saved as what it reads as; and what to say of one that does not.
    Checked(fn(&str) -> Option<String>, &'static str),
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
    /// The identities of the values that stand there now: what the person sees when they begin to type, and
    /// so what their text replaces. What comes while they type they have not seen.
    seen: Callback<(), Vec<ChangeId>>,
    /// The field was left with another value than the one stored (empty when it was cleared), over these.
    on_save: Callback<(String, Vec<ChangeId>)>,
) -> impl IntoView {
    let draft = RwSignal::new(value.get_untracked());
    let typing = RwSignal::new(false);
    let bad = RwSignal::new(false);
    let over = StoredValue::new(Vec::new());
    // What was typed stays until it is what is stored: an edit that could not be saved is not thrown away, and
    // one that was does not flash back to the old value on its way.
    Effect::new(move |_| {
        let stored = value.get();
        if !typing.get_untracked() {
            draft.set(stored);
        } else if draft.get_untracked() == stored {
            typing.set(false);
        }
    });
    let typed = move |event: leptos::ev::Event| {
        if !typing.get_untracked() {
            over.set_value(seen.run(()));
        }
        typing.set(true);
        bad.set(false);
        draft.set(event_target_value(&event));
    };
    let (date, checked) = match &kind {
        Kind::Date { today, .. } => (Some(*today), None),
        Kind::Checked(read, _) => (None, Some(*read)),
        Kind::Line(..) | Kind::Area => (None, None),
    };
    let left = move |_: leptos::ev::Event| {
        // An element may leave the document, and then the field, before its event comes.
        let Some(text) = draft.try_get_untracked() else { return };
        let text = text.trim().to_owned();
        draft.set(text.clone());
        let saved = match date {
            Some(today) if !text.is_empty() => match dates::parse(&text, today) {
                Some(date) => {
                    draft.set(dates::show(date));
                    dates::to_iso(date)
                }
                // What was typed stays, to be put right.
                None => return bad.set(true),
            },
            _ => match checked {
                Some(read) if !text.is_empty() => match read(&text) {
                    Some(read) => read,
                    None => return bad.set(true),
                },
                _ => text,
            },
        };
        if draft.get_untracked() == value.get_untracked() {
            typing.set(false);
        } else {
            on_save.run((saved, over.get_value()));
        }
    };
    // Never under someone's fingers.
    let disabled = move || !enabled.get() && !typing.get();
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
        Kind::Date { wrong, .. } | Kind::Checked(_, wrong) => {
            let inputmode = date.map(|_| "numeric");
            let line = view! {
                <input
                    type="text"
                    inputmode=inputmode
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
        <div class="field">
            <label>
                <span class="field-label">{label}</span>
                {control}
            </label>
            <span class="field-wrong" role="alert">{move || if bad.get() { wrong } else { "" }}</span>
        </div>
    }
}
