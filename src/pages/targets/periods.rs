//! The reporting periods: rows that the district edits.

use super::Board;
use crate::{
    components::{
        ask_line::AskLine,
        field::Kind,
        icon::{Glyph, Icon},
    },
    pages::counter::{date, field_of},
    state::{Route, Slot},
    text::office,
};
use leptos::prelude::*;
use sotay_core::{
    change::{Edit, Field, Value},
    dates,
    ids::{EntityId, PeriodKey, Scope},
    period::Period,
};

/// The list.
#[component]
pub fn Periods(board: Board) -> impl IntoView {
    let here = board.here;
    let (device, notebook) = (here.device, here.notebook);
    let words = office::words(device.language());
    let keys = Memo::new(move |_| here.periods().into_iter().map(|of| of.key).collect::<Vec<_>>());
    let add = move |title: String| {
        let Some(plan) = untrack(|| here.plan_id()) else { return };
        // Drawn by lot: two people without a network must not make two rows one.
        let Ok(key) = format!("ky-{}", notebook.draw()).parse::<PeriodKey>() else { return };
        let today = dates::to_iso(untrack(|| notebook.today()));
        let edit = |field, value: &str| Edit {
            scope: Scope::Plan(plan.clone()),
            entity: EntityId::Period(plan.clone(), key.clone()),
            field,
            value: Value::text(value),
            over: Vec::new(),
        };
        notebook.record(vec![
            edit(Field::Title, &title),
            edit(Field::From, &today),
            edit(Field::To, &today),
            edit(Field::Due, &today),
        ]);
    };
    view! {
        <article class="target-one">
            <p class="item-crumb"><a href=Route::Targets(None).address()><Icon glyph=Glyph::Back/>{words.back}</a></p>
            <h1 class="item-title">{words.periods}</h1>
            <ul class="records">
                <For each=move || keys.get() key=Clone::clone let:key>
                    <li class="procedure"><One board=board key=key/></li>
                </For>
            </ul>
            <Show when=move || notebook.may_keep()>
                <AskLine label=words.period_title hint="" action=words.add_period wrong="" on_send=Callback::new(add)/>
            </Show>
        </article>
    }
}

#[component]
fn One(board: Board, key: PeriodKey) -> impl IntoView {
    let here = board.here;
    let (device, notebook) = (here.device, here.notebook);
    let (language, words) = (device.language(), office::words(device.language()));
    let of = StoredValue::new(key.clone());
    let row = Memo::new(move |_| of.with_value(|key| here.periods().into_iter().find(|of| of.key == *key)));
    let open = RwSignal::new(false);
    let edit = move || {
        let plan = here.plan_id()?;
        let slot = here.slot_of_plan(EntityId::Period(plan, of.get_value()));
        Some(view! { <Editing board=board of=slot row=row/> })
    };
    view! {
        {move || row.get().map(|row| {
            let window = format!("{} – {}", dates::show(row.from), dates::show(row.to));
            view! {
                <p class="period-row">
                    <b>{row.title.clone()}</b>
                    <span>{window}</span>
                    <span>{office::due(language, row.due)}</span>
                    {row.active.then(|| view! { <span class="record-done">{words.active}</span> })}
                    {row.problems(here.year()).into_iter().map(|problem| {
                        view! { <span class="record-late">{office::period_problem(language, problem)}</span> }
                    }).collect_view()}
                </p>
            }
        })}
        <Show when=move || notebook.may_keep()>
            <button
                type="button"
                class="link"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {words.edit}
            </button>
            <Show when=move || open.get()>{edit}</Show>
        </Show>
    }
}

#[component]
fn Editing(board: Board, of: Slot, row: Memo<Option<Period>>) -> impl IntoView {
    let slot = of;
    let here = board.here;
    let words = office::words(here.device.language());
    let hint = here.device.words().date_hint;
    let shown = move |read: fn(&Period) -> String| {
        Signal::derive(move || row.with(|row| row.as_ref().map(read).unwrap_or_default()))
    };
    let keeps = Signal::derive(move || here.notebook.may_keep());
    view! {
        <div class="record-fields">
            <label class="procedure-shown">
                <input
                    type="checkbox"
                    prop:checked=move || row.with(|row| row.as_ref().is_some_and(|row| row.active))
                    on:change=move |event| slot.set(vec![(Field::Active, Value::Bool(event_target_checked(&event)))])
                />
                <span class="product-box" aria-hidden="true"></span>
                <span>{words.active}</span>
            </label>
            {field_of(slot, Field::Title, Kind::Line("", Vec::new()), (words.period_title, ""), shown(|row| row.title.clone()), keeps)}
            {field_of(slot, Field::From, date(here), (words.from, hint), shown(|row| dates::show(row.from)), keeps)}
            {field_of(slot, Field::To, date(here), (words.to, hint), shown(|row| dates::show(row.to)), keeps)}
            {field_of(slot, Field::Due, date(here), (words.due, hint), shown(|row| dates::show(row.due)), keeps)}
            <button type="button" class="link" on:click=move |_| {
                slot.set(vec![(Field::Removed, Value::Bool(true))]);
            }>{words.take_back}</button>
        </div>
    }
}
