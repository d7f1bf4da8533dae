//! A day's counting: a card for each field of procedures.

use super::keypad::{Asked, Typing};
use crate::{
    components::count_row::CountRow,
    state::{Desk, Office, Route},
    text::office::{self, OfficeWords},
};
use jiff::civil::Date;
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    counter::{self, Measure, Problem, Procedure, Tally},
    ids::{EntityId, ProcedureKey, ReplicaId},
};
use std::collections::BTreeSet;

/// What every card shows; the others are behind "Số liệu khác".
const FIRST: [Measure; 3] = [Measure::Received, Measure::OnTime, Measure::Late];
/// Those others.
const FURTHER: [Measure; 6] = [
    Measure::Resolved,
    Measure::Online,
    Measure::PaidOnline,
    Measure::Digitised,
    Measure::Surveyed,
    Measure::Satisfied,
];

/// The entities that a day is made of.
pub fn of_day(day: Date) -> impl Fn(&EntityId) -> bool {
    move |entity| match entity {
        EntityId::Count(of, ..) | EntityId::Day(of, ..) => *of == day,
        _ => false,
    }
}

/// A day: today, or an earlier one.
#[component]
pub fn Counting(
    here: Office,
    /// The day; none for today.
    day: Option<Date>,
) -> impl IntoView {
    let Office { device, notebook, .. } = here;
    // Midnight may pass while the screen is open.
    let on = Memo::new(move |_| day.unwrap_or_else(|| notebook.today()));
    let is_today = Memo::new(move |_| on.get() == notebook.today());
    let asked: RwSignal<Option<Asked>> = RwSignal::new(None);
    let head = move || {
        let (words, language) = (office::words(device.language()), device.language());
        let (on, today) = (on.get(), notebook.today());
        let link = |to: Option<Date>, class: &'static str, name: &'static str, sign: &'static str| {
            to.map(|to| {
                let to = (to != today).then_some(to);
                let address = Route::Counter(Desk::Count(to)).address();
                view! { <a class=class href=address aria-label=name>{sign}</a> }
            })
        };
        let after = on.tomorrow().ok().filter(|after| *after <= today);
        view! {
            <div class="counter-head">
                {link(on.yesterday().ok(), "day-step", words.day_before, "‹")}
                <h2>{office::weekday(language, on)}</h2>
                {link(after, "day-step", words.day_after, "›")}
                {(on != today).then(|| link(Some(today), "day-today", words.to_today, words.to_today))}
                <p class="counter-note">{move || note(here, on, today, words)}</p>
            </div>
        }
    };
    let shown = move || {
        let counted = here.desk.get();
        let of = here.procedures.get().into_iter().filter(|procedure| {
            // What is hidden is shown on a day on which something was counted in it.
            procedure.active || counted.day(&procedure.key, on.get()).is_some()
        });
        of.map(|procedure| (procedure.key, procedure.title)).collect::<Vec<_>>()
    };
    let shown = Memo::new(move |_| shown());
    let nothing = move || {
        let words = office::words(device.language());
        view! { <p class="checklist-nothing">{words.no_procedures}</p> }
    };
    view! {
        {head}
        <Show when=move || shown.with(|shown| !shown.is_empty()) fallback=nothing>
            <div class="counter-cards">
                <For each=move || shown.get() key=Clone::clone let((key, title))>
                    <Card here=here on=on is_today=is_today procedure=key title=title asked=asked/>
                </For>
            </div>
        </Show>
        <Typing here=here asked=asked/>
    }
}

/// What stands below the date: the day's sum, the line of the last day before, and whose numbers these are.
fn note(here: Office, on: Date, today: Date, words: &'static OfficeWords) -> String {
    let language = here.device.language();
    let sum = |day: Date| {
        let mut total = Tally::default();
        here.desk.with(|desk| desk.totals(day, day).values().for_each(|tally| total.add_all(tally)));
        total
    };
    let all = sum(on);
    let of = |measure| all.number(measure);
    let whole = (!all.is_empty())
        .then(|| office::day_total(language, of(Measure::Received), of(Measure::OnTime), of(Measure::Late)));
    if on != today {
        return whole.into_iter().chain([words.past_day.to_owned()]).collect::<Vec<_>>().join(" · ");
    }
    let me = here.notebook.with_replica(|replica| replica.meta.replica.clone());
    let replicas: BTreeSet<ReplicaId> = here.unit.with(|unit| {
        let of = unit.keys().filter_map(|entity| match entity {
            EntityId::Count(day, .., replica) if *day == on => Some(replica.clone()),
            _ => None,
        });
        of.collect()
    });
    let own = me.is_some_and(|me| replicas.contains(&me));
    let devices = office::devices(language, own, replicas.len() - usize::from(own));
    let last = here.desk.with(|desk| desk.last_before(on)).map(|day| {
        let before = sum(day);
        let (received, late) = (before.number(Measure::Received), before.number(Measure::Late));
        office::last_counted(language, day, on, received, late)
    });
    let said: Vec<String> =
        whole.into_iter().chain(last).chain([devices]).filter(|said| !said.is_empty()).collect();
    said.join(" · ")
}

