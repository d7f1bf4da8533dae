//! Submitting a period, and the district's answer; and entering it at once where a unit does not count by day.

use super::Board;
use crate::{
    pages::counter::keypad::{Asked, Typing},
    platform::page,
    text::{office, phrases},
};
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    counter::Measure,
    ids::EntityId,
    period::{self, Entry, Standing, Submission as Submitted},
    targets::{Frozen, FrozenTarget, frozen_differs},
};

/// The measures that are entered for a period.
const ENTERED: [Measure; 9] = Measure::ALL;

/// How the period stands with the district.
#[component]
pub fn Submission(board: Board) -> impl IntoView {
    let here = board.here;
    let (device, notebook) = (here.device, here.notebook);
    let (language, words) = (device.language(), office::words(device.language()));
    let submitted = Memo::new(move |_| {
        let (plan, period) = (here.plan_id()?, board.period.get()?);
        Some(Submitted::of(&plan, &period.key, &here.unit.get()))
    });
    let standing = move || submitted.with(|of| of.as_ref().map_or(Standing::Open, Submitted::standing));
    // Edits of the period's own entity, made upon what the device holds at that moment.
    let record = move |make: Make| {
        let Some((plan, period)) = untrack(|| Some((here.plan_id()?, board.period.get()?.key))) else {
            return;
        };
        spawn_local(async move {
            let wanted = |entity: &EntityId| matches!(entity, EntityId::Period(..));
            // Nothing here is counted, so nothing can be wrong with a number.
            let _ = here.count(wanted, move |(scope, unit), _| Ok(make((scope, unit, &plan, &period)))).await;
        });
    };
    let submit = move |_| {
        let frozen = untrack(|| {
            let period = board.period.get()?;
            board.figures.get()?.freeze(&period.key)
        });
        if let Some(frozen) = frozen.filter(|_| page::confirm(words.submit_sure)) {
            record(Box::new(move |place| vec![period::submit(place, frozen.to_json())]));
        }
    };
    let reopen = move |_| {
        if page::confirm(words.reopen_sure) {
            record(Box::new(|place| vec![period::reopen(place)]));
        }
    };
    let told = move || {
        let submitted = submitted.get()?;
        let head = submitted.submitted()?;
        let at = phrases::moment(language, head.at.millis(), notebook.now());
        let by = office::submitted(language, &phrases::by_at(&notebook.name_of(&head.author), &at));
        let reply = submitted.reply().to_owned();
        let two = submitted
            .fields
            .get(&sotay_core::change::Field::Submitted)
            .is_some_and(|cell| cell.is_conflict());
        let frozen = head.value.as_text().and_then(|json| Frozen::from_json(json).ok());
        let judged = frozen.as_ref().map(|frozen| {
            let of = |verdict: &str| frozen.targets.iter().filter(|target| target.verdict == verdict).count();
            office::judged(language, [of("met"), of("failing"), of("no-case"), of("missing")])
        });
        let now = board.figures.get().zip(board.period.get()).and_then(|(f, period)| f.freeze(&period.key));
        let differs = frozen.zip(now).map(|(frozen, now)| frozen_differs(&now, &frozen)).unwrap_or_default();
        let changed = (!differs.is_empty()).then(|| {
            let rows = differs.into_iter().map(|of| {
                let says = |of: Option<FrozenTarget>| {
                    let value = of.and_then(|of| of.value);
                    value.map_or_else(|| words.no_figures.to_owned(), |v| format!("{}/{}", v.numerator, v.denominator))
                };
                view! { <li>{office::changed(language, &of.key.to_string(), &says(of.before), &says(of.now))}</li> }
            });
            view! {
                <p class="count-said">{words.differs}</p>
                <ul class="corrections">{rows.collect_view()}</ul>
            }
        });
        Some(view! {
            <p>{by}</p>
            {(!reply.is_empty()).then(|| view! { <blockquote class="item-said">{reply}</blockquote> })}
            {judged.map(|judged| view! { <p>{judged}</p> })}
            {two.then(|| view! { <p class="count-said">{words.two_submitted}</p> })}
            {changed}
        })
    };
    let buttons = move || {
        let standing = standing();
        if !notebook.may_record() || standing == Standing::Accepted {
            return ().into_any();
        }
        let open = standing == Standing::Open;
        view! {
            <div class="buttons">
                <button type="button" class="button button-main" on:click=submit>
                    {if open { words.submit } else { words.submit_anew }}
                </button>
                {(!open).then(|| view! {
                    <button type="button" class="button" on:click=reopen>{words.reopen}</button>
                })}
            </div>
        }
        .into_any()
    };
    let reply = RwSignal::new(String::new());
    let answers = move || {
        let standing = standing();
        (notebook.may_answer() && standing != Standing::Open).then(|| {
            let answer = move |accepted: bool| {
                let words = reply.get_untracked();
                record(Box::new(move |place| {
                    period::answer(place, accepted, words.trim()).unwrap_or_default()
                }));
                reply.set(String::new());
            };
            view! {
                <label class="field">
                    <span class="field-label">{words.reply}</span>
                    <textarea
                        rows="2"
                        prop:value=reply
                        on:input=move |event| reply.set(event_target_value(&event))
                    ></textarea>
                </label>
                <div class="buttons">
                    {(standing != Standing::Accepted).then(|| view! {
                        <button type="button" class="button button-main" on:click=move |_| answer(true)>
                            {words.accept}
                        </button>
                    })}
                    <button type="button" class="button" on:click=move |_| answer(false)>{words.return_it}</button>
                </div>
            }
        })
    };
    let due =
        move || board.period.with(|period| period.as_ref().map(|period| office::due(language, period.due)));
    view! {
        <section class="target-card">
            <h2>{move || office::standing(language, standing())}</h2>
            <p class="keypad-hint">{due}</p>
            {told}
            {buttons}
            {answers}
            <HowEntered board=board submitted=submitted record=StoredValue::new_local(std::rc::Rc::new(record))/>
        </section>
    }
}

