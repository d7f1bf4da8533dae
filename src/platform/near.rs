//! Whether something is near the screen.

use js_sys::Array;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit, window};

/// How far above and below the screen is near: what a fling shows before the next frame.
const MARGIN: &str = "1500px 0px";

/// Where an element is.
pub struct Sight {
    /// Whether it is on the screen or near it.
    pub near: bool,
    /// Its height in CSS pixels; 0 while it is not laid out.
    pub height: usize,
    /// Whether the focus is in it.
    pub focused: bool,
}

/// Watches an element. Dropping it ends that.
pub struct Watch {
    observer: IntersectionObserver,
    _seen: Closure<dyn FnMut(Array)>,
}

/// Tells where an element is, now and whenever it comes near or leaves. None where the browser has no such thing:
/// then it is told once that it is near.
pub fn watch(element: &Element, tell: impl Fn(Sight) + 'static) -> Option<Watch> {
    let of = element.clone();
    let tell = std::rc::Rc::new(tell);
    let told = tell.clone();
    let seen = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
        let Ok(entry) =
            entries.get(entries.length().saturating_sub(1)).dyn_into::<IntersectionObserverEntry>()
        else {
            return;
        };
        let active = window().and_then(|w| w.document()).and_then(|d| d.active_element());
        told(Sight {
            near: entry.is_intersecting(),
            height: entry.bounding_client_rect().height() as usize,
            focused: active.is_some_and(|active| of.contains(Some(&active))),
        });
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin(MARGIN);
    match IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &options) {
        Ok(observer) => {
            observer.observe(element);
            Some(Watch { observer, _seen: seen })
        }
        Err(_) => {
            tell(Sight { near: true, height: 0, focused: false });
            None
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
