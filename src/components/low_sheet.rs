//! A sheet from below, as high as what is in it.

use super::icon::{Glyph, Icon};
use crate::platform::page;
use leptos::{html::Dialog, prelude::*};

/// The sheet. What is in it is built when it opens and goes when it closes.
#[component]
pub fn LowSheet(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Its title.
    #[prop(into)]
    title: Signal<String>,
    /// What the button that closes it is called.
    close: &'static str,
    /// It was closed.
    on_close: Callback<()>,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if open.get() {
            page::open(&dialog);
        } else {
            page::close(&dialog);
        }
    });
    view! {
        <dialog class="sheet low-sheet" node_ref=dialog aria-label=title on:close=move |_| on_close.run(())>
            <div class="sheet-head">
                <h2>{title}</h2>
                <button type="button" class="sheet-close" aria-label=close on:click=move |_| on_close.run(())>
                    <Icon glyph=Glyph::Close/>
                </button>
            </div>
            <Show when=move || open.get()>{children()}</Show>
        </dialog>
    }
}
