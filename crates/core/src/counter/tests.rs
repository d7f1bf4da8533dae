//! Counting: what adds up, what is corrected, what is refused.

use super::*;
use crate::{
    cell::Cell,
    change::{Change, Edit, Field, Group, Value, check},
    checklist::Entities,
    clock::Hlc,
    ids::{ChangeId, EntityId, ProcedureKey, ReplicaId, Scope},
};
use jiff::civil::{Date, date};
use proptest::prelude::*;

mod meeting;

const DAY: Date = date(2023, 3, 14);

fn scope() -> Scope {
    "unit/an-lac".parse().unwrap()
}

fn key(text: &str) -> ProcedureKey {
    text.parse().unwrap()
}

/// Takes an edit as a device's next change.
fn take(unit: &mut Entities, replica: &str, n: u64, edit: Edit) {
    let change = Change {
        id: ChangeId { replica: replica.parse().unwrap(), n },
        group: Group { first: n, len: 1 },
        scope: edit.scope,
        entity: edit.entity,
        field: edit.field,
        value: edit.value,
        over: edit.over,
        at: Hlc::at(i64::try_from(n).unwrap()),
        author: "mai".parse().unwrap(),
        schema: 3,
    };
    change.check().unwrap();
    unit.entry(change.entity.clone()).or_default().entry(change.field.clone()).or_default().apply(&change);
}

fn put(unit: &mut Entities, entity: &str, field: Field, value: Value) {
    let n = unit.values().flat_map(|fields| fields.values()).flat_map(Cell::heads).count() as u64 + 1;
    let edit = Edit::over(&scope(), unit, EntityId::from(entity.to_owned()), field, value);
    take(unit, "r", n * 100 + 7, edit);
}

#[test]
fn each_device_counts_for_itself_and_the_day_is_their_sum() {
    let (scope, mut unit, hall) = (scope(), Entities::new(), key("ho-tich"));
    let replica = |name: &str| name.parse::<ReplicaId>().unwrap();
    for (n, (name, by)) in (1..).zip([("t1", 1), ("t1", 1), ("t2", 1), ("t1", -1), ("t2", 5), ("t3", -2)]) {
        let edit = count((&scope, &unit), &replica(name), (DAY, &hall), Measure::Received, by).unwrap();
        take(&mut unit, name, n, edit);
    }
    let day = Day::of(&unit, DAY, &hall);
    assert_eq!(day.total.get(Measure::Received), Some(5));
    assert_eq!(day.total.get(Measure::Online), None);
    assert_eq!(Desk::of(&unit).day(&hall, DAY), Some(&day));
    let other = Day::of(&unit, DAY, &key("ho-tich-2"));
    assert!(other.total.is_empty());
    // The keypad: the whole number at once, as far as this device knows.
    let edit = count_to((&scope, &unit), &replica("t1"), (DAY, &hall), Measure::Received, 20).unwrap();
    take(&mut unit, "t1", 9, edit);
    assert_eq!(Day::of(&unit, DAY, &hall).total.get(Measure::Received), Some(20));
}

