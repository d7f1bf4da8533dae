//! Codes of the plan's parts: `PL.3.10`, `III.4.3`, `II.2`.
//!
//! The numbers of section III look like those of the appendix and rarely mean the same thing (III.4.3 is
//! about PL.4.4), so a code always carries the section it belongs to. Parts compare as numbers, section by
//! section: 3.10 comes after 3.9. A code is never a decimal fraction.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The part of the plan that a code belongs to, in reading order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// The decision's articles, written `QD`.
    Decision,
    /// Section I, aims.
    Aims,
    /// Section II, targets.
    Targets,
    /// Section III, focus items.
    Focus,
    /// The appendix that assigns tasks, written `PL` (phụ lục).
    Appendix,
    /// Section IV, funding.
    Funding,
    /// Section V, organisation.
    Organisation,
    /// Duties of a ward that stand in no row of the appendix, written `NV` (nhiệm vụ).
    Duties,
    /// What a unit put on its checklist itself, written `VR` (việc riêng). Its only code is `VR.1`: own items
    /// differ by their occurrence.
    Own,
}

impl Section {
    /// Every section, in reading order.
    pub const ALL: [Self; 9] = [
        Self::Decision,
        Self::Aims,
        Self::Targets,
        Self::Focus,
        Self::Appendix,
        Self::Funding,
        Self::Organisation,
        Self::Duties,
        Self::Own,
    ];

    /// The prefix a code of this section starts with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Decision => "QD",
            Self::Aims => "I",
            Self::Targets => "II",
            Self::Focus => "III",
            Self::Appendix => "PL",
            Self::Funding => "IV",
            Self::Organisation => "V",
            Self::Duties => "NV",
            Self::Own => "VR",
        }
    }
}

/// A section's prefix and one to four numbers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code {
    section: Section,
    parts: Vec<u16>,
}

/// Why a text is not a code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// The text before the first point names no section.
    #[error("no section is written {0:?}")]
    Section(String),
    /// A part is not a number from 1 to 65,535, or there are none or more than four.
    #[error("{0:?} has a part that is not a number from 1 up")]
    Part(String),
}

impl Code {
    /// A code of `section` with the numbers `parts`.
    pub fn new(section: Section, parts: impl Into<Vec<u16>>) -> Self {
        Self { section, parts: parts.into() }
    }

    /// The section.
    pub fn section(&self) -> Section {
        self.section
    }

    /// The numbers.
    pub fn parts(&self) -> &[u16] {
        &self.parts
    }

    /// The code as people write it inside its own section: `3.10` for `PL.3.10`.
    pub fn bare(&self) -> String {
        let parts: Vec<String> = self.parts.iter().map(u16::to_string).collect();
        parts.join(".")
    }

    /// The code as a list of work shows it: bare for a row of the appendix, which is nearly every one, and with
    /// its section otherwise; nothing for an own item, which has no number.
    pub fn label(&self) -> String {
        match self.section {
            Section::Appendix => self.bare(),
            Section::Own => String::new(),
            _ => self.to_string(),
        }
    }

    /// The code one level up: `PL.1.2` for `PL.1.2.1`; none for a code of one part.
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.parts.split_last()?;
        (!rest.is_empty()).then(|| Self::new(self.section, rest))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.section.prefix(), self.bare())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let (prefix, numbers) = text.split_once('.').ok_or_else(|| CodeError::Section(text.into()))?;
        let section = Section::ALL
            .into_iter()
            .find(|section| section.prefix() == prefix)
            .ok_or_else(|| CodeError::Section(prefix.into()))?;
        let bad = || CodeError::Part(text.into());
        let mut parts = Vec::new();
        for part in numbers.split('.') {
            let plain =
                !part.is_empty() && !part.starts_with('0') && part.bytes().all(|b| b.is_ascii_digit());
            if !plain || parts.len() == 4 {
                return Err(bad());
            }
            parts.push(part.parse().map_err(|_| bad())?);
        }
        Ok(Self { section, parts })
    }
}

impl TryFrom<String> for Code {
    type Error = CodeError;

    fn try_from(text: String) -> Result<Self, CodeError> {
        text.parse()
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_sort_part_by_part_and_not_as_fractions() {
        let mut codes: Vec<Code> = ["PL.3.10", "PL.3.9", "PL.1.2.1", "PL.1.3", "PL.1.2", "III.9.9"]
            .map(|c| c.parse().unwrap())
            .into();
        codes.sort();
        let texts: Vec<String> = codes.iter().map(Code::to_string).collect();
        assert_eq!(texts, ["III.9.9", "PL.1.2", "PL.1.2.1", "PL.1.3", "PL.3.9", "PL.3.10"]);
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in
            ["", "PL", "PL.", "3.10", "PL.3.0", "PL.03", "PL.1.2.3.4.5", "VI.1", "PL.1.-2", "PL.70000"]
        {
            assert!(text.parse::<Code>().is_err(), "{text:?} was taken for a code");
        }
    }

    proptest! {
        #[test]
        fn the_text_form_reads_back_and_order_follows_the_numbers(
            a in prop::collection::vec(1u16.., 1..=4), b in prop::collection::vec(1u16.., 1..=4)
        ) {
            let (ca, cb) = (Code::new(Section::Appendix, a.clone()), Code::new(Section::Appendix, b.clone()));
            prop_assert_eq!(ca.to_string().parse::<Code>().unwrap(), ca.clone());
            prop_assert_eq!(ca.cmp(&cb), a.cmp(&b));
        }
    }
}
