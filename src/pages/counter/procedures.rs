//! The fields of procedures that a ward counts.

use super::field;
use crate::{
    components::{
        ask_line::AskLine,
        chips::{Chip, Chips},
        field::Kind,
    },
    state::Office,
    text::office,
};
use leptos::prelude::*;
use sotay_core::{
    change::{Edit, Field, Value},
    counter::{Class, Procedure, classes_value},
    ids::{EntityId, ProcedureKey},
};

/// The list.
#[component]
pub fn Procedures(here: Office) -> impl IntoView {
    let Office { device, notebook, .. } = here;
    let words = office::words(device.language());
    let add = move |title: String| {
        let Some(scope) = untrack(|| notebook.scope()) else { return };
        // Drawn by lot: two devices without a network must not make two fields one.
        let Ok(key) = format!("rieng-{}", notebook.draw()).parse::<ProcedureKey>() else { return };
        let edit = Edit {
            scope,
            entity: EntityId::Procedure(key),
            field: Field::Title,
            value: Value::text(&title),
            over: Vec::new(),
        };
        notebook.record(vec![edit]);
    };
    let keys = Memo::new(move |_| {
        here.procedures.with(|of| of.iter().map(|procedure| procedure.key.clone()).collect::<Vec<_>>())
    });
    view! {
        <div class="counter-page">
            <p class="keypad-hint">{words.procedures_hint}</p>
            <ul class="records">
                <For each=move || keys.get() key=Clone::clone let:key>
                    <li class="procedure"><One here=here key=key/></li>
                </For>
            </ul>
            <Show when=move || notebook.may_record()>
                <AskLine
                    label=words.procedure_title
                    hint=""
                    action=words.add_procedure
                    wrong=""
                    on_send=Callback::new(add)
                />
            </Show>
        </div>
    }
}

#[component]
fn One(here: Office, key: ProcedureKey) -> impl IntoView {
    let Office { device, notebook, .. } = here;
    let (language, words) = (device.language(), office::words(device.language()));
    let slot = here.slot(EntityId::Procedure(key.clone()));
    let key = StoredValue::new(key);
    let read = move |read: fn(&Procedure) -> bool| {
        here.procedures.with(|of| key.with_value(|key| of.iter().find(|p| p.key == *key).is_some_and(read)))
    };
    let title = move || here.procedures.with(|of| key.with_value(|key| super::day::title_of(of, key)));
    let open = RwSignal::new(false);
    let of_classes = move || {
        here.procedures.with(|of| {
            key.with_value(|key| of.iter().find(|p| p.key == *key).map(|p| p.classes.clone()))
                .unwrap_or_default()
        })
    };
    let chips = Class::ALL.map(|class| Chip {
        name: office::class(language, class).to_owned(),
        on: Signal::derive(move || of_classes().contains(&class)),
        on_tap: Callback::new(move |()| {
            let mut of = untrack(of_classes);
            match of.iter().position(|c| *c == class) {
                Some(at) => drop(of.remove(at)),
                None => of.push(class),
            }
            slot.set(vec![(Field::Kind, classes_value(&of))]);
        }),
    });
    let chips = StoredValue::new(chips.to_vec());
    view! {
        <label class="procedure-shown">
            <input
                type="checkbox"
                prop:checked=move || read(|procedure| procedure.active)
                disabled=move || !notebook.may_record()
                on:change=move |event| slot.set(vec![(Field::Active, Value::Bool(event_target_checked(&event)))])
            />
            <span class="product-box" aria-hidden="true"></span>
            <span>{title}</span>
        </label>
        <Show when=move || notebook.may_record()>
            <button
                type="button"
                class="link"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {words.edit}
            </button>
            <Show when=move || open.get()>
                <div class="record-fields">
                    {field(slot, Field::Title, Kind::Line("", Vec::new()), words.procedure_title, "")}
                    <Chips title=words.classes chips=chips.get_value()/>
                </div>
            </Show>
        </Show>
    }
}
