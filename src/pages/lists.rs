//! What the list offers beside its rows: filters, picking, own items.

mod bars;
mod blocks;
mod filter;
mod own;

use crate::{
    pages::checklist::{LIST, Lists, kept_view},
    platform::{pick, prefs},
    state::{Heading, Route, Section, View},
    text::{later, phrases},
};
pub use bars::{Bars, PickSection};
pub use blocks::Blocks;
use filter::FilterSheet;
pub use filter::Filtered;
use leptos::prelude::*;
use own::OwnSheet;
use sotay_core::ids::{ItemId, UnitId};
use std::{collections::BTreeSet, sync::Arc};

/// Which sheet is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sheet {
    Filter,
    Own,
}

/// What the list shows at once: what is folded away is picked by its own section, where it is seen.
fn shown(cut: &[Section]) -> Vec<Arc<ItemId>> {
    let sections = cut.iter().filter(|section| section.heading != Heading::Folded);
    sections.flat_map(|section| &section.items).cloned().collect()
}

/// The buttons above the list.
#[component]
pub fn Tools(lists: Lists) -> impl IntoView {
    let Lists { device, notebook, view, cut, picking, .. } = lists;
    let (words, language) = (device.words(), device.language());
    let more = later::words(device.language());
    let sheet = RwSignal::new(None::<Sheet>);
    let filters = Memo::new(move |_| view.with(|view| view.choices.len()));
    let count =
        Memo::new(move |_| cut.with(|cut| cut.iter().map(|section| section.items.len()).sum::<usize>()));
    let listening = StoredValue::new_local(None);
    Effect::new(move |_| {
        let pick = move |address: &str| match Route::of(address, "") {
            Route::Item(id) if untrack(|| notebook.may_record()) => picking.toggle(id),
            _ => {}
        };
        let is_on = move || untrack(|| picking.is_on());
        listening.set_value(pick::listen(LIST, is_on, pick, move || picking.stop()));
    });
    if let Some(unit) = untrack(|| notebook.unit()).filter(|_| view.with_untracked(|view| view.unread)) {
        view.set(kept_view(&unit.id));
    }
    // How the list is looked at is kept on the device, for each unit.
    Effect::new(move |before: Option<Option<UnitId>>| {
        let (unit, text) = (notebook.unit().map(|unit| unit.id), view.with(View::text));
        if before.is_some_and(|before| before != unit) {
            view.set(unit.as_ref().map(kept_view).unwrap_or_default());
        } else if let Some(unit) = &unit {
            prefs::set_view(unit, text);
        }
        unit
    });
    // Nothing is done to what nobody sees, and another unit's items are not this one's.
    Effect::new(move |_| {
        if !picking.is_on() {
            return;
        }
        let mut items = BTreeSet::new();
        cut.with(|cut| items.extend(cut.iter().flat_map(|section| &section.items).cloned()));
        picking.keep(|id| items.contains(id));
        if !notebook.may_record() {
            picking.stop();
        }
    });
    let close = Callback::new(move |()| sheet.set(None));
    view! {
        <button type="button" class="list-tool" aria-haspopup="dialog" on:click=move |_| sheet.set(Some(Sheet::Filter))>
            {move || phrases::filter(language, filters.get())}
        </button>
        <Show when=move || { filters.get() > 0 }>
            <button type="button" class="list-tool" on:click=move |_| view.update(|view| view.choices.clear())>
                {more.unfilter}
            </button>
            <span class="list-count" role="status">{move || phrases::items(language, count.get())}</span>
        </Show>
        <Show when=move || notebook.may_record()>
            <Show
                when=move || picking.is_on()
                fallback=move || view! {
                    <button type="button" class="list-tool" on:click=move |_| picking.start()>{more.pick}</button>
                    <button type="button" class="list-tool" aria-haspopup="dialog" on:click=move |_| sheet.set(Some(Sheet::Own))>
                        {words.own_add}
                    </button>
                }
            >
                <button type="button" class="list-tool" on:click=move |_| cut.with_untracked(|cut| picking.toggle_all(&shown(cut)))>
                    {more.pick_all}
                </button>
            </Show>
        </Show>
        <FilterSheet lists=lists open=Signal::derive(move || sheet.get() == Some(Sheet::Filter)) on_close=close/>
        <OwnSheet lists=lists open=Signal::derive(move || sheet.get() == Some(Sheet::Own)) on_close=close/>
    }
}
