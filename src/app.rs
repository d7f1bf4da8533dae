//! The application: providers, routes, and the frame around the screens.

use crate::{
    components::{
        banner::{Notice, PracticeStrip},
        frame::{HeadUnit, Navigation},
    },
    pages::{checklist::Workbench, later::Later, not_found::NotFound, sign_in::SignInPage, sync::Sync},
    platform::page,
    state::{Device, Navigator, Notebook, Phase, Route, Trouble},
    store::StoreError,
    sync::driver,
    text::{Words, phrases},
};
use leptos::prelude::*;
/// Mounts the application and starts what runs beside it.
pub fn start() {
    mount_to_body(App);
    page::drop_shell();
}

/// Before there is anything to say.
fn opening() -> AnyView {
    view! { <main class="opening" aria-busy="true"></main> }.into_any()
}

/// The application.
#[component]
fn App() -> impl IntoView {
    let device = Device::open();
    let notebook = Notebook::new();
    provide_context(device);
    provide_context(notebook);
    provide_context(Navigator::open());
    let later = Later::open(notebook);
    provide_context(later);
    driver::start(notebook);
    device.prepare_offline();
    view! {
        {move || match notebook.phase() {
            _ if !later.has_words_of(device.watch_language()) => opening(),
            Phase::Opening => opening(),
            Phase::SignIn => view! { <SignInPage/> }.into_any(),
            Phase::Failed(error) => {
                let text = phrases::open_failed(device.language(), &said(device.words(), &error));
                view! { <main class="failed" role="alert"><h1>{device.words().app}</h1><p>{text}</p></main> }.into_any()
            }
            Phase::Ready => view! { <Screens/> }.into_any(),
        }}
    }
}

/// The screens of someone who is signed in on this device.
#[component]
fn Screens() -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let navigator = expect_context::<Navigator>();
    let later = expect_context::<Later>();
    // The list stays in place while items are opened: one place, whichever of its screens is open.
    let place = Memo::new(move |_| match navigator.route() {
        Route::Checklist | Route::Item(_) => Some(0),
        Route::Counter(_) => Some(1),
        Route::Targets(_) | Route::Periods => Some(2),
        Route::Plan(..) | Route::Versions | Route::Proposals => Some(3),
        Route::More => Some(4),
        Route::Search => Some(5),
        Route::Lost => None,
    });
    let who = move || {
        let session = notebook.session()?;
        let role = phrases::role(device.language(), session.person.role);
        Some(phrases::by_at(&session.person.name, role))
    };
    let units = move || {
        let units = notebook.session().map(|s| s.units).unwrap_or_default();
        if notebook.sees_many() { units } else { Vec::new() }
    };
    view! {
            <a class="skip" href="#noi-dung">{device.words().skip_to_content}</a>
            {move || notebook.practice().map(|today| {
                view! { <PracticeStrip text=phrases::practice(device.language(), today)/> }
            })}
            // The sheet stays open while the unit and the names beside it change.
            <header class="head">
                {move || view! {
                    <HeadUnit
                        words=device.words()
                        unit=notebook.unit()
                        units=units()
                        who=who().unwrap_or_default()
                        on_unit=Callback::new(move |unit| notebook.look_at(unit))
                    />
                }}
                <span class="head-find">{later.draw(Box::new(|screens| (screens.find)()))}</span>
                <Sync/>
            </header>
            <div class="notices">
                {move || notebook.trouble().map(|trouble| {
                    let words = device.words();
                    let text = match &trouble {
                        Trouble::Store(error) => said(words, error),
                        Trouble::NotTaken(StoreError::Newer) => words.store_newer.to_owned(),
                        Trouble::NotTaken(_) => words.not_taken.to_owned(),
                        Trouble::TooLong => words.too_long.to_owned(),
                        Trouble::NotRecorded => words.not_recorded.to_owned(),
                    };
                    // Another tab brought the storage to a newer version: only a newer page can go on.
                    let newer = |trouble: &Trouble| {
                        matches!(trouble, Trouble::Store(error) | Trouble::NotTaken(error) if *error == StoreError::Newer)
                    };
                    let reload = newer(&trouble);
                    let action = if reload { words.reload } else { words.close };
                    let act = Callback::new(move |()| if reload { page::reload() } else { notebook.dismiss() });
                    view! { <Notice text=text error=true action=action on_action=act/> }
                })}
                {move || later.is_missing().then(|| {
                    let words = device.words();
                    view! {
                        <Notice
                            text=words.part_missing
                            error=true
                            action=words.try_again
                            on_action=Callback::new(move |()| later.fetch())
                        />
                    }
                })}
                {move || later.screens().map(|screens| (screens.news)())}
                {move || device.has_update().then(|| {
                    let words = device.words();
                    view! {
                        <Notice
                            text=words.update_ready
                            action=words.update_now
                            on_action=Callback::new(move |()| device.update())
                        />
                    }
                })}
            </div>
            <main class="content" id="noi-dung" tabindex="-1">
                {move || match place.get() {
                    Some(0) => view! { <Workbench/> }.into_any(),
                    Some(place) => match later.screens() {
                        Some(screens) => match place {
                            1 => (screens.counter)(),
                            2 => (screens.targets)(),
                            3 => (screens.plan)(),
                            4 => (screens.more)(),
                            _ => (screens.search)(),
                        },
                        None => view! { <p class="workbench-hint" aria-busy="true">{device.words().opening}</p> }.into_any(),
                    },
                    None => view! { <NotFound/> }.into_any(),
                }}
            </main>
            {move || view! { <Navigation words=device.words() open=place.get()/> }}
    }
}

/// What a storage error says to a person.
pub fn said(words: &Words, error: &StoreError) -> String {
    match error {
        StoreError::Full => words.full.into(),
        StoreError::Aborted => words.aborted.into(),
        StoreError::Closed | StoreError::NotEnrolled => words.store_closed.into(),
        StoreError::Newer => words.store_newer.into(),
        StoreError::Unavailable => words.store_unavailable.into(),
        StoreError::Damaged(cause) | StoreError::Other(cause) => format!("{} ({cause})", words.not_recorded),
    }
}
