//! Two versions side by side: keep one, keep the other, or merge texts.

use crate::text::{Language, phrases};
use leptos::prelude::*;
use sotay_core::change::{Field, Value};

/// A version as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The value.
    pub value: Value,
    /// The value in words.
    pub text: String,
    /// Who and when.
    pub by: String,
}

/// The versions of a field.
#[component]
pub fn Conflict(
    /// Which field.
    field: Field,
    /// Its versions, latest first.
    versions: Vec<Version>,
    /// The language.
    language: Language,
    /// Whether the person may choose.
    enabled: bool,
    /// A value was chosen or written.
    on_settle: Callback<Value>,
) -> impl IntoView {
    let words = language.words();
    let merging = RwSignal::new(false);
    let both: Vec<&str> = versions.iter().rev().map(|v| v.text.as_str()).collect();
    let merged = RwSignal::new(both.join("\n"));
    let title = phrases::versions(language, &field, versions.len());
    let label = title.clone();
    let may_merge = enabled && field.is_free_text();
    view! {
        <section class="conflict" aria-label=label>
            <h3>{title}</h3>
            {versions
                .into_iter()
                .map(|version| {
                    let value = version.value.clone();
                    let keep = format!("{}: {}", words.keep_this, version.text);
                    view! {
                        <div class="conflict-version">
                            <p>{if version.text.is_empty() { words.empty_value.to_owned() } else { version.text }}</p>
                            <small>{version.by}</small>
                            {enabled
                                .then(|| view! {
                                    <button type="button" class="button" aria-label=keep on:click=move |_| on_settle.run(value.clone())>
                                        {words.keep_this}
                                    </button>
                                })}
                        </div>
                    }
                })
                .collect_view()}
            {may_merge
                .then(|| view! {
                    <Show
                        when=move || merging.get()
                        fallback=move || view! {
                            <button type="button" class="button" on:click=move |_| merging.set(true)>{words.merge}</button>
                        }
                    >
                        <label class="field">
                            <span class="field-label">{words.merged}</span>
                            <textarea
                                rows="4"
                                prop:value=merged
                                on:input=move |event| merged.set(event_target_value(&event))
                            ></textarea>
                        </label>
                        <button
                            type="button"
                            class="button button-main"
                            on:click=move |_| on_settle.run(Value::text(merged.get_untracked().trim()))
                        >
                            {words.save_merged}
                        </button>
                    </Show>
                })}
        </section>
    }
}
