//! "Quầy": counting at the one-stop counter, late dossiers, feedback, and the fields of procedures.

mod apology;
mod day;
mod feedback;
pub mod keypad;
mod late;
mod procedures;

use crate::{
    components::field::{Field as FieldLine, Kind},
    platform::page,
    state::{Desk, Device, Navigator, Notebook, Office, Route, Slot},
    text::office,
};
use leptos::prelude::*;
use sotay_core::{
    change::{Field, Value},
    ids::ChangeId,
};

/// The counter of the unit looked at.
#[component]
pub fn CounterPage() -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let navigator = expect_context::<Navigator>();
    let here = Office::open(device, notebook);
    let part = Memo::new(move |_| match navigator.route() {
        Route::Counter(part) => part,
        _ => Desk::Count(None),
    });
    Effect::new(move |_| {
        let words = device.words();
        page::set_title(&format!("{} · {}", words.counter, words.app));
    });
    let tabs = move || {
        let words = office::words(device.language());
        let open = part.get();
        let tab = move |to: Desk, name: &'static str| {
            let same = matches!((to, open), (Desk::Count(_), Desk::Count(_))) || to == open;
            let current = same.then_some("page");
            view! { <a class="segment" href=Route::Counter(to).address() aria-current=current>{name}</a> }
        };
        view! {
            <nav class="segments" aria-label=words.parts>
                {tab(Desk::Count(None), words.counting)}
                {tab(Desk::Late, words.late)}
                {tab(Desk::Feedback, words.feedback)}
                {tab(Desk::Procedures, words.procedures)}
            </nav>
        }
    };
    // A count that arrives must not build anew what somebody is typing in.
    let hint = Memo::new(move |_| {
        let words = device.words();
        if notebook.unit().is_none() {
            Some(words.no_unit)
        } else {
            notebook.is_first_fetch().then_some(words.first_fetch)
        }
    });
    let body = move || {
        if let Some(hint) = hint.get() {
            return view! { <p class="checklist-nothing" role="status">{hint}</p> }.into_any();
        }
        match part.get() {
            Desk::Count(day) => view! { <day::Counting here=here day=day/> }.into_any(),
            Desk::Late => view! { <late::LateDossiers here=here/> }.into_any(),
            Desk::Feedback => view! { <feedback::AllFeedback here=here/> }.into_any(),
            Desk::Procedures => view! { <procedures::Procedures here=here/> }.into_any(),
        }
    };
    view! {
        <div class="counter">
            <h1 class="visually-hidden">{device.words().counter}</h1>
            {tabs}
            {body}
        </div>
    }
}

/// A field of an entity that saves itself.
pub fn field(slot: Slot, of: Field, kind: Kind, label: &'static str, hint: &'static str) -> impl IntoView {
    let shown = of.clone();
    let split = of.clone();
    let notebook = slot.office.notebook;
    let enabled = Signal::derive(move || {
        notebook.may_record() && !(split.is_free_text() && slot.cell(&split).is_conflict())
    });
    let value = Signal::derive(move || slot.shown(&shown));
    field_of(slot, of, kind, (label, hint), value, enabled)
}

/// A field of an entity that saves itself, of which something else may be shown where nothing was recorded.
pub fn field_of(
    slot: Slot,
    of: Field,
    kind: Kind,
    (label, hint): (&'static str, &'static str),
    value: Signal<String>,
    enabled: Signal<bool>,
) -> impl IntoView {
    let of = StoredValue::new(of);
    view! {
        <FieldLine
            kind=kind
            label=label
            hint=hint
            value=value
            enabled=enabled
            seen=Callback::new(move |()| of.with_value(|of| slot.seen(of)))
            on_save=Callback::new(move |(text, over): (String, Vec<ChangeId>)| {
                slot.set_over(vec![(of.get_value(), Value::text(&text), over)]);
            })
        />
    }
}

/// A field for a date.
pub fn date(here: Office) -> Kind {
    Kind::Date { today: untrack(|| here.notebook.today()), wrong: here.device.words().bad_date }
}
