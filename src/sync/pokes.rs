//! Pokes: the server says that something changed, while the tab is in view. Only a hint to ask.

use crate::{platform::events::Events, state::Notebook};
use sotay_core::wire::Poke;
use std::{cell::RefCell, rc::Rc};

/// The line on which the server pokes. Clones share it.
#[derive(Clone)]
pub struct Pokes {
    notebook: Notebook,
    events: Rc<RefCell<Option<Events>>>,
}

impl Pokes {
    /// Not listening yet.
    pub fn new(notebook: Notebook) -> Self {
        Self { notebook, events: Rc::default() }
    }

    /// Listens, if it does not yet or if the line broke for good.
    pub fn listen(&self) {
        let open = self.events.borrow().as_ref().is_some_and(Events::is_open);
        if open || !crate::platform::page::is_visible() {
            return;
        }
        let notebook = self.notebook;
        *self.events.borrow_mut() = Events::open("/api/v1/events", move |line| {
            // What this device itself sent, or has fetched meanwhile, is no news.
            if Poke::read(line).is_some_and(|poke| notebook.is_behind(&poke)) {
                notebook.poke();
            }
        });
    }

    /// Stops listening.
    pub fn stop(&self) {
        self.events.borrow_mut().take();
    }
}
