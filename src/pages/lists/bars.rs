//! What can be done to what is picked, and what was done last.

use crate::{
    components::{
        ask_line::AskLine, bottom_bar::BottomBar, low_sheet::LowSheet, state_buttons::StateButtons,
    },
    pages::checklist::Lists,
    state::{Bulked, Heading, Row},
    text::{later, phrases},
};
use leptos::prelude::*;
use sotay_core::{
    change::State,
    checklist::{Bulk, Urgency},
    dates,
    plan::Membership,
};

/// What is asked before it is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ask {
    State,
    Assignee,
    Milestone,
}

/// Picks a section, while somebody picks.
#[component]
pub fn PickSection(lists: Lists, heading: Heading) -> impl IntoView {
    let Lists { device, cut, picking, .. } = lists;
    let items = Memo::new(move |_| {
        cut.with(|cut| {
            cut.iter().find(|section| section.heading == heading).map(|section| section.items.clone())
        })
        .unwrap_or_default()
    });
    let all = move || items.with(|items| items.iter().all(|id| picking.has(id) == Some(true)));
    view! {
        <Show when=move || picking.is_on()>
            <button
                type="button"
                class="list-tool"
                aria-pressed=move || all().to_string()
                on:click=move |_| items.with_untracked(|items| picking.toggle_all(items))
            >
                {later::words(device.language()).pick_section}
            </button>
        </Show>
    }
}

/// The bars.
#[component]
pub fn Bars(lists: Lists) -> impl IntoView {
    let Lists { device, notebook, picking, .. } = lists;
    let (words, language) = (device.words(), device.language());
    let more = later::words(device.language());
    let asked = RwSignal::new(None::<Ask>);
    // What the last attempt came to, when it changed nothing.
    let idle = RwSignal::new(None::<Bulked>);
    let bad = RwSignal::new(false);
    let act = move |what: Bulk| {
        let items = untrack(|| picking.items()).iter().map(|id| (**id).clone()).collect();
        let bulked = notebook.bulk(&items, &what);
        asked.set(None);
        if bulked.changed > 0 {
            idle.set(None);
            picking.stop();
        } else {
            idle.set(Some(bulked));
        }
    };
    Effect::new(move |_| {
        picking.count();
        idle.set(None);
    });
    let any = move |fits: fn(&Row) -> bool| {
        let rows = notebook.rows();
        Memo::new(move |_| {
            rows.with(|rows| picking.items().iter().any(|id| rows.get(id).is_some_and(|row| fits(row))))
        })
    };
    let folded = any(|row| row.urgency == Urgency::Folded);
    let activated = any(|row| {
        row.role == Membership::Folded && row.urgency != Urgency::Folded && row.state == State::Todo
    });
    let text = move || match idle.get() {
        Some(idle) => phrases::bulked(language, 0, idle.left, 0),
        None => phrases::picked(language, picking.count()),
    };
    let ask = move |of: Ask, name: &'static str| {
        view! {
            <button
                type="button"
                class="button"
                aria-haspopup="dialog"
                disabled=move || picking.count() == 0
                on:click=move |_| {
                    bad.set(false);
                    asked.set(Some(of));
                }
            >
                {name}
            </button>
        }
    };
    let activate = move |active: bool, name: &'static str| {
        view! {
            <button type="button" class="button" on:click=move |_| act(Bulk::Active(active))>{name}</button>
        }
    };
    let picked = move || {
        view! {
            <BottomBar text=Signal::derive(text)>
                {ask(Ask::State, words.state)}
                {ask(Ask::Assignee, words.assignee)}
                {ask(Ask::Milestone, more.milestone_short)}
                <Show when=move || folded.get()>{activate(true, more.activate_short)}</Show>
                <Show when=move || activated.get()>{activate(false, words.fold_again)}</Show>
                <button type="button" class="link" on:click=move |_| picking.stop()>{more.pick_stop}</button>
            </BottomBar>
        }
    };
    let done = move || {
        notebook.bulked().map(|Bulked { changed, left, parts }| {
            view! {
                <BottomBar text=phrases::bulked(language, changed, left, parts)>
                    <button type="button" class="link" on:click=move |_| notebook.undo()>{words.undo}</button>
                </BottomBar>
            }
        })
    };
    let for_all = Signal::derive(move || phrases::for_items(language, picking.count()));
    let body = move || {
        match asked.get() {
        None => ().into_any(),
        Some(Ask::State) => view! {
            <StateButtons
                state=Signal::derive(|| None)
                enabled=Signal::derive(|| true)
                language=language
                on_ask=Callback::new(|()| ())
                on_state=Callback::new(move |(state, reason): (State, Option<String>)| act(match reason {
                    Some(reason) => Bulk::NotApplicable(reason),
                    None => Bulk::State(state),
                }))
            />
        }
        .into_any(),
        Some(Ask::Assignee) => view! {
            <AskLine
                label=words.assignee
                hint=words.assignee_hint
                names=untrack(|| notebook.names())
                action=for_all
                wrong=Signal::derive(|| "")
                empty=Some(more.leave_empty)
                on_send=Callback::new(move |text: String| act(Bulk::Assignee(untrack(|| notebook.assignee(&text)))))
            />
        }
        .into_any(),
        Some(Ask::Milestone) => view! {
            <AskLine
                label=words.milestone
                hint=words.date_hint
                date=true
                action=for_all
                wrong=Signal::derive(move || if bad.get() { words.bad_date } else { "" })
                empty=Some(more.leave_empty)
                on_send=Callback::new(move |text: String| {
                    match dates::parse(&text, untrack(|| notebook.today())) {
                        None if !text.is_empty() => bad.set(true),
                        date => act(Bulk::Milestone(date)),
                    }
                })
            />
        }
        .into_any(),
    }
    };
    let title = Signal::derive(move || match asked.get() {
        Some(Ask::Assignee) => words.assignee.to_owned(),
        Some(Ask::Milestone) => words.milestone.to_owned(),
        _ => words.state.to_owned(),
    });
    // Heard when it changes: a bar that comes with its words is not.
    let said = move || match notebook.bulked() {
        _ if picking.is_on() => text(),
        Some(Bulked { changed, left, parts }) => phrases::bulked(language, changed, left, parts),
        None => String::new(),
    };
    view! {
        <p class="visually-hidden" role="status">{said}</p>
        <Show when=move || picking.is_on() fallback=done>{picked()}</Show>
        <LowSheet
            open=Signal::derive(move || asked.get().is_some())
            title=title
            close=words.close
            on_close=Callback::new(move |()| asked.set(None))
        >
            {body}
        </LowSheet>
    }
}
