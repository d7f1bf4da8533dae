//! "Việc": the unit's checklist, and beside it on a wide screen the item that is open.

use crate::{
    components::row::ChecklistRow,
    pages::item::ItemPage,
    platform::page,
    state::{Device, Heading, Navigator, Notebook, Route, Section, sections},
};
use leptos::prelude::*;
use sotay_core::{
    checklist::{Group, Segment},
    ids::ItemId,
};

const SEGMENTS: [Segment; 4] = [Segment::ToDo, Segment::Mine, Segment::Waiting, Segment::All];

/// List and item: two panes on a wide screen, one at a time on a phone.
#[component]
pub fn Workbench() -> impl IntoView {
    let device = expect_context::<Device>();
    let navigator = expect_context::<Navigator>();
    let opened = Memo::new(move |_| match navigator.route() {
        Route::Item(id) => Some(id),
        _ => None,
    });
    Effect::new(move |_| {
        if opened.get().is_none() {
            let words = device.words();
            page::set_title(&format!("{} · {}", words.checklist, words.app));
        }
    });
    view! {
        <div class="workbench" class:workbench-open=move || opened.get().is_some()>
            <Checklist opened=opened/>
            <div class="workbench-item">
                {move || match opened.get() {
                    Some(id) => view! { <ItemPage id=id/> }.into_any(),
                    None => view! { <p class="workbench-hint">{device.words().pick_an_item}</p> }.into_any(),
                }}
            </div>
        </div>
    }
}

/// The list.
#[component]
fn Checklist(opened: Memo<Option<ItemId>>) -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let segment = RwSignal::new(Segment::ToDo);
    let rows = notebook.rows();
    let name = move |segment: Segment| {
        let words = device.words();
        match segment {
            Segment::ToDo => words.to_do,
            Segment::Mine => words.mine,
            Segment::Waiting => words.waiting,
            Segment::All => words.all,
        }
    };
    let tabs = SEGMENTS.map(|of| {
        view! {
            <button
                type="button"
                class="segment"
                aria-pressed=move || (segment.get() == of).to_string()
                on:click=move |_| segment.set(of)
            >
                {move || name(of)}
                " "
                <span class="segment-count">{move || rows.with(|rows| rows.count(of))}</span>
            </button>
        }
    });
    let cut = Memo::new(move |_| rows.with(|rows| sections(rows, segment.get())));
    let nothing = move || {
        let words = device.words();
        let text = if notebook.unit().is_none() {
            words.no_unit
        } else if notebook.has_no_plan() {
            words.no_plan
        } else if notebook.plan().is_none() || notebook.is_first_fetch() {
            words.first_fetch
        } else {
            match segment.get() {
                Segment::ToDo => words.empty_to_do,
                Segment::Mine => words.empty_mine,
                Segment::Waiting => words.empty_waiting,
                Segment::All => words.empty_all,
            }
        };
        view! { <p class="checklist-nothing" role="status">{text}</p> }
    };
    view! {
        <div class="checklist">
            <h1 class="visually-hidden">{device.words().checklist}</h1>
            <div class="segments" role="group" aria-label=device.words().segments>{tabs.collect_view()}</div>
            <Show when=move || cut.with(|cut| !cut.is_empty()) fallback=nothing>
                <For each=move || cut.get() key=|section| section.heading.clone() let:section>
                    <ListSection heading=section.heading.clone() cut=cut opened=opened/>
                </For>
            </Show>
        </div>
    }
}

/// A section, which follows its part of the cut: rows come and go, the rest stays in place.
#[component]
fn ListSection(heading: Heading, cut: Memo<Vec<Section>>, opened: Memo<Option<ItemId>>) -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let rows = notebook.rows();
    let mine = heading.clone();
    let section = Memo::new(move |_| cut.with(|cut| cut.iter().find(|s| s.heading == mine).cloned()));
    let class = match heading {
        Heading::Overdue => "section section-late",
        Heading::Folded => "section section-folded",
        Heading::Soon | Heading::Group(_) => "section",
    };
    let foldable = heading == Heading::Folded;
    let title = move || match &heading {
        Heading::Overdue => device.words().overdue.to_owned(),
        Heading::Soon => device.words().due_soon.to_owned(),
        Heading::Folded => device.words().folded.to_owned(),
        Heading::Group(Group::Appendix(group)) => rows
            .with(|rows| rows.groups.get(*group).map(|(code, title)| format!("{code}. {title}")))
            .unwrap_or_default(),
        Heading::Group(Group::Duties) => device.words().duties.to_owned(),
        Heading::Group(Group::Own) => device.words().own_items.to_owned(),
        Heading::Group(Group::Dropped) => device.words().dropped.to_owned(),
    };
    let count = move || {
        section.get().map(|section| match section.closed {
            Some((closed, all)) => format!("{closed}/{all}"),
            None => section.items.len().to_string(),
        })
    };
    let list = move || {
        view! {
            <ul class="rows">
                <For each=move || section.get().map(|s| s.items).unwrap_or_default() key=Clone::clone let:id>
                    <li>
                        <ChecklistRow
                            row=Memo::new(move |_| rows.with(|rows| rows.get(&id).cloned()))
                            assignee=Callback::new(move |of| notebook.called(&of))
                            language=device.language()
                            today=Signal::derive(move || notebook.today())
                            opened=opened
                        />
                    </li>
                </For>
            </ul>
        }
    };
    if foldable {
        view! {
            <details class=class>
                <summary class="section-head"><h2>{title}</h2><span class="section-count">{count}</span></summary>
                {list()}
            </details>
        }
        .into_any()
    } else {
        view! {
            <section class=class>
                <div class="section-head"><h2>{title}</h2><span class="section-count">{count}</span></div>
                {list()}
            </section>
        }
        .into_any()
    }
}
