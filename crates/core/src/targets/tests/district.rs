//! Σ/Σ over wards.

use super::*;
use crate::{counter::Measure, ids::UnitId};

fn ward(counts: &[(&str, Measure, i64)]) -> Vec<Standing> {
    let mut world = World::new();
    counts
        .iter()
        .for_each(|(procedure, measure, number)| world.count("2023-03-01", procedure, *measure, *number));
    world.figures().standings(&period("q1"), Level::Ward)
}

fn together(wards: Vec<Vec<Standing>>, own: &World) -> Vec<District> {
    let units: Vec<(UnitId, Vec<Standing>)> =
        (1..).zip(wards).map(|(n, standings)| (format!("w{n}").parse().unwrap(), standings)).collect();
    consolidate(&own.figures(), &period("q1"), &units)
}

fn of<'a>(districts: &'a [District], target: &str) -> &'a District {
    districts.iter().find(|district| district.standing.key == key(target)).unwrap()
}

#[test]
fn a_district_is_judged_by_its_sums_where_a_mean_would_misjudge() {
    use Measure::{OnTime, Resolved};
    let at = |on_time, resolved| ward(&[("ho-tich", OnTime, on_time), ("ho-tich", Resolved, resolved)]);
    // 97,9 % and 100 %: the mean is 98,95 %, the sum 9890/10100 = 97,92 %.
    let failing = together(vec![at(9_790, 10_000), at(100, 100)], &World::new());
    assert_eq!(of(&failing, "II.3.1").standing.value, Some(Ratio::new(9_890, 10_100)));
    assert_eq!(of(&failing, "II.3.1").standing.verdict, Verdict::Failing);
    // 99 % and 90 %: the mean is 94,5 %, the sum 9990/10100 = 98,9 %.
    let met = together(vec![at(9_900, 10_000), at(90, 100)], &World::new());
    assert_eq!(of(&met, "II.3.1").standing.verdict, Verdict::Met);
}

#[test]
fn fields_are_summed_each_for_itself_and_units_without_figures_are_named() {
    use Measure::{OnTime, Resolved};
    let wards = vec![
        ward(&[
            ("ho-tich", OnTime, 980),
            ("ho-tich", Resolved, 1_000),
            ("dat-dai", OnTime, 9),
            ("dat-dai", Resolved, 10),
        ]),
        ward(&[("ho-tich", OnTime, 99), ("ho-tich", Resolved, 100)]),
        ward(&[]),
    ];
    let all = together(wards, &World::new());
    let district = of(&all, "II.3.1");
    let fields: Vec<_> =
        district.standing.fields.iter().map(|f| (f.procedure.as_str(), f.value, f.holds)).collect();
    assert_eq!(fields, [("dat-dai", Ratio::new(9, 10), false), ("ho-tich", Ratio::new(1_079, 1_100), true)]);
    assert_eq!(district.standing.verdict, Verdict::Failing);
    let units = |of: &[UnitId]| of.iter().map(|unit| unit.to_string()).collect::<Vec<_>>();
    assert_eq!(
        (units(&district.units), units(&district.missing)),
        (vec!["w1".into(), "w2".into()], vec!["w3".to_string()])
    );
    assert_eq!(of(&all, "II.10.4").standing.verdict, Verdict::Missing(vec![Missing::Units]));
}

