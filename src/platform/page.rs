//! The document and the window.

use super::prefs::Theme;
use crate::text::Language;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlDialogElement, HtmlElement, VisibilityState, window};

/// What the browser calls itself, for the list of devices.
pub fn browser() -> String {
    let agent = window().and_then(|w| w.navigator().user_agent().ok()).unwrap_or_default();
    let has = |name: &&str| agent.contains(*name);
    let browser = ["Edg", "Firefox", "Chrome", "Safari"].into_iter().find(has).unwrap_or("?");
    let system =
        ["Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"].into_iter().find(has).unwrap_or("?");
    format!("{} · {system}", if browser == "Edg" { "Edge" } else { browser })
}

/// Writes language and theme on the root element.
pub fn dress(language: Language, theme: Theme) {
    let Some(root) = window().and_then(|w| w.document()).and_then(|d| d.document_element()) else { return };
    let _ = root.set_attribute("lang", language.code());
    let _ = root.set_attribute("data-theme", theme.name());
}

/// Names the tab.
pub fn set_title(title: &str) {
    if let Some(document) = window().and_then(|w| w.document()) {
        document.set_title(title);
    }
}

/// Takes the painted shell away once the app stands in its place.
pub fn drop_shell() {
    if let Some(shell) = window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id("boot")) {
        shell.remove();
    }
}

/// Moves the focus to an element, so that a screen reader goes on from there.
pub fn focus(element: &HtmlElement) {
    let _ = element.focus();
}

/// Scrolls the element with this id into view; once more when the page has grown.
pub fn scroll_to(id: &str) {
    if let Some(element) = window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id(id)) {
        element.scroll_into_view();
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// Prints the page.
pub fn print() {
    if let Some(window) = window() {
        let _ = window.print();
    }
}

/// Puts a text on the clipboard; says whether the browser let it. There is none at an address without https.
pub async fn copy(text: &str) -> bool {
    let Some(window) = window().filter(web_sys::Window::is_secure_context) else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// Swipes a line of links along until the current one is in its middle.
pub fn swipe_to_current(line: &HtmlElement) {
    let current = line.query_selector("[aria-current]").ok().flatten();
    if let Some(entry) = current.and_then(|entry| entry.dyn_into::<HtmlElement>().ok()) {
        let margin = (line.client_width() - entry.offset_width()) / 2;
        line.set_scroll_left(entry.offset_left() - line.offset_left() - margin);
    }
}

/// Takes the focus from the field that has it, which saves what was typed there: a field that leaves the
/// document, or an app that is swiped away, says nothing by itself.
pub fn leave_field() {
    let active = window().and_then(|w| w.document()).and_then(|d| d.active_element());
    if let Some(field) = active.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = field.blur();
    }
}

/// Whether keys belong to something: a field that has the focus, or a dialog that is open.
pub fn takes_keys() -> bool {
    let Some(document) = window().and_then(|w| w.document()) else { return false };
    let field = document
        .active_element()
        .is_some_and(|active| matches!(active.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
    field || document.query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some())
}

/// Opens a dialog above everything else.
pub fn open(dialog: &HtmlDialogElement) {
    if !dialog.open() {
        let _ = dialog.show_modal();
    }
}

/// Closes a dialog.
pub fn close(dialog: &HtmlDialogElement) {
    dialog.close();
}

/// Asks yes or no.
pub fn confirm(question: &str) -> bool {
    window().and_then(|w| w.confirm_with_message(question).ok()).unwrap_or(false)
}

/// Whether the tab is in view.
pub fn is_visible() -> bool {
    let document = window().and_then(|w| w.document());
    document.is_some_and(|d| d.visibility_state() == VisibilityState::Visible)
}

/// Runs `then` whenever the network may be back or the tab is shown again, and `hidden` when it no longer is.
/// Lives as long as the tab.
pub fn on_wake(then: impl Fn() + Clone + 'static, hidden: impl Fn() + 'static) {
    let Some(window) = window() else { return };
    let again = then.clone();
    let online = Closure::<dyn FnMut()>::new(again);
    let _ = window.add_event_listener_with_callback("online", online.as_ref().unchecked_ref());
    online.forget();
    let Some(document) = window.document() else { return };
    let shown = Closure::<dyn FnMut()>::new(move || {
        if is_visible() {
            then();
        } else {
            leave_field();
            hidden();
        }
    });
    let _ = document.add_event_listener_with_callback("visibilitychange", shown.as_ref().unchecked_ref());
    shown.forget();
}

/// Loads the app anew.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}
