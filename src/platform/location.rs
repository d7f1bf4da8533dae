//! Addresses: links that do not load, the back button, and where the list was scrolled to.

use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{HtmlAnchorElement, HtmlElement, MouseEvent, Window, window};

/// The path and the fragment of the address.
pub fn here() -> (String, String) {
    let location = window().map(|w| w.location());
    let part = |read: fn(&web_sys::Location) -> Result<String, JsValue>| {
        location.as_ref().and_then(|l| read(l).ok()).unwrap_or_default()
    };
    (part(|l| l.pathname()), part(|l| l.hash()))
}

/// Runs `changed` when the address changes: by a click on a link of ours, which is kept from loading, or by
/// the browser's buttons. Lives as long as the tab.
pub fn follow(changed: impl Fn() + Clone + 'static) {
    let Some(window) = window() else { return };
    let Some(document) = window.document() else { return };
    // Where the page was scrolled to at the address that was left, to be there again on the way back.
    let list: Rc<Cell<f64>> = Rc::default();

    let (then, place) = (changed.clone(), list.clone());
    let click = Closure::<dyn FnMut(MouseEvent)>::new(move |event: MouseEvent| {
        let Some(address) = ours(&event) else { return };
        event.prevent_default();
        go(&address, &place, &then);
    });
    let _ = document.add_event_listener_with_callback("click", click.as_ref().unchecked_ref());
    click.forget();

    let back = Closure::<dyn FnMut()>::new(move || {
        super::page::leave_field();
        changed();
    });
    let _ = window.add_event_listener_with_callback("popstate", back.as_ref().unchecked_ref());
    back.forget();
}

/// Puts an address of ours above the one that is open, as a click on a link does; whoever calls it shows the screen.
pub fn push(address: &str) -> bool {
    let pushed = window()
        .and_then(|w| w.history().ok())
        .map(|h| h.push_state_with_url(&JsValue::NULL, "", Some(address)));
    matches!(pushed, Some(Ok(())))
}

fn go(address: &str, list: &Cell<f64>, changed: &impl Fn()) {
    let Some(window) = window() else { return };
    let at_list = |window: &Window| {
        window.location().pathname().is_ok_and(|path| matches!(path.as_str(), "/" | "/viec"))
    };
    if at_list(&window) {
        list.set(window.scroll_y().unwrap_or(0.0));
    }
    super::page::leave_field();
    if !push(address) {
        return;
    }
    changed();
    window.scroll_to_with_x_and_y(0.0, if at_list(&window) { list.get() } else { 0.0 });
    // A screen reader goes on from the new content; the item's screen takes the focus to its heading itself.
    let content = window.document().and_then(|d| d.get_element_by_id("noi-dung"));
    if let Some(content) = content.and_then(|c| c.dyn_into::<HtmlElement>().ok()) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = content.focus_with_options(&options);
    }
}

/// The address of the link that was clicked, if it is one of ours and an ordinary click.
fn ours(event: &MouseEvent) -> Option<String> {
    let special = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || special {
        return None;
    }
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let link: HtmlAnchorElement = target.closest("a[href]").ok()??.dyn_into().ok()?;
    let href = link.get_attribute("href")?;
    // Ours begin with one slash; `#…` is the page's own and goes the browser's way.
    let inside = href.starts_with('/') && !href.starts_with("//") && link.target().is_empty();
    inside.then_some(href)
}
