//! The device: language, theme, readiness, storage.

use crate::{
    platform::{
        page, prefs,
        prefs::Theme,
        storage,
        worker::{self, News, Readiness},
    },
    text::{Language, Words},
};
use leptos::{prelude::*, task::spawn_local};

/// What the app knows of the device and its preferences.
#[derive(Clone, Copy)]
pub struct Device {
    language: RwSignal<Language>,
    theme: RwSignal<Theme>,
    readiness: RwSignal<Readiness>,
    update: RwSignal<bool>,
    storage: RwSignal<storage::Report>,
}

impl Device {
    /// Reads the preferences and dresses the page in them.
    pub fn open() -> Self {
        let device = Self {
            language: RwSignal::new(prefs::language()),
            theme: RwSignal::new(prefs::theme()),
            readiness: RwSignal::new(Readiness::default()),
            update: RwSignal::new(false),
            storage: RwSignal::new(storage::Report::default()),
        };
        page::dress(device.language.get_untracked(), device.theme.get_untracked());
        device
    }

    /// Registers the service worker; nothing on the screen waits for it.
    pub fn prepare_offline(self) {
        spawn_local(async move {
            worker::register(move |news| match news {
                News::Readiness(readiness) => self.readiness.set(readiness),
                News::UpdateWaiting => self.update.set(true),
            })
            .await;
        });
    }

    /// The language. Not tracked: the whole screen is built anew when it changes, so that words are plain
    /// texts everywhere and not hundreds of things to watch.
    pub fn language(self) -> Language {
        self.language.get_untracked()
    }

    /// The language, tracked: for the one place that builds the screen.
    pub fn watch_language(self) -> Language {
        self.language.get()
    }

    /// The words of the language.
    pub fn words(self) -> &'static Words {
        self.language().words()
    }

    /// Chooses the language.
    pub fn set_language(self, language: Language) {
        self.language.set(language);
        prefs::set_language(language);
        page::dress(language, self.theme.get_untracked());
    }

    /// The theme.
    pub fn theme(self) -> Theme {
        self.theme.get()
    }

    /// Chooses the theme.
    pub fn set_theme(self, theme: Theme) {
        self.theme.set(theme);
        prefs::set_theme(theme);
        page::dress(self.language.get_untracked(), theme);
    }

    /// Whether the app starts without a network.
    pub fn readiness(self) -> Readiness {
        self.readiness.get()
    }

    /// Whether a new version waits for consent.
    pub fn has_update(self) -> bool {
        self.update.get()
    }

    /// Puts the waiting version in place.
    pub fn update(self) {
        spawn_local(worker::update());
    }

    /// How much is stored.
    pub fn storage(self) -> storage::Report {
        self.storage.get()
    }

    /// Asks how much is stored.
    pub fn look_at_storage(self) {
        spawn_local(async move { self.storage.set(storage::report().await) });
    }

    /// Asks the browser to keep the data.
    pub fn keep_storage(self) {
        spawn_local(async move {
            storage::keep().await;
            self.storage.set(storage::report().await);
        });
    }
}
