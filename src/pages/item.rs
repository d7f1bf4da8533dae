//! An item: state, products, who, when, remarks. Every edit is saved as it is made.

use crate::{
    components::{
        field::{Field as FieldLine, Kind},
        icon::{Glyph, Icon},
        plan_text::PlanText,
        state_buttons::StateButtons,
    },
    pages::later::Later,
    platform::page,
    state::{Device, Notebook, Route, Saving},
    text::phrases,
};
mod conflicts;
mod history;

pub use conflicts::Conflicts;
pub use history::Past;
use leptos::prelude::*;
use sotay_core::{
    cell::Cell,
    change::{Edit, Field, State, Value},
    checklist::{self, Entities, Item, Records, Urgency},
    dates,
    ids::{ChangeId, EntityId, ItemId},
    plan::{Membership, Plan},
};
use std::sync::Arc;

/// An item, or why it is not there.
#[component]
pub fn ItemPage(id: ItemId) -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let first_fetch = Memo::new(move |_| notebook.is_first_fetch());
    let of = id.clone();
    let there = Memo::new(move |_| {
        let (unit, said) = notebook.records_of(&of);
        let found = |(_, plan): (_, Arc<Plan>)| {
            checklist::find(&plan, &of, Records { unit: &unit, plan: &said }).is_some()
        };
        notebook.plan().is_some_and(found)
    });
    // The item is built anew when another is opened or the plan changes, not at every edit.
    move || {
        let text = match notebook.plan() {
            _ if first_fetch.get() => device.words().first_fetch,
            Some((plan_id, plan)) if id.plan == plan_id && there.get() => {
                return view! { <ItemView id=id.clone() plan=plan/> }.into_any();
            }
            Some(_) => device.words().not_found,
            None => device.words().first_fetch,
        };
        view! { <p class="workbench-hint">{text}</p> }.into_any()
    }
}

/// What the parts of the screen share.
#[derive(Clone, Copy)]
pub struct Open {
    id: StoredValue<ItemId>,
    plan: StoredValue<Arc<Plan>>,
    records: Memo<(Entities, Entities)>,
    device: Device,
    notebook: Notebook,
}

impl Open {
    fn with<T>(self, read: impl FnOnce(&Item<'_>) -> T) -> Option<T> {
        self.records.with(|(unit, said)| {
            self.plan.with_value(|plan| {
                let id = self.id.get_value();
                checklist::find(plan, &id, Records { unit, plan: said }).as_ref().map(read)
            })
        })
    }

    /// Records one field of the item, over what is on the screen.
    fn set(self, edits: Vec<(Field, Value)>) {
        let Some(scope) = self.notebook.scope() else { return };
        let edits = untrack(|| {
            self.with(|item| {
                edits.into_iter().map(|(field, value)| item.edit(&scope, field, value)).collect()
            })
        });
        self.notebook.record(edits.unwrap_or_default());
    }

    /// Records fields of a product, over what is on the screen.
    fn set_product(self, index: usize, edits: Vec<(Field, Value)>) {
        let Some(scope) = self.notebook.scope() else { return };
        let edits = untrack(|| {
            self.with(|item| {
                let product = item.products.get(index)?;
                Some(edits.into_iter().map(|(field, value)| product.edit(&scope, field, value)).collect())
            })
        });
        self.notebook.record(edits.flatten().unwrap_or_default());
    }

    /// Records one field of the item, or of a product, over what its author saw.
    fn set_over(self, product: Option<usize>, field: &Field, value: Value, over: Vec<ChangeId>) {
        self.set_all_over(product, vec![(field.clone(), value, over)]);
    }

    /// Records several in one gesture.
    fn set_all_over(self, product: Option<usize>, edits: Vec<(Field, Value, Vec<ChangeId>)>) {
        let Some(scope) = self.notebook.scope() else { return };
        let entity = untrack(|| {
            self.with(|item| match product {
                Some(index) => item.products.get(index).map(|product| product.id.clone()),
                None => Some(item.entity()),
            })
        });
        if let Some(entity) = entity.flatten() {
            let mut gesture = Vec::new();
            for (field, value, over) in edits {
                gesture.push(Edit { scope: scope.clone(), entity: entity.clone(), field, value, over });
            }
            self.notebook.record(gesture);
        }
    }

    /// The identities of the values that stand in a field of the item, or of a product.
    fn seen(self, product: Option<usize>, field: &Field) -> Vec<ChangeId> {
        let read = |item: &Item<'_>| {
            let fields = match product {
                Some(index) => &item.products.get(index)?.fields,
                None => &item.fields,
            };
            fields.get(field).map(Cell::seen)
        };
        untrack(|| self.with(read)).flatten().unwrap_or_default()
    }

