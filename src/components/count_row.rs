//! A number that is counted: one more, one fewer, or typed at once.

use leptos::prelude::*;

/// The row.
#[component]
pub fn CountRow(
    /// What is counted.
    name: &'static str,
    /// The number as it stands; none where it was not counted.
    #[prop(into)]
    number: Signal<Option<i64>>,
    /// The number as people write it.
    written: fn(i64) -> String,
    /// Whether one more or one fewer may be counted here.
    #[prop(into)]
    counts: Signal<bool>,
    /// Whether the number may be typed.
    #[prop(into)]
    types: Signal<bool>,
    /// One more, or one fewer.
    on_count: Callback<i64>,
    /// The number is to be typed.
    on_type: Callback<()>,
) -> impl IntoView {
    let shown = move || number.get().map_or_else(|| "–".to_owned(), written);
    view! {
        <div class="count" role="group" aria-label=name>
            <span class="count-name">{name}</span>
            <button
                type="button"
                class="count-number"
                class:count-wrong=move || number.get().is_some_and(|number| number < 0)
                disabled=move || !types.get()
                aria-label=move || format!("{name}: {}", shown())
                on:click=move |_| on_type.run(())
            >
                <span aria-live="polite">{shown}</span>
            </button>
            <Show when=move || counts.get()>
                <button
                    type="button"
                    class="count-less"
                    aria-label=format!("{name} −1")
                    disabled=move || number.get().unwrap_or(0) <= 0
                    on:click=move |_| on_count.run(-1)
                >
                    "−"
                </button>
                <button
                    type="button"
                    class="count-more"
                    aria-label=format!("{name} +1")
                    on:click=move |_| on_count.run(1)
                >
                    "+"
                </button>
            </Show>
        </div>
    }
}
