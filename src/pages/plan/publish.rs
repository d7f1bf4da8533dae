//! Publishing a plan: a file read into a draft, looked over, and published.

use crate::{
    components::differences::Differences,
    platform::{file, page},
    state::{Device, Draft, Notebook},
    sync::api::{self, ApiError},
    text::plans::{self, PlanWords},
};
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    change::TEXT_LIMIT,
    plan::Plan,
    report::{Entry, What},
    wire::{ImportForm, Published},
};

/// Why it did not go through, in words.
pub fn trouble(words: &PlanWords, error: &ApiError) -> String {
    match error {
        ApiError::Refused(problem) => match (problem.status, problem.kind.as_str()) {
            (_, "published-meanwhile") => words.meanwhile.to_owned(),
            (403, _) => words.denied.to_owned(),
            (413, _) => words.too_large.to_owned(),
            // A file that cannot be read: the server says what to do, in Vietnamese.
            (422, kind) if kind.starts_with("import") => problem.detail.clone().unwrap_or_default(),
            _ => words.trouble.to_owned(),
        },
        ApiError::Unreachable | ApiError::Portal => words.unreachable.to_owned(),
        ApiError::SignedOut => words.signed_out.to_owned(),
        ApiError::Unreadable => words.not_a_file.to_owned(),
        ApiError::Busy { .. } | ApiError::TooOld => words.trouble.to_owned(),
    }
}

/// A draft with what it changes, a note, and the button that publishes it.
#[component]
pub fn DraftView(
    /// The draft.
    draft: Draft,
    /// What is to be done once it is published.
    on_published: Callback<Published>,
) -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let language = device.language();
    let words = plans::words(language);
    let note = RwSignal::new(String::new());
    let said = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let first = draft.over.is_none().then(|| view! { <p>{words.first_version}</p> });
    let differences = (draft.over.is_some()).then(|| {
        let (differences, plan) = (draft.differences.clone(), draft.aligned.clone());
        view! { <Differences differences=differences plan=plan language=language/> }
    });
    let publish = move |_| {
        if busy.get_untracked() || !page::confirm(words.publish_sure) {
            return;
        }
        busy.set(true);
        said.set(words.publishing.to_owned());
        let draft = draft.clone();
        spawn_local(async move {
            let done = notebook.publish(draft, &note.get_untracked()).await;
            let _ = busy.try_set(false);
            let told = match &done {
                Ok(published) if published.changed => words.published.to_owned(),
                Ok(_) => words.unchanged.to_owned(),
                Err(error) => trouble(words, error),
            };
            let _ = said.try_set(told);
            if let Ok(published) = done {
                on_published.run(published);
            }
        });
    };
    view! {
        {first}
        {differences}
        <label class="field">
            <span class="field-label">{words.note}</span>
            <input
                type="text"
                autocomplete="off"
                maxlength=(TEXT_LIMIT / 4).to_string()
                placeholder=words.note_hint
                prop:value=note
                on:input=move |event| note.set(event_target_value(&event))
            />
        </label>
        <button type="button" class="button button-main" disabled=move || busy.get() on:click=publish>
            {words.publish_now}
        </button>
        <p role="status">{said}</p>
    }
}

/// What came of a chosen file.
#[derive(Clone)]
enum File {
    None,
    Reading,
    Failed(String),
    Read(Box<Draft>, Vec<Entry>),
}

/// A file chosen, read, looked over.
#[component]
pub fn PublishFile() -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let language = device.language();
    let words = plans::words(language);
    let state = RwSignal::new(File::None);
    let form = Form::default();
    let chosen = move |event: leptos::ev::Event| {
        spawn_local(async move {
            let Some((name, bytes)) = file::chosen_bytes(&event).await else { return };
            state.set(File::Reading);
            let read = read(notebook, form.given(name), bytes).await;
            let _ = state.try_set(match read {
                Ok((draft, entries)) => File::Read(Box::new(draft), entries),
                Err(error) => File::Failed(trouble(words, &error)),
            });
        });
    };
    let body = move || match state.get() {
        File::None => ().into_any(),
        File::Reading => view! { <p role="status">{words.reading}</p> }.into_any(),
        File::Failed(why) => view! { <p role="alert">{why}</p> }.into_any(),
        File::Read(draft, entries) => view! {
            <Report entries=entries/>
            <DraftView draft=*draft on_published=Callback::new(|_: Published| ())/>
        }
        .into_any(),
    };
    view! {
        <section class="publish">
            <h2>{words.publish_file}</h2>
            <p>{words.publish_hint}</p>
            <label class="button file-button">
                {words.choose_file}
                <input
                    type="file"
                    class="visually-hidden"
                    accept=".json,.txt,.docx,.xlsx,.csv"
                    on:change=chosen
                />
            </label>
            {form.view(words)}
            {body}
        </section>
    }
}

/// Reads a file: a plan as `sotay import` writes it here, anything else on the server.
async fn read(notebook: Notebook, form: ImportForm, bytes: Vec<u8>) -> Result<(Draft, Vec<Entry>), ApiError> {
    let own = std::str::from_utf8(&bytes).ok().and_then(|text| Plan::from_json(text).ok());
    let (plan, entries) = match own {
        Some(plan) => (plan, Vec::new()),
        None => {
            let imported = api::import(&form, &bytes).await?;
            (imported.plan, imported.report.entries)
        }
    };
    Ok((notebook.draft(plan, false).await?, entries))
}

#[component]
fn Report(entries: Vec<Entry>) -> impl IntoView {
    let device = expect_context::<Device>();
    let language = device.language();
    let words = plans::words(language);
    let (open, done): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| entry.what == What::NotUnderstood);
    let list = |entries: Vec<Entry>| {
        let lines = entries.iter().map(|entry| view! { <li>{plans::entry(language, entry)}</li> });
        view! { <ul>{lines.collect_view()}</ul> }
    };
    let puzzles = (!open.is_empty()).then(|| view! { <h3>{words.report}</h3>{list(open)} });
    let rest = (!done.is_empty()).then(|| {
        view! { <details><summary>{words.report_more}" ("{done.len()}")"</summary>{list(done)}</details> }
    });
    view! { {puzzles} {rest} }
}

/// What a person says of the plan besides the file.
#[derive(Clone, Copy, Default)]
struct Form {
    fields: [RwSignal<String>; 7],
}

impl Form {
    fn given(self, file: String) -> ImportForm {
        let said =
            self.fields.map(|field| Some(field.get_untracked()).filter(|text| !text.trim().is_empty()));
        let [number, date, place, issuer, year, title, id] = said;
        ImportForm { file: Some(file), id, number, date, place, issuer, year, title }
    }

    fn view(self, words: &'static PlanWords) -> impl IntoView {
        let names = [
            words.of_number,
            words.of_date,
            words.of_place,
            words.of_issuer,
            words.of_year,
            words.of_title,
            words.of_id,
        ];
        let fields = names.into_iter().zip(self.fields).map(|(name, field)| {
            view! {
                <label class="field">
                    <span class="field-label">{name}</span>
                    <input
                        type="text"
                        autocomplete="off"
                        prop:value=field
                        on:input=move |event| field.set(event_target_value(&event))
                    />
                </label>
            }
        });
        view! {
            <details class="publish-further">
                <summary>{words.further}</summary>
                <p>{words.further_hint}</p>
                {fields.collect_view()}
            </details>
        }
    }
}
