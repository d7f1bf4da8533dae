//! How long to wait after a failure: full jitter, doubling from one second to five minutes.

/// The longest first wait.
const FIRST: f64 = 1_000.0;
/// The longest wait.
const LONGEST: f64 = 300_000.0;

/// Milliseconds to wait after `failures` in a row. `chance` is from 0 up to 1; a server's `Retry-After` is a
/// floor. Waits of many devices spread over the whole span, so that they do not come back all at once.
pub fn wait(failures: u32, chance: f64, retry_after: Option<u32>) -> u32 {
    let span = (FIRST * 2f64.powi(failures.saturating_sub(1).min(16) as i32)).min(LONGEST);
    let floor = retry_after.map_or(0.0, |seconds| f64::from(seconds.min(3_600)) * 1000.0);
    (floor + (span * chance).max(200.0)) as u32
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn waits_double_to_five_minutes_and_respect_the_server() {
        assert_eq!(wait(1, 0.999_999, None), 999);
        assert_eq!(wait(3, 0.5, None), 2_000);
        assert!(wait(40, 0.999_999, None) <= 300_000);
        assert_eq!(wait(1, 0.0, None), 200);
        assert!(wait(1, 0.0, Some(30)) >= 30_000);
    }
}
