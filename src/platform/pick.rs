//! Rows of a list held and tapped: a long press by finger begins picking, and then a tap picks.

use gloo_timers::callback::Timeout;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, PointerEvent, window};

/// How long a finger rests on a row to pick it, in milliseconds.
const HOLD: u32 = 500;

/// How far it may slip meanwhile, in CSS pixels.
const SLIP: i32 = 12;

type Heard = Closure<dyn FnMut(Event)>;

/// What is listened to. Dropping it ends that.
pub struct Listening {
    list: HtmlElement,
    heard: Vec<(&'static str, Heard)>,
}

/// A finger that rests on a row.
#[derive(Default)]
struct Press {
    timer: Option<Timeout>,
    at: (i32, i32),
    /// It was held long enough: lifting it is no tap.
    held: bool,
}

/// Listens to the list of this name; none if it is not in the document. `picking` tells whether a tap picks; `pick` gets the address of a row that was held or
/// tapped; `stop` is called for the escape key.
pub fn listen(
    list: &str,
    picking: impl Fn() -> bool + 'static,
    pick: impl Fn(&str) + Clone + 'static,
    stop: impl Fn() + 'static,
) -> Option<Listening> {
    let list: HtmlElement = window()?.document()?.get_element_by_id(list)?.dyn_into().ok()?;
    let press: Rc<RefCell<Press>> = Rc::default();
    let picking = Rc::new(picking);
    let mut listening = Listening { list, heard: Vec::new() };

    let (of, then) = (press.clone(), pick.clone());
    listening.to("pointerdown", move |event| {
        let mut press = of.borrow_mut();
        *press = Press::default();
        let Some(pointer) = event.dyn_ref::<PointerEvent>() else { return };
        let (Some(address), false) = (row(&event), pointer.pointer_type() == "mouse") else { return };
        press.at = (pointer.client_x(), pointer.client_y());
        let (of, then) = (of.clone(), then.clone());
        press.timer = Some(Timeout::new(HOLD, move || {
            if let Ok(mut press) = of.try_borrow_mut() {
                press.held = true;
            }
            then(&address);
        }));
    });
    let of = press.clone();
    listening.to("pointermove", move |event| {
        let Some(pointer) = event.dyn_ref::<PointerEvent>() else { return };
        let mut press = of.borrow_mut();
        let (x, y) = press.at;
        if (pointer.client_x() - x).abs().max((pointer.client_y() - y).abs()) > SLIP {
            press.timer = None;
        }
    });
    for end in ["pointerup", "pointercancel"] {
        let of = press.clone();
        listening.to(end, move |_| of.borrow_mut().timer = None);
    }
    // The browser's own menu for a link that is held.
    let of = press.clone();
    listening.to("contextmenu", move |event| {
        let press = of.borrow();
        if press.held || press.timer.is_some() {
            event.prevent_default();
        }
    });
    let (is_on, then) = (picking.clone(), pick.clone());
    listening.to("click", move |event| {
        let Some(address) = row(&event) else { return };
        if std::mem::take(&mut press.borrow_mut().held) {
            event.prevent_default();
        } else if is_on() {
            event.prevent_default();
            then(&address);
        }
    });
    listening.to("keydown", move |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key) else { return };
        match (key.as_str(), row(&event)) {
            _ if !picking() => {}
            (" ", Some(address)) => {
                event.prevent_default();
                pick(&address);
            }
            ("Escape", _) => stop(),
            _ => {}
        }
    });
    Some(listening)
}

impl Listening {
    fn to(&mut self, name: &'static str, heard: impl FnMut(Event) + 'static) {
        let closure = Closure::<dyn FnMut(Event)>::new(heard);
        let _ = self.list.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        self.heard.push((name, closure));
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        for (name, closure) in &self.heard {
            let _ = self.list.remove_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        }
    }
}

/// The address of the row in which something happened.
fn row(event: &Event) -> Option<String> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest("a.row").ok()??.get_attribute("href")
}
