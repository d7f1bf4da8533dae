//! Which documents answer a query, the best first.
//!
//! Each document is kept as the numbers of its words in their order. A query is first asked of the vocabulary, a
//! few thousand words; that gives a table by which one pass over the numbers tells which documents have all of
//! it. No list of places per word: half the memory, and a document is changed by changing it alone.

use super::{
    document::{Document, Field, Place},
    fold::Folded,
    hits::{Excerpt, excerpt},
    query::{EDGES, MOST_WORDS, Query, Unit, points},
    vocabulary::Vocabulary,
};
use std::collections::BinaryHeap;

/// Documents, ready to be searched.
#[derive(Clone, Debug, Default)]
pub struct Index {
    vocabulary: Vocabulary,
    entries: Vec<Entry>,
    folded: Folded,
}

#[derive(Clone, Debug)]
struct Entry {
    document: Document,
    /// For each text its field, as a number below [`Field::COUNT`], and its words, as their numbers above.
    tokens: Box<[u32]>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results<'a> {
    /// How many documents answer.
    pub total: usize,
    /// The best of them, as many as were asked for.
    pub found: Vec<Found<'a>>,
}

/// A document that answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// The document.
    pub document: &'a Document,
    /// Which of its texts answers best, an index into [`Document::texts`].
    pub best: usize,
    /// How well it answers; to be compared within one query only.
    pub score: u32,
}

impl<'a> Found<'a> {
    /// The text that answers best, with its field. Where that is the code, the first other text: a code tells
    /// nobody what stands there, and a screen shows it anyway.
    pub fn text(&self) -> (Field, &'a str) {
        let texts = &self.document.texts;
        let best = texts.get(self.best);
        let told = best.filter(|(field, _)| *field != Field::Code);
        let other = || texts.iter().find(|(field, _)| *field != Field::Code);
        told.or_else(other).or(best).map_or((Field::Body, ""), |(field, text)| (*field, text))
    }

    /// An excerpt of that text, at most so many characters long.
    pub fn excerpt(&self, query: &Query, max_chars: usize) -> Excerpt {
        excerpt(self.text().1, query, max_chars)
    }
}

/// Four bits for each word of a query, holding the [`super::query::Level`] at which a word answers it.
type Levels = u64;

fn level(levels: Levels, word: usize) -> u64 {
    (levels >> (4 * word)) & 15
}

/// One bit for each word that is answered at all.
fn answered(levels: Levels) -> u64 {
    (levels | levels >> 1 | levels >> 2 | levels >> 3) & 0x1111_1111_1111_1111
}

impl Index {
    /// How many documents it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds a document whose place the index does not hold yet; see [`Index::put`] for one that it may hold.
    /// Among documents that answer equally well, the one added first comes first.
    pub fn add(&mut self, document: Document) {
        let tokens = self.tokens(&document);
        self.entries.push(Entry { document, tokens });
    }

    /// Puts a document in the stead of the one with its place, or adds it.
    pub fn put(&mut self, document: Document) {
        match self.entries.iter().position(|entry| entry.document.place == document.place) {
            Some(at) => {
                let tokens = self.tokens(&document);
                self.entries[at] = Entry { document, tokens };
            }
            None => self.add(document),
        }
    }

    /// Takes a document out.
    pub fn remove(&mut self, place: &Place) {
        self.entries.retain(|entry| entry.document.place != *place);
    }

    /// The document of a place.
    pub fn document(&self, place: &Place) -> Option<&Document> {
        self.entries.iter().map(|entry| &entry.document).find(|document| document.place == *place)
    }

    fn tokens(&mut self, document: &Document) -> Box<[u32]> {
        let mut tokens = Vec::new();
        for (field, text) in &document.texts {
            tokens.push(*field as u32);
            self.folded.refold(text);
            for word in self.folded.words() {
                let number = self.vocabulary.number(self.folded.letters(word), word.marks);
                tokens.push(Field::COUNT as u32 + number);
            }
        }
        tokens.into()
    }

