//! Small preferences of the device, in local storage: never anything that must not be lost.

use crate::text::Language;
use gloo_storage::{LocalStorage, Storage};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sotay_core::ids::UnitId;

const UNIT: &str = "sotay.unit";
const VIEW: &str = "sotay.view";
const LANGUAGE: &str = "sotay.language";
const THEME: &str = "sotay.theme";
const PLAN_SEEN: &str = "sotay.plan-seen";

/// Light, dark, or as the device has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the device has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The value of the root element's `data-theme`.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

fn get<T: DeserializeOwned>(key: &str) -> Option<T> {
    LocalStorage::get(key).ok()
}

fn set<T: Serialize>(key: &str, value: T) {
    // A browser without local storage forgets the preference; nothing else depends on it.
    let _ = LocalStorage::set(key, value);
}

/// The unit looked at last.
pub fn unit() -> Option<UnitId> {
    get(UNIT)
}

/// Remembers the unit looked at.
pub fn set_unit(unit: &UnitId) {
    set(UNIT, unit);
}

/// How the list of a unit was looked at last, as text.
pub fn view(unit: &UnitId) -> String {
    get(&format!("{VIEW}.{unit}")).unwrap_or_default()
}

/// Remembers how the list of a unit is looked at.
pub fn set_view(unit: &UnitId, view: String) {
    set(&format!("{VIEW}.{unit}"), view);
}

/// The language.
pub fn language() -> Language {
    get(LANGUAGE).unwrap_or_default()
}

/// Remembers the language.
pub fn set_language(language: Language) {
    set(LANGUAGE, language);
}

/// The version of the plan whose news were put away.
pub fn plan_seen() -> Option<String> {
    get(PLAN_SEEN)
}

/// Remembers that the news of a version were put away.
pub fn set_plan_seen(digest: &str) {
    set(PLAN_SEEN, digest);
}

/// The theme.
pub fn theme() -> Theme {
    get(THEME).unwrap_or_default()
}

/// Remembers the theme.
pub fn set_theme(theme: Theme) {
    set(THEME, theme);
}
