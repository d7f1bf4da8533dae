//! A proposal accepted: its wording in a draft of the next version, looked over and published.

use super::publish::{DraftView, trouble};
use crate::{
    state::{Device, Draft, Notebook},
    text::plans,
};
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{change::TEXT_LIMIT, proposal::Proposal, wire::Published};

/// The wording, and the draft made of it.
#[component]
pub fn Accept(proposal: Memo<Proposal>, reply: RwSignal<String>) -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let words = plans::words(device.language());
    let wording = RwSignal::new(proposal.with_untracked(|proposal| proposal.text.clone()));
    let draft: RwSignal<Option<Result<Draft, String>>> = RwSignal::new(None);
    let look = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (about, text) = (proposal.with_untracked(|p| p.about.clone()), wording.get_untracked());
        spawn_local(async move {
            let made = notebook.draft_of_amendment(&about, &text).await;
            let _ = draft.try_set(Some(made.map_err(|error| trouble(words, &error))));
        });
    };
    // Answered only once it is in the plan: an answer that nothing follows would be a promise.
    let done = Callback::new(move |_: Published| {
        notebook.answer_proposal(&proposal.get_untracked(), true, &reply.get_untracked());
    });
    view! {
        <form class="part-form" on:submit=look>
            <p>{words.accept_hint}</p>
            <label class="field">
                <span class="field-label">{words.wording}</span>
                <textarea
                    rows="5"
                    maxlength=TEXT_LIMIT.to_string()
                    prop:value=wording
                    on:input=move |event| {
                        wording.set(event_target_value(&event));
                        draft.set(None);
                    }
                ></textarea>
            </label>
            <button type="submit" class="button">{words.see_changes}</button>
        </form>
        {move || match draft.get() {
            None => ().into_any(),
            Some(Err(why)) => view! { <p role="alert">{why}</p> }.into_any(),
            Some(Ok(draft)) => view! { <DraftView draft=draft on_published=done/> }.into_any(),
        }}
    }
}