    /// What stands in a field of the item, or of a product, as it is shown.
    fn shown(self, product: Option<usize>, field: &Field) -> String {
        let read = |item: &Item<'_>| {
            let fields = match product {
                Some(index) => &item.products.get(index)?.fields,
                None => &item.fields,
            };
            let value = fields.get(field)?.shown();
            match value.as_date() {
                Some(date) if matches!(field, Field::Milestone | Field::Issued) => Some(dates::show(date)),
                _ => value.as_text().map(str::to_owned),
            }
        };
        self.with(read).flatten().unwrap_or_default()
    }

    /// Whether a field may be changed here. A text with two versions is settled where both are seen, not by
    /// typing over the one that happens to be shown.
    fn enabled_for(self, product: Option<usize>, field: Field) -> Signal<bool> {
        Signal::derive(move || {
            let split = |item: &Item<'_>| {
                let own = item.fields.get(&field).is_some_and(Cell::is_conflict);
                product.is_none() && field.is_free_text() && own
            };
            self.notebook.may_record() && !self.with(split).unwrap_or(false)
        })
    }

    fn date(self) -> Kind {
        Kind::Date { today: untrack(|| self.notebook.today()), wrong: self.device.words().bad_date }
    }

    fn enabled(self) -> Signal<bool> {
        Signal::derive(move || self.notebook.may_record())
    }
}

