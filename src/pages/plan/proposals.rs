//! Proposals to amend the plan: the unit's own with the district's answer; for the district those of all wards, and
//! publishing.

use super::{amend::Accept, publish::PublishFile};
use crate::{
    components::differences::Marked,
    platform::page,
    state::{Device, Notebook, Route},
    text::plans,
};
use leptos::prelude::*;
use sotay_core::{
    change::TEXT_LIMIT,
    plan::{Plan, Task},
    proposal::{Proposal, Standing},
};
use std::sync::Arc;

/// The screen.
#[component]
pub fn Proposals(plan: Arc<Plan>) -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let words = plans::words(device.language());
    let all = Memo::new(move |_| notebook.proposals());
    let district = notebook.answers_all();
    let title = if district { words.gathered } else { words.proposals };
    let nothing = if district { words.no_gathered } else { words.no_proposals };
    view! {
        <h1>{title}</h1>
        <Show when=move || all.with(Vec::is_empty)><p>{nothing}</p></Show>
        <ul class="proposals">
            <For each=move || all.get() key=|proposal| proposal.id.clone() let:proposal>
                <Entry
                    proposal=Memo::new(move |_| {
                        let now = all.with(|all| all.iter().find(|p| p.id == proposal.id).cloned());
                        now.unwrap_or_else(|| proposal.clone())
                    })
                    plan=plan.clone()
                    district=district
                />
            </For>
        </ul>
        {notebook.may_publish().then(|| view! { <PublishFile/> })}
    }
}

#[component]
fn Entry(proposal: Memo<Proposal>, plan: Arc<Plan>, district: bool) -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let language = device.language();
    let words = plans::words(language);
    let first = proposal.get_untracked();
    let about = first.about.clone();
    let number = plan.task(&about).map_or(&about, Task::number).to_string();
    let text = plan.task(&about).map(|task| &task.text);
    let text = text.or_else(|| plan.clause(&about).map(|clause| &clause.text));
    let body = match text {
        // Once it stands in the plan there is nothing to mark.
        Some(text) => {
            view! { <p><Marked old=text.shown().to_owned() new=first.text.clone()/></p> }.into_any()
        }
        None => view! { <p>{first.text.clone()}</p><p class="reader-meta">{words.part_gone}</p> }.into_any(),
    };
    let unit = first.scope.unit().map(|unit| notebook.unit_name(unit)).unwrap_or_default();
    let made = plans::made_by(language, &unit, &notebook.name_of(&first.author), first.at, notebook.now());
    let reason = (!first.reason().is_empty())
        .then(|| view! { <p><b>{words.why}": "</b>{first.reason().to_owned()}</p> });
    let standing = Memo::new(move |_| proposal.with(|p| (p.standing(), p.reply().to_owned())));
    let answer = move || {
        let (standing, reply) = standing.get();
        let told = match standing {
            Standing::Open => words.open,
            Standing::Accepted => words.accepted,
            Standing::Declined => words.declined,
        };
        let reply = (!reply.is_empty()).then(|| view! { <br/><b>{words.reply}": "</b>{reply} });
        view! { <p class="proposal-standing">{told}{reply}</p> }
    };
    let is_open = move || standing.with(|(standing, _)| *standing == Standing::Open);
    let there = text.is_some();
    let act = move || {
        if !is_open() {
            return ().into_any();
        }
        if district {
            return view! { <Answering proposal=proposal there=there/> }.into_any();
        }
        let take_back = move |_| {
            if page::confirm(words.take_back_sure) {
                notebook.record(proposal.get_untracked().take_back());
            }
        };
        let may = untrack(|| notebook.may_record());
        may.then(
            || view! { <button type="button" class="link" on:click=take_back>{words.take_back}</button> },
        )
        .into_any()
    };
    view! {
        <li class="proposal">
            <p class="reader-meta"><a href=Route::to_code(&about).address()>{number}</a>" · "{made}</p>
            {body}
            {reason}
            {answer}
            {act}
        </li>
    }
}

/// How the district answers.
#[component]
fn Answering(proposal: Memo<Proposal>, there: bool) -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let words = plans::words(device.language());
    let reply = RwSignal::new(String::new());
    let accepting = RwSignal::new(false);
    let decline = move |_| notebook.answer_proposal(&proposal.get_untracked(), false, &reply.get_untracked());
    view! {
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
            {there.then(|| view! {
                <button type="button" class="button" on:click=move |_| accepting.update(|open| *open = !*open)>
                    {words.accept}
                </button>
            })}
            <button type="button" class="button" on:click=decline>{words.decline}</button>
        </div>
        <Show when=move || accepting.get()><Accept proposal=proposal reply=reply/></Show>
    }
}
