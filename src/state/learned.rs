//! What lists do better once the second piece of the program is here. A first start neither waits for it nor pays for
//! it: until then every row is made anew, and a list with filters is not shown yet.

use super::{
    items::{About, Row, Rows},
    notebook::{Notebook, before, touched},
    view::View,
};
use sotay_core::{
    change::Edit,
    ids::ItemId,
    replica::{Replica, Write},
};
use std::{collections::BTreeSet, sync::OnceLock};

/// Plain functions: they are what can cross from one piece of Wasm to another.
#[derive(Clone, Copy)]
pub struct Learned {
    /// The items of which another picture says something else; none if it may be any.
    pub differing: fn(Notebook, &Replica) -> Option<BTreeSet<ItemId>>,
    /// The items of which writes change what is shown; none if it may be any.
    pub touched: fn(&Replica, &[Write]) -> Option<BTreeSet<ItemId>>,
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
        differing: Notebook::differing,
        touched,
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
