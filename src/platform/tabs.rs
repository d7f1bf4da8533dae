//! Tabs of one device tell each other when they wrote.

use std::rc::Rc;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

const CHANNEL: &str = "sotay";

/// The line between the tabs of this device.
#[derive(Clone)]
pub struct Tabs {
    channel: Option<Rc<BroadcastChannel>>,
}

impl Tabs {
    /// Opens the line; `heard` runs whenever another tab wrote. Lives as long as the tab.
    pub fn open(heard: impl Fn() + 'static) -> Self {
        let channel = BroadcastChannel::new(CHANNEL).ok().map(Rc::new);
        if let Some(channel) = &channel {
            let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |_: MessageEvent| heard());
            channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
            listener.forget();
        }
        Self { channel }
    }

    /// Tells the other tabs that the database changed.
    pub fn wrote(&self) {
        if let Some(channel) = &self.channel {
            // A closed channel loses a hint, not data: the other tab reads again when it is shown.
            let _ = channel.post_message(&"wrote".into());
        }
    }
}
