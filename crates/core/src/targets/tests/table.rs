//! A table by hand: every target just below its threshold, at it, just above, and without a case.

use super::*;
use crate::counter::Measure;

/// Feeds a value to a target from where its numbers come; `procedure` is the field in which it is counted.
fn feed(world: &mut World, target: &Target, level: Level, procedure: &str, (part, whole): (u64, u64)) {
    let reading = format!("reading/binh-tan-2023/{}/q1", target.key);
    match (target.kind, &target.numerator, &target.denominator) {
        (Kind::YesNo, ..) => {
            world.set(level, &reading, Field::Ready, Value::Bool(part == 1));
            world.set(level, &reading, Field::Issued, Value::text("2023-03-01"));
            world.set(level, &reading, Field::Link, Value::text("https://binhtan.hochiminhcity.gov.vn/tin"));
        }
        (_, Some(Source::Reading), of) => {
            world.set(level, &reading, Field::Numerator, Value::text(&part.to_string()));
            if of.is_some() {
                world.set(level, &reading, Field::Denominator, Value::text(&whole.to_string()));
            }
        }
        (_, Some(Source::Measures(parts)), Some(Source::Measures(wholes))) => {
            world.count("2023-03-01", procedure, wholes[0], i64::try_from(whole).unwrap());
            world.count("2023-03-01", procedure, parts[0], i64::try_from(part).unwrap());
        }
        (_, Some(Source::ApologisedDossiers), _) => {
            world.count("2023-03-01", "ho-tich", Measure::Late, i64::try_from(whole).unwrap());
            for n in 0..whole {
                let id = format!("dossier/{}", uuid(n));
                world.text(&id, Field::Due, "2023-02-20");
                world.text(&id, Field::DaysLate, "9");
                if n < part {
                    world.text(&id, Field::Apology, "3/XL");
                    world.text(&id, Field::Issued, "2023-03-01");
                }
            }
        }
        (_, Some(Source::FeedbackComplete), _) => {
            for n in 0..whole {
                let id = format!("feedback/{}", uuid(n));
                let done = if n < part { Step::ALL.as_slice() } else { &Step::ALL[..3] };
                done.iter().for_each(|step| world.text(&id, step.field(), "2023-03-01"));
            }
        }
        other => panic!("{}: {other:?}", target.key),
    }
}

const MET: &str = "met";
const FAILING: &str = "failing";
const NO_CASE: &str = "no-case";

type Rows = &'static [(u64, u64, &'static str)];

