//! The targets one below the other, by verdict.

use super::{Board, Row, edit, of_thousand, submission::Submission, tone};
use crate::{
    components::target_bar::TargetBar,
    state::Route,
    text::office::{self, OfficeWords},
};
use leptos::prelude::*;
use sotay_core::{
    counter::Procedure,
    dates,
    ids::PeriodKey,
    period::Entry,
    targets::{Kind, Standing, Verdict, excellence},
};

/// The verdicts in the order in which they are looked at.
const VERDICTS: [fn(&Verdict) -> bool; 5] = [
    |verdict| matches!(verdict, Verdict::Failing),
    |verdict| matches!(verdict, Verdict::Missing(_)),
    |verdict| matches!(verdict, Verdict::Met),
    |verdict| matches!(verdict, Verdict::NoCase),
    |verdict| matches!(verdict, Verdict::Statement),
];

fn names(words: &'static OfficeWords) -> [&'static str; 5] {
    [words.failing, words.missing, words.met, words.no_case, words.statements]
}

/// The list.
#[component]
pub fn List(board: Board) -> impl IntoView {
    let Board { here, rows, whole, .. } = board;
    let device = here.device;
    let words = office::words(device.language());
    let picked: RwSignal<Option<usize>> = RwSignal::new(None);
    let counts = Memo::new(move |_| {
        VERDICTS.map(|is| rows.with(|rows| rows.iter().filter(|row| is(&row.standing.verdict)).count()))
    });
    // Until somebody chooses: what needs looking at first.
    let shown = Memo::new(move |_| {
        picked.get().unwrap_or_else(|| counts.get().iter().position(|count| *count > 0).unwrap_or(0))
    });
    let segments = names(words).into_iter().enumerate().map(|(at, name)| {
        view! {
            <Show when=move || at < 4 || counts.with(|counts| counts[at] > 0)>
                <button
                    type="button"
                    class="segment"
                    aria-pressed=move || (shown.get() == at).to_string()
                    on:click=move |_| picked.set(Some(at))
                >
                    {name}
                    " "
                    <span class="segment-count">{move || counts.with(|counts| counts[at])}</span>
                </button>
            </Show>
        }
    });
    let listed = Memo::new(move |_| {
        let is = VERDICTS[shown.get()];
        rows.with(|rows| rows.iter().filter(|row| is(&row.standing.verdict)).cloned().collect::<Vec<_>>())
    });
    let list = move || {
        let listed = listed.get();
        if listed.is_empty() {
            return view! { <p class="checklist-nothing">{words.none_here}</p> }.into_any();
        }
        view! { <ul class="target-rows">{listed.into_iter().map(|row| line(board, row)).collect_view()}</ul> }
            .into_any()
    };
    let flag = move || {
        let standings: Vec<Standing> =
            rows.with(|rows| rows.iter().map(|row| row.standing.clone()).collect());
        let of = excellence(&standings);
        let keys = |keys: Vec<sotay_core::ids::TargetKey>| {
            keys.into_iter()
                .map(|key| {
                    let name = key.to_string();
                    view! { <a href=Route::Targets(Some(key)).address()>{name}</a> }
                })
                .collect_view()
        };
        let body = if of.is_clear() {
            view! { <p>{words.excellence_clear}</p> }.into_any()
        } else {
            let failing = !of.failing.is_empty();
            let missing = !of.missing.is_empty();
            view! {
                {failing.then(|| view! { <p class="code-links"><b>{words.failing}": "</b>{keys(of.failing)}</p> })}
                {missing.then(|| view! { <p class="code-links"><b>{words.missing}": "</b>{keys(of.missing)}</p> })}
            }
            .into_any()
        };
        view! {
            <section class="target-card">
                <h2>{words.excellence}</h2>
                {body}
                <p class="keypad-hint">{words.person_decides}</p>
            </section>
        }
    };
    view! {
        <Head board=board/>
        <div class="segments" role="group" aria-label=words.verdicts>{segments.collect_view()}</div>
        {list}
        <Show when=move || !whole.get()>
            <Submission board=board/>
            {flag}
        </Show>
        <edit::Adding board=board/>
    }
}