    /// The documents that have all words of the query, the best `limit` of them. An empty query finds none.
    pub fn search(&self, query: &Query, limit: usize) -> Results<'_> {
        self.search_in(query, limit, &|_| true)
    }

    /// The same among the documents whose place is `wanted`.
    pub fn search_in(&self, query: &Query, limit: usize, wanted: &dyn Fn(&Place) -> bool) -> Results<'_> {
        if query.is_empty() {
            return Results::default();
        }
        let all = query.wanted.iter().enumerate().fold(0, |all, (at, _)| all | 1 << (4 * at));
        let table = self.table(query);
        // A heap sorts only as much as is asked for. The later document is the lesser among equals.
        let mut heap = BinaryHeap::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let levels = entry.tokens.iter().fold(0, |levels, token| levels | table[*token as usize]);
            if answered(levels) != all || !wanted(&entry.document.place) {
                continue;
            }
            if let Some((score, best)) = score(&entry.tokens, &table, &query.units) {
                heap.push((score, usize::MAX - at, best));
            }
        }
        let total = heap.len();
        let found = std::iter::from_fn(|| heap.pop()).take(limit);
        let found = found.map(|(score, at, best)| {
            let document = &self.entries[usize::MAX - at].document;
            Found { document, best, score }
        });
        Results { total, found: found.collect() }
    }

    /// How each word of the vocabulary answers, by token.
    fn table(&self, query: &Query) -> Vec<Levels> {
        let mut table = Vec::with_capacity(Field::COUNT + self.vocabulary.len());
        table.resize(Field::COUNT, 0);
        table.extend(self.vocabulary.iter().map(|(word, marks)| {
            let levels = query.wanted.iter().enumerate();
            levels.fold(0, |levels, (at, wanted)| match wanted.level(word, marks) {
                Some((level, _)) => levels | (level as Levels) << (4 * at),
                None => levels,
            })
        }));
        table
    }
}

/// What each unit of a query, and each but the first with the one before it, is worth.
#[derive(Clone, Copy)]
struct Worth {
    units: [u32; MOST_WORDS],
    pairs: [u32; MOST_WORDS],
}

impl Worth {
    const NOTHING: Self = Self { units: [0; MOST_WORDS], pairs: [0; MOST_WORDS] };

    fn raise(&mut self, other: &Self) {
        for at in 0..MOST_WORDS {
            self.units[at] = self.units[at].max(other.units[at]);
            self.pairs[at] = self.pairs[at].max(other.pairs[at]);
        }
    }

    fn sum(&self) -> u32 {
        self.units.iter().chain(&self.pairs).sum()
    }
}

/// A document's score and the index of its best text; none if a number's parts do not stand side by side.
fn score(tokens: &[u32], table: &[Levels], units: &[Unit]) -> Option<(u32, usize)> {
    let mut whole = Worth::NOTHING;
    let (mut best, mut most) = (0, 0);
    let is_field = |token: &u32| (*token as usize) < Field::COUNT;
    let mut rest = tokens;
    for index in 0.. {
        let Some((field, after)) = rest.split_first() else { break };
        let (words, next) = after.split_at(after.iter().position(is_field).unwrap_or(after.len()));
        rest = next;
        let worth = worth(words, table, units, Field::ALL[*field as usize % Field::COUNT].weight());
        whole.raise(&worth);
        if worth.sum() > most {
            (best, most) = (index, worth.sum());
        }
    }
    units.iter().enumerate().all(|(at, _)| whole.units[at] > 0).then(|| (whole.sum(), best))
}

/// What one text is worth.
fn worth(words: &[u32], table: &[Levels], units: &[Unit], weight: u32) -> Worth {
    let mut worth = Worth::NOTHING;
    // Where each unit was last seen to end, and its points there.
    let mut ends = [(usize::MAX, 0); MOST_WORDS];
    for (at, token) in words.iter().enumerate() {
        let levels = table[*token as usize];
        if levels == 0 {
            continue;
        }
        // From the last one down: what ends here must not be overwritten before the next one asked for it.
        for (number, unit) in units.iter().enumerate().rev() {
            if level(levels, unit.first) == 0 {
                continue;
            }
            let Some(run) = words.get(at..at + unit.len) else { continue };
            let parts = run.iter().enumerate();
            let parts = parts.map(|(i, token)| points(level(table[*token as usize], unit.first + i)));
            let (sum, least) = parts.fold((0, u32::MAX), |(sum, least), part| (sum + part, part.min(least)));
            if least == 0 {
                continue;
            }
            let end = at + unit.len;
            // Side by side counts three times. A text that begins or ends so is more likely about it: `3.1`
            // is `PL.3.1` before it is `PL.1.3.1`.
            let edges = (EDGES - 1).saturating_sub(at as u32) + u32::from(end == words.len());
            let joined = 3 * least * (unit.len as u32 - 1);
            worth.units[number] = worth.units[number].max((sum + joined + edges) * weight);
            if let Some(before) = number.checked_sub(1) {
                let (ended, least_before) = ends[before];
                if ended == at {
                    worth.pairs[number] = worth.pairs[number].max(3 * least.min(least_before) * weight);
                }
            }
            ends[number] = (end, least);
        }
    }
    worth
}
