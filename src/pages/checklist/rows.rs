//! The rows of a section. A long list is built where it is looked at: its rows come in blocks, and a block that is
//! far from the screen is an empty place of about its height.

use super::Lists;
use crate::{components::row::ChecklistRow, platform::near, state::Section};
use leptos::{html::Ul, prelude::*};
use std::time::Duration;

/// How many rows a block has.
const BLOCK: usize = 40;

/// So many rows of a list are built at once: about what the plan of a year has for a ward.
const AT_ONCE: usize = 200;

/// Lists of up to so many rows are built whole by and by, and stay: the browser's own search finds every row.
const WHOLE: usize = 600;

/// About how high a row is, in CSS pixels, before it was seen.
const HEIGHT: usize = 82;

#[component]
pub fn SectionRows(section: Memo<Option<Section>>, lists: Lists) -> impl IntoView {
    let blocks = Memo::new(move |_| {
        section.with(|section| section.as_ref().map_or(0, |section| section.items.len().div_ceil(BLOCK)))
    });
    view! {
        <For each=move || 0..blocks.get() key=|block| *block let:block>
            <Block block=block section=section lists=lists/>
        </For>
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
    let built = RwSignal::new(above < AT_ONCE);
    let height = RwSignal::new(0);
    let element = NodeRef::<Ul>::new();
    if all > WHOLE {
        let watch = StoredValue::new_local(None);
        element.on_load(move |element| {
            watch.set_value(near::watch(&element, move |sight| {
                if sight.near {
                    let _ = built.try_set(true);
                } else if sight.height > 0 && !sight.focused {
                    let _ = height.try_set(sight.height);
                    let _ = built.try_set(false);
                }
            }));
        });
    } else if !built.get_untracked() {
        let turn = (above - AT_ONCE) / BLOCK + 1;
        // A block a turn, so that a tap meanwhile is answered.
        let build = move || {
            let _ = built.try_set(true);
        };
        set_timeout(build, Duration::from_millis(40 * turn as u64));
    }
    let place = move || match (built.get(), height.get()) {
        (true, _) => "auto".to_owned(),
        (false, 0) => format!("{}px", items.with(Vec::len) * HEIGHT),
        (false, height) => format!("{height}px"),
    };
    view! {
        <ul class="rows" node_ref=element style:min-height=place>
            <For
                each=move || if built.get() { items.get() } else { Vec::new() }
                key=Clone::clone
                let:id
            >
                {
                    let (of, picked) = (id.clone(), id.clone());
                    view! {
                        <li>
                            <ChecklistRow
                                row=Memo::new(move |_| rows.with(|rows| rows.get(&of).cloned()))
                                assignee=Callback::new(move |of| notebook.called(&of))
                                language=device.language()
                                today=Signal::derive(move || notebook.today())
                                open=Memo::new(move |_| lists.opened.with(|open| open.as_ref() == Some(&id)))
                                picked=Memo::new(move |_| lists.picking.has(&picked))
                            />
                        </li>
                    }
                }
            </For>
        </ul>
    }
}
