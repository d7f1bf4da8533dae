//! Feedback of citizens (PAKN) through its four steps.

use super::{date, field};
use crate::{
    components::{ask_line::AskLine, field::Kind, low_sheet::LowSheet},
    platform::clock,
    state::{Office, Slot},
    text::office,
};
use leptos::prelude::*;
use sotay_core::{
    change::{Edit, Field, Value},
    counter::{Feedback, Step, feedback},
    dates,
    ids::EntityId,
};

/// The list.
#[component]
pub fn AllFeedback(here: Office) -> impl IntoView {
    let Office { device, notebook, .. } = here;
    let words = office::words(device.language());
    let all = Memo::new(move |_| {
        let (mut all, today) = (feedback(&here.unit.get()), notebook.today());
        let late = |of: &Feedback| of.is_overdue(today) && of.date(Step::Answered).is_none();
        all.sort_by_key(|of| {
            (!late(of), of.next().is_none(), of.due, std::cmp::Reverse(of.date(Step::Received)))
        });
        all
    });
    let adding = RwSignal::new(false);
    let opened: RwSignal<Option<EntityId>> = RwSignal::new(None);
    let add = move |number: String| {
        let Some(scope) = untrack(|| notebook.scope()) else { return };
        let id = EntityId::feedback(notebook.now(), clock::random());
        let today = dates::to_iso(untrack(|| notebook.today()));
        let edit = |field, value: &str| Edit {
            scope: scope.clone(),
            entity: id.clone(),
            field,
            value: Value::text(value),
            over: Vec::new(),
        };
        notebook.record(vec![edit(Field::Number, &number), edit(Field::ReceivedOn, &today)]);
        adding.set(false);
        opened.set(Some(id));
    };
    let row = move |of: Feedback| {
        let language = device.language();
        let steps = Step::ALL.map(|step| {
            let at = of.date(step);
            let name = office::step(language, step);
            let told = at.map_or_else(|| format!("{name}: –"), |at| format!("{name}: {}", dates::show(at)));
            view! { <span class="step" class:step-done=at.is_some()>{told}</span> }
        });
        let late = of.is_overdue(notebook.today()).then(|| {
            let due = of.due.map(dates::show).unwrap_or_default();
            view! { <span class="record-late">{format!("{}: {due}", words.overdue)}</span> }
        });
        let wrong = !of.wrong_order().is_empty();
        let id = of.id.clone();
        view! {
            <li>
                <button type="button" class="record" on:click=move |_| opened.set(Some(id.clone()))>
                    <b>{of.number}</b>
                    <span>{of.title}</span>
                    <span class="steps">{steps.collect_view()}</span>
                    {late}
                    {wrong.then(|| view! { <span class="record-open">{words.wrong_order}</span> })}
                </button>
            </li>
        }
    };
    let list = move || {
        let all = all.get();
        if all.is_empty() {
            return view! { <p class="checklist-nothing">{words.no_feedback}</p> }.into_any();
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
            <Show when=move || notebook.may_record()>
                <button type="button" class="button button-main" on:click=move |_| adding.set(true)>
                    {words.add_feedback}
                </button>
            </Show>
            {list}
            <LowSheet
                open=adding
                title=words.add_feedback
                close=words.close
                on_close=Callback::new(move |()| adding.set(false))
            >
                <AskLine label=words.feedback_number hint="" action=words.save wrong="" on_send=Callback::new(add)/>
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

/// One piece of feedback.
#[component]
fn One(here: Office, of: Slot, opened: RwSignal<Option<EntityId>>) -> impl IntoView {
    let slot = of;
    let (language, words) = (here.device.language(), office::words(here.device.language()));
    let hint = here.device.words().date_hint;
    let line = || Kind::Line("", Vec::new());
    let today_for = move |step: Step| {
        let today = dates::to_iso(untrack(|| here.notebook.today()));
        slot.set(vec![(step.field(), Value::text(&today))]);
    };
    let next = move || {
        let step = Step::ALL.into_iter().find(|step| slot.value(&step.field()) == Value::Empty)?;
        here.notebook.may_record().then(|| {
            view! {
                <button type="button" class="button button-main" on:click=move |_| today_for(step)>
                    {office::today_done(language, step)}
                </button>
            }
        })
    };
    view! {
        <div class="record-fields">
            {next}
            {field(slot, Field::Number, line(), words.feedback_number, "")}
            {field(slot, Field::Title, line(), words.feedback_title, "")}
            {field(slot, Field::Due, date(here), words.feedback_due, hint)}
            {Step::ALL.map(|step| field(slot, step.field(), date(here), office::step(language, step), hint)).collect_view()}
            <Show when=move || here.notebook.may_record()>
                <button type="button" class="link" on:click=move |_| {
                    slot.set(vec![(Field::Removed, Value::Bool(true))]);
                    opened.set(None);
                }>{words.take_back}</button>
            </Show>
        </div>
    }
}