/// Key, level, field of procedures, rows.
#[rustfmt::skip]
const TABLE: &[(&str, Level, &str, Rows)] = &[
    ("II.2.a", Level::District, "", &[(39, 100, FAILING), (4, 10, MET), (41, 100, MET), (0, 0, NO_CASE)]),
    ("II.2.b", Level::District, "", &[(1, 10, FAILING), (2, 10, MET), (3, 10, MET), (0, 0, NO_CASE)]),
    ("II.2.c", Level::District, "", &[(2, 21, FAILING), (2, 20, MET), (3, 20, MET), (0, 0, NO_CASE)]),
    ("II.3.1", Level::Ward, "ho-tich", &[(9_796, 10_000, FAILING), (195, 200, FAILING), (98, 100, MET), (981, 1_000, MET), (0, 0, NO_CASE)]),
    ("II.3.1", Level::Ward, "don-thu", &[(949, 1_000, FAILING), (95, 100, MET), (951, 1_000, MET), (0, 0, NO_CASE)]),
    ("II.3.2.a", Level::Ward, "dat-dai", &[(299, 10_000, MET), (3, 100, FAILING), (301, 10_000, FAILING), (0, 100, MET), (0, 0, NO_CASE)]),
    ("II.3.2.b", Level::Ward, "dau-tu", &[(2, 100, MET), (3, 100, FAILING), (4, 100, FAILING), (0, 0, NO_CASE)]),
    ("II.3.3", Level::District, "", &[(96, 100, FAILING), (97, 100, FAILING), (9_701, 10_000, MET), (0, 0, NO_CASE)]),
    ("II.3.4", Level::Ward, "", &[(0, 1, FAILING), (1, 1, MET)]),
    ("II.3.5", Level::Ward, "", &[(9, 10, FAILING), (10, 10, MET), (0, 0, NO_CASE)]),
    ("II.4.1", Level::Ward, "ho-tich", &[(94, 100, FAILING), (95, 100, MET), (96, 100, MET), (0, 0, NO_CASE)]),
    ("II.4.2", Level::Ward, "ho-tich", &[(949, 1_000, FAILING), (950, 1_000, MET), (951, 1_000, MET), (0, 0, NO_CASE)]),
    ("II.5", Level::Ward, "", &[(3, 4, FAILING), (4, 4, MET), (0, 0, NO_CASE)]),
    ("II.6", Level::Ward, "", &[(0, 1, FAILING), (1, 1, MET)]),
    ("II.7", Level::Ward, "ho-tich", &[(349, 1_000, FAILING), (35, 100, MET), (351, 1_000, MET), (120, 100, MET), (0, 0, NO_CASE)]),
    ("II.8", Level::District, "", &[(899_999_999_999, 1_000_000_000_000, FAILING), (90, 100, MET), (91, 100, MET), (0, 0, NO_CASE)]),
    ("II.9.a", Level::Ward, "", &[(0, 1, FAILING), (1, 1, MET)]),
    ("II.9.b", Level::District, "", &[(61, 62, FAILING), (62, 62, MET), (0, 0, NO_CASE)]),
    ("II.10.1", Level::Ward, "", &[(999, 1_000, FAILING), (1_000, 1_000, MET), (0, 0, NO_CASE)]),
    ("II.10.2.a", Level::Ward, "", &[(0, 1, FAILING), (1, 1, MET)]),
    ("II.10.2.b", Level::Ward, "", &[(2, 3, FAILING), (3, 3, MET), (0, 0, NO_CASE)]),
    ("II.10.2.c", Level::Ward, "", &[(7, 8, FAILING), (8, 8, MET), (0, 0, NO_CASE)]),
    ("II.10.3", Level::District, "", &[(1, 2, FAILING), (2, 2, MET), (0, 0, NO_CASE)]),
    ("II.10.4", Level::Ward, "", &[(22, 23, FAILING), (23, 23, MET), (0, 0, NO_CASE)]),
    ("II.10.5", Level::District, "", &[(99, 100, FAILING), (100, 100, MET), (0, 0, NO_CASE)]),
    ("III.5.4.a", Level::Ward, "", &[(22, 23, FAILING), (23, 23, MET), (0, 0, NO_CASE)]),
    ("III.5.4.b", Level::Ward, "", &[(79, 100, FAILING), (80, 100, FAILING), (801, 1_000, MET), (0, 0, NO_CASE)]),
    ("PL.1.2.2", Level::Ward, "", &[(39, 100, FAILING), (2, 5, MET), (3, 5, MET), (0, 0, NO_CASE)]),
    ("PL.1.9", Level::District, "", &[(0, 1, FAILING), (1, 1, MET), (2, 1, MET)]),
    ("PL.3.3.a", Level::Ward, "", &[(199, 200, FAILING), (200, 200, MET), (0, 0, NO_CASE)]),
    ("PL.3.3.b", Level::Ward, "", &[(199, 200, FAILING), (200, 200, MET), (0, 0, NO_CASE)]),
    ("PL.5.5", Level::Ward, "", &[(22, 23, FAILING), (23, 23, MET), (0, 0, NO_CASE)]),
    ("PL.6.6.a", Level::District, "", &[(89, 100, FAILING), (90, 100, FAILING), (901, 1_000, MET), (0, 0, NO_CASE)]),
    ("PL.6.6.b", Level::District, "", &[(40, 41, FAILING), (41, 41, MET), (0, 0, NO_CASE)]),
    ("PL.7.4", Level::District, "", &[(9, 10, FAILING), (10, 10, MET), (0, 0, NO_CASE)]),
];

#[test]
fn every_target_is_judged_below_at_and_above_its_threshold() {
    let sheet = Sheet::from_json(PLAN).unwrap();
    for target in &sheet.indicators {
        let rows: Vec<_> = TABLE.iter().filter(|(of, ..)| key(of) == target.key).collect();
        assert!(!rows.is_empty() || target.kind == Kind::Statement, "{} has no row", target.key);
        for (_, level, procedure, rows) in rows {
            for (part, whole, verdict) in *rows {
                let mut world = World::new();
                feed(&mut world, target, *level, procedure, (*part, *whole));
                let standing = world.standing(&target.key.to_string(), *level, "q1");
                let what = format!("{} {level:?} {procedure} {part}/{whole}: {standing:?}", target.key);
                assert_eq!(standing.verdict.name(), *verdict, "{what}");
                assert_eq!(standing.value, Some(Ratio::new(*part, *whole)), "{what}");
            }
        }
    }
}

