//! The letter of apology, filled in, to print or to copy.

use crate::{
    platform::page,
    state::{Office, Slot},
    text::office,
};
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    change::Field,
    counter::{Letter, dossiers, forms},
};

/// The forms, as data.
const FORMS: &str = include_str!("../../../plans/mau-xin-loi.json");

/// The letter.
#[component]
pub fn LetterView(here: Office, of: Slot) -> impl IntoView {
    let Office { device, notebook, .. } = here;
    let words = office::words(device.language());
    let copied = RwSignal::new(false);
    let letter = Memo::new(move |_| {
        let number = of.value(&Field::Number);
        let all = dossiers(&here.unit.get());
        let dossier = all.iter().find(|of| Some(of.number.as_str()) == number.as_text())?;
        let unit = notebook.unit().map(|unit| unit.name).unwrap_or_default();
        let procedure = dossier
            .procedure
            .as_ref()
            .map(|key| here.procedures.with(|procedures| super::day::title_of(procedures, key)));
        let day = dossier.issued.unwrap_or_else(|| notebook.today());
        let form = forms(FORMS)?.into_iter().find(|form| form.holds(day))?;
        Some(form.letter(dossier, &format!("UBND {}", lower_first(&unit)), &procedure.unwrap_or_default()))
    });
    let text = move || letter.get().map(|letter| plain(&letter)).unwrap_or_default();
    let body = move || {
        letter.get().map(|letter| {
            view! {
                <article class="letter" lang="vi">
                    <p class="letter-number">{office::letter_head(&letter)}</p>
                    <h3>{letter.title}</h3>
                    {letter.paragraphs.into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}
                    <p class="letter-basis">{format!("({})", letter.basis)}</p>
                </article>
            }
        })
    };
    view! {
        {body}
        <div class="letter-buttons">
            <button type="button" class="button" on:click=move |_| page::print()>{words.print}</button>
            <button type="button" class="button" on:click=move |_| {
                let text = text();
                spawn_local(async move {
                    let done = page::copy(&text).await;
                    let _ = copied.try_set(done);
                });
            }>
                {move || if copied.get() { words.copied } else { words.copy }}
            </button>
        </div>
    }
}

/// "Phường An Lạc" within a name: "phường An Lạc".
fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

fn plain(letter: &Letter) -> String {
    let body = letter.paragraphs.join("\n\n");
    format!("{}\n\n{}\n\n{body}\n\n({})", office::letter_head(letter), letter.title, letter.basis)
}
