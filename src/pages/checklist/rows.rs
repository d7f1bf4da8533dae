//! The rows of a section: those that a first start waits for here, and the rest of a long list as `lists::blocks`
//! has them.

use super::Lists;
use crate::{
    components::row::{ChecklistRow, Look},
    pages::later::Later,
    state::Section,
};
use leptos::prelude::*;
use sotay_core::ids::ItemId;
use std::sync::Arc;

/// So many rows of a list are built at once: about what the plan of a year has for a ward.
const AT_ONCE: usize = 200;

/// So many items of a section from its `from`-th on.
pub fn items(section: &Option<Section>, from: usize, count: usize) -> Vec<Arc<ItemId>> {
    let items = section.as_ref().map_or(&[][..], |section| &section.items);
    items.iter().skip(from).take(count).cloned().collect()
}

#[component]
pub fn SectionRows(section: Memo<Option<Section>>, lists: Lists) -> impl IntoView {
    let later = expect_context::<Later>();
    let above = lists.cut.with_untracked(|cut| {
        let heading = section.with_untracked(|section| section.as_ref().map(|s| s.heading.clone()));
        let before = cut.iter().take_while(|section| Some(&section.heading) != heading.as_ref());
        before.map(|section| section.items.len()).sum::<usize>()
    });
    let at_once = AT_ONCE.saturating_sub(above);
    let shown = Signal::derive(move || section.with(|section| items(section, 0, at_once)));
    view! {
        <ul class="rows"><Rows items=shown lists=lists/></ul>
        {later.draw(Box::new(move |screens| (screens.blocks)(section, at_once, lists)))}
    }
}

/// Rows, each of which follows its item: rows come and go, the rest stays in place.
#[component]
pub fn Rows(items: Signal<Vec<Arc<ItemId>>>, lists: Lists) -> impl IntoView {
    let Lists { device, notebook, .. } = lists;
    let rows = notebook.rows();
    let row = move |id: Arc<ItemId>| {
        let of = id.clone();
        let look = move |_: Option<&Look>| match lists.picking.has(&id) {
            Some(picked) => Look::Pick(picked),
            None if lists.opened.with(|open| open.as_ref() == Some(&*id)) => Look::Open,
            None => Look::Plain,
        };
        view! {
            <li>
                <ChecklistRow
                    row=Memo::new(move |_| rows.with(|rows| rows.get(&of).cloned()))
                    assignee=Callback::new(move |of| notebook.called(&of))
                    language=device.language()
                    today=Signal::derive(move || notebook.today())
                    look=Memo::new(look)
                />
            </li>
        }
    };
    view! { <For each=move || items.get() key=Clone::clone children=row/> }
}