/// What edits a period's entity.
type Make = Box<dyn for<'a> FnOnce(period::Place<'a>) -> Vec<sotay_core::change::Edit>>;

/// By day or by period; and in the latter case the numbers.
#[component]
fn HowEntered(
    board: Board,
    submitted: Memo<Option<Submitted>>,
    record: StoredValue<std::rc::Rc<dyn Fn(Make)>, LocalStorage>,
) -> impl IntoView {
    let here = board.here;
    let (language, words) = (here.device.language(), office::words(here.device.language()));
    let entry =
        Memo::new(move |_| submitted.with(|of| of.as_ref().map(Submitted::entry)).unwrap_or_default());
    let asked: RwSignal<Option<Asked>> = RwSignal::new(None);
    let choice = move |of: Entry, name: &'static str| {
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || (entry.get() == of).to_string()
                disabled=move || !here.notebook.may_record()
                on:click=move |_| {
                    record.with_value(|record| record(Box::new(move |place| vec![period::set_entry(place, of)])));
                }
            >
                {name}
            </button>
        }
    };
    let table = move || {
        if entry.get() != Entry::Period {
            return None;
        }
        let (plan, period) = (here.plan_id()?, board.period.get()?.key);
        let figures = here.desk.with(|desk| desk.figures(&plan, &period));
        let of = here.procedures.get().into_iter().filter(|of| of.active || figures.contains_key(&of.key));
        let cards = of.map(|procedure| {
            let tally = figures.get(&procedure.key).copied().unwrap_or_default();
            let cells = ENTERED.map(|measure| {
                let number = tally.get(measure).map_or_else(|| "–".to_owned(), office::signed);
                let name = office::measure(language, measure);
                let to = Asked::Period {
                    plan: plan.clone(),
                    period: period.clone(),
                    procedure: procedure.key.clone(),
                    measure,
                };
                view! {
                    <button
                        type="button"
                        class="entered"
                        disabled=move || !here.notebook.may_record()
                        on:click=move |_| asked.set(Some(to.clone()))
                    >
                        <span>{name}</span>
                        <b>{number}</b>
                    </button>
                }
            });
            view! {
                <section class="counter-card" aria-label=procedure.title.clone()>
                    <div class="counter-card-head"><h3>{procedure.title.clone()}</h3></div>
                    <div class="entered-all">{cells.collect_view()}</div>
                </section>
            }
        });
        Some(view! { <div class="counter-cards">{cards.collect_view()}</div> })
    };
    view! {
        <h3>{words.entry}</h3>
        <div class="chips-row">{choice(Entry::Day, words.by_day)}{choice(Entry::Period, words.by_period)}</div>
        <p class="keypad-hint">{words.entry_hint}</p>
        {table}
        <Typing here=here asked=asked/>
    }
}