/// One field of procedures.
#[component]
fn Card(
    here: Office,
    on: Memo<Date>,
    is_today: Memo<bool>,
    procedure: ProcedureKey,
    title: String,
    asked: RwSignal<Option<Asked>>,
) -> impl IntoView {
    let Office { device, notebook, .. } = here;
    let key = StoredValue::new(procedure);
    let day =
        Memo::new(move |_| here.desk.with(|desk| key.with_value(|key| desk.day(key, on.get()).cloned())));
    let trouble: RwSignal<Option<Problem>> = RwSignal::new(None);
    let further = RwSignal::new(false);
    // What is counted already must not hide.
    let has_further = Memo::new(move |_| {
        let counted = |measure: &Measure| *measure != Measure::Resolved || is_given_by_itself(here, key, on);
        day.with(|day| {
            day.as_ref()
                .is_some_and(|day| FURTHER.iter().filter(|m| counted(m)).any(|m| day.total.is_given(*m)))
        })
    });
    let open = Memo::new(move |_| further.get() || has_further.get());
    let total = Signal::derive(move || {
        let received = day.with(|day| day.as_ref().and_then(|day| day.total.get(Measure::Received)));
        office::dossiers(device.language(), received.unwrap_or(0))
    });
    let counts = Signal::derive(move || is_today.get() && notebook.may_record());
    let types = Signal::derive(move || notebook.may_record());
    let row = move |measure: Measure| {
        let number = Signal::derive(move || day.with(|day| day.as_ref()?.total.get(measure)));
        let count = move |by: i64| {
            let (on, key) = (on.get_untracked(), key.get_value());
            spawn_local(async move {
                let done = here
                    .count(of_day(on), move |place, replica| {
                        counter::count(place, replica, (on, &key), measure, by).map(|edit| vec![edit])
                    })
                    .await;
                let _ = trouble.try_set(done.err());
            });
        };
        let ask = move |()| {
            asked.set(Some(Asked::Day { on: on.get_untracked(), procedure: key.get_value(), measure }));
        };
        view! {
            <CountRow
                name=office::measure(device.language(), measure)
                number=number
                written=office::signed
                counts=counts
                types=types
                on_count=Callback::new(count)
                on_type=Callback::new(ask)
            />
        }
    };
    let warnings = move || {
        let language = device.language();
        let mut said: Vec<String> = trouble.get().into_iter().map(|p| office::problem(language, p)).collect();
        day.with(|day| {
            let Some(day) = day else { return };
            let words = office::words(language);
            let given = is_given_by_itself(here, key, on);
            for problem in counter::check_tally(&day.total, given) {
                match problem {
                    Problem::BelowZero { .. } => said.push(words.below_zero.to_owned()),
                    other => said.push(office::problem(language, other)),
                }
            }
            for measure in &day.disputed {
                said.push(format!("{}: {}", office::measure(language, *measure), words.disputed));
            }
        });
        said.into_iter().map(|said| view! { <p class="count-said">{said}</p> }).collect_view()
    };
    view! {
        <section class="counter-card" aria-label=title.clone()>
            <div class="counter-card-head"><h3>{title.clone()}</h3><span>{total}</span></div>
            {FIRST.map(row).collect_view()}
            <Show
                when=move || open.get()
                fallback=move || {
                    let words = office::words(device.language());
                    view! {
                        <button type="button" class="link" on:click=move |_| further.set(true)>
                            {words.more_measures}
                        </button>
                    }
                }
            >
                {FURTHER.map(row).collect_view()}
            </Show>
            <div aria-live="polite">{warnings}</div>
        </section>
    }
}

/// Whether those resolved are counted by themselves, and do not follow from those on time and late.
fn is_given_by_itself(here: Office, key: StoredValue<ProcedureKey>, on: Memo<Date>) -> bool {
    let day = here.desk.with(|desk| key.with_value(|key| desk.day(key, on.get()).cloned()));
    day.is_some_and(|day| resolved_given(&day))
}

/// The same of a day.
pub fn resolved_given(day: &counter::Day) -> bool {
    day.counts.is_given(Measure::Resolved) || day.corrected.iter().any(|(m, _)| *m == Measure::Resolved)
}

/// What a field is called; its key where the unit has it no more.
pub fn title_of(procedures: &[Procedure], key: &ProcedureKey) -> String {
    procedures.iter().find(|of| of.key == *key).map_or_else(|| key.to_string(), |of| of.title.clone())
}
