//! The files that prove a product: what each is and where, and adding, opening and taking back.

use crate::text::later::Words;
use leptos::{ev, prelude::*};

/// How a file's place is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Where it belongs.
    Calm,
    /// Here alone, or on its way.
    Here,
    /// A person should look.
    Look,
}

/// What can be done about a file that is not where it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Help {
    /// Nothing.
    None,
    /// Fetching it.
    Fetch,
    /// Sending it again.
    Again,
}

/// A file as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shown {
    /// Its identity, as text.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How large it is.
    pub size: String,
    /// Where it is, in words.
    pub place: String,
    /// How that is told.
    pub tone: Tone,
    /// What can be done about it.
    pub help: Help,
    /// Whether it is a picture.
    pub picture: bool,
    /// Where the page itself shows it, if it is a picture that is here.
    pub address: Option<String>,
    /// Whether it can be opened otherwise.
    pub opens: bool,
}

/// The files of a product.
#[component]
pub fn EvidenceList(
    /// Oldest first.
    #[prop(into)]
    files: Signal<Vec<Shown>>,
    /// Those taken back: identity and name.
    #[prop(into)]
    taken_back: Signal<Vec<(String, String)>>,
    /// Why the last one was not kept; empty if it was.
    #[prop(into)]
    trouble: Signal<String>,
    /// Whether one is being prepared.
    #[prop(into)]
    busy: Signal<bool>,
    /// Whether the person may add and take back.
    #[prop(into)]
    enabled: Signal<bool>,
    /// The words.
    words: &'static Words,
    /// Files were chosen in an input.
    on_chosen: Callback<ev::Event>,
    /// A document is to be opened.
    on_open: Callback<String>,
    /// A file is to be fetched.
    on_fetch: Callback<String>,
    /// A refused file is to be sent again.
    on_again: Callback<String>,
    /// A file is taken back, or, with `false`, brought back.
    on_take_back: Callback<(String, bool)>,
) -> impl IntoView {
    let row = move |file: Shown| {
        let id = StoredValue::new(file.id);
        let face = match (file.address, file.picture) {
            (Some(address), _) => {
                let (href, name) = (address.clone(), file.name.clone());
                view! {
                    <a class="evidence-face" href=href target="_blank" rel="noopener">
                        <img src=address alt=name loading="lazy" decoding="async"/>
                    </a>
                }
                .into_any()
            }
            (None, picture) => {
                let what = if picture { "JPG" } else { "PDF" };
                view! { <span class="evidence-face" aria-hidden="true">{what}</span> }.into_any()
            }
        };
        let button = move |label: &'static str, run: Callback<String>| {
            view! {
                <button type="button" class="link" on:click=move |_| run.run(id.get_value())>{label}</button>
            }
        };
        let help = match file.help {
            Help::None => None,
            Help::Fetch => Some(button(words.file_fetch, on_fetch)),
            Help::Again => Some(button(words.file_again, on_again)),
        };
        view! {
            <li class="evidence-file">
                {face}
                <div class="evidence-about">
                    <p class="evidence-name">{file.name}</p>
                    <p class="evidence-size">{file.size}</p>
                    <p
                        class="evidence-place"
                        class:evidence-here=file.tone == Tone::Here
                        class:evidence-look=file.tone == Tone::Look
                    >
                        {file.place}
                    </p>
                </div>
                <div class="evidence-do">
                    {help}
                    {file.opens.then(|| button(words.file_open, on_open))}
                    <Show when=move || enabled.get()>
                        <button type="button" class="link" on:click=move |_| on_take_back.run((id.get_value(), true))>
                            {words.file_take_back}
                        </button>
                    </Show>
                </div>
            </li>
        }
    };
    let gone = move |(id, name): (String, String)| {
        view! {
            <li class="evidence-gone">
                <span>{words.file_taken_back}": "{name}</span>
                <Show when=move || enabled.get()>
                    {
                        let id = id.clone();
                        view! {
                            <button type="button" class="link" on:click=move |_| on_take_back.run((id.clone(), false))>
                                {words.file_bring_back}
                            </button>
                        }
                    }
                </Show>
            </li>
        }
    };
    view! {
        <div class="evidence" role="group" aria-label=words.evidence>
            <ul class="evidence-files" aria-live="polite">
                <For each=move || files.get() key=Clone::clone children=row/>
                <For each=move || taken_back.get() key=Clone::clone children=gone/>
            </ul>
            <p class="evidence-trouble" role="alert">{trouble}</p>
            <Show when=move || enabled.get()>
                <div class="evidence-add">
                    <label class="button file-button">
                        {words.photograph}
                        <input
                            type="file"
                            class="visually-hidden evidence-camera"
                            accept="image/*"
                            capture="environment"
                            disabled=move || busy.get()
                            on:change=move |event| on_chosen.run(event)
                        />
                    </label>
                    <label class="button file-button">
                        {move || if busy.get() { words.file_preparing } else { words.file_add }}
                        <input
                            type="file"
                            class="visually-hidden evidence-any"
                            accept="image/*,application/pdf"
                            multiple
                            disabled=move || busy.get()
                            on:change=move |event| on_chosen.run(event)
                        />
                    </label>
                </div>
            </Show>
        </div>
    }
}
