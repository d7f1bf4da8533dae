//! "Tìm": one box over the plan, what was recorded, what was said and numbers of documents, without a network.

mod library;
mod results;

use crate::{
    components::icon::{Glyph, Icon},
    platform::page,
    state::{Device, Navigator, Notebook, Route},
    text::{later, phrases},
};
use leptos::{ev, html::Input, prelude::*};
use library::Library;
use results::{Hit, Kind, results};
use sotay_core::search::Query;
use std::time::Duration;

/// How many results are shown.
const SHOWN: usize = 60;
/// How many of them at once.
const FIRST: usize = 12;
/// How long nobody types before the others are shown.
const REST: Duration = Duration::from_millis(250);

/// The way to the search, and the key that leads there.
#[component]
pub fn FindLink() -> impl IntoView {
    let device = expect_context::<Device>();
    let navigator = expect_context::<Navigator>();
    let key = window_event_listener(ev::keydown, move |event| {
        let bare = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        if event.key() == "/" && bare && !page::takes_keys() {
            event.prevent_default();
            if untrack(|| navigator.route()) == Route::Search {
                page::scroll_to(BOX);
            } else {
                navigator.go(Route::Search);
            }
        }
    });
    on_cleanup(move || key.remove());
    let current = move || (navigator.route() == Route::Search).then_some("page");
    view! {
        <a href="/tim" aria-label=later::words(device.language()).search aria-keyshortcuts="/" aria-current=current>
            <Icon glyph=Glyph::Search/>
        </a>
    }
}

/// The box's name in the document.
const BOX: &str = "tim";

/// The search.
#[component]
pub fn SearchPage() -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let (words, language) = (device.words(), device.language());
    let more = later::words(device.language());
    page::set_title(&format!("{} · {}", more.search, words.app));
    let library = Library::open(notebook);
    let typed = notebook.sought();
    let input = NodeRef::<Input>::new();
    input.on_load(|input| page::focus(&input));
    // As many as a screen shows at once; the others when nobody types for a moment. A letter must not wait for what
    // is not looked at.
    let limit = RwSignal::new(FIRST);
    Effect::new(move |_| {
        let so_far = typed.get();
        set_timeout(
            move || {
                // The screen may have been left meanwhile.
                if typed.try_get_untracked().is_some_and(|typed| typed == so_far) {
                    let _ = limit.try_set(SHOWN);
                }
            },
            REST,
        );
    });
    let found = Memo::new(move |_| {
        let query = typed.with(|typed| Query::new(typed));
        library.with(|index| {
            let found = index.search(&query, limit.get());
            (!query.is_empty()).then(|| (found.total, results(&found, &query, notebook, language)))
        })
    });
    let count = move || {
        found.with(|found| match found {
            None => String::new(),
            Some((0, _)) if !library.is_ready() => words.opening.to_owned(),
            Some((0, _)) => typed.with(|typed| phrases::not_found(language, typed.trim())),
            Some((total, _)) => phrases::found(language, (*total).min(SHOWN), *total),
        })
    };
    let kind = move |(kind, hits): (Kind, Vec<Hit>)| {
        let name = match kind {
            Kind::Item => more.search_kind_item,
            Kind::Plan => more.search_kind_plan,
            Kind::Talk => more.search_kind_talk,
            Kind::Document => more.search_kind_document,
        };
        view! {
            <section class="found">
                <h2>{name}</h2>
                <ul>{hits.into_iter().map(|hit| view! { <li>{one(hit, notebook)}</li> }).collect_view()}</ul>
            </section>
        }
    };
    view! {
        <div class="page search">
            <h1 class="visually-hidden">{more.search}</h1>
            <form role="search" on:submit=|event| {
                event.prevent_default();
                // The keys of a phone go away, and what was found is seen.
                page::leave_field();
            }>
                <label for=BOX>{more.search_label}</label>
                <input
                    id=BOX
                    type="search"
                    enterkeyhint="search"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength="200"
                    placeholder=more.search_hint
                    node_ref=input
                    prop:value=typed
                    on:input=move |event| {
                        limit.set(FIRST);
                        typed.set(event_target_value(&event));
                    }
                />
            </form>
            <p class="search-count" role="status">{count}</p>
            {move || found.with(Option::is_none).then(|| view! { <p class="search-start">{more.search_start}</p> })}
            {move || {
                let groups = found.with(|found| found.as_ref().map(|(_, groups)| groups.clone()));
                groups.unwrap_or_default().into_iter().map(kind).collect_view()
            }}
        </div>
    }
}

/// One result: where it stands, and the words in it that answer.
fn one(hit: Hit, notebook: Notebook) -> impl IntoView {
    let Hit { address, place, parts, unit } = hit;
    // Texts, not markup: whatever stands in a remark is only ever shown.
    let parts = parts.into_iter().map(|(text, marked)| {
        if marked { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
    });
    view! {
        <a
            href=address
            class="found-one"
            on:click=move |_| {
                if let Some(unit) = unit.clone() {
                    notebook.look_at(unit);
                }
            }
        >
            <span class="found-place">{place}</span>
            <span class="found-text">{parts.collect_view()}</span>
        </a>
    }
}
