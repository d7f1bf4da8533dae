//! The sync sheet: what is unsent and how old, what was refused and why, what has two versions, and when
//! everything last agreed.

use super::icon::{Glyph, Icon};
use crate::{platform::page, text::Words};
use leptos::{html::Dialog, prelude::*};
use sotay_core::ids::{ChangeId, UnitId};

/// A change that is listed.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Its identity.
    pub id: ChangeId,
    /// Of what.
    pub what: String,
    /// The value in words.
    pub value: String,
    /// How old, or why refused.
    pub about: String,
}

/// An item that is listed.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedItem {
    /// Where it opens.
    pub href: String,
    /// Of which unit.
    pub unit: Option<UnitId>,
    /// What it is.
    pub what: String,
    /// How old.
    pub about: String,
}

/// What the sheet shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetContent {
    /// One sentence on how things stand.
    pub summary: String,
    /// When everything last agreed.
    pub last: String,
    /// Not known to be on the server.
    pub unsent: Vec<Listed>,
    /// Refused.
    pub refused: Vec<Listed>,
    /// With two versions.
    pub two_versions: Vec<ListedItem>,
    /// Further remarks: other people's changes, a clock that is off.
    pub remarks: Vec<String>,
    /// How many files are not sent.
    pub files: usize,
    /// Whether to offer signing in again.
    pub sign_in_again: bool,
}

/// The sheet.
#[component]
pub fn SyncSheet(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What it shows.
    #[prop(into)]
    content: Signal<SheetContent>,
    /// The words.
    words: &'static Words,
    /// Sync now.
    on_sync: Callback<()>,
    /// Do a refused change again.
    on_again: Callback<ChangeId>,
    /// Drop a refused change.
    on_drop: Callback<ChangeId>,
    /// An item of this unit is opened.
    on_open: Callback<UnitId>,
    /// Save what is unsent and refused as a file.
    on_export: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if open.get() {
            page::open(&dialog);
        } else {
            page::close(&dialog);
        }
    });
    let list = move |title: &'static str, items: Vec<Listed>, refused: bool| {
        (!items.is_empty()).then(|| {
            view! {
                <h3>{title}<span class="count">{items.len()}</span></h3>
                <ul class="sheet-list">
                    {items
                        .into_iter()
                        .map(|item| {
                            let (again, drop) = (item.id.clone(), item.id.clone());
                            view! {
                                <li>
                                    <p>{item.what}</p>
                                    <p class="sheet-value">{item.value}</p>
                                    <small>{item.about}</small>
                                    {refused
                                        .then(|| view! {
                                            <div class="buttons">
                                                <button type="button" class="button" on:click=move |_| on_again.run(again.clone())>
                                                    {words.do_again}
                                                </button>
                                                <button
                                                    type="button"
                                                    class="button"
                                                    on:click=move |_| {
                                                        if page::confirm(words.drop_sure) {
                                                            on_drop.run(drop.clone());
                                                        }
                                                    }
                                                >
                                                    {words.drop}
                                                </button>
                                            </div>
                                        })}
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            }
        })
    };
    let body = move || {
        let content = content.get();
        let nothing = content.unsent.is_empty();
        let exportable = !nothing || !content.refused.is_empty();
        view! {
            <p class="sheet-summary">{content.summary}</p>
            <p>{words.last_sync}": "{content.last}</p>
            {content.remarks.into_iter().map(|remark| view! { <p class="sheet-remark">{remark}</p> }).collect_view()}
            <div class="buttons">
                <button type="button" class="button button-main" on:click=move |_| on_sync.run(())>{words.sync_now}</button>
                {exportable
                    .then(|| view! {
                        <button type="button" class="button" on:click=move |_| on_export.run(())>{words.export_unsent}</button>
                    })}
                {content
                    .sign_in_again
                    .then(|| view! {
                        <a class="button" href="/them" on:click=move |_| open.set(false)>{words.sign_in_again}</a>
                    })}
            </div>
            {list(words.refused, content.refused, true)}
            {(!content.two_versions.is_empty())
                .then(|| view! {
                    <h3>{words.two_versions}<span class="count">{content.two_versions.len()}</span></h3>
                    <ul class="sheet-list">
                        {content
                            .two_versions
                            .into_iter()
                            .map(|item| view! {
                                <li><a href=item.href on:click=move |_| {
                                    open.set(false);
                                    if let Some(unit) = item.unit.clone() {
                                        on_open.run(unit);
                                    }
                                }>{item.what}</a><small>{item.about}</small></li>
                            })
                            .collect_view()}
                    </ul>
                })}
            {list(words.unsent, content.unsent, false)}
            {(nothing && content.files == 0).then(|| view! { <p class="sheet-nothing">{words.nothing_unsent}</p> })}
        }
    };
    view! {
        <dialog class="sheet" node_ref=dialog on:close=move |_| open.set(false) aria-label=words.sync>
            <div class="sheet-head">
                <h2>{words.sync}</h2>
                <button type="button" class="sheet-close" aria-label=words.close on:click=move |_| open.set(false)>
                    <Icon glyph=Glyph::Close/>
                </button>
            </div>
            <Show when=move || open.get()>{body}</Show>
        </dialog>
    }
}
