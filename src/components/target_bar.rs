//! How far a value is towards its threshold, drawn beside the numbers that say it.

use leptos::prelude::*;

/// How a target stands, for shape and colour; the word stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Met.
    Met,
    /// Failing.
    Failing,
    /// Neither: no case, missing figures, a statement.
    Neither,
}

impl Tone {
    /// Its class.
    pub fn class(self) -> &'static str {
        match self {
            Self::Met => "tone-met",
            Self::Failing => "tone-failing",
            Self::Neither => "tone-neither",
        }
    }
}

/// The bar: of a thousand, and where the threshold lies. It repeats what stands in words, so screen readers pass over
/// it.
#[component]
pub fn TargetBar(
    /// The value, of a thousand.
    value: u32,
    /// The threshold, of a thousand.
    threshold: u32,
    /// How it stands.
    tone: Tone,
) -> impl IntoView {
    let width = value.min(1_000).to_string();
    let at = threshold.min(998).to_string();
    view! {
        <svg
            class=format!("target-bar {}", tone.class())
            viewBox="0 0 1000 14"
            preserveAspectRatio="none"
            aria-hidden="true"
            focusable="false"
        >
            <rect class="target-bar-all" x="0" y="2" width="1000" height="10"></rect>
            <rect class="target-bar-value" x="0" y="2" width=width height="10"></rect>
            <rect class="target-bar-threshold" x=at y="0" width="4" height="14"></rect>
        </svg>
    }
}
