//! Where a text answers a query, and an excerpt around it.

use super::{
    fold::{Folded, fold},
    letters::holds_together,
    query::{MOST_WORDS, Query, points},
};
use std::ops::Range;

/// A part of a text, with what was found in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The words of the source, with "…" where they were cut off.
    pub text: String,
    /// Bytes of `text` to mark, in order and apart.
    pub hits: Vec<Range<usize>>,
}

impl Excerpt {
    /// The marked texts.
    pub fn marked(&self) -> impl Iterator<Item = &str> {
        self.hits.iter().map(|hit| &self.text[hit.clone()])
    }
}

/// The bytes of `text` that answer the query: whole characters, in order, overlapping ones joined. Each word of
/// the query is marked where it is answered best: its beginnings and insides only where it stands nowhere whole.
pub fn hits(text: &str, query: &Query) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for hit in each(text, query) {
        join(&mut merged, hit.bytes);
    }
    merged
}

/// Adds a range that begins no earlier than the last one.
fn join(ranges: &mut Vec<Range<usize>>, range: Range<usize>) {
    match ranges.last_mut() {
        Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
        _ => ranges.push(range),
    }
}

struct Hit {
    /// Which unit of the query it answers.
    unit: usize,
    points: u32,
    bytes: Range<usize>,
}

/// Every best answer to every unit, in order of where it begins.
fn each(text: &str, query: &Query) -> Vec<Hit> {
    let folded = fold(text);
    let mut best = [0; MOST_WORDS];
    let mut found: Vec<Hit> = Vec::new();
    for at in 0..folded.words().len() {
        for (unit, best) in (0..query.units.len()).zip(&mut best) {
            let Some((points, bytes)) = answer(&folded, at, query, unit) else { continue };
            *best = points.max(*best);
            // Later words begin later, save where one unit begins within a word and another at its start.
            let place = found.iter().rposition(|hit| hit.bytes.start <= bytes.start).map_or(0, |i| i + 1);
            found.insert(place, Hit { unit, points, bytes });
        }
    }
    found.retain(|hit| hit.points == best[hit.unit]);
    found
}

/// How a unit is answered by the words from `at` on, and in which bytes of the source.
fn answer(folded: &Folded, at: usize, query: &Query, unit: usize) -> Option<(u32, Range<usize>)> {
    let unit = query.units[unit];
    let words = folded.words().get(at..at + unit.len)?;
    let (mut sum, mut start, mut end) = (0, 0, 0);
    for (i, word) in words.iter().enumerate() {
        let wanted = &query.wanted[unit.first + i];
        let (level, from) = wanted.level(folded.letters(word), word.marks)?;
        sum += points(level as u64);
        if i == 0 {
            start = word.start + from;
        }
        end = word.start + from + wanted.len();
    }
    Some((sum, folded.source(start..end)))
}

/// A part of `text`, at most `max_chars` characters long with its ellipses, cut between words: around the place
/// where most of the query stands together, or the beginning if it answers nothing. A letter with its combining
/// marks counts as one character.
pub fn excerpt(text: &str, query: &Query, max_chars: usize) -> Excerpt {
    let found = each(text, query);
    // Where each character begins, and the end.
    let mut stops = Vec::new();
    let mut before = None;
    for (at, c) in text.char_indices() {
        if before.is_none() || !holds_together(before, c) {
            stops.push(at);
        }
        before = Some(c);
    }
    stops.push(text.len());
    let length = stops.len() - 1;
    let stop_of = |byte: usize| stops.partition_point(|stop| *stop < byte);
    let (mut from, mut to) = (0, length);
    if length > max_chars {
        let room = max_chars.saturating_sub(2);
        let core = densest(&found, room, &stop_of);
        let spare = room.saturating_sub(core.len());
        // More of what follows than of what went before, and nothing wasted at either end.
        from = core.start.saturating_sub(spare / 3).min(length.saturating_sub(room));
        to = (from + room).min(length);
        let blank = |stop: usize| text[stops[stop]..].starts_with(char::is_whitespace);
        if from > 0 && !blank(from) && !blank(from - 1) {
            from = (from..core.start).find(|stop| blank(*stop)).unwrap_or(from);
        }
        if to < length && !blank(to) && core.end < to {
            to = (core.end..to).rev().find(|stop| blank(*stop)).unwrap_or(to);
        }
        while from < to && blank(from) {
            from += 1;
        }
        while from < to && blank(to - 1) {
            to -= 1;
        }
    }
    let bytes = stops[from]..stops[to];
    let mut cut = Excerpt::default();
    if from > 0 && max_chars > 1 {
        cut.text.push('…');
    }
    let shift = cut.text.len();
    cut.text.push_str(&text[bytes.clone()]);
    if to < length && max_chars > 0 {
        cut.text.push('…');
    }
    // What the cut takes a part of is not marked: half a word answers nothing. Unless there is nothing else.
    let inside = |hit: &Hit| bytes.start <= hit.bytes.start && hit.bytes.end <= bytes.end;
    let some_whole = found.iter().any(inside);
    for hit in found.iter().filter(|hit| !some_whole || inside(hit)) {
        let (start, end) = (hit.bytes.start.max(bytes.start), hit.bytes.end.min(bytes.end));
        if start < end {
            join(&mut cut.hits, start - bytes.start + shift..end - bytes.start + shift);
        }
    }
    cut
}

/// The hits, as characters from the first to the last, that answer most units within `room` characters; the
/// earliest of several.
fn densest(found: &[Hit], room: usize, stop_of: &dyn Fn(usize) -> usize) -> Range<usize> {
    let (mut core, mut most) = (0..0, 0);
    let all = found.iter().fold(0u32, |all, hit| all | 1 << hit.unit).count_ones();
    let mut last = None;
    for (at, first) in found.iter().enumerate() {
        if most == all {
            break;
        }
        if last.replace(first.bytes.start) == Some(first.bytes.start) {
            continue;
        }
        let start = stop_of(first.bytes.start);
        let (mut seen, mut end) = (0u32, start);
        for (i, hit) in found[at..].iter().enumerate() {
            if seen & 1 << hit.unit != 0 {
                continue;
            }
            let hit_end = stop_of(hit.bytes.end);
            if i > 0 && hit_end > start + room {
                break;
            }
            seen |= 1 << hit.unit;
            end = end.max(hit_end);
        }
        if seen.count_ones() > most {
            (core, most) = (start..end.min(start + room), seen.count_ones());
        }
    }
    core
}