#[test]
fn without_figures_every_target_says_what_is_missing_and_a_statement_says_that_it_is_one() {
    let world = World::new();
    for level in [Level::Ward, Level::District] {
        for standing in world.figures().standings(&period("h1"), level) {
            let kind = world.figures().target(&standing.key).unwrap().target.kind;
            match standing.verdict {
                Verdict::Missing(missing) => assert!(!missing.is_empty(), "{}", standing.key),
                Verdict::Statement => assert_eq!(kind, Kind::Statement),
                // That nothing was fed back is not missing: nobody has to say so.
                Verdict::NoCase => assert_eq!(standing.key, key("II.5")),
                verdict => panic!("{}: {verdict:?}", standing.key),
            }
        }
    }
}

#[test]
fn a_target_of_every_field_fails_with_its_worst_field_each_against_its_own_threshold() {
    use Measure::{Late, OnTime};
    let mut world = World::new();
    for (procedure, on_time, late) in
        [("ho-tich", 195, 5), ("dat-dai", 99, 1), ("don-thu", 96, 4), ("chung-thuc", 5_000, 0)]
    {
        world.count("2023-03-01", procedure, OnTime, on_time);
        world.count("2023-03-01", procedure, Late, late);
    }
    let standing = world.standing("II.3.1", Level::Ward, "q1");
    assert_eq!(standing.verdict, Verdict::Failing);
    let worst = &standing.fields[standing.worst.unwrap()];
    assert_eq!(
        (worst.procedure.as_str(), worst.value, worst.holds),
        ("ho-tich", Ratio::new(195, 200), false)
    );
    let petitions = standing.fields.iter().find(|of| of.procedure.as_str() == "don-thu").unwrap();
    assert!(petitions.excepted && petitions.holds && petitions.threshold.value == Ratio::per_cent(95));
    // All fields together are far above 98 %: that says nothing.
    assert!(standing.value.unwrap().holds(Comparator::AtLeast, Ratio::per_cent(98)).unwrap());
}

#[test]
fn a_target_of_all_fields_together_holds_only_if_the_excepted_ones_hold_theirs() {
    use Measure::{Satisfied, Surveyed};
    let verdict = |land: i64| {
        let mut world = World::new();
        for (procedure, satisfied, surveyed) in [("ho-tich", 960, 1_000), ("dat-dai", land, 100)] {
            world.count("2023-03-01", procedure, Satisfied, satisfied);
            world.count("2023-03-01", procedure, Surveyed, surveyed);
        }
        world.standing("II.4.2", Level::Ward, "q1").verdict
    };
    assert_eq!(verdict(89), Verdict::Failing, "1049 of 1100 are enough, 89 of 100 in land are not");
    assert_eq!(verdict(90), Verdict::Met);
    let mut world = World::new();
    world.count("2023-03-01", "dat-dai", Satisfied, 93);
    world.count("2023-03-01", "dat-dai", Surveyed, 100);
    assert_eq!(
        world.standing("II.4.2", Level::Ward, "q1").verdict,
        Verdict::Failing,
        "93 % of all is not 95 %"
    );
    assert_eq!(
        world.standing("II.4.1", Level::Ward, "q1").verdict,
        Verdict::Failing,
        "II.4.1 has no exception"
    );
}