#[test]
fn a_correction_says_the_day_and_what_is_counted_meanwhile_is_added() {
    let (scope, mut unit, hall) = (scope(), Entities::new(), key("ho-tich"));
    let replica = |name: &str| name.parse::<ReplicaId>().unwrap();
    let edit = count((&scope, &unit), &replica("t1"), (DAY, &hall), Measure::OnTime, 17).unwrap();
    take(&mut unit, "t1", 1, edit);
    let correction = correct((&scope, &unit), (DAY, &hall), Measure::OnTime, Some(20)).unwrap();
    assert_eq!(correction.value, Value::text("20/17"));
    let meanwhile = count((&scope, &unit), &replica("t2"), (DAY, &hall), Measure::OnTime, 3).unwrap();
    take(&mut unit, "t2", 2, meanwhile);
    take(&mut unit, "t1", 3, correction);
    let day = Day::of(&unit, DAY, &hall);
    assert_eq!((day.counts.number(Measure::OnTime), day.total.number(Measure::OnTime)), (20, 23));
    assert_eq!(day.total.get(Measure::Resolved), Some(23), "resolved follows from on time and late");
    // Said again over what is there now, and taken back.
    let again = correct((&scope, &unit), (DAY, &hall), Measure::OnTime, Some(20)).unwrap();
    take(&mut unit, "t1", 4, again);
    assert_eq!(Day::of(&unit, DAY, &hall).total.number(Measure::OnTime), 20);
    let back = correct((&scope, &unit), (DAY, &hall), Measure::OnTime, None).unwrap();
    take(&mut unit, "t1", 5, back);
    assert_eq!(Day::of(&unit, DAY, &hall).total.number(Measure::OnTime), 20);
    assert!(Day::of(&unit, DAY, &hall).corrected.is_empty());
}

#[test]
fn a_total_below_zero_is_told_with_its_day() {
    let mut unit = Entities::new();
    put(&mut unit, "count/2023-03-14/ho-tich/t1", Field::Measure(Measure::Late), Value::text("-2"));
    let desk = Desk::of(&unit);
    assert_eq!(
        desk.below_zero(DAY, DAY),
        [(key("ho-tich"), DAY, Measure::Resolved, -2), (key("ho-tich"), DAY, Measure::Late, -2)]
    );
    assert!(desk.below_zero(date(2023, 3, 15), date(2023, 12, 31)).is_empty());
}

#[test]
fn fields_hold_whole_numbers_in_one_form_and_nothing_else() {
    let ok = |entity: &str, field: Field, text: &str| {
        check(&EntityId::from(entity.to_owned()), &field, &Value::text(text)).is_ok()
    };
    const COUNT: &str = "count/2023-03-14/ho-tich/r";
    const DAY: &str = "day/2023-03-14/ho-tich";
    const FIGURE: &str = "figure/p/h1/ho-tich";
    const READING: &str = "reading/p/II.8/h1";
    let m = || Field::Measure(Measure::OnTime);
    for text in ["0", "7", "-7", "1000000", "-1000000"] {
        assert!(ok(COUNT, m(), text), "{text}");
    }
    for text in
        ["1000001", "-1000001", "-0", "07", "+7", "7.0", "1e3", "bảy", " 7", "7 ", "1.000", "٧", "--7", "-"]
    {
        assert!(!ok(COUNT, m(), text), "{text}");
    }
    for text in ["0/0", "20/17", "3/-5", "1000000/0"] {
        assert!(ok(DAY, m(), text), "{text}");
    }
    for text in ["20", "-1/0", "20/", "/17", "20/17/1", "1000001/0", "20/-0", "20/017", "a/b"] {
        assert!(!ok(DAY, m(), text), "{text}");
    }
    assert!(ok(FIGURE, m(), "195") && !ok(FIGURE, m(), "-1") && !ok(FIGURE, m(), "1000001"));
    assert!(
        ok(READING, Field::Numerator, "1000000000000") && !ok(READING, Field::Numerator, "1000000000001")
    );
    assert!(
        !ok(READING, Field::Denominator, "-1") && !ok(READING, Field::Denominator, "99999999999999999999")
    );
    assert!(!ok(READING, m(), "1"), "a reading has no measures");
    for text in ["https://binhtan.gov.vn/x?a=1", "http://x.vn", "214/UBND", "Báo cáo 12/BC-UBND"] {
        assert!(ok(READING, Field::Link, text), "{text}");
    }
    for text in
        ["javascript:alert(1)", "data:text/html,x", "https://", "https:// x.vn", "ftp://x.vn", "a\nb", "  "]
    {
        assert!(!ok(READING, Field::Link, text), "{text:?}");
    }
    const DOSSIER: &str = "dossier/018b3a3c-7f00-7000-8000-00000000002a";
    assert!(ok(DOSSIER, Field::DaysLate, "1") && !ok(DOSSIER, Field::DaysLate, "0"));
    assert!(!ok(DOSSIER, Field::Name, "Nguyễn Văn A"), "no field takes a citizen's name");
    assert!(ok(DOSSIER, Field::ProcedureOf, "ho-tich") && !ok(DOSSIER, Field::ProcedureOf, "Hộ tịch"));
    const PROCEDURE: &str = "procedure/ho-tich";
    assert!(
        ok(PROCEDURE, Field::Kind, "land construction") && !ok(PROCEDURE, Field::Kind, "construction land")
    );
    assert!(!ok(PROCEDURE, Field::Kind, "image/jpeg") && !ok(PROCEDURE, Field::Removed, "true"));
    const PERIOD: &str = "period/p/h1";
    assert!(ok(PERIOD, Field::Entry, "period") && !ok(PERIOD, Field::Entry, "week"));
    assert!(ok(PERIOD, Field::Answer, "accepted r.4") && !ok(PERIOD, Field::Answer, "accepted"));
    assert!(!ok(PERIOD, Field::Submitted, "12") && !ok(PERIOD, Field::From, "15/12/2022"));
    for field in [
        "received",
        "resolved",
        "on-time",
        "late",
        "online",
        "paid-online",
        "digitised",
        "surveyed",
        "satisfied",
    ] {
        assert!(matches!(Field::from(field.to_owned()), Field::Measure(m) if m.name() == field), "{field}");
    }
    for entity in [COUNT, DAY, FIGURE] {
        let measure = EntityId::from(entity.to_owned());
        assert!(check(&measure, &m(), &Value::Bool(true)).is_err(), "{entity}");
        assert!(check(&measure, &m(), &Value::Other("12".into())).is_err(), "{entity}");
        assert!(check(&measure, &m(), &Value::Empty).is_ok(), "{entity}");
    }
}

