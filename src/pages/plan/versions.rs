//! The plan's versions: what the latest changed, and all that were published.

use crate::{
    components::{banner::Notice, differences::Differences},
    state::{Device, Navigator, News, Notebook, Route},
    text::plans,
};
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    compare::{self, Difference, Tally},
    plan::Plan,
    wire::PlanVersion,
};
use std::sync::Arc;

/// What changed since the version that the device had before, as a signal that follows the plan.
fn news_of(notebook: Notebook) -> RwSignal<Option<News>> {
    let news = RwSignal::new(None);
    Effect::new(move |_| {
        // Read anew when another version is shown.
        if notebook.plan().is_some() {
            spawn_local(async move {
                let read = notebook.news().await;
                let _ = news.try_set(read);
            });
        }
    });
    news
}

/// The notice that a new version came, until it is put away.
#[component]
pub fn PlanNews() -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let navigator = expect_context::<Navigator>();
    let news = news_of(notebook);
    let put_away = RwSignal::new(String::new());
    move || {
        let words = plans::words(device.language());
        let (digest, tally) = news.with(|news| {
            let news = news.as_ref()?;
            Some((news.digest.clone(), Tally::of(&news.differences)))
        })?;
        if tally.is_nothing() || put_away.get() == digest || notebook.has_seen_version(&digest) {
            return None;
        }
        let see = Callback::new(move |()| {
            notebook.see_version(&digest);
            put_away.set(digest.clone());
            navigator.go(Route::Versions);
        });
        Some(view! {
            <Notice text=plans::news(device.language(), &tally) action=words.see_changes on_action=see/>
        })
    }
}

/// The screen.
#[component]
pub fn Versions(plan: Arc<Plan>) -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let language = device.language();
    let words = plans::words(language);
    let news = news_of(notebook);
    let latest = move || match news.get() {
        None => view! { <p>{words.no_older}</p> }.into_any(),
        Some(News { digest, plan, differences }) => {
            notebook.see_version(&digest);
            view! {
                <p>{words.work_stays}</p>
                <Differences differences=differences plan=plan language=language/>
            }
            .into_any()
        }
    };
    let list: RwSignal<Option<Vec<PlanVersion>>> = RwSignal::new(None);
    if let Ok(id) = plan.id.parse() {
        spawn_local(async move {
            let found = notebook.versions(&id).await.ok();
            let _ = list.try_set(found);
        });
    }
    let plan = StoredValue::new(plan);
    let entries = move || match list.get() {
        None => view! { <p class="reader-meta">{words.versions_offline}</p> }.into_any(),
        Some(versions) => {
            let last = versions.len().saturating_sub(1);
            let entries = versions.into_iter().enumerate().rev().map(|(place, version)| {
                let told = plans::version(language, &version, notebook.now());
                let note = (!version.note.is_empty()).then(|| view! { <p>{version.note.clone()}</p> });
                let further = if place == last {
                    view! { <p><b>{words.in_force}</b></p> }.into_any()
                } else {
                    view! { <Older digest=version.digest plan=plan.get_value()/> }.into_any()
                };
                view! { <li><p class="reader-meta">{told}</p>{note}{further}</li> }
            });
            view! { <ul class="versions">{entries.collect_view()}</ul> }.into_any()
        }
    };
    view! {
        <h1>{words.versions}</h1>
        <h2>{words.differences}</h2>
        {latest}
        <h2>{words.published_versions}</h2>
        {entries}
    }
}

/// An older version, to be compared with the one in force.
#[component]
fn Older(digest: String, plan: Arc<Plan>) -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let language = device.language();
    let words = plans::words(language);
    let found: RwSignal<Option<Result<Vec<Difference>, ()>>> = RwSignal::new(None);
    let shown = plan.clone();
    let compare = move |_| {
        let (digest, plan) = (digest.clone(), plan.clone());
        spawn_local(async move {
            let old = notebook.version(&digest).await;
            let differences = old.map(|old| compare::compare(&old, &plan)).map_err(drop);
            let _ = found.try_set(Some(differences));
        });
    };
    view! {
        <button type="button" class="link" on:click=compare>{words.compare_with}</button>
        {move || match found.get() {
            None => ().into_any(),
            Some(Err(())) => view! { <p role="status">{words.unreachable}</p> }.into_any(),
            Some(Ok(differences)) => {
                view! { <Differences differences=differences plan=(*shown).clone() language=language/> }.into_any()
            }
        }}
    }
}
