//! A bar at the lower edge of the list: what is picked and what can be done to it, or what was done last.

use leptos::prelude::*;

/// The bar.
#[component]
pub fn BottomBar(
    /// What it says.
    #[prop(into)]
    text: Signal<String>,
    /// What can be done: buttons.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="bottom-bar">
            <p>{text}</p>
            <div class="bottom-bar-actions">{children()}</div>
        </div>
    }
}
