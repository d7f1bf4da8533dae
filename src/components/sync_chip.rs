//! The sync chip: always there, always in words, never red for mere absence of network.

use leptos::prelude::*;

/// How the chip is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Everything is on the server.
    Calm,
    /// Something waits or is on its way.
    Busy,
    /// A person should look: refused, or signed out.
    Look,
}

/// The chip. Its words are read out when they change.
#[component]
pub fn SyncChip(
    /// What it says.
    #[prop(into)]
    text: Signal<String>,
    /// How it is coloured.
    #[prop(into)]
    tone: Signal<Tone>,
    /// It was tapped.
    on_tap: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="sync-chip"
            class:sync-chip-busy=move || tone.get() == Tone::Busy
            class:sync-chip-look=move || tone.get() == Tone::Look
            on:click=move |_| on_tap.run(())
        >
            <span class="sync-chip-dot" aria-hidden="true"></span>
            <span aria-live="polite">{text}</span>
        </button>
    }
}
