//! The plan's targets against the plan's text.

use super::*;
use crate::{code::Section, plan::Figure};

#[test]
fn section_ii_has_19_lines_and_28_promises_of_which_27_are_numbers_and_18_a_wards() {
    let sheet = Sheet::from_json(PLAN).unwrap();
    let of_section: Vec<&Target> =
        sheet.indicators.iter().filter(|target| target.clause.section() == Section::Targets).collect();
    let mut lines: Vec<_> = of_section.iter().map(|target| &target.clause).collect();
    lines.dedup();
    let promises = |of: &[&Target]| of.iter().map(|target| target.promises()).sum::<usize>();
    let numeric: Vec<&Target> =
        of_section.iter().copied().filter(|target| target.kind != Kind::Statement).collect();
    let wards: usize = of_section.iter().map(|target| target.promises_to(Level::Ward)).sum();
    assert_eq!((lines.len(), promises(&of_section), promises(&numeric), wards), (19, 28, 27, 18));
    assert_eq!(sheet.indicators.len() - of_section.len(), 10, "numbers that stand elsewhere");
}

#[test]
fn every_threshold_stands_in_the_text_of_its_clause() {
    let plan = Plan::from_json(PLAN).unwrap();
    plan.check().unwrap();
    for target in &plan.indicators {
        assert_eq!(target.problems(), [], "{}", target.key);
        let figures: Vec<Figure> = match plan.clause(&target.clause) {
            Some(clause) => clause.figures.clone(),
            None => plan.task(&target.clause).expect("the clause is there").figures.clone(),
        };
        let thresholds = target.levels.iter().filter_map(|of| of.threshold);
        for threshold in thresholds.chain(target.exceptions.iter().map(|of| of.threshold)) {
            let says = |figure: &Figure| {
                figure.comparator == threshold.comparator
                    && Ratio::per_cent(figure.per_cent.into()).compare(threshold.value).is_eq()
            };
            let found = figures.iter().any(says);
            // "ít nhất 01 bài viết": no percentage.
            let count = target.kind == Kind::Count;
            assert!(found || count, "{}: {threshold:?} is not among {figures:?}", target.key);
        }
        for task in &target.tasks {
            assert!(plan.has(task), "{} names {task}", target.key);
        }
    }
    let article = plan.task(&"PL.1.9".parse().unwrap()).unwrap();
    assert!(article.text.shown().contains("ít nhất 01 bài viết"));
}

#[test]
fn every_figure_of_section_ii_is_a_targets_threshold() {
    let plan = Plan::from_json(PLAN).unwrap();
    for clause in plan.clauses().into_iter().filter(|clause| clause.code.section() == Section::Targets) {
        let of_clause: Vec<&Target> =
            plan.indicators.iter().filter(|target| target.clause == clause.code).collect();
        for figure in &clause.figures {
            let found = of_clause.iter().any(|target| {
                let levels = target.levels.iter().filter_map(|of| of.threshold);
                let mut all = levels.chain(target.exceptions.iter().map(|of| of.threshold));
                all.any(|of| {
                    of.comparator == figure.comparator && of.value == Ratio::per_cent(figure.per_cent.into())
                })
            });
            assert!(found, "{}: nobody is judged by {:?}", clause.code, figure.quote);
        }
    }
}

#[test]
fn the_district_defines_a_target_anew_adds_one_and_takes_one_away() {
    let mut world = World::new();
    let mut harder = world.figures().target(&key("II.3.1")).unwrap().target.clone();
    harder.levels[0].threshold =
        Some(Threshold { comparator: Comparator::AtLeast, value: Ratio::per_cent(99) });
    let mut own = harder.clone();
    own.key = key("II.3.1.b");
    world.set(Level::District, "target/binh-tan-2023/II.3.1", Field::Definition, harder.value());
    world.set(Level::District, "target/binh-tan-2023/II.3.1.b", Field::Definition, own.value());
    world.set(Level::District, "target/binh-tan-2023/II.6", Field::Removed, Value::Bool(true));
    let figures = world.figures();
    let defined = figures.target(&key("II.3.1")).unwrap();
    assert_eq!(defined.target, harder);
    assert!(matches!(&defined.version, Version::Change(id, 1) if id.n == 1), "{:?}", defined.version);
    assert_eq!(figures.target(&key("II.3.1.b")).unwrap().target, own);
    assert!(figures.target(&key("II.6")).is_none());
    assert_eq!(figures.target(&key("II.5")).unwrap().version.name(), "plan:");
}

#[test]
fn a_definition_that_is_none_is_refused() {
    let sheet = Sheet::from_json(PLAN).unwrap();
    let good = sheet.indicators.iter().find(|target| target.key == key("II.3.1")).unwrap();
    let entity = EntityId::from("target/p/II.3.1".to_owned());
    let sound = |value: &Value| is_sound(&entity, &Field::Definition, value);
    assert!(sound(&good.value()) && sound(&Value::Empty));
    let other = EntityId::from("target/p/II.5".to_owned());
    assert!(!is_sound(&other, &Field::Definition, &good.value()), "the key is another's");
    let change = |change: fn(&mut Target)| {
        let mut target = good.clone();
        change(&mut target);
        target.problems()
    };
    assert_eq!(change(|t| t.title.clear()), [TargetProblem::Title]);
    assert_eq!(change(|t| t.clause = "II.5".parse().unwrap()), [TargetProblem::Clause]);
    assert_eq!(change(|t| t.levels.clear()), [TargetProblem::Levels]);
    assert_eq!(change(|t| t.levels[1] = t.levels[0]), [TargetProblem::Levels]);
    assert_eq!(change(|t| t.levels[0].threshold = None), [TargetProblem::Threshold]);
    assert_eq!(change(|t| t.exceptions[0].threshold.value = Ratio::new(1, 0)), [TargetProblem::Threshold]);
    assert_eq!(change(|t| t.denominator = Some(Source::Reading)), [TargetProblem::Sources]);
    assert_eq!(change(|t| t.numerator = Some(Source::Measures(vec![]))), [TargetProblem::Sources]);
    for json in ["{}", "{\"key\":\"II.3.1\"}", "{", "null"] {
        assert!(!sound(&Value::Text(json.into())), "{json}");
    }
    let unknown = serde_json::to_string(good).unwrap().replacen('{', "{\"extra\":1,", 1);
    assert!(!sound(&Value::Text(unknown)));
}
