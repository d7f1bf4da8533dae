//! What the tests of the importer share.
#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::expect_used)]

use sotay_import::{Plan, Report, Settings, import_text};
use std::path::PathBuf;

/// The text of the shipped plan.
pub const SOURCE: &str = include_str!("../../../../plans/ke-hoach-cchc-binh-tan-2023.txt");
/// A made-up plan of another district, year and layout.
pub const OTHER: &str = include_str!("../data/huyen-lam-son-2025.txt");

pub fn settings() -> Settings {
    Settings::shipped().expect("the shipped data files read")
}

/// The plan of a text that must be understood whole.
pub fn understood(text: &str) -> (Plan, Report) {
    let (plan, report) = import_text(text, &settings()).expect("a plan comes out");
    assert!(report.is_clean(), "{report}");
    (plan, report)
}

/// The plan and report of a text, and whether anything is wrong with it.
pub fn has_trouble(text: &str) -> bool {
    import_text(text, &settings()).map_or(true, |(_, report)| !report.is_clean())
}

pub fn plans() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../plans")
}

/// A small generator of numbers, so that a seed names a run.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: usize) -> usize {
        // xorshift64*; a seed of 0 would stand still.
        self.0 = self.0.max(1);
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(high).unwrap_or(0) % bound.max(1)
    }

    pub fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }
}
