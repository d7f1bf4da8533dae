//! Signing in: once on a device, over the network.

use crate::{
    platform::page,
    state::{Device, Notebook},
    sync::api::ApiError,
    text::{Language, phrases},
};
use leptos::{prelude::*, task::spawn_local};

/// The screen of someone who is not signed in on this device.
#[component]
pub fn SignInPage() -> impl IntoView {
    let device = expect_context::<Device>();
    page::set_title(device.words().app);
    let other = match device.language() {
        Language::Vi => Language::En,
        Language::En => Language::Vi,
    };
    view! {
        <main class="sign-in">
            <h1>{device.words().app}</h1>
            <p class="sign-in-tagline">{device.words().tagline}</p>
            <SignInForm account=String::new()/>
            <p class="sign-in-once">{device.words().sign_in_once}</p>
            <button type="button" class="link" on:click=move |_| device.set_language(other)>
                {other.name()}
            </button>
        </main>
    }
}

/// The form; with an account filled in when a session ran out.
#[component]
pub fn SignInForm(account: String) -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let account = RwSignal::new(account);
    let password = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<ApiError>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let result =
                notebook.sign_in(account.get_untracked().trim().to_owned(), password.get_untracked()).await;
            // On success the form is gone, and its signals with it.
            if let Err(cause) = result {
                let _ = error.try_set(Some(cause));
            }
            let _ = busy.try_set(false);
        });
    };
    let said = move |cause: ApiError| {
        let (language, words) = (device.language(), device.words());
        match cause {
            ApiError::SignedOut => words.bad_credentials.to_owned(),
            ApiError::Unreachable | ApiError::Portal => words.sign_in_offline.to_owned(),
            ApiError::TooOld => words.too_old.to_owned(),
            ApiError::Unreadable => words.server_trouble.to_owned(),
            ApiError::Busy { retry_after: Some(seconds) } => phrases::try_later(language, seconds),
            ApiError::Busy { retry_after: None } => phrases::server_said(language, 503),
            ApiError::Refused(problem) if problem.kind == "bad-credentials" => {
                words.bad_credentials.to_owned()
            }
            ApiError::Refused(problem) => phrases::server_said(language, problem.status),
        }
    };
    view! {
        <form class="sign-in-form" on:submit=submit>
            <label class="field">
                <span class="field-label">{device.words().account}</span>
                <input
                    type="text"
                    name="account"
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                    required
                    prop:value=account
                    on:input=move |event| account.set(event_target_value(&event))
                />
            </label>
            <label class="field">
                <span class="field-label">{device.words().password}</span>
                <input
                    type="password"
                    name="password"
                    autocomplete="current-password"
                    required
                    prop:value=password
                    on:input=move |event| password.set(event_target_value(&event))
                />
            </label>
            <p class="sign-in-error" role="alert">{move || error.get().map(said)}</p>
            <button type="submit" class="button button-main" disabled=move || busy.get()>
                {move || if busy.get() { device.words().signing_in } else { device.words().sign_in }}
            </button>
        </form>
    }
}
