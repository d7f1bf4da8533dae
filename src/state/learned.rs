//! What lists do better once the second piece of the program is here. A first start neither waits for it nor pays for
//! it: until then every row is made anew, and a list with filters is not shown yet.

use super::{
    items::{About, Row, Rows},
    notebook::{Notebook, before},
    view::View,
};
use sotay_core::{
    change::Edit,
    ids::{ItemId, Scope},
    replica::Replica,
};
use std::{collections::BTreeSet, sync::OnceLock};

/// Plain functions: they are what can cross from one piece of Wasm to another.
#[derive(Clone, Copy)]
pub struct Learned {
    /// [`Replica::differing`].
    pub differing: fn(&Replica, &Replica, &Scope) -> Option<BTreeSet<ItemId>>,
    /// [`Rows::follow`].
    pub follow: fn(Rows, About, &Replica, &BTreeSet<ItemId>) -> Rows,
    /// The edits that put back what stood before some.
    pub before: fn(&Replica, &[Edit]) -> Option<Vec<Edit>>,
    /// Takes the last gesture back.
    pub undo: fn(Notebook),
    /// [`View::of`].
    pub view: fn(&str) -> View,
    /// [`View::shows`].
    pub shows: fn(&View, &Row, &[(String, String)]) -> bool,
}

static LEARNED: OnceLock<Learned> = OnceLock::new();

/// Brings it. What is named here comes with the second piece, and so only from there may this be called.
pub fn learn() {
    let _ = LEARNED.set(Learned {
        differing: Replica::differing,
        follow: Rows::follow,
        before,
        undo: Notebook::take_back,
        view: View::of,
        shows: View::shows,
    });
}

/// What was learned.
pub fn learned() -> Option<Learned> {
    LEARNED.get().copied()
}
