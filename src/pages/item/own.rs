//! An own item: its title, its products, and taking them back; and of any item what the plan asks for no more.

use super::{Open, field};
use crate::{
    components::field::Kind,
    platform::page,
    state::{Navigator, Route},
    text::plans,
};
use leptos::prelude::*;
use sotay_core::{
    change::{Field, TEXT_LIMIT, Value},
    ids::EntityId,
};

fn is_own(open: Open) -> bool {
    open.id.with_value(|id| id.is_own())
}

/// Adding a product.
#[component]
pub fn AddProduct(open: Open) -> impl IntoView {
    let words = open.device.words();
    let draft = RwSignal::new(String::new());
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let title = draft.get_untracked().trim().to_owned();
        if !title.is_empty() {
            let product = EntityId::own_product(open.id.get_value(), open.notebook.draw());
            open.set(&product, vec![(Field::Title, Value::text(&title))]);
            draft.set(String::new());
        }
    };
    (is_own(open)).then(|| {
        view! {
            <Show when=move || open.notebook.may_record()>
                <form class="item-add" on:submit=add>
                    <label class="field">
                        <span class="field-label">{words.product_add}</span>
                        <input
                            type="text"
                            autocomplete="off"
                            maxlength=(TEXT_LIMIT / 4).to_string()
                            placeholder=words.product_hint
                            prop:value=draft
                            on:input=move |event| draft.set(event_target_value(&event))
                        />
                    </label>
                    <button type="submit" class="button">{words.add}</button>
                </form>
            </Show>
        }
    })
}

/// Renaming the item and its products, and taking them back; what it was added for, and products of earlier versions
/// of the plan.
#[component]
pub fn Own(open: Open) -> impl IntoView {
    let words = open.device.words();
    let further = plans::words(open.device.language());
    let about = Memo::new(move |_| open.with(|item| item.about()).flatten());
    let about = move || {
        about.get().map(|code| {
            view! {
                <p class="code-links">
                    <span>{further.belongs_to}</span>
                    <a href=Route::to_code(&code).address()>{code.to_string()}</a>
                </p>
            }
        })
    };
    let former = Memo::new(move |_| {
        let said = |product: &sotay_core::checklist::Product<'_>| {
            let issued = product.issued().map(sotay_core::dates::show).unwrap_or_default();
            let parts = [product.title(), product.number(), issued.as_str()];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        };
        open.with(|item| item.former.iter().map(said).collect::<Vec<_>>()).unwrap_or_default()
    });
    let former = move || {
        (!former.with(Vec::is_empty)).then(|| {
            let entries = former.get().into_iter().map(|entry| view! { <li>{entry}</li> });
            view! { <section class="item-former"><h2>{further.former}</h2><ul>{entries.collect_view()}</ul></section> }
        })
    };
    let navigator = expect_context::<Navigator>();
    let products = Memo::new(move |_| {
        let named =
            |product: &sotay_core::checklist::Product<'_>| (product.id.clone(), product.title().to_owned());
        open.with(|item| item.products.iter().map(named).collect::<Vec<_>>()).unwrap_or_default()
    });
    let remove = move |_| {
        if page::confirm(words.own_remove_sure) {
            open.set(&open.entity(), vec![(Field::Removed, Value::Bool(true))]);
            navigator.go(Route::Checklist);
        }
    };
    let gone = move |(product, title): (EntityId, String)| {
        view! {
            <li>
                <span>{title}</span>
                <button type="button" class="link" on:click=move |_| {
                    open.set(&product, vec![(Field::Removed, Value::Bool(true))]);
                }>{words.product_remove}</button>
            </li>
        }
    };
    let own = (is_own(open)).then(|| {
        view! {
            <Show when=move || open.notebook.may_record()>
                <section class="item-own">
                    {field(open, open.entity(), Field::Title, Kind::Area)}
                    <ul class="item-own-products">
                        <For each=move || products.get() key=|(id, title)| (id.clone(), title.clone()) children=gone/>
                    </ul>
                    <button type="button" class="link" on:click=remove>{words.own_remove}</button>
                </section>
            </Show>
        }
    });
    view! { {about} {former} {own} }
}
