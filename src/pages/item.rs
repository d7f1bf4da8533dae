//! An item: state, products, who, when, remarks. Every edit is saved as it is made.

use crate::{
    components::{
        field::{Field as FieldLine, Kind},
        icon::{Glyph, Icon},
        plan_text::PlanText,
        state_buttons::StateButtons,
    },
    platform::page,
    state::{Device, Notebook, Route, Saving},
    text::{office, phrases},
};
mod answer;
mod conflicts;
mod counted;
mod event;
mod evidence;
mod history;
mod open;
mod own;

use answer::District;
use conflicts::Conflicts;
use counted::Counted;
use event::Event;
use evidence::Evidence;
pub use evidence::refused as refused_file;
use history::Past;
use leptos::prelude::*;
pub use open::Open;
use own::{AddProduct, Own};
use sotay_core::{
    change::{Field, State, Value},
    checklist::{self, Records, Urgency},
    ids::{ChangeId, EntityId, ItemId, PlanId},
    plan::{Membership, Outline, Task},
};
use std::sync::Arc;

/// What a plan says of one task: which plan, the tasks of its code, and the plan's outline.
type Said = (PlanId, Vec<Task>, Arc<Outline>);

/// An item, or why it is not there.
#[component]
pub fn ItemPage(id: ItemId) -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let first_fetch = Memo::new(move |_| notebook.is_first_fetch());
    let of = id.clone();
    let there = Memo::new(move |_| {
        let (unit, said) = notebook.records_of(&of);
        let found = |(_, plan): (_, Arc<Outline>)| {
            checklist::find(plan.work(), &of, Records { unit: &unit, plan: &said }).is_some()
        };
        notebook.plan().is_some_and(found)
    });
    // The item is built anew when another is opened or the plan says something else of it; not at every edit, and not
    // when a version of the plan comes that leaves it as it was: what is half typed stays.
    let code = id.code.clone();
    let plan = Memo::new_with_compare(
        move |_| {
            let (plan_id, plan) = notebook.plan()?;
            let tasks = plan.work().tasks().map(|(_, task)| task).chain(&plan.dropped);
            let said: Vec<Task> = tasks.filter(|task| task.code == code).cloned().collect();
            Some((plan_id, said, plan.clone()))
        },
        |old, new| {
            let of = |said: Option<&Option<Said>>| {
                said.and_then(Option::as_ref).map(|(plan, tasks, _)| (plan.clone(), tasks.clone()))
            };
            of(old) != of(new)
        },
    );
    move || {
        let text = match plan.get() {
            _ if first_fetch.get() => device.words().first_fetch,
            Some((plan_id, _, plan)) if id.plan == plan_id && there.get() => {
                return view! { <ItemView id=id.clone() plan=plan/> }.into_any();
            }
            Some(_) => device.words().not_found,
            None => device.words().first_fetch,
        };
        view! { <p class="workbench-hint">{text}</p> }.into_any()
    }
}

