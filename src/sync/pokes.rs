//! Pokes: the server says that something changed, while the tab is in view. Only a hint to ask.

use crate::{
    platform::{events::Events, page},
    state::Notebook,
};
use sotay_core::{ids::PersonId, wire::Poke};
use std::{cell::RefCell, rc::Rc};

/// The line on which the server pokes. Clones share it.
#[derive(Clone)]
pub struct Pokes {
    notebook: Notebook,
    events: Rc<RefCell<Option<(PersonId, Events)>>>,
}

impl Pokes {
    /// Not listening yet.
    pub fn new(notebook: Notebook) -> Self {
        Self { notebook, events: Rc::default() }
    }

    /// Listens, if it does not yet or if the line broke for good.
    pub fn listen(&self) {
        let notebook = self.notebook;
        let Some(person) = notebook.person_id() else { return };
        // The line is the person's who opened it: the next one is told of other units.
        let open = self.events.borrow().as_ref().is_some_and(|(who, line)| *who == person && line.is_open());
        if open || !page::is_visible() {
            return;
        }
        let events = Events::open("/api/v1/events", move |line| {
            // What this device itself sent, or has fetched meanwhile, is no news.
            if Poke::read(line).is_some_and(|poke| notebook.is_behind(&poke)) {
                notebook.poke();
            }
        });
        *self.events.borrow_mut() = events.map(|events| (person, events));
    }

    /// Stops listening.
    pub fn stop(&self) {
        self.events.borrow_mut().take();
    }
}
