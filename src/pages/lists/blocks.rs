//! The rows of a long list that a first start does not wait for. They come in blocks, built where they are looked at:
//! a block that is far from the screen is an empty place of about its height.

use crate::{
    pages::checklist::{Lists, Rows, items},
    platform::near,
    state::Section,
};
use leptos::{html::Ul, prelude::*};
use std::time::Duration;

/// How many rows a block has.
const BLOCK: usize = 40;

/// Lists of up to so many rows are built whole by and by, and stay: the browser's own search finds every row.
const WHOLE: usize = 600;

/// About how high a row is, in CSS pixels, before it was seen.
const HEIGHT: usize = 82;

/// The block is built, and as high as its rows are.
const BUILT: usize = usize::MAX;

/// The rows of a section from its `from`-th on.
#[component]
pub fn Blocks(section: Memo<Option<Section>>, from: usize, lists: Lists) -> impl IntoView {
    // Blocks come and do not go: one without rows is nothing, and those that stand are not built again.
    let blocks = Memo::new(move |most: Option<&usize>| {
        let rows = section.with(|section| section.as_ref().map_or(0, |section| section.items.len()));
        rows.saturating_sub(from).div_ceil(BLOCK).max(most.copied().unwrap_or(0))
    });
    view! {
        <For each=move || 0..blocks.get() key=|block| *block let:block>
            <Block block=block from=from + block * BLOCK section=section lists=lists/>
        </For>
    }
}

#[component]
fn Block(block: usize, from: usize, section: Memo<Option<Section>>, lists: Lists) -> impl IntoView {
    let all = lists.cut.with_untracked(|cut| cut.iter().map(|section| section.items.len()).sum::<usize>());
    let count = move || section.with_untracked(|section| items(section, from, BLOCK).len());
    // Its height while it is an empty place, or that it is built.
    let height = RwSignal::new(count() * HEIGHT);
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
    } else {
        // A block a turn, so that a tap meanwhile is answered.
        let build = move || {
            let _ = height.try_set(BUILT);
        };
        set_timeout(build, Duration::from_millis((block + 1) as u64 * 40));
    }
    let place = move || match height.get() {
        BUILT => "auto".to_owned(),
        height => format!("{height}px"),
    };
    let shown = Signal::derive(move || {
        let built = height.get() == BUILT;
        section.with(|section| items(section, from, if built { BLOCK } else { 0 }))
    });
    view! {
        <ul class="rows" node_ref=element style:min-height=place>
            <Rows items=shown lists=lists/>
        </ul>
    }
}