#[test]
fn what_is_impossible_blocks_and_what_is_odd_only_asks() {
    use Measure::{Late, OnTime, Online, Received, Resolved, Satisfied, Surveyed};
    let today = date(2023, 10, 16);
    let tally = |of: &[(Measure, i64)]| {
        let mut tally = Tally::default();
        of.iter().for_each(|(measure, number)| tally.add(*measure, *number));
        tally
    };
    let found = |measure, after: &Tally, given, day| {
        check_count(Counted {
            year: 2023,
            date: day,
            today,
            measure,
            after,
            resolved_given: given,
            so_far: None,
            usual: None,
        })
    };
    let day = Some(DAY);
    let blocks = |problems: Problems| problems.iter().map(|p| p.blocks()).collect::<Vec<_>>();
    // Blocked.
    assert_eq!(
        found(OnTime, &tally(&[(OnTime, -1)]), false, day),
        [Problem::BelowZero { measure: OnTime, number: -1 }]
    );
    let split = tally(&[(Resolved, 10), (OnTime, 9), (Late, 2)]);
    assert_eq!(
        found(Late, &split, true, day),
        [Problem::MoreThanResolved { on_time: 9, late: 2, resolved: 10 }]
    );
    let asked = tally(&[(Surveyed, 5), (Satisfied, 6)]);
    assert_eq!(found(Satisfied, &asked, false, day), [Problem::PartAboveWhole { part: 6, whole: 5 }]);
    let few = tally(&[(Received, 1)]);
    for wrong in [date(2022, 12, 14), date(2023, 10, 17), date(2024, 1, 1)] {
        assert_eq!(blocks(found(Received, &few, false, Some(wrong))), [true], "{wrong}");
    }
    assert!(found(Received, &few, false, Some(date(2022, 12, 15))).is_empty());
    assert_eq!(blocks(found(Received, &tally(&[(Received, 1_000_001)]), false, day)), [true]);
    // Asked about.
    let split = tally(&[(Resolved, 10), (OnTime, 7), (Late, 2)]);
    assert_eq!(
        found(Late, &split, true, day),
        [Problem::FewerThanResolved { on_time: 7, late: 2, resolved: 10 }]
    );
    let online = tally(&[(Received, 4), (Online, 5)]);
    assert_eq!(found(Online, &online, false, day), [Problem::OnlineAboveReceived { online: 5, received: 4 }]);
    let (after, year) = (tally(&[(OnTime, 30)]), tally(&[(Resolved, 130), (Received, 120)]));
    let many = check_count(Counted {
        year: 2023,
        date: day,
        today,
        measure: OnTime,
        after: &after,
        resolved_given: false,
        so_far: Some(&year),
        usual: Some(3),
    });
    assert_eq!(
        many,
        [
            Problem::ResolvedAboveReceived { resolved: 130, received: 120 },
            Problem::Jump { number: 30, usual: 3 }
        ]
    );
    assert_eq!(blocks(many), [false, false]);
}