#[component]
fn ItemView(id: ItemId, plan: Arc<Outline>) -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let of = id.clone();
    let open = Open {
        id: StoredValue::new(id.clone()),
        plan: StoredValue::new(plan),
        records: Memo::new(move |_| notebook.records_of(&of)),
        device,
        notebook,
    };
    let top = NodeRef::<leptos::html::H1>::new();
    Effect::new(move |_| {
        if let Some(heading) = top.get() {
            page::focus(&heading);
        }
    });
    let code = id.code.bare();
    page::set_title(&format!("{code} · {}", device.words().app));
    let task = open.with(|item| item.assigned.map(|assigned| assigned.task.text.clone())).flatten();
    let title = move || open.with(|item| item.title().to_owned()).unwrap_or_default();
    let long = move || title().chars().count() > 110;
    let occurrence = move || {
        open.with(|item| item.occurrence().map(|o| phrases::occurrence(device.language(), o))).flatten()
    };
    let crumb = match task {
        Some(_) => open
            .with(|item| item.assigned.map(|a| a.task.printed.as_ref().unwrap_or(&a.task.code).to_string())),
        None => Some(Some(device.words().own_items.to_owned())),
    };
    let products = Memo::new(move |_| {
        open.with(|item| item.products.iter().map(|product| product.id.clone()).collect::<Vec<_>>())
            .unwrap_or_default()
    });
    let asked = StoredValue::new((Vec::new(), Vec::new()));
    let entity = open.entity();
    let item_field = |of: Field, kind: Kind| field(open, entity.clone(), of, kind);
    let due = open.with(|item| item.assigned.is_none()).unwrap_or(false);
    view! {
        <article class="item">
            <p class="item-crumb">
                <a href="/viec"><Icon glyph=Glyph::Back/>{device.words().back_to_list}</a>
                <span>{crumb.flatten()}</span>
                {move || occurrence().map(|o| view! { <span>{o}</span> })}
            </p>
            <h1
                class="item-title"
                class:item-title-long=long
                tabindex="-1"
                node_ref=top
            >
                {match task {
                    Some(task) => view! { <PlanText text=task words=device.words()/> }.into_any(),
                    None => title.into_any(),
                }}
            </h1>
            <Standing open=open/>
            {move || (!notebook.may_record()).then(|| view! { <p class="item-read-only">{device.words().read_only}</p> })}
            <Folding open=open/>
            <StateButtons
                state=Signal::derive(move || open.with(|item| item.state()))
                enabled=open.enabled()
                language=device.language()
                on_ask=Callback::new(move |()| {
                    let entity = open.entity();
                    asked.set_value((open.seen(&entity, &Field::State), open.seen(&entity, &Field::Reason)));
                })
                on_state=Callback::new(move |(state, reason): (State, Option<String>)| match reason {
                    None => open.set(&open.entity(), vec![(Field::State, state.value())]),
                    // What came while the reason was written its author has not seen.
                    Some(reason) => {
                        let (state_over, reason_over) = asked.get_value();
                        open.set_over(&open.entity(), vec![
                            (Field::State, state.value(), state_over),
                            (Field::Reason, Value::text(&reason), reason_over),
                        ]);
                    }
                })
            />
            {move || {
                let reason = open.with(|item| (item.state() == State::NotApplicable).then(|| item.reason().to_owned()));
                reason.flatten().map(|reason| view! {
                    <p class="item-reason"><b>{device.words().reason}": "</b>{reason}</p>
                })
            }}
            <District open=open/>
            <Conflicts open=open/>
            <Event open=open/>
            <Counted open=open/>
            <section class="item-products">
                <h2>{device.words().products}</h2>
                <For each=move || products.get() key=Clone::clone let:product>
                    <ProductCard open=open product=product/>
                </For>
                <AddProduct open=open/>
            </section>
            <section class="item-fields">
                {due.then(|| item_field(Field::Due, open.date()))}
                {item_field(Field::Assignee, Kind::Line("item-people", notebook.names()))}
                {item_field(Field::Milestone, open.date())}
                {item_field(Field::Note, Kind::Area)}
            </section>
            <Facts open=open/>
            <Own open=open/>
            <Past open=open/>
        </article>
    }
}

/// A field of an entity that saves itself.
fn field(open: Open, entity: EntityId, of: Field, kind: Kind) -> impl IntoView {
    let words = open.device.words();
    let (label, hint) = match &of {
        Field::Assignee => (words.assignee, words.assignee_hint),
        Field::Milestone => (words.milestone, words.date_hint),
        Field::Note => (words.note, words.note_hint),
        Field::Number => (words.number, ""),
        Field::Due => (words.due, words.date_hint),
        Field::Title => (words.own_title, ""),
        _ => (words.issued, words.date_hint),
    };
    let key = StoredValue::new((entity, of));
    let enabled = key.with_value(|(entity, of)| open.enabled_for(entity.clone(), of.clone()));
    view! {
        <FieldLine
            kind=kind
            label=label
            hint=hint
            value=Signal::derive(move || key.with_value(|(entity, of)| open.shown(entity, of)))
            enabled=enabled
            seen=Callback::new(move |()| key.with_value(|(entity, of)| open.seen(entity, of)))
            on_save=Callback::new(move |(text, over): (String, Vec<ChangeId>)| {
                let (entity, of) = key.get_value();
                let value = open.typed(&of, &text);
                open.set_over(&entity, vec![(of, value, over)]);
            })
        />
    }
}

