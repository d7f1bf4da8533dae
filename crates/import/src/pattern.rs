//! Regular expressions that are written in the code, compiled on first use.

use regex::{CaptureMatches, Captures, Matches, Regex};
use std::sync::OnceLock;

/// A pattern of the form's own language. One that does not compile matches nothing; a test of each module
/// that has patterns would then fail.
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern by its source.
    pub const fn new(source: &'static str) -> Self {
        Self { source, compiled: OnceLock::new() }
    }

    fn regex(&self) -> Option<&Regex> {
        self.compiled
            .get_or_init(|| {
                let compiled = Regex::new(self.source);
                debug_assert!(compiled.is_ok(), "{:?}", compiled);
                compiled.ok()
            })
            .as_ref()
    }

    /// Whether the text matches anywhere.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    /// The first match with its groups.
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.regex()?.captures(text)
    }

    /// The first match.
    pub fn find<'t>(&self, text: &'t str) -> Option<&'t str> {
        Some(self.regex()?.find(text)?.as_str())
    }

    /// All matches.
    pub fn all<'p, 't>(&'p self, text: &'t str) -> impl Iterator<Item = regex::Match<'t>> + use<'p, 't> {
        self.regex().map(|regex| -> Matches<'p, 't> { regex.find_iter(text) }).into_iter().flatten()
    }

    /// All matches with their groups.
    pub fn all_captures<'p, 't>(&'p self, text: &'t str) -> impl Iterator<Item = Captures<'t>> + use<'p, 't> {
        self.regex()
            .map(|regex| -> CaptureMatches<'p, 't> { regex.captures_iter(text) })
            .into_iter()
            .flatten()
    }

    /// The text with every match replaced.
    pub fn replace_all(&self, text: &str, with: &str) -> String {
        match self.regex() {
            Some(regex) => regex.replace_all(text, with).into_owned(),
            None => text.to_owned(),
        }
    }
}
