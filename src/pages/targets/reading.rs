//! What a person gives of a target for a period: two numbers, or a publication with its date and link.

use super::Board;
use crate::{
    components::field::Kind as FieldKind,
    pages::counter::{date, field},
    state::Slot,
    text::office,
};
use leptos::prelude::*;
use sotay_core::{
    change::{Field, Value},
    counter::{Problem, READING_LIMIT, check_reading, is_link, natural},
    ids::EntityId,
    targets::{Defined, Kind, Level, Ratio, Source},
};

/// The form; nothing where the counter gives everything.
#[component]
pub fn ReadingForm(board: Board, target: Memo<Option<Defined>>) -> impl IntoView {
    let here = board.here;
    let may = move || match board.level() {
        Level::Ward => here.notebook.may_record(),
        Level::District => here.notebook.may_keep(),
    };
    move || {
        let (defined, period, plan) = (target.get()?, board.period.get()?, here.plan_id()?);
        let of = defined.target;
        let level = board.level();
        // The district's own numbers are asked for where only the district has a reading.
        if !of.is_for(level) || (level == Level::District && of.is_for(Level::Ward)) {
            return None;
        }
        let entity = EntityId::Reading(plan, of.key.clone(), period.key);
        let slot = match level {
            Level::Ward => here.slot(entity),
            Level::District => here.slot_of_plan(entity),
        };
        let words = office::words(here.device.language());
        let number = FieldKind::Checked(number, office::whole_number(here.device.language()));
        let reads = |source: &Option<Source>| matches!(source, Some(Source::Reading));
        let (numerator, denominator) = (reads(&of.numerator), reads(&of.denominator));
        let body = match of.kind {
            Kind::YesNo => view! {
                <label class="procedure-shown">
                    <input
                        type="checkbox"
                        prop:checked=move || slot.value(&Field::Ready).is_true()
                        disabled=move || !may()
                        on:change=move |event| slot.set(vec![(Field::Ready, Value::Bool(event_target_checked(&event)))])
                    />
                    <span class="product-box" aria-hidden="true"></span>
                    <span>{words.is_published}</span>
                </label>
                {field(slot, Field::Issued, date(here), words.published_on, here.device.words().date_hint)}
                {field(slot, Field::Link, FieldKind::Checked(link, words.bad_link), words.link, "")}
            }
            .into_any(),
            _ if numerator || denominator => view! {
                {numerator.then(|| {
                    let name = if of.kind == Kind::Count { words.number } else { words.numerator };
                    field(slot, Field::Numerator, number.clone(), name, "")
                })}
                {denominator.then(|| field(slot, Field::Denominator, number.clone(), words.denominator, ""))}
                <p class="field-wrong" role="alert">{move || above(slot).map(|of| office::problem(here.device.language(), of))}</p>
            }
            .into_any(),
            _ => return None,
        };
        Some(view! {
            <section class="target-card">
                <h2>{words.reading}</h2>
                <p class="keypad-hint">{words.reading_hint}</p>
                <div class="record-fields">{body}</div>
            </section>
        })
    }
}

/// What is wrong with the two numbers together: both stay, to be put right.
fn above(slot: Slot) -> Option<Problem> {
    let read = |field: &Field| slot.value(field).as_text().and_then(|text| natural(text, READING_LIMIT));
    check_reading(Ratio::new(read(&Field::Numerator)?, read(&Field::Denominator)?))
}

/// A whole number as it is typed.
fn number(text: &str) -> Option<String> {
    natural(text.trim(), READING_LIMIT).map(|number| number.to_string())
}

/// A link, or a document's number.
fn link(text: &str) -> Option<String> {
    is_link(text.trim()).then(|| text.trim().to_owned())
}
