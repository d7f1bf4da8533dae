//! The district edits a target, or adds one. Each edit is a version with its author and time.

use super::Board;
use crate::{components::ask_line::AskLine, platform::page, text::office};
use leptos::prelude::*;
use sotay_core::{
    change::{Field, Value},
    counter::natural,
    ids::{EntityId, TargetKey},
    plan::Comparator,
    targets::{Defined, Kind, Level, LevelThreshold, Ratio, Source, Target, TargetProblem, Threshold},
};

/// The most that a threshold's numbers may be.
const LIMIT: u64 = 1_000_000;

/// Editing a target.
#[component]
pub fn Editing(board: Board, target: Memo<Option<Defined>>) -> impl IntoView {
    let here = board.here;
    let words = office::words(here.device.language());
    let open = RwSignal::new(false);
    view! {
        <Show when=move || here.notebook.may_keep()>
            <button
                type="button"
                class="button"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {words.edit_target}
            </button>
            <Show when=move || open.get()>
                {move || target.get().map(|of| view! { <Form board=board target=of.target open=open/> })}
            </Show>
        </Show>
    }
}

/// What is typed of a threshold.
#[derive(Clone, Copy)]
struct Typed {
    comparator: RwSignal<Comparator>,
    part: RwSignal<String>,
    whole: RwSignal<String>,
}

impl Typed {
    fn of(threshold: &Threshold) -> Self {
        Self {
            comparator: RwSignal::new(threshold.comparator),
            part: RwSignal::new(threshold.value.numerator.to_string()),
            whole: RwSignal::new(threshold.value.denominator.to_string()),
        }
    }

    fn read(self) -> Option<Threshold> {
        let number = |text: RwSignal<String>| natural(text.get_untracked().trim(), LIMIT);
        let value = Ratio::new(number(self.part)?, number(self.whole)?);
        Some(Threshold { comparator: self.comparator.get_untracked(), value })
    }
}

#[component]
fn Form(board: Board, target: Target, open: RwSignal<bool>) -> impl IntoView {
    let here = board.here;
    let (language, words) = (here.device.language(), office::words(here.device.language()));
    let title = RwSignal::new(target.title.clone());
    let wrong: RwSignal<Vec<TargetProblem>> = RwSignal::new(Vec::new());
    let levels: Vec<(usize, Level, Typed)> = target
        .levels
        .iter()
        .enumerate()
        .filter_map(|(at, of)| Some((at, of.level, Typed::of(of.threshold.as_ref()?))))
        .collect();
    let exceptions: Vec<(usize, Typed)> =
        target.exceptions.iter().enumerate().map(|(at, of)| (at, Typed::of(&of.threshold))).collect();
    let names: Vec<String> = target
        .exceptions
        .iter()
        .map(|of| {
            of.classes.iter().map(|class| office::class(language, *class)).collect::<Vec<_>>().join(", ")
        })
        .collect();
    let count = target.kind == Kind::Count;
    let lines = levels.iter().map(|(_, level, typed)| {
        threshold_line(board, office::level(language, *level).to_owned(), *typed, count)
    });
    let lines: Vec<AnyView> = lines
        .chain(
            exceptions.iter().zip(names).map(|((_, typed), name)| threshold_line(board, name, *typed, count)),
        )
        .collect();
    let key = target.key.clone();
    let of = StoredValue::new(target);
    let typed = StoredValue::new((levels, exceptions));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut target = of.get_value();
        target.title = title.get_untracked().trim().to_owned();
        let read = typed.with_value(|(levels, exceptions)| {
            for (at, _, typed) in levels {
                target.levels[*at].threshold = Some(typed.read()?);
            }
            for (at, typed) in exceptions {
                target.exceptions[*at].threshold = typed.read()?;
            }
            Some(())
        });
        let mut problems = target.problems();
        if read.is_none() {
            problems.push(TargetProblem::Threshold);
        }
        if problems.is_empty() {
            let Some(plan) = untrack(|| here.plan_id()) else { return };
            let slot = here.slot_of_plan(EntityId::Target(plan, target.key.clone()));
            slot.set(vec![(Field::Definition, target.value())]);
            open.set(false);
        }
        wrong.set(problems);
    };
    let remove = move |_| {
        let Some(plan) = untrack(|| here.plan_id()) else { return };
        if page::confirm(office::words(here.device.language()).take_back) {
            here.slot_of_plan(EntityId::Target(plan, key.clone()))
                .set(vec![(Field::Removed, Value::Bool(true))]);
        }
    };
    view! {
        <form class="record-fields target-card" on:submit=save>
            <p class="keypad-hint">{words.edit_target_hint}</p>
            <label class="field">
                <span class="field-label">{words.target_title}</span>
                <textarea rows="2" prop:value=title on:input=move |event| title.set(event_target_value(&event))></textarea>
            </label>
            {lines}
            <div role="alert">
                {move || wrong.get().into_iter().map(|problem| {
                    view! { <p class="field-wrong">{office::target_problem(language, problem)}</p> }
                }).collect_view()}
            </div>
            <div class="buttons">
                <button type="submit" class="button button-main">{words.save}</button>
                <button type="button" class="button" on:click=move |_| open.set(false)>{words.cancel}</button>
            </div>
            <button type="button" class="link" on:click=remove>{words.take_back}</button>
        </form>
    }
}