#[component]
fn ItemView(id: ItemId, plan: Arc<Plan>) -> impl IntoView {
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
    let task = open.with(|item| item.task.text.clone()).unwrap_or_default();
    let long = task.shown().chars().count() > 110;
    let title_class = if long { "item-title item-title-long" } else { "item-title" };
    let crumb = id.code.to_string();
    let occurrence = move || {
        open.with(|item| item.one_of_many.then(|| phrases::occurrence(device.language(), item.occurrence)))
            .flatten()
    };
    let products = open.with(|item| item.products.len()).unwrap_or(0);
    let later = expect_context::<Later>();
    let asked = StoredValue::new((Vec::new(), Vec::new()));
    view! {
        <article class="item">
            <p class="item-crumb">
                <a href="/viec"><Icon glyph=Glyph::Back/>{device.words().back_to_list}</a>
                <span>{crumb}</span>
                {move || occurrence().map(|o| view! { <span>{o}</span> })}
            </p>
            <h1
                class=title_class
                tabindex="-1"
                node_ref=top
            >
                <PlanText text=task words=device.words()/>
            </h1>
            <Standing open=open/>
            {move || (!notebook.may_record()).then(|| view! { <p class="item-read-only">{device.words().read_only}</p> })}
            <Folding open=open/>
            <StateButtons
                state=Signal::derive(move || open.with(|item| item.state()).unwrap_or_default())
                enabled=open.enabled()
                language=device.language()
                on_ask=Callback::new(move |()| {
                    asked.set_value((open.seen(None, &Field::State), open.seen(None, &Field::Reason)));
                })
                on_state=Callback::new(move |(state, reason): (State, Option<String>)| match reason {
                    None => open.set(vec![(Field::State, state.value())]),
                    // What came while the reason was written its author has not seen.
                    Some(reason) => {
                        let (state_over, reason_over) = asked.get_value();
                        open.set_all_over(None, vec![
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
            {move || later.screens().map(|screens| (screens.conflicts)(open))}
            <section class="item-products">
                <h2>{device.words().products}</h2>
                {(0..products).map(|index| view! { <ProductCard open=open index=index/> }).collect_view()}
            </section>
            <section class="item-fields">
                {field(open, None, Field::Assignee, Kind::Line("item-people", notebook.names()))}
                {field(open, None, Field::Milestone, open.date())}
                {field(open, None, Field::Note, Kind::Area)}
            </section>
            <Facts open=open/>
            {move || later.screens().map(|screens| (screens.past)(open))}
        </article>
    }
}

/// A field of the item, or of a product, that saves itself.
fn field(open: Open, product: Option<usize>, of: Field, kind: Kind) -> impl IntoView {
    let words = open.device.words();
    let (label, hint) = match &of {
        Field::Assignee => (words.assignee, words.assignee_hint),
        Field::Milestone => (words.milestone, words.date_hint),
        Field::Note => (words.note, words.note_hint),
        Field::Number => (words.number, ""),
        _ => (words.issued, words.date_hint),
    };
    let (stored, seen) = (of.clone(), of.clone());
    view! {
        <FieldLine
            kind=kind
            label=label
            hint=hint
            value=Signal::derive(move || open.shown(product, &stored))
            enabled=open.enabled_for(product, of.clone())
            seen=Callback::new(move |()| open.seen(product, &seen))
            on_save=Callback::new(move |(text, over): (String, Vec<ChangeId>)| {
                open.set_over(product, &of, Value::text(&text), over);
            })
        />
    }
}

/// Due, how pressing, and how far the edits are saved, with undo.
#[component]
fn Standing(open: Open) -> impl IntoView {
    let Open { device, notebook, .. } = open;
    let due = move || {
        let (language, words, today) = (device.language(), device.words(), notebook.today());
        open.with(|item| {
            let day = item.due().map_or_else(|| words.no_due.to_owned(), dates::show);
            match item.urgency(today) {
                Urgency::Overdue { days } => {
                    view! { <b class="item-late">{format!("{day}, {}", phrases::days_late(language, days))}</b> }.into_any()
                }
                _ => view! { <span>{day}</span> }.into_any(),
            }
        })
    };
    let waits = move || {
        open.with(|item| item.is_waiting().then(|| item.task.waits_for.clone()).flatten()).flatten().map(
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
        let foldable = open.with(|item| item.task.membership == Membership::Folded).unwrap_or(false);
        let folded = open.with(|item| item.is_folded()).unwrap_or(false);
        (foldable && notebook.may_record()).then(|| {
            if folded {
                view! {
                    <div class="item-folding">
                        <p>{words.folded_hint}</p>
                        <button type="button" class="button button-main" on:click=move |_| {
                            open.set(vec![(Field::Active, Value::Bool(true))]);
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
                                open.set(vec![(Field::Active, Value::Bool(false))]);
                            }>{words.fold_again}</button>
                        }
                    })
                    .into_any()
            }
        })
    }
}

/// A product: its tick, and the number and date of its document.
#[component]
fn ProductCard(open: Open, index: usize) -> impl IntoView {
    let notebook = open.notebook;
    let text =
        open.with(|item| item.products.get(index).map(|p| p.text.to_owned())).flatten().unwrap_or_default();
    let ready = Signal::derive(move || {
        open.with(|item| item.products.get(index).is_some_and(checklist::Product::is_ready)).unwrap_or(false)
    });
    view! {
        <div class="product" class:product-ready=ready>
            <label class="product-tick">
                <input
                    type="checkbox"
                    prop:checked=ready
                    disabled=move || !notebook.may_record()
                    on:change=move |event| {
                        open.set_product(index, vec![(Field::Ready, Value::Bool(event_target_checked(&event)))]);
                    }
                />
                <span class="product-box" aria-hidden="true"></span>
                <span>{text}</span>
            </label>
            <div class="product-document">
                {field(open, Some(index), Field::Number, Kind::Line("", Vec::new()))}
                {field(open, Some(index), Field::Issued, open.date())}
            </div>
        </div>
    }
}

/// What the plan says of the task.
#[component]
fn Facts(open: Open) -> impl IntoView {
    let device = open.device;
    let (lead, coordinators, deadline) = open
        .with(|item| {
            let task = item.task;
            (task.lead.raw.clone(), task.coordinators.raw.clone(), task.deadline.clone())
        })
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
    let Some(id) = entity.item() else { return entity.to_string() };
    let Some((_, plan)) = notebook.plan() else { return id.code.bare() };
    let Some(item) = checklist::find(&plan, id, &Entities::new()) else { return id.code.bare() };
    let occurrence = if item.one_of_many {
        format!(" {}", phrases::occurrence(device.language(), item.occurrence))
    } else {
        String::new()
    };
    let what = match entity {
        EntityId::Product(_, index) => {
            item.products.get(usize::from(*index).saturating_sub(1)).map_or("", |product| product.text)
        }
        _ => item.task.text.shown(),
    };
    format!("{}{occurrence} · {what}", id.code.bare())
}