#[test]
fn what_is_wrong_or_missing_is_named_and_never_shown_as_a_figure() {
    use Measure::{Digitised, Late, OnTime, Resolved, Satisfied, Surveyed};
    let mut world = World::new();
    world.count("2023-03-01", "ho-tich", OnTime, 10);
    let missing = |world: &World, target: &str| match world.standing(target, Level::Ward, "q1") {
        Standing { verdict: Verdict::Missing(missing), value: None, .. } => missing,
        standing => panic!("{standing:?}"),
    };
    assert_eq!(missing(&world, "II.7"), [Missing::Measure(Digitised)]);
    assert_eq!(missing(&world, "II.4.1"), [Missing::Measure(Surveyed), Missing::Measure(Satisfied)]);
    assert_eq!(world.standing("II.3.1", Level::Ward, "q1").verdict, Verdict::Met, "no late ones: that is 0");
    assert_eq!(world.standing("II.3.2.a", Level::Ward, "q1").verdict, Verdict::NoCase, "no land dossier");
    world.count("2023-03-02", "ho-tich", Late, -1);
    let wrong = missing(&world, "II.3.1");
    assert!(matches!(&wrong[..], [Missing::BelowZero { date: Some(_), number: -1, .. }, ..]), "{wrong:?}");
    world.count("2023-03-02", "ho-tich", Late, 2);
    assert_eq!(missing(&world, "II.3.5"), [Missing::Dossiers { counted: 2, listed: 0 }]);
    world.count("2023-03-03", "ho-tich", Resolved, 0);
    world.count("2023-03-03", "ho-tich", OnTime, 9);
    let wrong = missing(&world, "II.3.1");
    assert!(matches!(&wrong[..], [Missing::PartAboveWhole { procedure: Some(_), .. }]), "{wrong:?}");
    let reading = "reading/binh-tan-2023/II.10.4/q1";
    assert_eq!(missing(&world, "II.10.4"), [Missing::Numerator, Missing::Denominator]);
    world.text(reading, Field::Numerator, "24");
    assert_eq!(missing(&world, "II.10.4"), [Missing::Denominator]);
    world.text(reading, Field::Denominator, "23");
    let above = Missing::PartAboveWhole { procedure: None, value: Ratio::new(24, 23) };
    assert_eq!(missing(&world, "II.10.4"), [above]);
    assert_eq!(missing(&world, "II.3.4"), [Missing::Published]);
    let page = "reading/binh-tan-2023/II.3.4/q1";
    world.set(Level::Ward, page, Field::Ready, Value::Bool(true));
    assert_eq!(missing(&world, "II.3.4"), [Missing::Date, Missing::Link]);
    world.text(page, Field::Issued, "2023-03-01");
    world.text(page, Field::Link, "12/TB-UBND");
    assert_eq!(world.standing("II.3.4", Level::Ward, "q1").verdict, Verdict::Met);
    assert_eq!(
        world.standing("II.3.4", Level::Ward, "h1").verdict.name(),
        "missing",
        "due again each period"
    );
    let excellence = excellence(&world.figures().standings(&period("q1"), Level::Ward));
    assert!(!excellence.is_clear() && excellence.missing.contains(&key("II.10.4")), "{excellence:?}");
    assert!(!excellence.missing.contains(&key("II.3.4")));
}

#[test]
fn a_period_has_its_own_figures_or_the_sum_of_its_days_and_never_both() {
    use Measure::{Late, OnTime};
    let mut world = World::new();
    for day in ["2022-12-14", "2022-12-15", "2023-03-14", "2023-03-15", "2023-06-14"] {
        world.count(day, "ho-tich", OnTime, 10);
    }
    let resolved = |world: &World, of: &str| world.standing("II.3.1", Level::Ward, of).value;
    assert_eq!(resolved(&world, "q1"), Some(Ratio::new(20, 20)), "both ends of the window count");
    assert_eq!(
        resolved(&world, "h1"),
        Some(Ratio::new(40, 40)),
        "windows that overlap know nothing of each other"
    );
    world.text("figure/binh-tan-2023/q1/ho-tich", Field::Measure(OnTime), "195");
    world.text("figure/binh-tan-2023/q1/ho-tich", Field::Measure(Late), "5");
    assert_eq!(
        resolved(&world, "q1"),
        Some(Ratio::new(20, 20)),
        "the days count until the ward says otherwise"
    );
    world.text("period/binh-tan-2023/q1", Field::Entry, "period");
    assert_eq!(resolved(&world, "q1"), Some(Ratio::new(195, 200)));
    assert_eq!(resolved(&world, "h1"), Some(Ratio::new(40, 40)));
    assert!(world.standing("II.3.1", Level::Ward, "q1").trend.is_empty());
    let trend = world.standing("II.3.1", Level::Ward, "h1").trend;
    let months: Vec<_> = trend.iter().map(|m| (m.year, m.month, m.value.denominator)).collect();
    assert_eq!(
        months,
        [
            (2022, 12, 10),
            (2023, 1, 0),
            (2023, 2, 0),
            (2023, 3, 20),
            (2023, 4, 0),
            (2023, 5, 0),
            (2023, 6, 10)
        ]
    );
}
