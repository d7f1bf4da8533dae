//! The screens that a tap opens, in a piece of Wasm of their own.
//!
//! What a first start waits for is the frame, signing in and the list of tasks with its ticks. The rest is asked for
//! as soon as that stands, and comes while a person types a password or reads the list. The service worker keeps the
//! piece with the other files, so offline it is as near as they are.
//!
//! A release build cuts the program at [`piece`]: what is reached from there alone lies in the piece
//! (`xtask/src/split.rs`). Everywhere else it is one program and `piece` an ordinary function. So a new screen
//! that the first one does not need goes into [`Screens`], and nothing outside it may name that screen.

use crate::{
    components::sync_chip::Tone,
    pages::{
        checklist::Lists,
        counter::CounterPage,
        item::ItemPage,
        lists,
        more::MorePage,
        plan::{PlanNews, PlanPage},
        search::{FindLink, SearchPage},
        sync::Sheet,
        targets::TargetsPage,
    },
    state::{Heading, Notebook, Section, learn},
    sync,
    text::{Language, learn_english},
};
use leptos::{prelude::*, task::spawn_local};
use sotay_core::ids::ItemId;
use wasm_split_helpers::SplitLoaderError;

/// What the piece holds. Plain functions: they are what can cross from one piece of Wasm to another.
#[derive(Clone, Copy)]
pub struct Screens {
    /// An item, or why it is not there.
    pub item: fn(ItemId) -> AnyView,
    /// Sends files from now on, for the life of the tab.
    pub send_files: fn(Notebook),
    /// Filters, picking and own items, above the list.
    pub tools: fn(Lists) -> AnyView,
    /// The rows of a section beyond so many of them.
    pub blocks: fn(Memo<Option<Section>>, usize, Lists) -> AnyView,
    /// Picks a section of the list.
    pub pick: fn(Lists, Heading) -> AnyView,
    /// What is done to what is picked, and what was done last, below the list.
    pub bars: fn(Lists) -> AnyView,
    /// What stands in place of a list that filters leave empty.
    pub filtered: fn(Lists) -> AnyView,
    /// The way to the search, in the head.
    pub find: fn() -> AnyView,
    /// The counter.
    pub counter: fn() -> AnyView,
    /// The targets and their periods.
    pub targets: fn() -> AnyView,
    /// The search.
    pub search: fn() -> AnyView,
    /// The plan's text.
    pub plan: fn() -> AnyView,
    /// The notice that a new version of the plan came.
    pub news: fn() -> AnyView,
    /// Person, device and app.
    pub more: fn() -> AnyView,
    /// The sync sheet: whether it is open, and what the chip says.
    pub sheet: fn(RwSignal<bool>, Memo<(String, Tone)>) -> AnyView,
}

/// Fallible where it is fetched, that is, where the program is cut.
#[cfg_attr(split, wasm_split_helpers::wasm_split(later, fallible))]
fn piece() -> Result<Screens, SplitLoaderError> {
    learn_english();
    learn();
    Ok(Screens {
        item: |id| view! { <ItemPage id=id/> }.into_any(),
        send_files: sync::files::start,
        tools: |lists| view! { <lists::Tools lists=lists/> }.into_any(),
        blocks: |section, from, lists| {
            view! { <lists::Blocks section=section from=from lists=lists/> }.into_any()
        },
        pick: |lists, heading| view! { <lists::PickSection lists=lists heading=heading/> }.into_any(),
        bars: |lists| view! { <lists::Bars lists=lists/> }.into_any(),
        filtered: |lists| view! { <lists::Filtered lists=lists/> }.into_any(),
        find: || view! { <FindLink/> }.into_any(),
        counter: || view! { <CounterPage/> }.into_any(),
        targets: || view! { <TargetsPage/> }.into_any(),
        search: || view! { <SearchPage/> }.into_any(),
        plan: || view! { <PlanPage/> }.into_any(),
        news: || view! { <PlanNews/> }.into_any(),
        more: || view! { <MorePage/> }.into_any(),
        sheet: |open, standing| view! { <Sheet open=open standing=standing/> }.into_any(),
    })
}

/// The piece, or that it has not come.
#[derive(Clone, Copy)]
pub struct Later {
    screens: RwSignal<Option<Screens>>,
    missing: RwSignal<bool>,
    notebook: Notebook,
}

impl Later {
    /// Asks for the piece.
    pub fn open(notebook: Notebook) -> Self {
        let later = Self { screens: RwSignal::new(None), missing: RwSignal::new(false), notebook };
        later.fetch();
        later
    }

    /// Asks for the piece once more, when it did not come.
    pub fn fetch(self) {
        self.missing.set(false);
        spawn_local(async move {
            #[cfg(split)]
            let piece = piece().await;
            #[cfg(not(split))]
            let piece = piece();
            match piece {
                Ok(screens) => {
                    (screens.send_files)(self.notebook);
                    self.screens.set(Some(screens));
                }
                Err(_) => self.missing.set(true),
            }
        });
    }

    /// The screens, once they are here.
    pub fn screens(self) -> Option<Screens> {
        self.screens.get()
    }

    /// Draws one of them once they are here. One function for all of them: each kind of its own is code.
    pub fn draw(self, draw: Box<dyn Fn(Screens) -> AnyView + Send>) -> AnyView {
        (move || self.screens().map(&draw)).into_any()
    }

    /// Whether the words of a language are here: English ones come with the piece. If that cannot be had, nothing
    /// better than the others will come.
    pub fn has_words_of(self, language: Language) -> bool {
        language == Language::Vi || self.screens.with(Option::is_some) || self.missing.get()
    }

    /// Whether the piece could not be had.
    pub fn is_missing(self) -> bool {
        self.missing.get()
    }
}
