//! "Việc": the unit's checklist, and beside it on a wide screen the item that is open.

mod rows;

use crate::{
    pages::later::Later,
    platform::{page, prefs},
    state::{
        Device, Heading, Navigator, Notebook, Picking, Route, SEGMENTS, Section, View, learned, sections,
    },
};
use leptos::prelude::*;
use rows::SectionRows;
pub use rows::{Rows, items};
use sotay_core::{
    checklist::{Group, Segment},
    ids::{ItemId, UnitId},
};

/// The list's name in the document.
pub const LIST: &str = "viec";

/// What the parts of the list share.
#[derive(Clone, Copy)]
pub struct Lists {
    /// Language and words.
    pub device: Device,
    /// Where it is recorded.
    pub notebook: Notebook,
    /// How the list is looked at.
    pub view: RwSignal<View>,
    /// What it shows.
    pub cut: Memo<Vec<Section>>,
    /// Which items are picked.
    pub picking: Picking,
    opened: Memo<Option<ItemId>>,
}

/// List and item: two panes on a wide screen, one at a time on a phone.
#[component]
pub fn Workbench() -> impl IntoView {
    let device = expect_context::<Device>();
    let navigator = expect_context::<Navigator>();
    let later = expect_context::<Later>();
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
                    Some(id) => match later.screens() {
                        Some(screens) => (screens.item)(id),
                        None => hint(device.words().opening),
                    },
                    None => hint(device.words().pick_an_item),
                }}
            </div>
        </div>
    }
}

/// What stands in the place of an item.
fn hint(text: &'static str) -> AnyView {
    view! { <p class="workbench-hint">{text}</p> }.into_any()
}

/// How a unit's list was looked at the last time on this device.
pub fn kept_view(unit: &UnitId) -> View {
    learned().map_or(View::begun as fn(&str) -> View, |learned| learned.view)(&prefs::view(unit))
}

impl Lists {
    fn open(opened: Memo<Option<ItemId>>, later: Later) -> Self {
        let notebook = expect_context::<Notebook>();
        // A unit's list is looked at as it was the last time on this device; the second piece keeps it.
        let view =
            RwSignal::new(untrack(|| notebook.unit()).map_or_else(View::default, |unit| kept_view(&unit.id)));
        let rows = notebook.rows();
        Self {
            device: expect_context(),
            notebook,
            view,
            cut: Memo::new(move |_| {
                let unread = view.with(|view| view.unread) && !later.is_missing();
                if unread { Vec::new() } else { rows.with(|rows| view.with(|view| sections(rows, view))) }
            }),
            picking: Picking::new(),
            opened,
        }
    }

    /// Why the list is empty, when no filter is the cause.
    fn nothing(self) -> &'static str {
        let (words, notebook) = (self.device.words(), self.notebook);
        if notebook.unit().is_none() {
            words.no_unit
        } else if notebook.has_no_plan() {
            words.no_plan
        } else if notebook.plan().is_none() || notebook.is_first_fetch() {
            words.first_fetch
        } else if self.view.with(|view| view.unread) {
            words.opening
        } else {
            match self.view.with(|view| view.segment) {
                Segment::ToDo => words.empty_to_do,
                Segment::Mine => words.empty_mine,
                Segment::Waiting => words.empty_waiting,
                Segment::All => words.empty_all,
            }
        }
    }
}

/// The list.
#[component]
fn Checklist(opened: Memo<Option<ItemId>>) -> impl IntoView {
    let later = expect_context::<Later>();
    let lists = Lists::open(opened, later);
    let Lists { device, notebook, view, cut, .. } = lists;
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
                aria-pressed=move || view.with(|view| view.segment == of).to_string()
                on:click=move |_| view.update(|view| view.segment = of)
            >
                {move || name(of)}
                " "
                <span class="segment-count">{move || rows.with(|rows| rows.count(of))}</span>
            </button>
        }
    });
    let nothing = move || {
        let filtered = later.screens().filter(|_| view.with(|view| !view.choices.is_empty()));
        match filtered {
            Some(screens) => (screens.filtered)(lists),
            None => view! { <p class="checklist-nothing" role="status">{lists.nothing()}</p> }.into_any(),
        }
    };
    view! {
        <div class="checklist" id=LIST>
            <h1 class="visually-hidden">{device.words().checklist}</h1>
            <div class="segments" role="group" aria-label=device.words().segments>{tabs.collect_view()}</div>
            <div class="list-tools">{later.draw(Box::new(move |screens| (screens.tools)(lists)))}</div>
            <Show when=move || cut.with(|cut| !cut.is_empty()) fallback=nothing>
                <For each=move || cut.get() key=|section| section.heading.clone() let:section>
                    <ListSection heading=section.heading.clone() lists=lists/>
                </For>
            </Show>
            {later.draw(Box::new(move |screens| (screens.bars)(lists)))}
        </div>
    }
}

/// A section, which follows its part of the cut: rows come and go, the rest stays in place.
#[component]
fn ListSection(heading: Heading, lists: Lists) -> impl IntoView {
    let Lists { device, notebook, cut, .. } = lists;
    let rows = notebook.rows();
    let later = expect_context::<Later>();
    let mine = heading.clone();
    let section = Memo::new(move |_| cut.with(|cut| cut.iter().find(|s| s.heading == mine).cloned()));
    let class = match heading {
        Heading::Overdue => "section section-late",
        Heading::Folded => "section section-folded",
        Heading::Soon | Heading::Group(_) => "section",
    };
    let foldable = heading == Heading::Folded;
    let of = heading.clone();
    let pick = later.draw(Box::new(move |screens| (screens.pick)(lists, of.clone())));
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
        section.with(|section| {
            section.as_ref().map(|section| match section.closed {
                Some((closed, all)) => format!("{closed}/{all}"),
                None => section.items.len().to_string(),
            })
        })
    };
    let list = view! { <SectionRows section=section lists=lists/> };
    if foldable {
        view! {
            <details class=class>
                <summary class="section-head"><h2>{title}</h2><span class="section-count">{count}</span></summary>
                {pick}
                {list}
            </details>
        }
        .into_any()
    } else {
        view! {
            <section class=class>
                <div class="section-head"><h2>{title}</h2><span class="section-count">{count}</span></div>
                {pick}
                {list}
            </section>
        }
        .into_any()
    }
}
