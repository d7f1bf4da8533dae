//! A text of the plan: the corrected wording, with the source's a tap away.

use crate::text::Words;
use leptos::prelude::*;
use sotay_core::plan::Text;

/// The text.
#[component]
pub fn PlanText(
    /// Both wordings.
    text: Text,
    /// The words around it.
    words: &'static Words,
) -> impl IntoView {
    let Text { source, corrected } = text;
    match corrected {
        None => view! { <span>{source}</span> }.into_any(),
        Some(corrected) => {
            let original = RwSignal::new(false);
            view! {
                <span class="plan-text-corrected">
                    {move || if original.get() { source.clone() } else { corrected.clone() }}
                    " "
                    <button
                        type="button"
                        class="plan-text-switch"
                        aria-pressed=move || original.get().to_string()
                        on:click=move |_| original.update(|o| *o = !*o)
                    >
                        {move || if original.get() { words.see_corrected } else { words.see_source }}
                    </button>
                </span>
            }
            .into_any()
        }
    }
}