#[test]
fn a_typed_number_is_read_or_refused_with_its_reason() {
    for (text, number) in [("12", 12), (" 12 ", 12), ("007", 7), ("-3", -3), ("−3", -3), ("0", 0)] {
        assert_eq!(parse_count(text, COUNT_LIMIT), Ok(number), "{text:?}");
    }
    for text in ["", " ", "-", "12a", "1,5", "1.000", "1 000", "mười", "0x10", "１２", "1e3"] {
        assert_eq!(parse_count(text, COUNT_LIMIT), Err(Problem::NotWhole), "{text:?}");
    }
    for text in ["1000001", "99999999999999999999999", "-1000001"] {
        assert!(matches!(parse_count(text, COUNT_LIMIT), Err(Problem::TooLarge { .. })), "{text:?}");
    }
}

#[test]
fn a_ward_renames_hides_and_adds_fields_of_procedures() {
    let mut unit = Entities::new();
    put(&mut unit, "procedure/ho-tich", Field::Title, Value::text("Hộ tịch, quốc tịch"));
    put(&mut unit, "procedure/tre-em", Field::Active, Value::Bool(false));
    put(&mut unit, "procedure/cho-phien", Field::Title, Value::text("Chợ phiên"));
    put(&mut unit, "procedure/cho-phien", Field::Kind, Value::text("land construction"));
    put(&mut unit, "procedure/nameless", Field::Active, Value::Bool(true));
    let list = procedures(&unit);
    let find = |of: &str| list.iter().find(|p| p.key == key(of));
    assert_eq!(find("ho-tich").unwrap().title, "Hộ tịch, quốc tịch");
    assert!(!find("tre-em").unwrap().active && find("dat-dai").unwrap().active);
    let own = find("cho-phien").unwrap();
    assert!(own.active && !own.shipped && own.classes == [Class::Land, Class::Construction]);
    assert!(find("nameless").is_none());
    assert_eq!(list.len(), defaults().len() + 1);
    for class in Class::ALL {
        assert!(defaults().iter().any(|p| p.classes.contains(&class)), "{class:?}");
    }
}

#[test]
fn a_late_dossier_counts_on_the_day_it_was_done_and_has_its_apology_or_not() {
    let mut unit = Entities::new();
    const ID: &str = "dossier/018b3a3c-7f00-7000-8000-00000000002a";
    put(&mut unit, ID, Field::Number, Value::text("000.12.34.H29-230310-0007"));
    assert_eq!(dossiers(&unit)[0].on, date(2023, 10, 17), "the day it was put down");
    put(&mut unit, ID, Field::Due, Value::text("2023-03-10"));
    put(&mut unit, ID, Field::DaysLate, Value::text("3"));
    assert_eq!(dossiers(&unit)[0].on, date(2023, 3, 13));
    put(&mut unit, ID, Field::Apology, Value::text("15/XL-UBND"));
    assert!(!dossiers(&unit)[0].has_apology());
    put(&mut unit, ID, Field::Issued, Value::text("2023-03-13"));
    assert!(dossiers(&unit)[0].has_apology());
    let late = |number| {
        let mut tally = Tally::default();
        tally.add(Measure::Late, number);
        check_dossiers(&tally, &dossiers(&unit), (DAY.first_of_month(), DAY))
    };
    assert_eq!(late(1), None);
    assert_eq!(late(3), Some(Problem::LateDossiers { counted: 3, listed: 1 }));
    put(&mut unit, ID, Field::Removed, Value::Bool(true));
    assert!(dossiers(&unit).is_empty());
}

