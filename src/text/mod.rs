//! Every word on the screens, in Vietnamese and in English.
//!
//! Fixed words are fields of [`Words`], so that a language without one does not compile. Sentences with
//! numbers, names or dates in them are functions of [`phrases`].

mod en;
pub mod later;
pub mod office;
pub mod phrases;
pub mod plans;
mod vi;

use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// A language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// Tiếng Việt.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// The code for the document's `lang`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// Its own name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vi => "Tiếng Việt",
            Self::En => "English",
        }
    }

    /// Its words. Until the English ones are here ([`learn_english`]), Vietnamese ones stand in.
    pub fn words(self) -> &'static Words {
        match self {
            Self::Vi => &vi::WORDS,
            Self::En => ENGLISH.get().copied().unwrap_or(&vi::WORDS),
        }
    }
}

static ENGLISH: OnceLock<&'static Words> = OnceLock::new();

/// Brings the English words. They come with the second piece of the program, and so only from there may this be
/// called: few people need them, and they are not few.
pub fn learn_english() {
    let _ = ENGLISH.set(&en::WORDS);
}

/// The fixed words of a language.
#[allow(missing_docs)] // Each name says what its text says.
pub struct Words {
    pub app: &'static str,
    pub tagline: &'static str,
    // Navigation and frame.
    pub nav: &'static str,
    pub checklist: &'static str,
    pub counter: &'static str,
    pub targets: &'static str,
    pub plan: &'static str,
    pub more: &'static str,
    pub back_to_list: &'static str,
    pub skip_to_content: &'static str,
    pub choose_unit: &'static str,
    pub read_only: &'static str,
    pub not_found: &'static str,
    pub close: &'static str,
    pub part_missing: &'static str,
    pub try_again: &'static str,
    // Signing in.
    pub sign_in: &'static str,
    pub sign_in_again: &'static str,
    pub sign_out: &'static str,
    pub account: &'static str,
    pub password: &'static str,
    pub signing_in: &'static str,
    pub bad_credentials: &'static str,
    pub sign_in_offline: &'static str,
    pub sign_in_once: &'static str,
    // Checklist.
    pub segments: &'static str,
    pub to_do: &'static str,
    pub mine: &'static str,
    pub waiting: &'static str,
    pub all: &'static str,
    pub overdue: &'static str,
    pub due_soon: &'static str,
    pub folded: &'static str,
    pub empty_to_do: &'static str,
    pub empty_mine: &'static str,
    pub empty_waiting: &'static str,
    pub empty_all: &'static str,
    pub first_fetch: &'static str,
    pub no_plan: &'static str,
    pub no_unit: &'static str,
    pub pick_an_item: &'static str,
    pub direct: &'static str,
    // States.
    pub state: &'static str,
    pub todo: &'static str,
    pub doing: &'static str,
    pub waits: &'static str,
    pub done: &'static str,
    pub not_applicable: &'static str,
    pub not_applicable_dots: &'static str,
    pub why_not_applicable: &'static str,
    pub reason: &'static str,
    pub confirm: &'static str,
    pub cancel: &'static str,
    // Item.
    pub due: &'static str,
    pub no_due: &'static str,
    pub milestone: &'static str,
    pub assignee: &'static str,
    pub assignee_hint: &'static str,
    pub lead: &'static str,
    pub coordinators: &'static str,
    pub deadline: &'static str,
    pub linked: &'static str,
    pub products: &'static str,
    pub number: &'static str,
    pub issued: &'static str,
    pub date_hint: &'static str,
    pub bad_date: &'static str,
    pub note: &'static str,
    pub note_hint: &'static str,
    pub waits_for: &'static str,
    pub activate: &'static str,
    pub fold_again: &'static str,
    pub folded_hint: &'static str,
    pub undo: &'static str,
    // Two versions.
    pub two_versions: &'static str,
    pub keep_this: &'static str,
    pub merge: &'static str,
    pub merged: &'static str,
    pub save_merged: &'static str,
    pub empty_value: &'static str,
    // Saving.
    pub saved_here: &'static str,
    pub on_server: &'static str,
    pub refused_one: &'static str,
    pub two_versions_one: &'static str,
    pub offline_saved: &'static str,
    pub portal: &'static str,
    pub server_trouble: &'static str,
    pub never_synced: &'static str,
    pub receiving: &'static str,
    pub too_old: &'static str,
    pub full: &'static str,
    pub aborted: &'static str,
    pub reload: &'static str,
    pub store_closed: &'static str,
    pub store_newer: &'static str,
    pub store_unavailable: &'static str,
    pub too_long: &'static str,
    pub not_recorded: &'static str,
    pub not_taken: &'static str,
    pub opening: &'static str,
    // Sync sheet.
    pub sync: &'static str,
    pub sync_now: &'static str,
    pub unsent: &'static str,
    pub nothing_unsent: &'static str,
    pub refused: &'static str,
    pub do_again: &'static str,
    pub drop: &'static str,
    pub drop_sure: &'static str,
    pub last_sync: &'static str,
    // Remarks and history.
    pub remarks: &'static str,
    pub remark_hint: &'static str,
    pub remark_add: &'static str,
    pub history: &'static str,
    pub history_none: &'static str,
    pub history_away: &'static str,
    pub on_list_field: &'static str,
    pub on_list: &'static str,
    pub off_list: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    // Unsent work as a file, and devices.
    pub export_unsent: &'static str,
    // Plan reader.
    pub contents: &'static str,
    pub decision: &'static str,
    pub appendix: &'static str,
    pub article: &'static str,
    pub recipients: &'static str,
    pub see_source: &'static str,
    pub see_corrected: &'static str,
    pub footnote: &'static str,
    pub see_also: &'static str,
    pub in_checklist: &'static str,
    // Device.
    pub device: &'static str,
    pub update_ready: &'static str,
    pub update_now: &'static str,
    pub language: &'static str,
    pub role_officer: &'static str,
    pub role_chair: &'static str,
    pub role_district: &'static str,
    pub role_administrator: &'static str,
    // Own items, events, the district's word.
    pub duties: &'static str,
    pub own_items: &'static str,
    pub dropped: &'static str,
    pub own_title: &'static str,
    pub own_add: &'static str,
    pub own_remove: &'static str,
    pub own_remove_sure: &'static str,
    pub product_add: &'static str,
    pub product_hint: &'static str,
    pub product_remove: &'static str,
    pub add: &'static str,
    pub removed: &'static str,
    pub file: &'static str,
    pub event: &'static str,
    pub event_waits: &'static str,
    pub event_came: &'static str,
    pub event_again: &'static str,
    pub event_due: &'static str,
    pub answer: &'static str,
    pub reply: &'static str,
    pub answer_open: &'static str,
    pub answer_accepted: &'static str,
    pub answer_returned: &'static str,
    pub answer_accepted_long: &'static str,
    pub answer_returned_long: &'static str,
    pub reply_hint: &'static str,
    pub membership: &'static str,
    pub membership_on: &'static str,
    pub membership_all: &'static str,
    pub membership_one: &'static str,
    pub membership_reset: &'static str,
}
