//! What is submitted stays as it was.

use super::*;
use crate::{
    counter::Measure,
    period::{self, Standing as Submitted, Submission},
};

fn counted() -> World {
    let mut world = World::new();
    world.count("2023-03-01", "ho-tich", Measure::OnTime, 195);
    world.count("2023-03-01", "ho-tich", Measure::Late, 5);
    world
}

#[test]
fn a_period_is_submitted_returned_corrected_and_accepted_with_a_trace() {
    let mut world = counted();
    let (scope, plan): (Scope, PlanId) = ("unit/an-lac".parse().unwrap(), "binh-tan-2023".parse().unwrap());
    let q1 = period("q1");
    let now = |world: &World| Submission::of(&plan, &q1, &world.unit);
    assert_eq!(now(&world).standing(), Submitted::Open);
    fn carry(world: &mut World, edits: Vec<Edit>) {
        for edit in edits {
            world.set(Level::Ward, &edit.entity.to_string(), edit.field, edit.value);
        }
    }
    let submit = |world: &mut World| {
        let frozen = world.figures().freeze(&q1).unwrap();
        let edit = period::submit((&scope, &world.unit, &plan, &q1), frozen.to_json());
        assert!(is_sound(&edit.entity, &edit.field, &edit.value));
        carry(world, vec![edit]);
        frozen
    };
    let first = submit(&mut world);
    assert_eq!(first.target(&key("II.3.1")).unwrap().verdict, "failing");
    assert_eq!(now(&world).standing(), Submitted::Submitted);
    let edits = period::answer((&scope, &world.unit, &plan, &q1), false, "Thiếu lĩnh vực đất đai").unwrap();
    carry(&mut world, edits);
    assert_eq!(
        (now(&world).standing(), now(&world).reply()),
        (Submitted::Returned, "Thiếu lĩnh vực đất đai")
    );
    // The figures change; what was submitted does not.
    world.count("2023-03-02", "ho-tich", Measure::OnTime, 100);
    assert_eq!(Frozen::from_json(now(&world).submitted().unwrap().value.as_text().unwrap()).unwrap(), first);
    let differs = frozen_differs(&world.figures().freeze(&q1).unwrap(), &first);
    let keys: Vec<String> = differs.iter().map(|changed| changed.key.to_string()).collect();
    // What hangs on the resolved ones: among those that have no land or investment nothing changed.
    assert_eq!(keys, ["II.3.1"]);
    assert_eq!(differs[0].now.as_ref().unwrap().value, Some(Ratio::new(295, 300)));
    let second = submit(&mut world);
    assert_eq!(now(&world).standing(), Submitted::Submitted, "the answer was to what was submitted before");
    assert!(frozen_differs(&world.figures().freeze(&q1).unwrap(), &second).is_empty());
    let edits = period::answer((&scope, &world.unit, &plan, &q1), true, "").unwrap();
    carry(&mut world, edits);
    assert_eq!(now(&world).standing(), Submitted::Accepted);
    assert!(!now(&world).is_open_to_ward());
    let edits = period::answer((&scope, &world.unit, &plan, &q1), false, "Mở lại").unwrap();
    carry(&mut world, edits);
    assert!(now(&world).is_open_to_ward());
    let edit = period::reopen((&scope, &world.unit, &plan, &q1));
    carry(&mut world, vec![edit]);
    assert_eq!(now(&world).standing(), Submitted::Open);
    assert!(period::answer((&scope, &world.unit, &plan, &q1), true, "").is_none(), "nothing to answer");
}

#[test]
fn a_period_keeps_the_version_and_the_threshold_it_was_judged_by() {
    let mut world = counted();
    let before = world.figures().freeze(&period("q1")).unwrap();
    let mut target = world.figures().target(&key("II.3.1")).unwrap().target.clone();
    target.levels[0].threshold =
        Some(Threshold { comparator: Comparator::AtLeast, value: Ratio::per_cent(97) });
    world.set(Level::District, "target/binh-tan-2023/II.3.1", Field::Definition, target.value());
    let after = world.figures().freeze(&period("q1")).unwrap();
    let of = |frozen: &Frozen| {
        let target = frozen.target(&key("II.3.1")).unwrap().clone();
        (target.version, target.threshold.unwrap().value.numerator, target.verdict)
    };
    assert_eq!(of(&before), ("plan:".into(), 98, "failing".into()));
    assert_eq!(of(&after).1, 97);
    assert_eq!(of(&after).2, "met");
    assert!(of(&after).0.starts_with("r."));
}

#[test]
fn frozen_figures_are_read_in_their_one_form_alone() {
    let good = counted().figures().freeze(&period("q1")).unwrap().to_json();
    assert!(Frozen::from_json(&good).is_ok());
    let entity = EntityId::from("period/binh-tan-2023/q1".to_owned());
    assert!(is_sound(&entity, &Field::Submitted, &Value::Text(good.clone())));
    let other = EntityId::from("period/binh-tan-2023/h1".to_owned());
    assert!(!is_sound(&other, &Field::Submitted, &Value::Text(good.clone())), "another period's");
    for bad in [
        good.replacen('{', "{ ", 1),
        good.replacen('{', "{\"extra\":1,", 1),
        good.replace("\"failing\"", "\"great\""),
        good.replace("195", "195.0"),
        good.replace("195", "-195"),
        good.replace("2022-12-15", "2023-12-15"),
        good.replace("\"by_period\"", "\"x\"").replacen("\"period\":\"q1\"", "\"period\":\"Q1\"", 1),
        good[..good.len() - 1].to_owned(),
        String::new(),
    ] {
        assert!(Frozen::from_json(&bad).is_err(), "{bad}");
    }
    assert!(matches!(Frozen::from_json(&" ".repeat(FROZEN_LIMIT + 1)), Err(FrozenError::TooLong)));
}

#[test]
fn twenty_fields_fit_with_room_to_spare() {
    let mut world = World::new();
    for n in 0..20 {
        let procedure = format!("018b3a3c-7f00-7000-8000-0000000000{n:02}");
        for measure in Measure::ALL {
            world.count("2023-03-01", &procedure, measure, 1_000_000);
        }
        world.count("2023-03-01", &procedure, Measure::Late, 0);
    }
    let json = world.figures().freeze(&period("q1")).unwrap().to_json();
    assert!(json.len() < 12_000, "{} bytes", json.len());
    assert!(Frozen::from_json(&json).is_ok());
}

proptest! {
    #[test]
    fn frozen_figures_read_back_the_same(
        counts in prop::collection::vec((0usize..6, 0usize..9, 0i64..100_000), 0..40), by_period in any::<bool>()
    ) {
        let mut world = World::new();
        let procedures = ["ho-tich", "dat-dai", "don-thu", "chung-thuc", "x", "dau-tu"];
        if by_period { world.text("period/binh-tan-2023/q1", Field::Entry, "period"); }
        for (p, m, n) in counts {
            let entity = if by_period { format!("figure/binh-tan-2023/q1/{}", procedures[p]) }
                else { format!("count/2023-03-01/{}/r", procedures[p]) };
            world.text(&entity, Field::Measure(Measure::ALL[m]), &n.to_string());
        }
        let frozen = world.figures().freeze(&period("q1")).unwrap();
        prop_assert_eq!(frozen.by_period, by_period);
        prop_assert_eq!(&Frozen::from_json(&frozen.to_json()).unwrap(), &frozen);
    }

    #[test]
    fn no_text_stops_the_reader(text in "\\PC{0,200}") {
        let _ = Frozen::from_json(&text);
        let _ = Target::from_json(&text);
    }
}
