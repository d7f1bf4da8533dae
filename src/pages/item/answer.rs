//! The district's word on an item: whether it stands on the ward's checklist, and what it answers to "does not
//! apply".

use super::Open;
use crate::text::phrases;
use leptos::prelude::*;
use sotay_core::{
    answer::{Answer, Standing},
    change::{Edit, Field, State, TEXT_LIMIT, Value},
    ids::{EntityId, Scope},
    plan::Membership,
};

/// What the district said, for everybody; for the district, how to say it.
#[component]
pub fn District(open: Open) -> impl IntoView {
    let said = Memo::new(move |_| {
        let standing = open.with(|item| (item.state() == State::NotApplicable).then(|| item.standing()));
        (standing.flatten(), open.with(|item| item.reply().to_owned()).unwrap_or_default())
    });
    let words = open.device.words();
    let told = move || {
        let (standing, reply) = said.get();
        standing.map(|standing| {
            let (text, class) = match standing {
                Standing::Open => (words.answer_open, "item-said"),
                Standing::Accepted => (words.answer_accepted_long, "item-said"),
                Standing::Returned => (words.answer_returned_long, "item-said item-returned"),
            };
            let reply = (standing != Standing::Open && !reply.is_empty())
                .then(|| view! { <br/><b>{words.reply}": "</b>{reply} });
            view! { <p class=class>{text}{reply}</p> }
        })
    };
    let asked = move || said.with(|(standing, _)| standing.is_some()) && open.notebook.may_answer();
    view! {
        {told}
        <Show when=asked><AnswerForm open=open/></Show>
        <Show when=move || open.notebook.may_answer()><MembershipChoice open=open/></Show>
    }
}

/// Accepting or returning, with words.
#[component]
fn AnswerForm(open: Open) -> impl IntoView {
    let words = open.device.words();
    let reply = RwSignal::new(String::new());
    let answer = move |accepted: bool| {
        let entity = open.entity();
        let Some(answer) = Answer::to(&untrack(|| open.cell(&entity, &Field::State)), accepted) else {
            return;
        };
        let words = Value::text(reply.get_untracked().trim());
        open.set(&entity, vec![(Field::Answer, answer.value()), (Field::Reply, words)]);
        reply.set(String::new());
    };
    view! {
        <div class="item-answer">
            <label class="field">
                <span class="field-label">{words.reply_hint}</span>
                <textarea
                    rows="2"
                    maxlength=(TEXT_LIMIT / 4).to_string()
                    prop:value=reply
                    on:input=move |event| reply.set(event_target_value(&event))
                ></textarea>
            </label>
            <div class="buttons">
                <button type="button" class="button" on:click=move |_| answer(true)>{words.answer_accepted}</button>
                <button type="button" class="button" on:click=move |_| answer(false)>{words.answer_returned}</button>
            </div>
        </div>
    }
}

/// Whether the task stands on checklists: on this ward's, and on all.
#[component]
fn MembershipChoice(open: Open) -> impl IntoView {
    let words = open.device.words();
    let id = open.id.get_value();
    if id.is_own() {
        return ().into_any();
    }
    let entity = EntityId::Task(id.plan.clone(), id.code.clone());
    let of_unit = untrack(|| open.notebook.scope());
    let scopes = [(of_unit, words.membership_one), (Some(Scope::Plan(id.plan)), words.membership_all)];
    let row = move |(scope, label): (Option<Scope>, &'static str)| {
        let key = StoredValue::new((scope, entity.clone()));
        let cell = move || {
            open.records.with(|(unit, all)| {
                key.with_value(|(scope, entity)| {
                    let of = if matches!(scope, Some(Scope::Plan(_))) { all } else { unit };
                    of.get(entity)
                        .and_then(|fields| fields.get(&Field::Membership).cloned())
                        .unwrap_or_default()
                })
            })
        };
        let choose = move |to: Option<Membership>| {
            let (Some(scope), entity) = key.get_value() else { return };
            let value = to.map_or(Value::Empty, Membership::value);
            let over = untrack(cell).seen();
            open.notebook.record(vec![Edit { scope, entity, field: Field::Membership, value, over }]);
        };
        let choices = Membership::ALL.map(Some).into_iter().chain([None]).map(|to| {
            let name =
                to.map_or(words.membership_reset, |to| phrases::membership(open.device.language(), to));
            view! {
                <button
                    type="button"
                    class="choice"
                    aria-pressed=move || (Membership::of(cell().shown()) == to).to_string()
                    on:click=move |_| choose(to)
                >
                    {name}
                </button>
            }
        });
        view! {
            <p class="field-label">{label}</p>
            <div class="choices">{choices.collect_view()}</div>
        }
    };
    view! {
        <details class="item-membership">
            <summary>{words.membership}</summary>
            {scopes.map(row).collect_view()}
        </details>
    }
    .into_any()
}