/// Due, how pressing, and how far the edits are saved, with undo.
#[component]
fn Standing(open: Open) -> impl IntoView {
    let Open { device, notebook, .. } = open;
    let due = move || {
        let (language, today) = (device.language(), notebook.today());
        open.with(|item| {
            let day = open.day(item.due());
            match item.urgency(today) {
                Urgency::Overdue { days } => {
                    view! { <b class="item-late">{format!("{day}, {}", phrases::days_late(language, days))}</b> }.into_any()
                }
                _ => view! { <span>{day}</span> }.into_any(),
            }
        })
    };
    let waits = move || {
        open.with(|item| item.waits_for().filter(|_| item.is_waiting()).map(str::to_owned)).flatten().map(
            |event| {
                view! { <div><dt>{device.words().waits_for}</dt><dd class="item-wait">{event}</dd></div> }
            },
        )
    };
    let saving = move || {
        let words = device.words();
        let id = open.id.get_value();
        let touched = open.records.with(|(unit, _)| !unit.is_empty());
        notebook.rows().with(|rows| rows.get(&id).map(|row| row.saving)).map(|saving| match saving {
            // Of an item that nobody touched there is nothing to say.
            Saving::OnServer if !touched => ().into_any(),
            Saving::OnServer => view! { <span>{words.on_server}</span> }.into_any(),
            Saving::Here => view! { <span class="item-here">{words.saved_here}</span> }.into_any(),
            Saving::Refused => view! { <span class="item-late">{words.refused_one}</span> }.into_any(),
            Saving::TwoVersions => view! { <span class="item-wait">{words.two_versions}</span> }.into_any(),
        })
    };
    view! {
        <dl class="item-standing">
            <div><dt>{device.words().due}</dt><dd>{due}</dd></div>
            {waits}
        </dl>
        <p class="item-saving">
            <span aria-live="polite">{saving}</span>
            <Show when=move || open.id.with_value(|id| notebook.can_undo(id))>
                <button type="button" class="link" on:click=move |_| notebook.undo()>{device.words().undo}</button>
            </Show>
        </p>
    }
}

/// For an item that the plan folds under coordination: putting it on the unit's list, and back.
#[component]
fn Folding(open: Open) -> impl IntoView {
    let Open { device, notebook, .. } = open;
    move || {
        let words = device.words();
        let foldable = open.with(|item| item.membership == Membership::Folded).unwrap_or(false);
        let folded = open.with(|item| item.is_folded()).unwrap_or(false);
        (foldable && notebook.may_record()).then(|| {
            if folded {
                view! {
                    <div class="item-folding">
                        <p>{words.folded_hint}</p>
                        <button type="button" class="button button-main" on:click=move |_| {
                            open.set(&open.entity(), vec![(Field::Active, Value::Bool(true))]);
                        }>{words.activate}</button>
                    </div>
                }
                .into_any()
            } else {
                let untouched = open.with(|item| item.state() == State::Todo).unwrap_or(false);
                untouched
                    .then(|| {
                        view! {
                            <button type="button" class="link" on:click=move |_| {
                                open.set(&open.entity(), vec![(Field::Active, Value::Bool(false))]);
                            }>{words.fold_again}</button>
                        }
                    })
                    .into_any()
            }
        })
    }
}

