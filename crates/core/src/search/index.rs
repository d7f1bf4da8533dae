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
use std::{collections::BinaryHeap, ops::Range};

/// Documents, ready to be searched.
#[derive(Clone, Debug, Default)]
pub struct Index {
    vocabulary: Vocabulary,
    documents: Vec<Document>,
    /// Where in `tokens` each document's are.
    spans: Vec<Range<usize>>,
    /// For each text its field, as a number below [`Field::COUNT`], and its words, as their numbers above. In one
    /// piece, for memory is read fastest in a row.
    tokens: Vec<u32>,
    /// How many of them belong to no document any more.
    dead: usize,
    folded: Folded,
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

/// Words side by side count so many times the points of the lesser one.
const BESIDE: u32 = 3;

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
        self.documents.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Adds a document whose place the index does not hold yet; see [`Index::put`] for one that it may hold.
    /// Among documents that answer equally well, the one added first comes first.
    pub fn add(&mut self, document: Document) {
        let span = self.read(&document);
        self.spans.push(span);
        self.documents.push(document);
    }

    /// Puts a document in the stead of the one with its place, or adds it.
    pub fn put(&mut self, document: Document) {
        let Some(at) = self.position(&document.place) else { return self.add(document) };
        self.dead += self.spans[at].len();
        self.spans[at] = self.read(&document);
        self.documents[at] = document;
        self.sweep();
    }

    /// Takes a document out.
    pub fn remove(&mut self, place: &Place) {
        let Some(at) = self.position(place) else { return };
        self.dead += self.spans.remove(at).len();
        self.documents.remove(at);
        self.sweep();
    }

    /// The document of a place.
    pub fn document(&self, place: &Place) -> Option<&Document> {
        self.position(place).map(|at| &self.documents[at])
    }

    fn position(&self, place: &Place) -> Option<usize> {
        self.documents.iter().position(|document| document.place == *place)
    }

    /// Reads a document's words, and tells where their numbers are.
    fn read(&mut self, document: &Document) -> Range<usize> {
        let start = self.tokens.len();
        for (field, text) in &document.texts {
            self.tokens.push(*field as u32);
            self.folded.refold(text);
            for word in self.folded.words() {
                let number = self.vocabulary.number(self.folded.letters(word), word.marks);
                self.tokens.push(Field::COUNT as u32 + number);
            }
        }
        start..self.tokens.len()
    }

    /// Drops the numbers of documents that are gone, once they are the greater part.
    fn sweep(&mut self) {
        if self.dead * 2 <= self.tokens.len() {
            return;
        }
        let mut tokens = Vec::with_capacity(self.tokens.len() - self.dead);
        for span in &mut self.spans {
            let start = tokens.len();
            tokens.extend_from_slice(&self.tokens[span.clone()]);
            *span = start..tokens.len();
        }
        self.tokens = tokens;
        self.dead = 0;
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
        let mut judge = Judge::new(&table, &query.units);
        for (at, span) in self.spans.iter().enumerate() {
            let tokens = &self.tokens[span.clone()];
            let levels = tokens.iter().fold(0, |levels, token| levels | table[*token as usize]);
            if answered(levels) != all || !wanted(&self.documents[at].place) {
                continue;
            }
            if let Some((score, best)) = judge.score(tokens) {
                heap.push((score, usize::MAX - at, best));
            }
        }
        let total = heap.len();
        let found = std::iter::from_fn(|| heap.pop()).take(limit);
        let found = found.map(|(score, at, best)| {
            let document = &self.documents[usize::MAX - at];
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

/// Scores documents for one query, in memory that is used again for each.
struct Judge<'a> {
    table: &'a [Levels],
    units: &'a [Unit],
    /// What each unit is worth in the text at hand: alone, and beside the unit before it.
    here: [Worth; MOST_WORDS],
    /// The same in the document so far.
    whole: [Worth; MOST_WORDS],
    /// Where each unit was last seen to end, and its points there.
    ends: [(usize, u32); MOST_WORDS],
}

#[derive(Clone, Copy, Default)]
struct Worth {
    alone: u32,
    beside: u32,
}

impl<'a> Judge<'a> {
    fn new(table: &'a [Levels], units: &'a [Unit]) -> Self {
        let nothing = [Worth::default(); MOST_WORDS];
        Self { table, units, here: nothing, whole: nothing, ends: [(0, 0); MOST_WORDS] }
    }

    /// A document's score and the index of its best text; none if a number's parts do not stand side by side.
    fn score(&mut self, tokens: &[u32]) -> Option<(u32, usize)> {
        let count = self.units.len();
        self.whole[..count].fill(Worth::default());
        self.ends[..count].fill((0, 0));
        let (mut best, mut most, mut index, mut at) = (0, 0, 0, 0);
        while let Some(field) = tokens.get(at) {
            let weight = Field::ALL[*field as usize % Field::COUNT].weight();
            at = self.read(tokens, at + 1, weight);
            let mut sum = 0;
            for (here, whole) in self.here[..count].iter().zip(&mut self.whole) {
                sum += here.alone + here.beside;
                whole.alone = whole.alone.max(here.alone);
                whole.beside = whole.beside.max(here.beside);
            }
            if sum > most {
                (best, most) = (index, sum);
            }
            index += 1;
        }
        let whole = &self.whole[..count];
        let sum = whole.iter().map(|worth| worth.alone + worth.beside).sum();
        whole.iter().all(|worth| worth.alone > 0).then_some((sum, best))
    }

    /// Finds what the text that begins at `start` is worth, and where it ends.
    fn read(&mut self, tokens: &[u32], start: usize, weight: u32) -> usize {
        self.here[..self.units.len()].fill(Worth::default());
        let is_field = |at: usize| tokens.get(at).is_none_or(|token| (*token as usize) < Field::COUNT);
        let mut at = start;
        while !is_field(at) {
            let levels = self.table[tokens[at] as usize];
            if levels != 0 {
                // From the last unit down: where one ended here must not be overwritten before the next asks.
                for number in (0..self.units.len()).rev() {
                    if let Some((sum, least)) = self.answer(tokens, at, levels, self.units[number]) {
                        let end = at + self.units[number].len;
                        // A text that begins or ends so is more likely about it: `3.1` is `PL.3.1` before it is
                        // `PL.1.3.1`.
                        let edges =
                            (EDGES - 1).saturating_sub((at - start) as u32) + u32::from(is_field(end));
                        let here = &mut self.here[number];
                        here.alone = here.alone.max((sum + edges) * weight);
                        if let Some((ended, before)) = number.checked_sub(1).map(|before| self.ends[before])
                            && ended == at
                        {
                            here.beside = here.beside.max(BESIDE * least.min(before) * weight);
                        }
                        self.ends[number] = (end, least);
                    }
                }
            }
            at += 1;
        }
        at
    }

    /// The points of a unit that begins at the token `at`, and of the least of its words.
    fn answer(&self, tokens: &[u32], at: usize, levels: Levels, unit: Unit) -> Option<(u32, u32)> {
        let first = points(level(levels, unit.first));
        if first == 0 {
            return None;
        }
        let (mut sum, mut least) = (first, first);
        for i in 1..unit.len {
            // A field's number answers nothing, so no unit runs from one text into the next.
            let token = *tokens.get(at + i)? as usize;
            let part = points(level(self.table[token], unit.first + i));
            if part == 0 {
                return None;
            }
            (sum, least) = (sum + part, least.min(part));
        }
        Some((sum + BESIDE * least * (unit.len as u32 - 1), least))
    }
}
