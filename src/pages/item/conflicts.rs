//! Every field with more than one version.

use super::Open;
use crate::{
    components::conflict::{Conflict, Version},
    text::phrases,
};
use leptos::prelude::*;
use sotay_core::{
    cell::Cell,
    change::{Field, Value},
    ids::ChangeId,
};

/// Which field: of the item, or of the product with this index.
type Key = (Option<usize>, Field);

/// The fields with more than one version, each to be settled where it stands.
#[component]
pub fn Conflicts(open: Open) -> impl IntoView {
    // Only which fields there are: a version that comes while a person merges must not take their words away.
    let split = Memo::new(move |_| {
        open.with(|item| {
            let mut keys: Vec<Key> = Vec::new();
            let mut look = |product, fields: &std::collections::BTreeMap<Field, Cell>| {
                for (field, cell) in fields {
                    if cell.is_conflict() {
                        keys.push((product, field.clone()));
                    }
                }
            };
            look(None, &item.fields);
            for (index, product) in item.products.iter().enumerate() {
                look(Some(index), &product.fields);
            }
            keys
        })
        .unwrap_or_default()
    });
    let one = move |(product, field): Key| {
        let (of, to) = (field.clone(), field.clone());
        view! {
            <Conflict
                versions=Signal::derive(move || versions(open, product, &of))
                field=field
                language=open.device.language()
                enabled=open.notebook.may_record()
                on_settle=Callback::new(move |(value, over): (Value, Vec<ChangeId>)| {
                    open.set_over(product, &to, value, over);
                })
            />
        }
    };
    // By key: another field that is settled or split must not take a half-written merge away either.
    view! { <For each=move || split.get() key=Clone::clone children=one/> }
}

/// The versions of a field, latest first.
fn versions(open: Open, product: Option<usize>, field: &Field) -> Vec<Version> {
    let language = open.device.language();
    let cell = open.with(|item| match product {
        Some(index) => item.products.get(index)?.fields.get(field).cloned(),
        None => item.fields.get(field).cloned(),
    });
    let mut versions = Vec::new();
    for head in cell.flatten().unwrap_or_default().heads() {
        let at = phrases::moment(language, head.at.millis(), open.notebook.now());
        versions.push(Version {
            value: head.value.clone(),
            text: phrases::value(language, field, &head.value),
            by: phrases::by_at(&open.notebook.name_of(&head.author), &at),
            ids: head.ids.clone(),
        });
    }
    versions
}
