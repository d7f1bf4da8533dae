//! What a person typed, and how well a word answers it.

use super::{fold::fold, marks::Marks};

/// The most words of a query that count; what is pasted beyond them is left out.
pub(super) const MOST_WORDS: usize = 16;

/// How well a word answers one that was asked for. Four bits hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// It holds the letters somewhere.
    Inside = 1,
    /// It begins with the letters, under other marks.
    BareStart,
    /// It is the letters, under other marks.
    BareWhole,
    /// It begins so, marks and all; or is so but for a tone not typed yet.
    Start,
    /// It is so, marks and all.
    Whole,
}

/// What a level is worth, by its number. A word as it was typed is worth more in a body, [`EDGES`] or not, than
/// its beginning or other marks are in a code, which weighs twice as much.
const POINTS: [u32; 6] = [0, 2, 4, 7, 8, 24];

/// The most points for standing at the edges of a text.
pub(super) const EDGES: u32 = 3;

/// The points of a level's number.
pub(super) fn points(level: u64) -> u32 {
    POINTS.get(level as usize).copied().unwrap_or(0)
}

/// A query, read once and asked of many texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) wanted: Vec<Wanted>,
    pub(super) units: Vec<Unit>,
}

/// A word that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    text: String,
    letters: usize,
    marks: Marks,
    /// Whether more may stand before it in its word, and after it.
    open: (bool, bool),
}

/// Words asked for in one piece: one, or the parts of a number like `214/UBND`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// Its first word.
    pub(super) first: usize,
    /// How many there are.
    pub(super) len: usize,
}

impl Query {
    /// Reads what was typed. All its words must be found, in any order; parts of a number or code, which one sign
    /// binds, must be found side by side. Words past the sixteenth are left out.
    pub fn new(typed: &str) -> Self {
        let folded = fold(typed);
        let words = &folded.words()[..folded.words().len().min(MOST_WORDS)];
        let mut query = Self::default();
        for (at, word) in words.iter().enumerate() {
            let is_bound = at > 0 && word.is_bound;
            let goes_on = words.get(at + 1).is_some_and(|next| next.is_bound);
            query.wanted.push(Wanted {
                text: folded.letters(word).into(),
                letters: word.letters,
                marks: word.marks,
                open: (!is_bound, !goes_on),
            });
            match query.units.last_mut() {
                Some(unit) if is_bound => unit.len += 1,
                _ => query.units.push(Unit { first: at, len: 1 }),
            }
        }
        query
    }

    /// Whether there is nothing to search for: no letter and no digit was typed.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }
}

impl Wanted {
    /// How long what matches is, in bytes of the folded text.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// How well a word answers, and from which of its bytes on.
    pub(super) fn level(&self, word: &str, marks: Marks) -> Option<(Level, usize)> {
        let (text, word) = (self.text.as_bytes(), word.as_bytes());
        let more = word.len().checked_sub(text.len())?;
        let (before, after) = self.open;
        if word.starts_with(text) && (after || more == 0) {
            let as_typed = self.marks.is_bare() || self.marks == marks;
            let level = match (more == 0, as_typed || self.marks.begin(self.letters, marks)) {
                (true, _) if as_typed => Level::Whole,
                (_, true) => Level::Start,
                (true, false) => Level::BareWhole,
                (false, false) => Level::BareStart,
            };
            return Some((level, 0));
        }
        // One letter inside a word means nothing.
        if !before || self.letters < 2 {
            return None;
        }
        let first = text.first()?;
        let from = if after { 0 } else { more };
        let at = (from..=more).find(|at| word[*at] == *first && word[*at..].starts_with(text))?;
        Some((Level::Inside, at))
    }
}