/// A threshold: a comparison and two numbers.
fn threshold_line(board: Board, name: String, typed: Typed, count: bool) -> AnyView {
    let words = office::words(board.here.device.language());
    let signs = [Comparator::AtLeast, Comparator::MoreThan, Comparator::LessThan];
    let number = |of: RwSignal<String>, label: &'static str| {
        view! {
            <label class="field">
                <span class="field-label">{label}</span>
                <input
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    prop:value=of
                    on:input=move |event| of.set(event_target_value(&event))
                />
            </label>
        }
    };
    view! {
        <fieldset class="threshold">
            <legend>{name}</legend>
            <div class="chips-row">
                {signs.map(|sign| view! {
                    <button
                        type="button"
                        class="chip"
                        aria-pressed=move || (typed.comparator.get() == sign).to_string()
                        on:click=move |_| typed.comparator.set(sign)
                    >
                        {office::sign(sign)}
                    </button>
                }).collect_view()}
            </div>
            {number(typed.part, if count { words.number } else { words.threshold })}
            {(!count).then(|| number(typed.whole, words.denominator))}
        </fieldset>
    }
    .into_any()
}

/// Adding a target that the plan's table has not: a ratio of two numbers that are given for the period.
#[component]
pub fn Adding(board: Board) -> impl IntoView {
    let here = board.here;
    let words = office::words(here.device.language());
    let wrong = RwSignal::new("");
    let add = move |text: String| {
        let language = here.device.language();
        let (key, title) = text.split_once(' ').unwrap_or((&text, ""));
        let Some((plan, Ok(key))) = untrack(|| here.plan_id()).map(|plan| (plan, key.parse::<TargetKey>()))
        else {
            return wrong.set(office::target_problem(language, TargetProblem::Clause));
        };
        let threshold = Some(Threshold { comparator: Comparator::AtLeast, value: Ratio::new(100, 100) });
        let target = Target {
            clause: key.code().clone(),
            key: key.clone(),
            title: title.trim().to_owned(),
            kind: Kind::Ratio,
            numerator: Some(Source::Reading),
            denominator: Some(Source::Reading),
            levels: vec![
                LevelThreshold { level: Level::Ward, threshold },
                LevelThreshold { level: Level::District, threshold },
            ],
            exceptions: Vec::new(),
            only_fields: Vec::new(),
            tasks: Vec::new(),
        };
        if let Some(problem) = target.problems().first() {
            return wrong.set(office::target_problem(language, *problem));
        }
        wrong.set("");
        here.slot_of_plan(EntityId::Target(plan, key))
            .set(vec![(Field::Definition, target.value()), (Field::Removed, Value::Bool(false))]);
    };
    view! {
        <Show when=move || here.notebook.may_keep()>
            <details class="target-card">
                <summary>{words.add_target}</summary>
                <AskLine
                    label=words.target_title
                    hint="II.3.1 …"
                    action=words.add_target
                    wrong=wrong
                    on_send=Callback::new(add)
                />
            </details>
        </Show>
    }
}
