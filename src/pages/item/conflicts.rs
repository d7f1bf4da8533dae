//! Every field with more than one version.

use super::Open;
use crate::{
    components::conflict::{Conflict, Version},
    text::phrases,
};
use leptos::prelude::*;
use sotay_core::{
    change::{Field, Value},
    ids::{ChangeId, EntityId},
};

/// Which field of which entity.
type Key = (EntityId, Field);

/// The fields with more than one version, each to be settled where it stands.
#[component]
pub fn Conflicts(open: Open) -> impl IntoView {
    // Only which fields there are: a version that comes while a person merges must not take their words away.
    let split = Memo::new(move |_| {
        open.records.with(|(unit, _)| {
            let mut keys: Vec<Key> = Vec::new();
            for (entity, fields) in unit {
                let split = fields.iter().filter(|(_, cell)| cell.is_conflict());
                keys.extend(split.map(|(field, _)| (entity.clone(), field.clone())));
            }
            keys
        })
    });
    let one = move |(entity, field): Key| {
        let (of, field_of) = (entity.clone(), field.clone());
        let to = field.clone();
        view! {
            <Conflict
                versions=Signal::derive(move || versions(open, &of, &field_of))
                field=field
                language=open.device.language()
                enabled=open.notebook.may_record()
                on_settle=Callback::new(move |(value, over): (Value, Vec<ChangeId>)| {
                    open.set_over(&entity, vec![(to.clone(), value, over)]);
                })
            />
        }
    };
    // By key: another field that is settled or split must not take a half-written merge away either.
    view! { <For each=move || split.get() key=Clone::clone children=one/> }
}

/// The versions of a field, latest first.
fn versions(open: Open, of: &EntityId, field: &Field) -> Vec<Version> {
    let language = open.device.language();
    let mut versions = Vec::new();
    for head in open.cell(of, field).heads() {
        let at = phrases::moment(language, head.at.millis(), open.notebook.now());
        versions.push(Version {
            value: head.value.clone(),
            text: open.says(field, &head.value),
            by: phrases::by_at(&open.notebook.name_of(&head.author), &at),
            ids: head.ids.clone(),
        });
    }
    versions
}
