//! The rows of a section. A long list is built where it is looked at: its rows come in blocks, and a block that is
//! far from the screen is an empty place of about its height.

use super::Lists;
use crate::{
    components::row::{ChecklistRow, Look},
    platform::near,
    state::Section,
};
use leptos::{html::Ul, prelude::*};
use sotay_core::ids::ItemId;
use std::{sync::Arc, time::Duration};

/// How many rows a block has.
const BLOCK: usize = 40;

/// So many rows of a list are built at once: about what the plan of a year has for a ward.
const AT_ONCE: usize = 200;

/// Lists of up to so many rows are built whole by and by, and stay: the browser's own search finds every row.
const WHOLE: usize = 600;

/// About how high a row is, in CSS pixels, before it was seen.
const HEIGHT: usize = 82;

/// The block is built, and as high as its rows are.
const BUILT: usize = usize::MAX;

#[component]
pub fn SectionRows(section: Memo<Option<Section>>, lists: Lists) -> impl IntoView {
    // Blocks come and do not go: one without rows is nothing, and those that stand are not built again.
    let blocks = Memo::new(move |most: Option<&usize>| {
        let count = section.with(|section| section.as_ref().map_or(0, |s| s.items.len().div_ceil(BLOCK)));
        count.max(most.copied().unwrap_or(0))
    });
    move || {
        let block = |block| view! { <Block block=block section=section lists=lists/> };
        (0..blocks.get()).map(block).collect_view()
    }
}

#[component]
fn Block(block: usize, section: Memo<Option<Section>>, lists: Lists) -> impl IntoView {
    let Lists { device, notebook, .. } = lists;
    let rows = notebook.rows();
    let items = Memo::new(move |_| {
        section.with(|section| {
            let items = section.iter().flat_map(|section| &section.items);
            items.skip(block * BLOCK).take(BLOCK).cloned().collect::<Vec<_>>()
        })
    });
    let (above, all) = lists.cut.with_untracked(|cut| {
        let heading = section.with_untracked(|section| section.as_ref().map(|s| s.heading.clone()));
        let before = cut.iter().take_while(|section| Some(&section.heading) != heading.as_ref());
        let count = |section: &Section| section.items.len();
        (before.map(count).sum::<usize>() + block * BLOCK, cut.iter().map(count).sum::<usize>())
    });
    // Its height while it is an empty place, or that it is built.
    let height = RwSignal::new(if above < AT_ONCE { BUILT } else { items.with_untracked(Vec::len) * HEIGHT });
    let element = NodeRef::<Ul>::new();
    if all > WHOLE {
        let watch = StoredValue::new_local(None);
        element.on_load(move |element| {
            watch.set_value(near::watch(&element, move |sight| {
                if sight.near {
                    let _ = height.try_set(BUILT);
                } else if sight.height > 0 && !sight.focused {
                    let _ = height.try_set(sight.height);
                }
            }));
        });
    } else if let Some(turn) = above.checked_sub(AT_ONCE) {
        // A block a turn, so that a tap meanwhile is answered.
        let build = move || {
            let _ = height.try_set(BUILT);
        };
        set_timeout(build, Duration::from_millis((turn / BLOCK + 1) as u64 * 40));
    }
    let place = move || match height.get() {
        BUILT => "auto".to_owned(),
        height => format!("{height}px"),
    };
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
    view! {
        <ul class="rows" node_ref=element style:min-height=place>
            <For
                each=move || if height.get() == BUILT { items.get() } else { Vec::new() }
                key=Clone::clone
                children=row
            />
        </ul>
    }
}
