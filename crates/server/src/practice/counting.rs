//! What a made-up ward counted: the first half of the year by period, since 15 June day by day; late dossiers, feedback
//! and publications beside it.

use super::{
    dice::Dice,
    progress::{Author, Gesture, Ward, instant},
    words::LATE_REASONS,
};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use sotay_core::{
    change::{Field, Value},
    counter::{Measure, Step},
    dates,
    ids::{EntityId, PeriodKey, ProcedureKey, ReplicaId},
    period::{self, Entry},
};

/// Fields of procedures, and how many dossiers one receives on a working day at most.
const BUSY: [(&str, u64); 5] =
    [("ho-tich", 14), ("chung-thuc", 36), ("dat-dai", 4), ("bao-tro-xa-hoi", 6), ("don-thu", 2)];
/// The periods that wards entered at once.
const BY_PERIOD: [&str; 2] = ["q1", "h1"];

type Fields = Vec<(EntityId, Field, Value)>;

/// Everything the ward counted, in order of time. `replica` is the officer's device.
pub fn gestures(ward: &Ward<'_>, replica: &ReplicaId, dice: &mut Dice) -> Vec<Gesture> {
    let periods = period::defaults(ward.today.year());
    let mut all = Vec::new();
    let mut put = |date: Date, minutes: i64, fields: Fields| {
        all.push(Gesture { at: instant(date, minutes), author: Author::Officer, fields });
    };
    for period in
        periods.iter().filter(|period| BY_PERIOD.contains(&period.key.as_str()) && period.to < ward.today)
    {
        let days = u64::try_from(dates::days_between(period.from, period.to)).unwrap_or(0) * 5 / 7;
        put(period.due, 9 * 60, entered(ward, &period.key, days, dice));
    }
    // A ward in three has one field that misses its target, one has a late dossier without its apology.
    let slow = ward.index.is_multiple_of(3);
    let first = Date::new(ward.today.year(), 6, 15).unwrap_or(ward.today);
    let mut late = 0;
    for day in first.series(1.day()).take_while(|day| *day < ward.today) {
        if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            continue;
        }
        let (fields, of_day) = counted(day, replica, slow, dice);
        put(day, 16 * 60 + 45, fields);
        for number in 0..of_day {
            late += 1;
            put(day, 17 * 60, dossier(ward, day, late, number, dice));
        }
    }
    for number in 0..3 + dice.below(3) {
        let received = ward.today.saturating_sub((8 + 23 * i64::try_from(number).unwrap_or(0)).days());
        put(received, 10 * 60, feedback(ward, received, number));
    }
    all
}

fn text(number: impl ToString) -> Value {
    Value::Text(number.to_string())
}

/// What is entered for a period at once.
fn entered(ward: &Ward<'_>, period: &PeriodKey, days: u64, dice: &mut Dice) -> Fields {
    let entity = EntityId::Period(ward.plan_id.clone(), period.clone());
    let mut fields = vec![(entity, Field::Entry, Entry::Period.value())];
    for (key, busy) in BUSY {
        let Ok(procedure) = key.parse::<ProcedureKey>() else { continue };
        let received = busy * days / 2 + dice.below(busy * 5);
        let late = dice.below(received / 100 + 1);
        let of = EntityId::Figure(ward.plan_id.clone(), period.clone(), procedure);
        let numbers = [
            (Measure::Received, received),
            (Measure::OnTime, received - late),
            (Measure::Late, late),
            (Measure::Online, received * (40 + dice.below(40)) / 100),
            (Measure::Digitised, received * (30 + dice.below(30)) / 100),
            (Measure::Surveyed, received / 4),
            (Measure::Satisfied, received / 4 - received / 4 * dice.below(6) / 100),
        ];
        fields.extend(numbers.map(|(measure, number)| (of.clone(), Field::Measure(measure), text(number))));
    }
    fields
}

/// A day's counts, and how many dossiers were late.
fn counted(day: Date, replica: &ReplicaId, slow: bool, dice: &mut Dice) -> (Fields, u64) {
    let (mut fields, mut all_late) = (Vec::new(), 0);
    for (key, busy) in BUSY {
        let Ok(procedure) = key.parse::<ProcedureKey>() else { continue };
        let received = dice.below(busy + 1);
        if received == 0 {
            continue;
        }
        let often = if slow && key == "ho-tich" { 30 } else { 3 };
        let late = u64::from(received > 1 && dice.chance(often));
        all_late += late;
        let of = EntityId::Count(day, procedure, replica.clone());
        let surveyed = received / 4;
        let numbers = [
            (Measure::Received, received),
            (Measure::OnTime, received - late),
            (Measure::Late, late),
            (Measure::Online, received * (40 + dice.below(50)) / 100),
            (Measure::Digitised, received / 2),
            (Measure::Surveyed, surveyed),
            (Measure::Satisfied, surveyed - u64::from(surveyed > 0 && dice.chance(4))),
        ];
        let counted = numbers.into_iter().filter(|(_, number)| *number > 0);
        fields.extend(counted.map(|(measure, number)| (of.clone(), Field::Measure(measure), text(number))));
    }
    (fields, all_late)
}

fn dossier(ward: &Ward<'_>, day: Date, nth: u64, of_day: u64, dice: &mut Dice) -> Fields {
    let entity = EntityId::dossier(instant(day, 17 * 60) + i64::try_from(of_day).unwrap_or(0), noise(dice));
    let days = 1 + dice.below(4);
    let due = day.saturating_sub(i64::try_from(days).unwrap_or(1).days());
    let field = |field, value| (entity.clone(), field, value);
    let mut fields = vec![
        field(
            Field::Number,
            text(format!("H29.{:02}-{:02}{:02}-{nth:04}", ward.index + 1, due.year() % 100, due.month())),
        ),
        field(Field::ProcedureOf, text("ho-tich")),
        field(Field::Due, text(dates::to_iso(due))),
        field(Field::DaysLate, text(days)),
        field(Field::Reason, text(dice.pick(&LATE_REASONS))),
    ];
    // The latest one of some wards still lacks its apology: that is what one looks for.
    if !(ward.index.is_multiple_of(4) && nth == 1) {
        fields.extend([
            field(Field::Apology, text(format!("{}/TXL-UBND", 10 + nth))),
            field(Field::Issued, text(dates::to_iso(day))),
            field(Field::Promised, text(dates::to_iso(day.tomorrow().unwrap_or(day)))),
        ]);
    }
    fields
}

fn feedback(ward: &Ward<'_>, received: Date, number: u64) -> Fields {
    let entity = EntityId::feedback(instant(received, 10 * 60), [u8::try_from(ward.index).unwrap_or(0); 10]);
    let day = |days: i64| received.saturating_add(days.days());
    let mut fields = vec![
        (entity.clone(), Field::Number, text(format!("1022-{:02}{:04}", ward.index + 1, 400 + number * 37))),
        (
            entity.clone(),
            Field::Title,
            text(super::words::FEEDBACK[usize::try_from(number).unwrap_or(0) % super::words::FEEDBACK.len()]),
        ),
        (entity.clone(), Field::Due, text(dates::to_iso(day(10)))),
    ];
    let done = if number == 0 { 2 } else { 4 };
    for (step, days) in Step::ALL.into_iter().zip([0, 3, 6, 8]).take(done) {
        if day(days) < ward.today {
            fields.push((entity.clone(), step.field(), text(dates::to_iso(day(days)))));
        }
    }
    fields
}

fn noise(dice: &mut Dice) -> [u8; 10] {
    [0; 10].map(|_: u8| u8::try_from(dice.below(256)).unwrap_or(0))
}
