//! What can be done with a part of the plan: propose another wording, add an item of the unit for it.

use crate::{
    state::{Device, Notebook, Route},
    text::plans,
};
use leptos::prelude::*;
use sotay_core::{change::TEXT_LIMIT, code::Code, ids::ItemId};

/// The longest text that a form takes, in characters: each has three bytes at most here.
const LONGEST: usize = TEXT_LIMIT / 3;

/// The forms beside the parts, of which one is open at most.
#[derive(Clone, Copy)]
pub struct Actions {
    device: Device,
    notebook: Notebook,
    open: RwSignal<Option<(Code, Form)>>,
    own: Memo<Vec<(Code, ItemId, String)>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Propose,
    Proposed,
    AddOwn,
}

impl Actions {
    /// The forms of a reading.
    pub fn new(device: Device, notebook: Notebook) -> Self {
        let own = Memo::new(move |_| notebook.own_for_parts());
        Self { device, notebook, open: RwSignal::new(None), own }
    }

    /// Those of a part, and the unit's own items for it.
    pub fn of(self, code: &Code, text: &str) -> AnyView {
        let words = plans::words(self.device.language());
        let (code, text) = (code.clone(), text.to_owned());
        let mine = code.clone();
        let own = move || {
            let items = self.own.with(|own| {
                let of = own.iter().filter(|(about, ..)| *about == mine);
                of.map(|(_, id, title)| (id.clone(), title.clone())).collect::<Vec<_>>()
            });
            (!items.is_empty()).then(|| {
                view! {
                    <p class="code-links">
                        <span>{words.own_here}</span>
                        {items
                            .into_iter()
                            .map(|(id, title)| view! { <a href=Route::Item(id).address()>{title}</a> })
                            .collect_view()}
                    </p>
                }
            })
        };
        if !untrack(|| self.notebook.may_record()) {
            return own.into_any();
        }
        let opened = {
            let code = code.clone();
            Memo::new(move |_| {
                self.open.with(|open| open.as_ref().filter(|(at, _)| *at == code).map(|(_, form)| *form))
            })
        };
        let button = |form: Form, name: &'static str, code: &Code| {
            let code = code.clone();
            view! {
                <button
                    type="button"
                    class="link"
                    aria-expanded=move || (opened.get() == Some(form)).to_string()
                    on:click=move |_| {
                        let here = opened.get_untracked() == Some(form);
                        self.open.set((!here).then(|| (code.clone(), form)));
                    }
                >
                    {name}
                </button>
            }
        };
        let buttons =
            [button(Form::Propose, words.propose, &code), button(Form::AddOwn, words.add_own, &code)];
        let form = move || match opened.get() {
            None => ().into_any(),
            Some(Form::Propose) => self.propose(code.clone(), text.clone()),
            Some(Form::Proposed) => view! { <p role="status">{words.proposed}</p> }.into_any(),
            Some(Form::AddOwn) => self.add_own(code.clone()),
        };
        view! { {own} <p class="part-actions">{buttons}</p> {form} }.into_any()
    }

    fn propose(self, code: Code, text: String) -> AnyView {
        let words = plans::words(self.device.language());
        let (wording, why) = (RwSignal::new(text.clone()), RwSignal::new(String::new()));
        let send = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let put = wording.get_untracked();
            if !put.trim().is_empty() && put.trim() != text {
                self.notebook.propose(&code, &put, &why.get_untracked());
                self.open.set(Some((code.clone(), Form::Proposed)));
            }
        };
        view! {
            <form class="part-form" on:submit=send>
                <p>{words.propose_hint}</p>
                <label class="field">
                    <span class="field-label">{words.wording}</span>
                    <textarea
                        rows="5"
                        maxlength=LONGEST.to_string()
                        prop:value=wording
                        on:input=move |event| wording.set(event_target_value(&event))
                    ></textarea>
                </label>
                <label class="field">
                    <span class="field-label">{words.why}</span>
                    <textarea
                        rows="2"
                        maxlength=LONGEST.to_string()
                        prop:value=why
                        on:input=move |event| why.set(event_target_value(&event))
                    ></textarea>
                </label>
                <div class="buttons">
                    <button type="submit" class="button button-main">{words.send}</button>
                    <button type="button" class="button" on:click=move |_| self.open.set(None)>
                        {self.device.words().cancel}
                    </button>
                </div>
            </form>
        }
        .into_any()
    }

    fn add_own(self, code: Code) -> AnyView {
        let words = plans::words(self.device.language());
        let title = RwSignal::new(String::new());
        let add = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let put = title.get_untracked();
            if !put.trim().is_empty() {
                self.notebook.add_own_for(&code, &put);
                self.open.set(None);
            }
        };
        view! {
            <form class="part-form" on:submit=add>
                <label class="field">
                    <span class="field-label">{words.own_hint}</span>
                    <input
                        type="text"
                        autocomplete="off"
                        maxlength=(TEXT_LIMIT / 4).to_string()
                        prop:value=title
                        on:input=move |event| title.set(event_target_value(&event))
                    />
                </label>
                <button type="submit" class="button">{self.device.words().add}</button>
            </form>
        }
        .into_any()
    }
}
