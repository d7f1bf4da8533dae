//! Typing a number at once: today's, an earlier day's, or a period's.

use super::day::{of_day, resolved_given, title_of};
use crate::{
    components::{keypad::Keypad, low_sheet::LowSheet},
    state::Office,
    text::{office, phrases},
};
use jiff::civil::Date;
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    change::{Field, Value},
    counter::{self, Correction, Counted, Measure, Problem, Tally, check_count, parse_count},
    ids::{EntityId, PeriodKey, PlanId, ProcedureKey},
    period, wire,
};

/// Which number is typed.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// A day's.
    Day { on: Date, procedure: ProcedureKey, measure: Measure },
    /// A period's.
    Period { plan: PlanId, period: PeriodKey, procedure: ProcedureKey, measure: Measure },
}

impl Asked {
    fn about(&self) -> (&ProcedureKey, Measure) {
        match self {
            Self::Day { procedure, measure, .. } | Self::Period { procedure, measure, .. } => {
                (procedure, *measure)
            }
        }
    }
}

/// The sheet with the keypad.
#[component]
pub fn Typing(here: Office, asked: RwSignal<Option<Asked>>) -> impl IntoView {
    let device = here.device;
    let title = move || {
        let language = device.language();
        asked.with(|asked| {
            let Some(asked) = asked else { return String::new() };
            let (procedure, measure) = asked.about();
            let procedure = here.procedures.with(|of| title_of(of, procedure));
            format!("{procedure}: {}", office::measure(language, measure))
        })
    };
    view! {
        <LowSheet
            open=Signal::derive(move || asked.with(Option::is_some))
            title=Signal::derive(title)
            close=office::words(device.language()).close
            on_close=Callback::new(move |()| asked.set(None))
        >
            {move || asked.get().map(|of| view! { <Pad here=here of=of done=asked/> })}
        </LowSheet>
    }
}

#[component]
fn Pad(here: Office, of: Asked, done: RwSignal<Option<Asked>>) -> impl IntoView {
    let Office { device, notebook, .. } = here;
    let (language, words) = (device.language(), office::words(device.language()));
    let problems: RwSignal<Vec<Problem>> = RwSignal::new(Vec::new());
    let anyway = Signal::derive(move || {
        problems.with(|problems| !problems.is_empty() && !problems.iter().any(|problem| problem.blocks()))
    });
    let (_, measure) = of.about();
    let (hint, correctable) = match &of {
        Asked::Day { on, .. } if untrack(|| notebook.today()) == *on => (words.keypad_today, false),
        Asked::Day { .. } => (words.keypad_past, true),
        Asked::Period { .. } => (words.keypad_period, false),
    };
    let begins = untrack(|| now(here, &of)).map(|number| number.to_string()).unwrap_or_default();
    let of = StoredValue::new(of);
    let record = move |text: String| {
        let sure = anyway.get_untracked();
        match parse_count(&text, counter::COUNT_LIMIT) {
            Err(problem) => problems.set(vec![problem]),
            Ok(number) => {
                let found = untrack(|| of.with_value(|of| check(here, of, number)));
                let blocked = found.iter().any(|problem| problem.blocks());
                if blocked || (!found.is_empty() && !sure) {
                    return problems.set(found);
                }
                spawn_local(async move {
                    match write(here, of.get_value(), Some(number)).await {
                        Ok(true) => {
                            let _ = done.try_set(None);
                        }
                        Ok(false) => {}
                        Err(problem) => {
                            let _ = problems.try_set(vec![problem]);
                        }
                    }
                });
            }
        }
    };
    let said = Signal::derive(move || {
        problems.with(|of| {
            // Beside what cannot be nothing else matters.
            let blocked = of.iter().any(|problem| problem.blocks());
            let said = of.iter().filter(|problem| !blocked || problem.blocks());
            said.map(|problem| office::problem(language, *problem)).collect::<Vec<_>>()
        })
    });
    view! {
        <Keypad
            label=office::measure(language, measure)
            hint=hint
            begins=begins
            said=said
            anyway=anyway
            words=words
            on_change=Callback::new(move |()| problems.set(Vec::new()))
            on_record=Callback::new(record)
        />
        {correctable.then(|| view! { <Corrections here=here of=of.get_value() done=done/> })}
    }
}

/// The number as it stands.
fn now(here: Office, of: &Asked) -> Option<i64> {
    here.desk.with(|desk| match of {
        Asked::Day { on, procedure, measure } => desk.day(procedure, *on)?.total.get(*measure),
        Asked::Period { plan, period, procedure, measure } => {
            desk.figures(plan, period).get(procedure)?.get(*measure)
        }
    })
}