#[test]
fn feedback_goes_through_four_steps_in_order() {
    let mut unit = Entities::new();
    const ID: &str = "feedback/018b3a3c-7f00-7000-8000-00000000002b";
    put(&mut unit, ID, Field::Title, Value::text("Giấy tờ phải nộp hai lần"));
    put(&mut unit, ID, Field::ReceivedOn, Value::text("2023-03-10"));
    put(&mut unit, ID, Field::Due, Value::text("2023-03-20"));
    let of = |unit: &Entities| feedback(unit)[0].clone();
    assert_eq!(of(&unit).next(), Some(Step::Handled));
    assert!(!of(&unit).is_overdue(date(2023, 3, 20)) && of(&unit).is_overdue(date(2023, 3, 21)));
    put(&mut unit, ID, Field::AnsweredOn, Value::text("2023-03-18"));
    put(&mut unit, ID, Field::HandledOn, Value::text("2023-03-19"));
    assert_eq!(of(&unit).wrong_order(), [(Step::Handled, Step::Answered)]);
    assert!(!of(&unit).is_overdue(date(2023, 4, 1)));
    let counts = |from, to| StepCounts::of(&feedback(&unit), (from, to), date(2023, 4, 1));
    let q1 = counts(date(2022, 12, 15), date(2023, 3, 14));
    assert_eq!((q1.received, q1.handled, q1.answered, q1.published, q1.complete), (1, 1, 1, 0, 0));
    assert_eq!(counts(date(2023, 3, 15), date(2023, 6, 14)), StepCounts::default());
}

proptest! {
    /// However the numbers of a day are split among tablets, and in whatever order they come, the total is the same.
    #[test]
    fn any_split_into_tablets_and_any_order_gives_the_same_total(
        taps in prop::collection::vec((0usize..4, 0usize..9, -3i64..8), 1..60), split in 1usize..4
    ) {
        let measure = |place: usize| Measure::ALL[place];
        let mut expected = Tally::default();
        for (_, m, by) in &taps { expected.add(measure(*m), *by); }
        let run = |devices: usize, backwards: bool| {
            let (scope, mut unit, hall) = (scope(), Entities::new(), key("ho-tich"));
            let mut list: Vec<_> = taps.clone();
            if backwards { list.reverse(); }
            for (n, (device, m, by)) in (1..).zip(list) {
                let name = format!("t{}", device % devices);
                let edit = count((&scope, &unit), &name.parse().unwrap(), (DAY, &hall), measure(m), by).unwrap();
                take(&mut unit, &name, n, edit);
            }
            Day::of(&unit, DAY, &hall)
        };
        let one = run(1, false);
        prop_assert_eq!(&one.counts, &expected);
        prop_assert_eq!(&run(split, false).total, &one.total);
        prop_assert_eq!(&run(4, true).total, &one.total);
    }

    /// No text makes a number that is over its limit or that is written in two ways.
    #[test]
    fn a_number_has_one_form(text in "[-+ 0-9a-z./]{0,12}") {
        if let Some(n) = whole(&text) {
            prop_assert_eq!(n.to_string(), text.clone());
            prop_assert!(n.unsigned_abs() <= COUNT_LIMIT);
        }
        if let Some(correction) = Correction::of(&Value::text(&text)) {
            prop_assert_eq!(correction.value(), Value::text(&text));
        }
    }
}
