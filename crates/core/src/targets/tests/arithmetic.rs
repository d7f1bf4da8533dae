//! Two whole numbers, and how they read.

use super::*;
use Comparator::{AtLeast, LessThan, MoreThan};

fn against(comparator: Comparator, per_cent: u64) -> Threshold {
    Threshold { comparator, value: Ratio::per_cent(per_cent) }
}

#[test]
fn a_rounded_number_never_lies_on_the_other_side_of_its_threshold() {
    let reads = |part, whole, comparator, per_cent| {
        percent(Ratio::new(part, whole), 1, Some(&against(comparator, per_cent))).unwrap()
    };
    for ((part, whole, comparator, per_cent), text) in [
        ((195, 200, AtLeast, 98), "97,5 %"),
        ((9_796, 10_000, AtLeast, 98), "97,96 %"),
        ((9_799, 10_000, AtLeast, 98), "97,99 %"),
        ((97_999, 100_000, AtLeast, 98), "97,999 %"),
        ((98, 100, AtLeast, 98), "98,0 %"),
        ((98_001, 100_000, AtLeast, 98), "98,0 %"),
        ((97, 100, MoreThan, 97), "97,0 %"),
        ((9_701, 10_000, MoreThan, 97), "97,01 %"),
        ((299, 10_000, LessThan, 3), "2,99 %"),
        ((3, 100, LessThan, 3), "3,0 %"),
        ((301, 10_000, LessThan, 3), "3,0 %"),
        ((999, 1_000, AtLeast, 100), "99,9 %"),
        ((9_999, 10_000, AtLeast, 100), "99,99 %"),
        ((1, 3, AtLeast, 40), "33,3 %"),
        ((2, 3, AtLeast, 40), "66,7 %"),
        ((0, 5, AtLeast, 40), "0,0 %"),
        ((12_345, 10, AtLeast, 40), "123.450,0 %"),
    ] {
        assert_eq!(reads(part, whole, comparator, per_cent), text, "{part}/{whole}");
    }
    assert_eq!(percent(Ratio::new(1, 3), 2, None).unwrap(), "33,33 %");
    assert_eq!(percent(Ratio::new(0, 0), 1, None), None, "no case is never 0 %");
    for (number, text) in [(0, "0"), (999, "999"), (1_000, "1.000"), (1_234_567, "1.234.567")] {
        assert_eq!(grouped(number), text);
    }
}

#[test]
fn no_case_neither_holds_nor_fails() {
    for comparator in [AtLeast, MoreThan, LessThan] {
        assert_eq!(Ratio::new(0, 0).holds(comparator, Ratio::per_cent(98)), None);
        assert_eq!(Ratio::new(5, 0).holds(comparator, Ratio::per_cent(98)), None);
    }
}

/// The number that a written percentage says, times 10²⁰ / 100.
fn read(text: &str) -> u128 {
    let digits = text.strip_suffix(" %").unwrap().replace('.', "");
    let (whole, rest) = digits.split_once(',').unwrap_or((&digits, ""));
    let rest = format!("{rest:0<18}");
    whole.parse::<u128>().unwrap() * 10u128.pow(18) + rest.parse::<u128>().unwrap()
}

proptest! {
    #[test]
    fn what_is_written_gives_the_verdict_that_the_two_numbers_give(
        whole in 1u64..1_000_000_000_000, share in 0u64..=1_000_000, off in -3i64..=3,
        per_cent in 1u64..=100, places in 0u8..=3, which in 0usize..3
    ) {
        // Near the threshold in half of the cases, anywhere in the others.
        let near = u128::from(whole) * u128::from(per_cent) / 100;
        let part = if share % 2 == 0 {
            u64::try_from(near).unwrap().saturating_add_signed(off)
        } else {
            u64::try_from(u128::from(whole) * u128::from(share) / 1_000_000).unwrap()
        };
        let threshold = against([AtLeast, MoreThan, LessThan][which], per_cent);
        let value = Ratio::new(part, whole);
        let text = percent(value, places, Some(&threshold)).unwrap();
        let written = read(&text);
        let bound = u128::from(per_cent) * 10u128.pow(18);
        let holds = match threshold.comparator {
            AtLeast => written >= bound,
            MoreThan => written > bound,
            LessThan => written < bound,
        };
        prop_assert_eq!(Some(holds), value.holds(threshold.comparator, threshold.value), "{}", text);
    }

    #[test]
    fn comparing_is_exact_where_floating_point_is_not(part in 0u64..10_000_000_000, whole in 1u64..10_000_000_000) {
        let (value, same) = (Ratio::new(part, whole), Ratio::new(part * 3, whole * 3));
        prop_assert_eq!(value.compare(same), std::cmp::Ordering::Equal);
        let more = Ratio::new(part * 3 + 1, whole * 3);
        prop_assert_eq!(more.holds(MoreThan, value), Some(true));
        prop_assert_eq!(value.margin(AtLeast, more).compare(value.margin(AtLeast, value)), std::cmp::Ordering::Less);
    }
}
