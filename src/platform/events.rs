//! Server-sent events.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

/// An open line. Dropping it closes it.
pub struct Events {
    source: EventSource,
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

impl Events {
    /// Opens a line; `heard` gets each message. None where the browser has no such thing.
    pub fn open(path: &str, heard: impl Fn(&str) + 'static) -> Option<Self> {
        let source = EventSource::new(path).ok()?;
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                heard(&text);
            }
        });
        source.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self { source, _heard: listener })
    }

    /// Whether it is open. A broken line the browser mends by itself, but seconds after a sync has shown that the
    /// server is there again; a refused one it does not.
    pub fn is_open(&self) -> bool {
        self.source.ready_state() == EventSource::OPEN
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.source.close();
    }
}
