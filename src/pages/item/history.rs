//! What was said of an item, and what happened to it.

use super::Open;
use crate::{
    components::{
        history::{Happened, History},
        remarks::{Remark, Remarks},
    },
    text::phrases,
};
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    change::{Field, Value},
    clock::Millis,
    ids::{ChangeId, EntityId, PersonId},
    wire,
};

/// The remarks.
#[component]
fn Discussion(open: Open) -> impl IntoView {
    let words = open.device.words();
    let remarks = Signal::derive(move || {
        let mut remarks = Vec::new();
        for (author, at, text) in open.id.with_value(|id| open.notebook.remarks(id)) {
            remarks.push(Remark { text, by: by(open, &author, at) });
        }
        remarks
    });
    let (draft, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let post = move |text: String| {
        busy.set(true);
        spawn_local(async move {
            let saved = open.notebook.remark(open.id.get_value(), text.clone()).await;
            // What was typed stays if it could not be saved; and the item may have been left meanwhile.
            if saved && draft.try_get_untracked().is_some_and(|typed| typed.trim() == text) {
                let _ = draft.try_set(String::new());
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <section class="item-remarks">
            <h2>{words.remarks}</h2>
            <Remarks
                remarks=remarks
                enabled=open.enabled()
                draft=draft
                busy=busy
                words=words
                on_remark=Callback::new(post)
            />
        </section>
    }
}

/// What was said of an item, and what happened to it.
#[component]
pub fn Past(open: Open) -> impl IntoView {
    view! {
        <Discussion open=open/>
        <Happenings open=open/>
    }
}

/// The history, read when it is opened and again whenever something changes while it is.
#[component]
fn Happenings(open: Open) -> impl IntoView {
    let words = open.device.words();
    let wanted = RwSignal::new(false);
    let rows: RwSignal<Option<Option<Vec<wire::Past>>>> = RwSignal::new(None);
    let place = Memo::new(move |_| open.notebook.history_place());
    Effect::new(move |_| {
        open.records.track();
        place.track();
        if wanted.get() {
            spawn_local(async move {
                let found = open.notebook.history(&open.id.get_value()).await;
                // The item may have been left meanwhile.
                let _ = rows.try_set(Some(found));
            });
        }
    });
    let body = move || match rows.get() {
        None => ().into_any(),
        Some(None) => view! { <p class="item-hint">{words.history_away}</p> }.into_any(),
        Some(Some(past)) => {
            let events = happened(open, past);
            if events.is_empty() {
                view! { <p class="item-hint">{words.history_none}</p> }.into_any()
            } else {
                view! { <History events=events/> }.into_any()
            }
        }
    };
    view! {
        <details class="item-history" on:toggle=move |_| wanted.set(true)>
            <summary>{words.history}</summary>
            {body}
        </details>
    }
}

fn by(open: Open, author: &PersonId, at: Millis) -> String {
    let at = phrases::moment(open.device.language(), at, open.notebook.now());
    phrases::by_at(&open.notebook.name_of(author), &at)
}

/// The history in words, latest first: what is unsent here, and then what the server has taken.
fn happened(open: Open, past: Vec<wire::Past>) -> Vec<Happened> {
    let language = open.device.language();
    let own = open.id.with_value(|id| open.notebook.own_of(id));
    let mut all = past;
    let mut unsent = Vec::new();
    for (change, is_unsent) in own {
        if !all.iter().any(|row| row.id == change.id) {
            if is_unsent {
                unsent.push(change.id.clone());
            }
            all.push(wire::Past::new(0, change, None));
        }
    }
    let value_of = |id: &ChangeId| all.iter().find(|row| row.id == *id).map(|row| &row.value);
    let mut events = Vec::new();
    for row in all.iter().rev() {
        // Remarks stand above, whole.
        if row.field == Field::Text {
            continue;
        }
        let name = phrases::field(language, &row.field);
        let what = match &row.entity {
            EntityId::Product(..) | EntityId::File(..) => {
                let called = open.with(|item| {
                    let products = item.products.iter();
                    let mut called = products.filter(|product| match (&product.id, &row.entity) {
                        (
                            EntityId::Product(_, one),
                            EntityId::Product(_, other) | EntityId::File(_, other, _),
                        ) => one == other,
                        _ => false,
                    });
                    called.next().map(|product| product.title().to_owned())
                });
                match called.flatten() {
                    Some(product) => phrases::of_product(&product, &name),
                    None => name,
                }
            }
            _ => name,
        };
        let mut from: Vec<String> = Vec::new();
        for value in row.over.iter().filter_map(value_of) {
            let text = open.says(&row.field, value);
            if !from.contains(&text) && *value != Value::Empty {
                from.push(text);
            }
        }
        let who = by(open, &row.author, row.at.millis());
        let by = match &row.brought_by {
            Some(bringer) => phrases::brought_by(language, &who, &open.notebook.name_of(bringer)),
            None if unsent.contains(&row.id) => phrases::by_at(&who, open.device.words().saved_here),
            None => who,
        };
        let to = open.says(&row.field, &row.value);
        events.push(Happened { what, from: from.join(" | "), to, by, unsent: unsent.contains(&row.id) });
    }
    events
}