#[test]
fn digitising_is_held_against_both_thresholds_and_the_districts_own_figures_are_its_own() {
    use Measure::{Digitised, OnTime};
    let at = |digitised| {
        together(vec![ward(&[("ho-tich", OnTime, 100), ("ho-tich", Digitised, digitised)])], &World::new())
    };
    for (digitised, district, wards) in [
        (34, "failing", "failing"),
        (35, "failing", "met"),
        (39, "failing", "met"),
        (40, "met", "met"),
        (41, "met", "met"),
    ] {
        let all = at(digitised);
        let found = of(&all, "II.7");
        assert_eq!(found.standing.verdict.name(), district, "{digitised}");
        assert_eq!(found.by_ward_threshold.as_ref().map(Verdict::name), Some(wards), "{digitised}");
    }
    let mut own = World::new();
    own.set(Level::District, "reading/binh-tan-2023/II.2.b/q1", Field::Numerator, Value::text("2"));
    own.set(Level::District, "reading/binh-tan-2023/II.2.b/q1", Field::Denominator, Value::text("10"));
    let all = together(vec![], &own);
    assert_eq!(of(&all, "II.2.b").standing.verdict, Verdict::Met);
    assert!(matches!(of(&all, "II.8").standing.verdict, Verdict::Missing(_)));
    assert_eq!(of(&all, "II.1").standing.verdict, Verdict::Statement);
}

#[test]
fn publications_are_counted_by_units() {
    let publishes = |ready: Option<bool>| {
        let mut world = World::new();
        if let Some(ready) = ready {
            let page = "reading/binh-tan-2023/II.6/q1";
            world.set(Level::Ward, page, Field::Ready, Value::Bool(ready));
            world.text(page, Field::Issued, "2023-03-02");
            world.text(page, Field::Link, "https://phuonganlac.gov.vn/hai-long");
        }
        world.figures().standings(&period("q1"), Level::Ward)
    };
    let all = together(vec![publishes(Some(true)), publishes(Some(true)), publishes(None)], &World::new());
    let found = of(&all, "II.6");
    assert_eq!((found.standing.value, found.missing.len()), (Some(Ratio::new(2, 2)), 1));
    let all = together(vec![publishes(Some(true)), publishes(Some(false))], &World::new());
    assert_eq!(of(&all, "II.6").standing.verdict, Verdict::Failing);
}

proptest! {
    /// What the wards count apart and what one ward with all their counts has come to the same.
    #[test]
    fn the_sum_over_wards_is_the_district(
        counts in prop::collection::vec((0usize..4, 0usize..3, 0usize..7, 0i64..500), 1..30)
    ) {
        use Measure::{Digitised, Late, OnTime, Satisfied, Surveyed};
        // Satisfied are among those surveyed: counted together.
        let measures = [OnTime, Late, Digitised, OnTime, Late, OnTime, Surveyed];
        let procedures = ["ho-tich", "dat-dai", "don-thu"];
        let mut wards: Vec<World> = (0..4).map(|_| World::new()).collect();
        let mut one = World::new();
        let mut sums = std::collections::BTreeMap::new();
        let add = |world: &mut World, sums: &mut std::collections::BTreeMap<_, i64>, who: usize, p: usize, m: Measure, n: i64| {
            let sum = sums.entry((who, p, m)).or_insert(0);
            *sum += n;
            world.count("2023-03-01", procedures[p], m, *sum);
        };
        for (who, p, m, n) in counts {
            let both = if measures[m] == Surveyed { vec![(Surveyed, n), (Satisfied, n * 9 / 10)] } else { vec![(measures[m], n)] };
            for (measure, n) in both {
                add(&mut wards[who], &mut sums, who, p, measure, n);
                add(&mut one, &mut sums, 9, p, measure, n);
            }
        }
        let apart = together(wards.iter().map(|w| w.figures().standings(&period("q1"), Level::Ward)).collect(), &World::new());
        let whole = together(vec![one.figures().standings(&period("q1"), Level::Ward)], &World::new());
        for target in ["II.3.1", "II.3.2.a", "II.4.1", "II.4.2"] {
            let (apart, whole) = (&of(&apart, target).standing, &of(&whole, target).standing);
            prop_assert_eq!((&apart.value, &apart.fields), (&whole.value, &whole.fields), "{}", target);
            prop_assert_eq!((&apart.verdict, apart.worst), (&whole.verdict, whole.worst), "{}", target);
        }
    }
}