/// The period, and whose figures.
#[component]
fn Head(board: Board) -> impl IntoView {
    let Board { here, chosen, whole, period, .. } = board;
    let (device, notebook) = (here.device, here.notebook);
    let words = office::words(device.language());
    let options = move || {
        let current = period.with(|period| period.as_ref().map(|period| period.key.clone()));
        let of = here.periods().into_iter().filter(|of| of.active || Some(&of.key) == current.as_ref());
        let option = of.map(|of| {
            let selected = Some(&of.key) == current.as_ref();
            let name = format!("{} ({} – {})", of.title, dates::show(of.from), dates::show(of.to));
            view! { <option value=of.key.to_string() selected=selected>{name}</option> }
        });
        option.collect_view()
    };
    let last = move || {
        let last = here.desk.with(|desk| desk.last())?;
        Some(view! { <span>{format!("{} {}", words.figures_of, dates::show(last))}</span> })
    };
    let since = move || {
        let period = board.period.get()?;
        let by_period = board.figures.get()?.submission(&period.key).entry() == Entry::Period;
        let since = here.desk.with(|desk| desk.first(period.from, period.to))?;
        // A week without dossiers at the beginning is no gap.
        let gap = dates::days_between(period.from, since) > 7;
        (gap && !by_period && !whole.get()).then(|| {
            view! { <p class="count-said">{office::counted_since(device.language(), since, period.from)}</p> }
        })
    };
    let side = move |is_whole: bool, name: &'static str| {
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || (whole.get() == is_whole).to_string()
                on:click=move |_| whole.set(is_whole)
            >
                {name}
            </button>
        }
    };
    view! {
        <div class="target-head">
            <h1 class="visually-hidden">{device.words().targets}</h1>
            <label class="field">
                <span class="field-label">{words.period}</span>
                <select on:change=move |event| chosen.set(event_target_value(&event).parse::<PeriodKey>().ok())>
                    {options}
                </select>
            </label>
            <Show when=move || notebook.sees_many()>
                <div class="chips-row">{side(false, words.one_unit)}{side(true, words.whole_district)}</div>
            </Show>
            <p class="target-note">
                {move || (!whole.get()).then(last)}
                <a href=Route::Periods.address()>{words.periods}</a>
            </p>
            {since}
        </div>
    }
}

/// What a field is called.
pub fn procedure_name(procedures: &[Procedure], key: &sotay_core::ids::ProcedureKey) -> String {
    procedures.iter().find(|of| of.key == *key).map_or_else(|| key.to_string(), |of| of.title.clone())
}

/// One line.
fn line(board: Board, row: Row) -> AnyView {
    let language = board.here.device.language();
    let words = office::words(language);
    let Row { defined, standing, district } = row;
    let kind = defined.target.kind;
    let procedures = untrack(|| board.here.procedures.get());
    let value = match (&standing.verdict, standing.value) {
        (Verdict::NoCase, _) => words.no_case.to_owned(),
        (Verdict::Missing(_), _) => words.missing.to_owned(),
        (Verdict::Statement, _) | (_, None) => String::new(),
        (Verdict::Met, Some(_)) if kind == Kind::YesNo => words.met.to_owned(),
        (_, Some(_)) if kind == Kind::YesNo => words.failing.to_owned(),
        (_, Some(value)) => office::value(value, kind, standing.threshold.as_ref()),
    };
    let mut about = Vec::new();
    if let Some(field) = standing.worst.and_then(|at| standing.fields.get(at)) {
        let name = procedure_name(&procedures, &field.procedure);
        let value = office::value(field.value, Kind::Ratio, Some(&field.threshold));
        let needs = office::threshold(&field.threshold, Kind::Ratio);
        about.push(format!("{}: {name} {value}, {} {needs}", words.worst, words.threshold.to_lowercase()));
    } else if let Some(threshold) = standing.threshold.filter(|_| kind != Kind::YesNo) {
        about.push(format!("{} {}", words.threshold.to_lowercase(), office::threshold(&threshold, kind)));
    }
    if let Verdict::Missing(of) = &standing.verdict {
        let name = |key: &_| procedure_name(&procedures, key);
        let missing: Vec<String> = of.iter().map(|of| office::missing(language, of, &name)).collect();
        about.push(missing.join(", "));
    }
    if let Some(district) = &district {
        about.push(office::units_of(language, district.units.len(), district.missing.len()));
    }
    let bar = match (standing.value, standing.threshold) {
        (Some(value), Some(threshold)) if !value.is_empty() && !matches!(kind, Kind::YesNo | Kind::Count) => {
            Some(view! {
                <TargetBar
                    value=of_thousand(value)
                    threshold=of_thousand(threshold.value)
                    tone=tone(&standing.verdict)
                />
            })
        }
        _ => None,
    };
    let class = format!("target-value {}", tone(&standing.verdict).class());
    view! {
        <li>
            <a class="target-row" href=Route::Targets(Some(defined.target.key.clone())).address()>
                <span class="target-name"><b>{defined.target.key.to_string()}</b>" "{defined.target.title}</span>
                <span class=class>{value}</span>
                {bar}
                <span class="target-about">{about.join(" · ")}</span>
            </a>
        </li>
    }
    .into_any()
}
