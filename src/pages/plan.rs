//! "Kế hoạch": the plan's whole text, section by section, with references that lead both ways; its versions, and
//! proposals to amend it.

mod amend;
mod part;
mod proposals;
mod publish;
mod reading;
mod versions;

pub use versions::PlanNews;

use crate::{
    platform::page,
    state::{Device, Navigator, Notebook, PARTS, Route},
    text::plans,
};
use leptos::{prelude::*, task::spawn_local};
use reading::{Reading, heading};
use sotay_core::{code::Section, plan::Plan};
use std::sync::Arc;

/// The reader.
#[component]
pub fn PlanPage() -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let navigator = expect_context::<Navigator>();
    page::set_title(&format!("{} · {}", device.words().plan, device.words().app));
    // The text is read from the device when it is wanted: the lists do without.
    let whole: RwSignal<Option<Arc<Plan>>> = RwSignal::new(None);
    Effect::new(move |_| {
        if notebook.plan().is_some() {
            spawn_local(async move {
                let read = notebook.whole_plan().await.map(Arc::new);
                // The reader may have been left meanwhile.
                let _ = whole.try_set(read);
            });
        }
    });
    Effect::new(move |_| {
        whole.track();
        if let Route::Plan(_, Some(code)) = navigator.route() {
            // After this turn the part stands in the document.
            request_animation_frame(move || page::scroll_to(&code.to_string()));
        }
    });
    let contents = NodeRef::<leptos::html::Ol>::new();
    Effect::new(move |_| {
        if let Some(line) = contents.get() {
            request_animation_frame(move || page::swipe_to_current(&line));
        }
    });
    let shown = Memo::new(move |_| match navigator.route() {
        Route::Versions => Shown::Versions,
        Route::Proposals => Shown::Proposals,
        Route::Plan(section, _) => Shown::Part(section),
        _ => Shown::Part(Section::Decision),
    });
    move || {
        let words = device.words();
        let Some(((id, _), plan)) = notebook.plan().zip(whole.get()) else {
            // Who publishes the first plan finds the way to do it here.
            if notebook.has_no_plan() && notebook.may_publish() {
                return view! { <div class="page"><publish::PublishFile/></div> }.into_any();
            }
            let text = match (notebook.has_no_plan(), notebook.plan()) {
                (true, _) => words.no_plan,
                (false, Some(_)) => words.opening,
                (false, None) => words.first_fetch,
            };
            return view! { <div class="page"><p role="status">{text}</p></div> }.into_any();
        };
        let entry = |here: Shown, address: String, name: String| {
            let current = (here == shown.get()).then_some("page");
            view! { <li><a href=address aria-current=current>{name}</a></li> }
        };
        let there = |section: &Section| *section != Section::Duties || !plan.duties.is_empty();
        let parts = PARTS.into_iter().filter(|(section, _)| there(section)).map(|(section, _)| {
            let name = heading(&plan, section, device.language());
            entry(Shown::Part(section), Route::Plan(section, None).address(), name)
        });
        let further = plans::words(device.language());
        let body = match shown.get() {
            Shown::Versions => view! { <versions::Versions plan=plan.clone()/> }.into_any(),
            Shown::Proposals => view! { <proposals::Proposals plan=plan.clone()/> }.into_any(),
            Shown::Part(section) => Reading::new(id, plan.clone(), device, notebook).part(section),
        };
        view! {
            <div class="reader">
                <nav class="reader-contents" aria-label=words.contents>
                    <h2>{words.contents}</h2>
                    <ol node_ref=contents>
                        {parts.collect_view()}
                        {entry(Shown::Versions, Route::Versions.address(), further.versions.to_owned())}
                        {entry(Shown::Proposals, Route::Proposals.address(), further.proposals.to_owned())}
                    </ol>
                </nav>
                <article class="reader-text">{body}</article>
            </div>
        }
        .into_any()
    }
}

/// What of the plan is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Part(Section),
    Versions,
    Proposals,
}
