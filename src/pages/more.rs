//! "Thêm": the person, the device, the app.

use crate::{
    components::devices::{Devices, Listing},
    pages::sign_in::SignInForm,
    platform::{file, page, prefs::Theme, worker::Readiness},
    state::{Device, Files, Handed, Notebook},
    text::{Language, later, phrases},
};
use leptos::{prelude::*, task::spawn_local};
use sotay_core::drive::Link;

/// The screen.
#[component]
pub fn MorePage() -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let more = later::words(device.language());
    device.look_at_storage();
    notebook.look_at_devices();
    page::set_title(&format!("{} · {}", device.words().more, device.words().app));
    let sign_out = move |_| {
        let changes = untrack(|| notebook.with_replica(|r| r.pending().count())).unwrap_or(0);
        let pending = changes + notebook.files_untracked().0;
        let language = untrack(|| device.language());
        if pending == 0 || page::confirm(&phrases::sign_out_pending(language, pending)) {
            spawn_local(notebook.sign_out());
        }
    };
    let readiness = move || match device.readiness() {
        Readiness::Preparing => more.offline_not_ready,
        Readiness::Ready => more.offline_ready,
        Readiness::Unsupported => more.offline_unsupported,
    };
    let used = move || {
        let report = device.storage();
        match report.used {
            Some((used, quota)) => phrases::stored(device.language(), used, quota),
            None => more.storage_unknown.to_owned(),
        }
    };
    let held = move || {
        let (count, bytes) = Files::here().map(|files| files.held()).unwrap_or_default();
        (count > 0).then(|| view! { <p>{phrases::files_held(device.language(), count, bytes)}</p> })
    };
    let kept = move || {
        match device.storage().kept {
            Some(true) => view! { <p>{more.storage_kept}</p> }.into_any(),
            Some(false) => view! {
                <p>{more.storage_not_kept}</p>
                <button type="button" class="button" on:click=move |_| device.keep_storage()>{more.keep_storage}</button>
            }
            .into_any(),
            None => ().into_any(),
        }
    };
    let languages = [Language::Vi, Language::En].map(|language| {
        view! {
            <button
                type="button"
                class="choice"
                lang=language.code()
                aria-pressed=move || (device.language() == language).to_string()
                on:click=move |_| device.set_language(language)
            >
                {language.name()}
            </button>
        }
    });
    let themes = [Theme::System, Theme::Light, Theme::Dark].map(|theme| {
        let name = move || match theme {
            Theme::System => more.theme_system,
            Theme::Light => more.theme_light,
            Theme::Dark => more.theme_dark,
        };
        view! {
            <button
                type="button"
                class="choice"
                aria-pressed=move || (device.theme() == theme).to_string()
                on:click=move |_| device.set_theme(theme)
            >
                {name}
            </button>
        }
    });
    view! {
        <div class="page more">
            <h1 class="visually-hidden">{device.words().more}</h1>
            <section class="card">
                <h2>{more.person}</h2>
                {move || notebook.session().map(|session| view! {
                    <p><b>{session.person.name}</b></p>
                    <p>{phrases::role(device.language(), session.person.role)}" · "{session.person.account}</p>
                })}
                {move || (notebook.link() == Link::SignedOut).then(|| {
                    let account = notebook.session().map(|s| s.person.account).unwrap_or_default();
                    view! { <h3>{device.words().sign_in_again}</h3> <SignInForm account=account/> }
                })}
                <button type="button" class="button" on:click=sign_out>{device.words().sign_out}</button>
            </section>
            <section class="card">
                <h2>{device.words().device}</h2>
                <p role="status">{readiness}</p>
                <h3>{more.storage}</h3>
                <p>{used}</p>
                {held}
                {kept}
                <h3>{more.version}</h3>
                <p>{env!("CARGO_PKG_VERSION")}</p>
                {move || if device.has_update() {
                    view! {
                        <p>{device.words().update_ready}</p>
                        <button type="button" class="button button-main" on:click=move |_| device.update()>
                            {device.words().update_now}
                        </button>
                    }.into_any()
                } else {
                    view! { <p>{more.up_to_date}</p> }.into_any()
                }}
            </section>
            <Carry/>
            <Fleet/>
            <section class="card">
                <h2>{device.words().language}</h2>
                <div class="choices" role="group" aria-label=device.words().language>{languages.collect_view()}</div>
                <h2>{more.theme}</h2>
                <div class="choices" role="group" aria-label=more.theme>{themes.collect_view()}</div>
            </section>
        </div>
    }
}

/// Unsent work as a file: saved here, or brought from another device.
#[component]
fn Carry() -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let (words, more) = (device.words(), later::words(device.language()));
    let handed: RwSignal<Option<Handed>> = RwSignal::new(None);
    let chosen = move |event: leptos::ev::Event| {
        spawn_local(async move {
            let Some(text) = file::chosen(&event).await else { return };
            handed.set(Some(Handed::Sending));
            let done = notebook.hand_over(&text).await;
            handed.set(Some(done));
        });
    };
    let said = move || match handed.get() {
        None => String::new(),
        Some(Handed::Sending) => more.handing.to_owned(),
        Some(Handed::Over { taken, refused, name }) => {
            phrases::handed_over(device.language(), taken, refused, &name)
        }
        Some(Handed::NotOurs) => more.handed_not_ours.to_owned(),
        Some(Handed::OutOfDate) => more.handed_out_of_date.to_owned(),
        Some(Handed::Unreachable) => more.handed_unreachable.to_owned(),
        Some(Handed::Denied) => more.handed_denied.to_owned(),
        Some(Handed::Nothing) => words.nothing_unsent.to_owned(),
        Some(Handed::SignedOut) => words.sign_in_again.to_owned(),
        Some(Handed::TooOld) => words.too_old.to_owned(),
        Some(Handed::Trouble) => words.server_trouble.to_owned(),
    };
    let has_unsent = move || {
        notebook.with_replica(|r| r.pending().next().is_some() || !r.drawer.is_empty()).unwrap_or(false)
    };
    view! {
        <section class="card">
            <h2>{words.sync}</h2>
            <Show when=has_unsent>
                <button type="button" class="button" on:click=move |_| notebook.export()>{words.export_unsent}</button>
            </Show>
            <label class="button file-button">
                {more.import_unsent}
                <input type="file" class="visually-hidden" accept="application/json,.json" on:change=chosen/>
            </label>
            <p class="more-hint">{more.import_hint}</p>
            <p role="status">{said}</p>
        </section>
    }
}

/// The devices, and what each last said that it holds.
#[component]
fn Fleet() -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let more = later::words(device.language());
    let list = move || {
        let Some(reports) = notebook.devices() else {
            return view! { <p>{more.devices_away}</p> }.into_any();
        };
        let (language, now) = (device.language(), notebook.now());
        let mut devices = Vec::new();
        // Whoever signed in and was never heard of since holds nothing that anyone knows of.
        for report in reports.into_iter().filter(|report| report.contact_at.is_some()) {
            devices.push(Listing {
                who: phrases::by_at(&report.name, &report.device),
                holds: match report.pending {
                    0 => more.device_clear.to_owned(),
                    pending => phrases::device_holds(language, pending, report.oldest, now),
                },
                holds_any: report.pending > 0,
                heard: phrases::device_heard(language, report.contact_at.unwrap_or(now), now),
            });
        }
        view! { <p class="more-hint">{more.devices_hint}</p> <Devices devices=devices/> }.into_any()
    };
    view! { <section class="card"><h2>{more.devices}</h2>{list}</section> }
}
