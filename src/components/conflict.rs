//! Two versions side by side: keep one, keep the other, or merge texts.

use crate::{
    platform::page,
    text::{Language, phrases},
};
use leptos::prelude::*;
use sotay_core::{
    change::{Field, Value},
    ids::ChangeId,
};

/// A version as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The value.
    pub value: Value,
    /// The value in words.
    pub text: String,
    /// Who and when.
    pub by: String,
    /// The changes that gave it.
    pub ids: Vec<ChangeId>,
}

/// The versions of a field.
#[component]
pub fn Conflict(
    /// Which field.
    field: Field,
    /// Its versions, latest first. More may come while a person merges.
    #[prop(into)]
    versions: Signal<Vec<Version>>,
    /// The language.
    language: Language,
    /// Whether the person may choose.
    enabled: bool,
    /// A value was chosen or written, over the changes that its author saw.
    on_settle: Callback<(Value, Vec<ChangeId>)>,
) -> impl IntoView {
    let words = language.words();
    let merging = RwSignal::new(false);
    let area = NodeRef::<leptos::html::Textarea>::new();
    area.on_load(|area| page::focus(&area));
    let merged = RwSignal::new(String::new());
    // A version that comes while a person merges they have not seen: it stays beside what they write.
    let over = StoredValue::new(Vec::new());
    let seen =
        move || versions.with_untracked(|all| all.iter().flat_map(|v| v.ids.clone()).collect::<Vec<_>>());
    let begin = move |_| {
        let texts =
            versions.with_untracked(|all| all.iter().rev().map(|v| v.text.clone()).collect::<Vec<_>>());
        merged.set(texts.join("\n"));
        over.set_value(seen());
        merging.set(true);
    };
    let of = field.clone();
    let title = Signal::derive(move || phrases::versions(language, &of, versions.with(Vec::len)));
    let may_merge = enabled && field.is_free_text();
    view! {
        <section class="conflict" aria-label=title>
            <h3>{title}</h3>
            {move || versions
                .get()
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
                                    <button type="button" class="button" aria-label=keep on:click=move |_| on_settle.run((value.clone(), seen()))>
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
                            <button type="button" class="button" on:click=begin>{words.merge}</button>
                        }
                    >
                        <label class="field">
                            <span class="field-label">{words.merged}</span>
                            <textarea
                                rows="4"
                                node_ref=area
                                prop:value=merged
                                on:input=move |event| merged.set(event_target_value(&event))
                            ></textarea>
                        </label>
                        <button
                            type="button"
                            class="button button-main"
                            on:click=move |_| {
                                let text = merged.get_untracked();
                                // If another version came meanwhile, merging begins anew, with that one seen.
                                merging.set(false);
                                on_settle.run((Value::text(text.trim()), over.get_value()));
                            }
                        >
                            {words.save_merged}
                        </button>
                    </Show>
                })}
        </section>
    }
}
