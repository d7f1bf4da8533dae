//! Choices beside each other, any of which may be on.

use leptos::prelude::*;

/// One choice.
#[derive(Clone)]
pub struct Chip {
    /// What it is called.
    pub name: String,
    /// Whether it is on.
    pub on: Signal<bool>,
    /// It was tapped.
    pub on_tap: Callback<()>,
}

/// Choices of one kind under their title.
#[component]
pub fn Chips(
    /// The title.
    title: &'static str,
    /// The choices.
    chips: Vec<Chip>,
) -> impl IntoView {
    let chip = |Chip { name, on, on_tap }: Chip| {
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || on.get().to_string()
                on:click=move |_| on_tap.run(())
            >
                {name}
            </button>
        }
    };
    view! {
        <section class="chips" role="group" aria-label=title>
            <h3>{title}</h3>
            <div class="chips-row">{chips.into_iter().map(chip).collect_view()}</div>
        </section>
    }
}
