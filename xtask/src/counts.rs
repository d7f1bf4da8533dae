//! How many tests passed and failed, read from what the runners print at their end.

use std::ops::AddAssign;

/// Individual tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed or ran out of time.
    pub failed: u64,
}

impl Counts {
    /// A step that is one test.
    pub fn one(passed: bool) -> Self {
        Self { passed: passed.into(), failed: (!passed).into() }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The counts in a line, if it is a runner's closing line:
/// `Summary [ 1.2s] 4 tests run: 3 passed (1 slow), 1 failed, 2 skipped` of nextest, or
/// `test result: ok. 3 passed; 0 failed; …` of cargo test and wasm-bindgen's runner.
pub fn closing_line(line: &str) -> Option<Counts> {
    let line = plain(line);
    // Set in, it is what nextest says again of a test that failed, and is in its own line already.
    let of_runner = line.starts_with("test result: ");
    let line = line.trim();
    let is_closing = of_runner || (line.starts_with("Summary [") && line.contains(" run: "));
    if !is_closing {
        return None;
    }
    let mut counts = Counts::default();
    let words: Vec<&str> = line.split([' ', ',', ';', '(', ')']).filter(|word| !word.is_empty()).collect();
    for pair in words.windows(2) {
        let Ok(number) = pair[0].parse::<u64>() else { continue };
        match pair[1] {
            "passed" => counts.passed += number,
            // `1 exec failed`, `2 timed out`.
            "failed" | "exec" | "timed" => counts.failed += number,
            _ => {}
        }
    }
    Some(counts)
}

/// Without a terminal's colour codes.
fn plain(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        text.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, passed: u64, failed: u64) {
        assert_eq!(closing_line(line), Some(Counts { passed, failed }), "{line}");
    }

    #[test]
    fn closing_lines_of_the_runners_are_counted() {
        check("     Summary [   0.006s] 4 tests run: 4 passed, 2 skipped", 4, 0);
        check(
            "     Summary [   9.100s] 5/9 tests run: 3 passed (1 slow, 1 flaky), 1 failed, 1 timed out, 0 skipped",
            3,
            2,
        );
        check("     Summary [   0.1s] 2 tests run: 1 passed, 1 exec failed, 0 skipped", 1, 1);
        check("     Summary [   0.000s] 0 tests run: 0 passed, 0 skipped", 0, 0);
        check(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            3,
            0,
        );
        check(
            "\u{1b}[32;1m     Summary\u{1b}[0m [   0.006s] \u{1b}[1m1\u{1b}[0m test run: \u{1b}[1m1\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, 0 skipped",
            1,
            0,
        );
    }

    #[test]
    fn other_lines_are_not() {
        for line in [
            "    test result: FAILED. 0 passed; 1 failed; 0 ignored",
            "running 4 tests",
            "test a ... ok",
            "3 passed, 1 failed",
            "Summary of changes",
        ] {
            assert_eq!(closing_line(line), None, "{line}");
        }
    }
}
