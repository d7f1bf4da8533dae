//! Late dossiers: each with its apology.

use super::{apology, date, field};
use crate::{
    components::{ask_line::AskLine, field::Kind, low_sheet::LowSheet},
    platform::clock,
    state::{Office, Slot},
    text::office,
};
use leptos::prelude::*;
use sotay_core::{
    change::{Edit, Field, Value},
    counter::{Dossier, check_dossiers, dossiers, natural},
    dates,
    ids::EntityId,
    period,
};

/// The list.
#[component]
pub fn LateDossiers(here: Office) -> impl IntoView {
    let Office { device, notebook, .. } = here;
    let words = office::words(device.language());
    let all = Memo::new(move |_| {
        let mut all = dossiers(&here.unit.get());
        // What needs something first, then the latest.
        all.sort_by_key(|dossier| (dossier.has_apology(), std::cmp::Reverse(dossier.on)));
        all
    });
    let adding = RwSignal::new(false);
    let opened: RwSignal<Option<EntityId>> = RwSignal::new(None);
    let add = move |number: String| {
        let Some(scope) = untrack(|| notebook.scope()) else { return };
        let id = EntityId::dossier(notebook.now(), clock::random());
        let value = Value::text(&number);
        let edit = Edit { scope, entity: id.clone(), field: Field::Number, value, over: Vec::new() };
        notebook.record(vec![edit]);
        adding.set(false);
        opened.set(Some(id));
    };
    let differs = move || {
        let (from, to) = period::year_window(here.year());
        let mut counted = sotay_core::counter::Tally::default();
        here.desk.with(|desk| desk.totals(from, to).values().for_each(|tally| counted.add_all(tally)));
        let problem = all.with(|all| check_dossiers(&counted, all, (from, to)))?;
        Some(view! { <p class="count-said">{office::problem(device.language(), problem)}</p> })
    };
    let row = move |dossier: Dossier| {
        let language = device.language();
        let title = here
            .procedures
            .with(|procedures| dossier.procedure.as_ref().map(|key| super::day::title_of(procedures, key)));
        let late = dossier.days_late.map(|days| office::late_by(language, days));
        let about: Vec<String> = [title, late].into_iter().flatten().collect();
        let told = if dossier.has_apology() {
            let at = dossier.issued.map(dates::show).unwrap_or_default();
            view! { <span class="record-done">{format!("{}: {} · {at}", words.apologised, dossier.apology)}</span> }.into_any()
        } else {
            view! { <span class="record-open">{words.no_apology}</span> }.into_any()
        };
        let id = dossier.id.clone();
        view! {
            <li>
                <button type="button" class="record" on:click=move |_| opened.set(Some(id.clone()))>
                    <b>{dossier.number}</b>
                    <span>{about.join(" · ")}</span>
                    {told}
                </button>
            </li>
        }
    };
    let list = move || {
        let all = all.get();
        if all.is_empty() {
            return view! { <p class="checklist-nothing">{words.no_late}</p> }.into_any();
        }
        view! { <ul class="records">{all.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    let title = move || {
        opened.with(|id| {
            let id = id.as_ref()?;
            all.with(|all| all.iter().find(|of| of.id == *id).map(|of| of.number.clone()))
        })
    };
    view! {
        <div class="counter-page">
            {differs}
            <Show when=move || notebook.may_record()>
                <button type="button" class="button button-main" on:click=move |_| adding.set(true)>
                    {words.add_late}
                </button>
            </Show>
            {list}
            <LowSheet
                open=adding
                title=words.add_late
                close=words.close
                on_close=Callback::new(move |()| adding.set(false))
            >
                <p class="keypad-hint">{words.late_hint}</p>
                <AskLine
                    label=words.dossier_number
                    hint=""
                    action=words.save
                    wrong=""
                    on_send=Callback::new(add)
                />
            </LowSheet>
            <LowSheet
                open=Signal::derive(move || opened.with(Option::is_some))
                title=Signal::derive(move || title().unwrap_or_default())
                close=words.close
                on_close=Callback::new(move |()| opened.set(None))
            >
                {move || opened.get().map(|id| view! { <One here=here of=here.slot(id) opened=opened/> })}
            </LowSheet>
        </div>
    }
}

/// Days late as they are typed.
fn days(text: &str) -> Option<String> {
    natural(text, 3_650).filter(|days| *days > 0).map(|days| days.to_string())
}

/// One dossier: its fields, which save themselves, and its letter.
#[component]
fn One(here: Office, of: Slot, opened: RwSignal<Option<EntityId>>) -> impl IntoView {
    let slot = of;
    let words = office::words(here.device.language());
    let writing = RwSignal::new(false);
    let line = || Kind::Line("", Vec::new());
    view! {
        <div class="record-fields">
            {field(slot, Field::Number, line(), words.dossier_number, "")}
            <ProcedureChoice here=here of=slot/>
            {field(slot, Field::Due, date(here), words.promised_first, here.device.words().date_hint)}
            {field(slot, Field::DaysLate, Kind::Checked(days, words.days_number), words.days_late, "")}
            {field(slot, Field::Reason, Kind::Area, words.why_late, "")}
            {field(slot, Field::Promised, date(here), words.promised_anew, here.device.words().date_hint)}
            <button
                type="button"
                class="button"
                aria-expanded=move || writing.get().to_string()
                on:click=move |_| writing.update(|writing| *writing = !*writing)
            >
                {words.write_apology}
            </button>
            <Show when=move || writing.get()>
                <apology::LetterView here=here of=slot/>
            </Show>
            {field(slot, Field::Apology, line(), words.apology_number, "")}
            {field(slot, Field::Issued, date(here), words.apology_date, here.device.words().date_hint)}
            <Show when=move || here.notebook.may_record()>
                <button type="button" class="link" on:click=move |_| {
                    slot.set(vec![(Field::Removed, Value::Bool(true))]);
                    opened.set(None);
                }>{words.take_back}</button>
            </Show>
        </div>
    }
}

/// Choosing the field of procedures.
#[component]
fn ProcedureChoice(here: Office, of: Slot) -> impl IntoView {
    let slot = of;
    let words = office::words(here.device.language());
    let options = move || {
        let chosen = slot.value(&Field::ProcedureOf).as_text().unwrap_or_default().to_owned();
        let of = here.procedures.get().into_iter().filter(|of| of.active || of.key.to_string() == chosen);
        let option = of.map(|of| {
            let selected = of.key.to_string() == chosen;
            view! { <option value=of.key.to_string() selected=selected>{of.title}</option> }
        });
        view! {
            <option value="" selected=chosen.is_empty()>"–"</option>
            {option.collect_view()}
        }
    };
    view! {
        <label class="field">
            <span class="field-label">{words.procedure}</span>
            <select
                disabled=move || !here.notebook.may_record()
                on:change=move |event| {
                    slot.set(vec![(Field::ProcedureOf, Value::text(&event_target_value(&event)))]);
                }
            >
                {options}
            </select>
        </label>
    }
}
