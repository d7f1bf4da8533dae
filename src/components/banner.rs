//! Banners above the screen: practice, trouble, an update, a clock that is off.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// The strip that marks made-up figures.
#[component]
pub fn PracticeStrip(#[prop(into)] text: String) -> impl IntoView {
    view! { <div class="practice-strip" role="note">{text}</div> }
}

/// Something a person should know and can put away.
#[component]
pub fn Notice(
    /// What it says.
    #[prop(into)]
    text: String,
    /// Whether it is an error: then it is said at once and in red.
    #[prop(default = false)]
    error: bool,
    /// What the button says.
    #[prop(into)]
    action: String,
    /// What the button does.
    on_action: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="notice" class:notice-error=error role=if error { "alert" } else { "status" }>
            <Icon glyph=Glyph::Alert/>
            <p>{text}</p>
            <button type="button" class="button" on:click=move |_| on_action.run(())>{action}</button>
        </div>
    }
}