/// What is wrong with a number, or odd about it.
fn check(here: Office, of: &Asked, number: i64) -> Vec<Problem> {
    let (year, today) = (here.year(), here.notebook.today());
    here.desk.with(|desk| {
        let (procedure, measure) = of.about();
        let (mut after, given, date) = match of {
            Asked::Day { on, .. } => {
                let day = desk.day(procedure, *on);
                (day.map(|day| day.total).unwrap_or_default(), day.is_some_and(resolved_given), Some(*on))
            }
            Asked::Period { plan, period, .. } => {
                let tally = desk.figures(plan, period).get(procedure).copied().unwrap_or_default();
                let entity = EntityId::Figure(plan.clone(), period.clone(), procedure.clone());
                let entered = here.unit.with(|unit| {
                    let cell =
                        unit.get(&entity).and_then(|fields| fields.get(&Field::Measure(Measure::Resolved)));
                    cell.is_some_and(|cell| *cell.shown() != Value::Empty)
                });
                (tally, entered, None)
            }
        };
        let given = given || measure == Measure::Resolved;
        if !given {
            // Those resolved follow anew from the number typed.
            after = without_resolved(&after);
        }
        let change = number.saturating_sub(after.number(measure));
        after.add(measure, change);
        let after = if given { after } else { after.with_resolved() };
        let mut so_far = date.map(|_| {
            let (from, to) = period::year_window(year);
            desk.total(procedure, from, to.min(today))
        });
        if let Some(so_far) = &mut so_far {
            so_far.add(measure, change);
        }
        check_count(Counted {
            year,
            date,
            today,
            measure,
            after: &after,
            resolved_given: given,
            so_far: so_far.as_ref(),
            usual: date.and_then(|date| desk.usual(procedure, measure, date)),
        })
    })
}

fn without_resolved(tally: &Tally) -> Tally {
    let mut without = Tally::default();
    for measure in Measure::ALL {
        if measure != Measure::Resolved && tally.is_given(measure) {
            without.add(measure, tally.number(measure));
        }
    }
    without
}

/// Records a number, or takes it back.
async fn write(here: Office, of: Asked, number: Option<i64>) -> Result<bool, Problem> {
    let today = untrack(|| here.notebook.today());
    let natural = number.and_then(|number| u64::try_from(number).ok());
    match of {
        Asked::Day { on, procedure, measure } => match number {
            Some(number) if on == today => {
                here.count(of_day(on), move |place, replica| {
                    counter::count_to(place, replica, (on, &procedure), measure, number)
                        .map(|edit| vec![edit])
                })
                .await
            }
            _ => {
                here.count(of_day(on), move |place, _| {
                    counter::correct(place, (on, &procedure), measure, natural).map(|edit| vec![edit])
                })
                .await
            }
        },
        Asked::Period { plan, period, procedure, measure } => {
            let wanted = |entity: &EntityId| matches!(entity, EntityId::Figure(..));
            here.count(wanted, move |place, _| {
                counter::figure(place, (&plan, &period), &procedure, measure, natural).map(|edit| vec![edit])
            })
            .await
        }
    }
}

/// Who corrected an earlier day's number, when and to what; and taking the correction back.
#[component]
fn Corrections(here: Office, of: Asked, done: RwSignal<Option<Asked>>) -> impl IntoView {
    let Office { device, notebook, .. } = here;
    let words = office::words(device.language());
    let Asked::Day { on, procedure, measure } = of.clone() else { return ().into_any() };
    let entity = EntityId::Day(on, procedure);
    let field = Field::Measure(measure);
    let slot = here.slot(entity.clone());
    let past: RwSignal<Vec<wire::Past>> = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        here.unit.track();
        let entity = entity.clone();
        spawn_local(async move {
            let found = notebook.history_of(&entity).await;
            let _ = past.try_set(found);
        });
    });
    let list = {
        let field = field.clone();
        move || {
            let language = device.language();
            let mut rows: Vec<_> = past.with(|past| {
                let of = past.iter().filter(|row| row.field == field);
                of.map(|row| (row.id.clone(), row.author.clone(), row.at.millis(), row.value.clone()))
                    .collect()
            });
            // What is not in the history yet stands in the field.
            for head in slot.cell(&field).heads() {
                let known = |id: &_| rows.iter().any(|(of, ..)| of == id);
                if let Some(id) = head.ids.first().filter(|_| !head.ids.iter().any(known)) {
                    rows.push((id.clone(), head.author.clone(), head.at.millis(), head.value.clone()));
                }
            }
            rows.sort_by_key(|(_, _, at, _)| std::cmp::Reverse(*at));
            if rows.is_empty() {
                return view! { <p class="keypad-hint">{words.no_history}</p> }.into_any();
            }
            let says = |(_, author, at, value): (_, _, _, Value)| {
                let at = phrases::moment(language, at, notebook.now());
                let by_at = phrases::by_at(&notebook.name_of(&author), &at);
                let text = match Correction::of(&value) {
                    Some(of) => office::corrected(language, &by_at, of.says, of.base),
                    None => office::uncorrected(language, &by_at),
                };
                view! { <li>{text}</li> }
            };
            view! { <ul class="corrections">{rows.into_iter().map(says).collect_view()}</ul> }.into_any()
        }
    };
    let of = StoredValue::new(of);
    let stands = move || slot.value(&field) != Value::Empty;
    view! {
        <h3>{words.corrections}</h3>
        {list}
        <Show when=stands>
            <button type="button" class="link" on:click=move |_| {
                spawn_local(async move {
                    if write(here, of.get_value(), None).await == Ok(true) {
                        let _ = done.try_set(None);
                    }
                });
            }>{words.uncorrect}</button>
        </Show>
    }
    .into_any()
}
