//! Seeds that failed once. What each of them plays today depends on the simulation as it is now; the mistake
//! itself has a test of its own in `crates/core/src/replica/tests/found.rs`. They cost little and stay.

use sotay_sim::simulate;

/// Seed, and what it found.
const SEEDS: [(u64, &str); 9] = [
    (6, "an export handed to a restored server moved the mark over what was to be sent again"),
    (216, "a clone hid from a device that the server had been put back"),
    (280, "an export handed over hid a restore"),
    (729, "a fork renamed changes that the answer said nothing of"),
    (7935, "a hole in the numbers, and a restored server that waited for it"),
    (13_040, "the mark of a clone hid a restore"),
    (14_570, "a remark done again beside itself"),
    (27_292, "a former name was not asked after"),
    (6947, "two copies of a disk after a restore"),
];

#[test]
fn seeds_that_failed_once_hold() {
    for (seed, found) in SEEDS {
        let run = simulate(seed, false);
        assert_eq!(run.violation, None, "seed {seed}, which once found: {found}");
    }
}
