//! A text as a search sees it: small bare letters and digits in words, and the way back to the source.
//!
//! ```
//! let folded = sotay_core::search::fold("7679/QĐ-UBND: hoà giải");
//! assert_eq!(folded.text(), "7679 qd ubnd hoa giai");
//! assert_eq!(folded.source(8..12), 9..13);
//! ```

use super::{
    letters::{Look, look},
    marks::Marks,
};
use std::ops::Range;

/// A text folded. Words stand apart by one space each; nothing stands before the first or after the last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    text: String,
    /// For each byte of `text` where its character begins in the source, and at the end where the last one ends.
    starts: Vec<usize>,
    words: Vec<Word>,
}

/// A word of a folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Its first byte in the folded text.
    pub(super) start: usize,
    /// Past its last byte.
    pub(super) end: usize,
    /// How many letters it has.
    pub(super) letters: usize,
    /// How it is spelt.
    pub(super) marks: Marks,
    /// Whether one sign alone parts it from the word before, as in `3.15` and `QĐ-UBND`.
    pub(super) is_bound: bool,
}

/// Folds a text: no capitals, no marks, đ as d, every run of other signs as one space. NFC and NFD, any order
/// of combining marks and any placement of the tone give the same.
pub fn fold(text: &str) -> Folded {
    let mut folded = Folded::default();
    folded.refold(text);
    folded
}

/// Whether `c` between two words makes one number or code of them.
fn binds(c: char) -> bool {
    matches!(c, '.' | '/' | '-' | '_' | ':' | '@' | '\'' | '\u{2019}' | '\u{2010}'..='\u{2014}')
}

impl Folded {
    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the source that bytes of the folded text came from, whole characters with their combining
    /// marks. Empty where `folded` is empty or lies outside the text.
    pub fn source(&self, folded: Range<usize>) -> Range<usize> {
        let last = self.starts.last().copied().unwrap_or(0);
        let at = |byte: usize| self.starts.get(byte).copied().unwrap_or(last);
        let (start, mut end) = (folded.start, folded.end.min(self.text.len()));
        if start >= end {
            return at(start)..at(start);
        }
        // `æ` became two letters, `漢` is three bytes: one character all the same.
        while end < self.text.len() && at(end) == at(end - 1) {
            end += 1;
        }
        at(start)..at(end)
    }

    /// The words, in order.
    pub(super) fn words(&self) -> &[Word] {
        &self.words
    }

    /// A word's letters.
    pub(super) fn letters(&self, word: &Word) -> &str {
        &self.text[word.start..word.end]
    }

    /// Folds another text into the same memory.
    pub(super) fn refold(&mut self, source: &str) {
        self.text.clear();
        self.starts.clear();
        self.words.clear();
        let mut open: Option<Open> = None;
        // Where the separators after the last word begin, how many there are, and whether the last one binds.
        let (mut gap, mut separators, mut binding) = (0, 0usize, false);
        for (at, c) in source.char_indices() {
            match look(c) {
                Look::Letter { first, rest, shape, tone } => {
                    let word = open.get_or_insert_with(|| {
                        let is_bound = !self.words.is_empty() && separators == 1 && binding;
                        if !self.words.is_empty() {
                            self.text.push(' ');
                            self.starts.push(gap);
                        }
                        Open {
                            start: self.text.len(),
                            letters: 0,
                            marks: Marks::default(),
                            tone: 0,
                            is_bound,
                        }
                    });
                    if word.tone > 0 {
                        word.marks.tone(word.tone);
                    }
                    word.tone = tone;
                    if shape > 0 {
                        word.marks.shape(word.letters, shape);
                    }
                    word.letters += 1 + rest.len();
                    self.text.push(first);
                    self.starts.push(at);
                    if !rest.is_empty() || !first.is_ascii() {
                        self.text.push_str(rest);
                        self.starts.resize(self.text.len(), at);
                    }
                }
                Look::Attached { shape, tone } => {
                    // On a consonant they are no Vietnamese marks.
                    let on_vowel =
                        matches!(self.text.as_bytes().last(), Some(b'a' | b'e' | b'i' | b'o' | b'u' | b'y'));
                    if let Some(word) = open.as_mut().filter(|_| on_vowel) {
                        word.marks.shape(word.letters - 1, shape);
                        word.tone = word.tone.max(tone);
                    }
                }
                Look::Separator => {
                    if let Some(word) = open.take() {
                        self.words.push(word.close(self.text.len()));
                        (gap, separators) = (at, 0);
                    }
                    separators += 1;
                    binding = binds(c);
                }
            }
        }
        match open.take() {
            Some(word) => {
                self.words.push(word.close(self.text.len()));
                self.starts.push(source.len());
            }
            None => self.starts.push(gap),
        }
    }
}

/// A word that is being read.
struct Open {
    start: usize,
    letters: usize,
    marks: Marks,
    /// The tone of the letter that was read last; a further mark may still change it.
    tone: u8,
    is_bound: bool,
}

impl Open {
    fn close(mut self, end: usize) -> Word {
        self.marks.tone(self.tone);
        Word { start: self.start, end, letters: self.letters, marks: self.marks, is_bound: self.is_bound }
    }
}
