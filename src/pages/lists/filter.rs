//! The sheet of filters, and the list that they leave empty.

use crate::{
    components::{
        chips::{Chip, Chips},
        low_sheet::LowSheet,
    },
    pages::checklist::Lists,
    state::{Choice, Saving, group_name, person_name},
    text::{later, phrases},
};
use leptos::prelude::*;
use sotay_core::{assignee::Assignee, change::State, plan::Membership, replica::Replica};
use std::collections::BTreeMap;

/// What can be chosen, by title.
fn offers(lists: Lists) -> Vec<(&'static str, Vec<Choice>)> {
    let (words, rows) = (lists.device.words(), lists.notebook.rows());
    let more = later::words(lists.device.language());
    let (mut groups, mut people) = (Vec::new(), BTreeMap::new());
    rows.with_untracked(|rows| {
        for (place, (_, all)) in rows.closed().iter().enumerate() {
            if *all > 0 {
                groups.push(Choice::Group(group_name(rows.group(place), &rows.groups).to_owned()));
            }
        }
        for row in rows.all().filter(|row| row.assignee != Assignee::Nobody) {
            let name = untrack(|| lists.notebook.called(&row.assignee)).unwrap_or_default();
            people.insert(name, Choice::Person(person_name(&row.assignee)));
        }
    });
    let mut persons = vec![Choice::Person(String::new())];
    persons.extend(people.into_values());
    vec![
        (words.state, State::ALL.map(Choice::State).into()),
        (words.assignee, persons),
        (more.filter_group, groups),
        (more.filter_role, Membership::ALL.map(Choice::Role).into()),
        (more.filter_evidence, [true, false].map(Choice::Evidence).into()),
        (more.filter_saving, Saving::UNSENT.map(Choice::Saving).into()),
    ]
}

/// What a choice is called.
fn name(lists: Lists, choice: &Choice) -> String {
    let (words, language, notebook) = (lists.device.words(), lists.device.language(), lists.notebook);
    let more = later::words(lists.device.language());
    match choice {
        Choice::Group(name) => match name.as_str() {
            "nv" => words.duties.to_owned(),
            "vr" => words.own_items.to_owned(),
            "x" => words.dropped.to_owned(),
            code => notebook.rows().with(|rows| {
                let group = rows.groups.iter().find(|(of, _)| of == code);
                group.map_or_else(|| code.to_owned(), |(code, title)| format!("{code}. {title}"))
            }),
        },
        Choice::State(state) => phrases::state(language, *state).to_owned(),
        Choice::Person(name) => {
            let assignee = Assignee::of(&sotay_core::change::Value::text(name));
            notebook.called(&assignee).unwrap_or_else(|| more.nobody.to_owned())
        }
        Choice::Role(role) => phrases::membership(language, *role).to_owned(),
        Choice::Evidence(true) => more.with_files.to_owned(),
        Choice::Evidence(false) => more.without_files.to_owned(),
        Choice::Saving(Saving::Refused) => words.refused_one.to_owned(),
        Choice::Saving(Saving::TwoVersions) => words.two_versions_one.to_owned(),
        Choice::Saving(_) => words.saved_here.to_owned(),
    }
}

/// The sheet.
#[component]
pub fn FilterSheet(lists: Lists, open: Signal<bool>, on_close: Callback<()>) -> impl IntoView {
    let (words, language, view) = (lists.device.words(), lists.device.language(), lists.view);
    let more = later::words(lists.device.language());
    let chips = move || {
        let offers = offers(lists).into_iter().filter(|(_, choices)| choices.len() > 1);
        let sections = offers.map(|(title, choices)| {
            let chip = |choice: Choice| {
                let (of, on) = (StoredValue::new(choice.clone()), choice.clone());
                Chip {
                    name: untrack(|| name(lists, &choice)),
                    on: Signal::derive(move || view.with(|view| view.has(&on))),
                    on_tap: Callback::new(move |()| view.update(|view| view.toggle(of.get_value()))),
                }
            };
            let chips: Vec<Chip> = choices.into_iter().map(chip).collect();
            view! { <Chips title=title chips=chips/> }
        });
        sections.collect_view()
    };
    let count = move || {
        let shown = lists.cut.with(|cut| cut.iter().map(|section| section.items.len()).sum());
        phrases::show_items(language, shown)
    };
    view! {
        <LowSheet open=open title=more.filter.to_owned() close=words.close on_close=on_close>
            {chips}
            <div class="buttons">
                <button type="button" class="button button-main" on:click=move |_| on_close.run(())>{count}</button>
                <button
                    type="button"
                    class="button"
                    disabled=move || view.with(|view| view.choices.is_empty())
                    on:click=move |_| view.update(|view| view.choices.clear())
                >
                    {more.unfilter}
                </button>
            </div>
        </LowSheet>
    }
}

/// In place of the list that the filters leave empty. What is recorded is still there: it says which filters hide it.
#[component]
pub fn Filtered(lists: Lists) -> impl IntoView {
    let (words, language, view) = (lists.device.words(), lists.device.language(), lists.view);
    let more = later::words(lists.device.language());
    let ready =
        move || lists.notebook.with_replica(|_: &Replica| ()).is_some() && !lists.notebook.is_first_fetch();
    let text = move || {
        if !ready() {
            return words.first_fetch.to_owned();
        }
        let names: Vec<String> =
            view.with(|view| view.choices.iter().map(|choice| name(lists, choice)).collect());
        phrases::filtered_empty(language, &names)
    };
    view! {
        <div class="checklist-nothing">
            <p role="status">{text}</p>
            <button type="button" class="button" on:click=move |_| view.update(|view| view.choices.clear())>
                {more.unfilter}
            </button>
        </div>
    }
}
