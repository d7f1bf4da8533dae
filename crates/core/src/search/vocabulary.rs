//! Every word of the documents once, under a number.

use super::marks::Marks;

/// Words by number, and numbers by word.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    /// The letters of all words, one after the other.
    letters: String,
    entries: Vec<Entry>,
    /// Number + 1 of the word that hashes here, 0 for none: open addressing, at most half full. A table of the
    /// standard library would do, at ten times the code.
    slots: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    end: usize,
    marks: Marks,
}

impl Vocabulary {
    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Every word with its marks, in order of the numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, Marks)> {
        let mut start = 0;
        self.entries.iter().map(move |entry| {
            let word = &self.letters[start..entry.end];
            start = entry.end;
            (word, entry.marks)
        })
    }

    /// The number of a word, a new one if need be.
    pub(super) fn number(&mut self, word: &str, marks: Marks) -> u32 {
        if self.entries.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(word, marks);
        if self.slots[slot] == 0 {
            self.letters.push_str(word);
            self.entries.push(Entry { end: self.letters.len(), marks });
            // Four thousand million different words do not fit into memory.
            self.slots[slot] = self.entries.len() as u32;
        }
        self.slots[slot] - 1
    }

    /// Where a word is, or would be.
    fn slot(&self, word: &str, marks: Marks) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(word, marks) & mask;
        while let Some(number) = self.slots[slot].checked_sub(1) {
            let entry = self.entries[number as usize];
            if entry.marks == marks && self.word(number as usize) == word {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn word(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.entries[before].end);
        &self.letters[start..self.entries[number].end]
    }

    fn grow(&mut self) {
        let slots = (self.slots.len() * 2).max(1024);
        self.slots = vec![0; slots];
        for number in 0..self.entries.len() {
            let slot = self.slot(self.word(number), self.entries[number].marks);
            self.slots[slot] = number as u32 + 1;
        }
    }
}

/// FNV-1a over the letters, then the marks, then mixed so that the low bits depend on all.
fn hash(word: &str, marks: Marks) -> usize {
    let mut hash = 0x811C_9DC5_u32;
    for byte in word.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    let marks = marks.bits();
    for part in [marks as u32, (marks >> 32) as u32] {
        hash = (hash ^ part).wrapping_mul(0x85EB_CA6B);
        hash ^= hash >> 15;
    }
    hash as usize
}