/// A product: its tick, the number and date of its document, and what proves it.
#[component]
fn ProductCard(open: Open, product: EntityId) -> impl IntoView {
    let notebook = open.notebook;
    let id = StoredValue::new(product.clone());
    let read = move |read: fn(&checklist::Product<'_>) -> String| {
        open.with(|item| {
            let product = id.with_value(|id| item.products.iter().find(|product| product.id == *id));
            product.map(read)
        })
        .flatten()
        .unwrap_or_default()
    };
    let ready = Signal::derive(move || id.with_value(|id| open.cell(id, &Field::Ready)).shown().is_true());
    view! {
        <div class="product" class:product-ready=ready>
            <label class="product-tick">
                <input
                    type="checkbox"
                    prop:checked=ready
                    disabled=move || !notebook.may_record()
                    on:change=move |event| {
                        let tick = Value::Bool(event_target_checked(&event));
                        id.with_value(|id| open.set(id, vec![(Field::Ready, tick)]));
                    }
                />
                <span class="product-box" aria-hidden="true"></span>
                <span>{move || read(|product| product.title().to_owned())}</span>
            </label>
            <div class="product-document">
                {field(open, product.clone(), Field::Number, Kind::Line("", Vec::new()))}
                {field(open, product.clone(), Field::Issued, open.date())}
            </div>
            <Evidence open=open product=product/>
        </div>
    }
}

/// What the plan says of the task.
#[component]
fn Facts(open: Open) -> impl IntoView {
    let device = open.device;
    let (lead, coordinators, deadline) = open
        .with(|item| {
            let task = item.assigned?.task;
            Some((task.lead.raw.clone(), task.coordinators.raw.clone(), task.deadline.clone()))
        })
        .flatten()
        .unwrap_or_default();
    let code = open.id.with_value(|id| id.code.clone());
    let linked: Vec<_> = open.plan.with_value(|plan| plan.linked(&code).cloned().collect());
    {
        let words = device.words();
        let fact = |name: &'static str, text: sotay_core::plan::Text| {
            (!text.source.is_empty())
                .then(|| view! { <div><dt>{name}</dt><dd><PlanText text=text words=words/></dd></div> })
        };
        let links = (!linked.is_empty()).then(|| {
            view! {
                <div>
                    <dt>{words.linked}</dt>
                    <dd class="code-links">
                        {linked
                            .iter()
                            .map(|code| {
                                view! { <a href=Route::to_code(code).address()>{code.to_string()}</a> }
                            })
                            .collect_view()}
                    </dd>
                </div>
            }
        });
        view! {
            <dl class="item-facts">
                {fact(words.lead, lead)}
                {fact(words.coordinators, coordinators)}
                {fact(words.deadline, deadline)}
                {links}
            </dl>
        }
    }
}

/// What an entity is called in a list of changes: "3.15 quý III · Kế hoạch".
pub fn title(notebook: Notebook, device: Device, entity: &EntityId) -> String {
    let Some(id) = entity.item() else {
        let number = |entity: &EntityId| {
            let scope = notebook.scope()?;
            let fields = notebook.with_replica(|replica| replica.entity(&scope, entity))?;
            fields.get(&Field::Number)?.shown().as_text().map(str::to_owned)
        };
        let named = office::entity(device.language(), entity, number);
        return named.unwrap_or_else(|| entity.to_string());
    };
    let Some((_, plan)) = notebook.plan() else { return id.code.label() };
    let (unit, said) = notebook.records_of(id);
    let Some(item) = checklist::find(plan.work(), id, Records { unit: &unit, plan: &said }) else {
        return id.code.label();
    };
    let what = match entity {
        EntityId::Product(_, index) | EntityId::File(_, index, _) => {
            let of = EntityId::Product(id.clone(), *index);
            item.products.iter().find(|product| product.id == of).map_or("", checklist::Product::title)
        }
        _ => item.title(),
    };
    let occurrence = item.occurrence().map(|o| phrases::occurrence(device.language(), o));
    let named: Vec<String> =
        [Some(item.label()), occurrence].into_iter().flatten().filter(|n| !n.is_empty()).collect();
    if named.is_empty() { what.to_owned() } else { format!("{} · {what}", named.join(" ")) }
}
