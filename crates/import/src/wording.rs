//! How alike two texts are.

use crate::{pattern::Pattern, words};
use std::collections::HashMap;

/// The runs of two syllables that a text consists of, as numbers of a [`Lexicon`], sorted.
#[derive(Debug)]
pub struct Runs(Vec<usize>);

/// All runs of a plan's texts, and how many parts of the plan have each.
#[derive(Default)]
pub struct Lexicon {
    numbers: HashMap<String, usize>,
    counts: Vec<usize>,
    parts: usize,
}

/// Texts of fewer runs than this say too little to be compared.
const FEWEST: usize = 6;

impl Lexicon {
    /// Takes in the texts of a part, without regard to capitals and punctuation.
    pub fn take(&mut self, texts: impl Iterator<Item = String>) -> Vec<Runs> {
        let texts: Vec<Runs> = texts.map(|text| self.runs(&text)).collect();
        let mut all: Vec<usize> = texts.iter().flat_map(|text| text.0.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        for run in all {
            self.counts[run] += 1;
        }
        self.parts += 1;
        texts
    }

    fn runs(&mut self, text: &str) -> Runs {
        let lower = text.to_lowercase();
        let syllables: Vec<&str> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|s| !s.is_empty()).collect();
        let mut runs: Vec<usize> = syllables.windows(2).map(|pair| self.number(pair.join(" "))).collect();
        runs.sort_unstable();
        runs.dedup();
        Runs(runs)
    }

    fn number(&mut self, run: String) -> usize {
        *self.numbers.entry(run).or_insert_with(|| {
            self.counts.push(0);
            self.counts.len() - 1
        })
    }

    /// How much each run weighs: the rarer, the more.
    pub fn weights(&self) -> Weights {
        let parts = self.parts.max(1) as f64;
        Weights(self.counts.iter().map(|count| (parts / (*count).max(1) as f64).ln()).collect())
    }
}

/// The weights of runs.
pub struct Weights(Vec<f64>);

impl Weights {
    fn of(&self, run: usize) -> f64 {
        self.0.get(run).copied().unwrap_or_default()
    }

    /// The weight of a text.
    pub fn sum(&self, text: &Runs) -> f64 {
        text.0.iter().map(|run| self.of(*run)).sum()
    }

    /// The share of the lighter text's weight that both have, from 0 to 1; `a` and `b` with their sums.
    pub fn overlap(&self, (a, sum_a): (&Runs, f64), (b, sum_b): (&Runs, f64)) -> f64 {
        let lighter = sum_a.min(sum_b);
        if a.0.len() < FEWEST || b.0.len() < FEWEST || lighter <= 0.0 {
            return 0.0;
        }
        let (mut i, mut j, mut shared) = (0, 0, 0.0);
        while let (Some(left), Some(right)) = (a.0.get(i), b.0.get(j)) {
            if left == right {
                shared += self.of(*left);
            }
            i += usize::from(left <= right);
            j += usize::from(right <= left);
        }
        shared / lighter
    }
}

static BRACKETED: Pattern = Pattern::new(r"([^()]+?)\s*\((\p{Lu}{2,})\)");

/// More abbreviations than this no plan explains; that of 2023 explains a dozen.
const MOST: usize = 200;

/// The abbreviations that texts explain: "thủ tục hành chính (TTHC)", where the initials agree.
pub fn explained(texts: &[&str]) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for text in texts {
        for groups in BRACKETED.all_captures(text) {
            let short = groups[2].to_owned();
            let syllables: Vec<&str> =
                groups[1].split(|c: char| !c.is_alphanumeric()).filter(|s| !s.is_empty()).collect();
            let Some(start) = syllables.len().checked_sub(short.chars().count()) else { continue };
            let initials: String = syllables[start..].iter().filter_map(|s| s.chars().next()).collect();
            // Without marks: "phản ánh, kiến nghị" is PAKN.
            if found.len() < MOST
                && words::slug(&initials) == words::slug(&short)
                && found.iter().all(|(known, _)| *known != short)
            {
                found.push((short, syllables[start..].join(" ")));
            }
        }
    }
    found
}

/// A text with its abbreviations written out.
pub fn spell_out(text: &str, abbreviations: &[(String, String)]) -> String {
    let mut text = text.to_owned();
    for (short, long) in abbreviations {
        for place in words::find_words(&text, short).into_iter().rev() {
            text.replace_range(place..place + short.len(), long);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abbreviation_is_learnt_where_its_initials_agree() {
        let texts = [
            "Cải cách thủ tục hành chính (TTHC)",
            "phản ánh, kiến nghị (PAKN)",
            "Chỉ số CCHC (PAR)",
            "việc (PPP)",
        ];
        let expected = [("TTHC", "thủ tục hành chính"), ("PAKN", "phản ánh kiến nghị")];
        assert_eq!(explained(&texts), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }
}
