//! One target: its numbers, fields, months, what is missing, and where it stands in the plan.

use super::{Board, Row, edit, list::procedure_name, of_thousand, reading::ReadingForm, tone};
use crate::{
    components::{
        icon::{Glyph, Icon},
        target_bar::TargetBar,
        trend::{Point, Trend},
    },
    state::Route,
    text::{office, phrases},
};
use leptos::prelude::*;
use sotay_core::{
    counter::Desk,
    dates,
    ids::{EntityId, Scope, TargetKey, UnitId},
    replica::Replica,
    targets::{Kind, Verdict, Version},
};

/// The target.
#[component]
pub fn One(board: Board, key: TargetKey) -> impl IntoView {
    let device = board.here.device;
    let words = office::words(device.language());
    let of = StoredValue::new(key);
    let row = Memo::new(move |_| {
        board
            .rows
            .with(|rows| of.with_value(|key| rows.iter().find(|row| row.defined.target.key == *key).cloned()))
    });
    let defined = Memo::new(move |_| {
        board.figures.with(|figures| of.with_value(|key| figures.as_ref()?.target(key).cloned()))
    });
    let numbers = move || row.get().map(|row| numbers(board, row));
    view! {
        <article class="target-one">
            <p class="item-crumb"><a href=Route::Targets(None).address()><Icon glyph=Glyph::Back/>{words.back}</a></p>
            {move || defined.get().map(|defined| view! {
                <h1 class="item-title" tabindex="-1">{format!("{} {}", defined.target.key, defined.target.title)}</h1>
            })}
            {move || (defined.with(Option::is_none)).then(|| view! { <p>{device.words().not_found}</p> })}
            {move || board.period.with(|period| period.as_ref().map(|period| {
                view! { <p class="target-note">{period.title.clone()}</p> }
            }))}
            {numbers}
            <ReadingForm board=board target=defined/>
            {move || defined.get().map(|defined| {
                let clause = defined.target.clause.clone();
                let name = clause.to_string();
                let tasks = defined.target.tasks.clone();
                let some = !tasks.is_empty();
                let version = match &defined.version {
                    Version::Plan(_) => words.version_plan.to_owned(),
                    Version::Change(_, at) => {
                        office::version(device.language(), &phrases::moment(device.language(), *at, board.here.notebook.now()))
                    }
                };
                view! {
                    <dl class="item-facts">
                        <div><dt>{words.clause}</dt><dd class="code-links"><a href=Route::to_code(&clause).address()>{name}</a></dd></div>
                        {some.then(|| view! {
                            <div>
                                <dt>{words.tasks}</dt>
                                <dd class="code-links">
                                    {tasks.into_iter().map(|code| view! {
                                        <a href=Route::to_code(&code).address()>{code.to_string()}</a>
                                    }).collect_view()}
                                </dd>
                            </div>
                        })}
                        <div><dt>{words.edit_target}</dt><dd>{version}</dd></div>
                    </dl>
                }
            })}
            <edit::Editing board=board target=defined/>
        </article>
    }
}

fn numbers(board: Board, row: Row) -> AnyView {
    let language = board.here.device.language();
    let words = office::words(language);
    let Row { defined, standing, district } = row;
    let kind = defined.target.kind;
    let procedures = board.here.procedures.get();
    let name = |key: &_| procedure_name(&procedures, key);
    let verdict = match &standing.verdict {
        Verdict::Met => words.met,
        Verdict::Failing => words.failing,
        Verdict::NoCase => words.no_case,
        Verdict::Missing(_) => words.missing,
        Verdict::Statement => words.statements,
    };
    let class = format!("target-verdict {}", tone(&standing.verdict).class());
    let against = standing.threshold;
    let value = standing
        .value
        .filter(|value| !value.is_empty() && kind != Kind::YesNo)
        .map(|value| view! { <p class="target-figure">{office::value(value, kind, against.as_ref())}</p> });
    let needs = against.filter(|_| kind != Kind::YesNo).map(|threshold| {
        view! { <p>{format!("{} {}", words.threshold, office::threshold(&threshold, kind))}</p> }
    });
    let bar = match (standing.value, against) {
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
    let missing = match &standing.verdict {
        Verdict::Missing(of) => {
            let of: Vec<String> = of.iter().map(|of| office::missing(language, of, &name)).collect();
            Some(view! { <p class="count-said">{format!("{}: {}", words.missing, of.join(", "))}</p> })
        }
        _ => None,
    };
    let fields = (!standing.fields.is_empty()).then(|| {
        let rows = standing.fields.iter().map(|field| {
            let class = if field.holds { "tone-met" } else { "tone-failing" };
            let word = if field.holds { words.met } else { words.failing };
            view! {
                <tr>
                    <th scope="row">{name(&field.procedure)}</th>
                    <td>{office::value(field.value, Kind::Ratio, Some(&field.threshold))}</td>
                    <td>{office::threshold(&field.threshold, Kind::Ratio)}</td>
                    <td class=class>{if field.judged { word } else { "" }}</td>
                </tr>
            }
        });
        view! {
            <section class="target-card">
                <h2>{words.fields}</h2>
                <table class="target-fields"><tbody>{rows.collect_view()}</tbody></table>
            </section>
        }
    });
    let trend = (standing.trend.len() > 1 && against.is_some()).then(|| {
        let points = standing.trend.iter().map(|month| Point {
            month: format!("{}/{}", month.month, month.year),
            value: (!month.value.is_empty()).then(|| of_thousand(month.value)),
            text: if month.value.is_empty() {
                words.not_counted.to_owned()
            } else {
                office::value(month.value, kind, against.as_ref())
            },
        });
        view! {
            <section class="target-card">
                <Trend
                    title=words.trend
                    month=words.month
                    points=points.collect()
                    threshold=of_thousand(against.map(|of| of.value).unwrap_or_default())
                />
            </section>
        }
    });
    let units = district.map(|district| {
        let period = board.period.get();
        let rows = period.map(|period| super::of_units(board.here, &period.key)).unwrap_or_default();
        let key = standing.key.clone();
        let rows = rows.into_iter().map(|(unit, standings)| {
            let of = standings.into_iter().find(|of| of.key == key);
            let told = match &of {
                Some(of) if matches!(of.verdict, Verdict::NoCase) => words.no_case.to_owned(),
                Some(of) => match of.value.filter(|_| !matches!(of.verdict, Verdict::Missing(_))) {
                    Some(_) if kind == Kind::YesNo => String::new(),
                    Some(value) => office::value(value, kind, of.threshold.as_ref()),
                    None => words.no_figures.to_owned(),
                },
                None => words.no_figures.to_owned(),
            };
            let (class, word) = match of.as_ref().map(|of| &of.verdict) {
                Some(Verdict::Met) => ("tone-met", words.met),
                Some(Verdict::Failing) => ("tone-failing", words.failing),
                _ => ("tone-neither", ""),
            };
            let last = of_unit(board, &unit);
            view! {
                <tr>
                    <th scope="row">{board.here.notebook.unit_name(&unit)}</th>
                    <td>{told}</td>
                    <td class=class>{word}</td>
                    <td>{last}</td>
                </tr>
            }
        });
        view! {
            <section class="target-card">
                <h2>{words.units}</h2>
                <p class="keypad-hint">{office::units_of(language, district.units.len(), district.missing.len())}</p>
                <table class="target-fields"><tbody>{rows.collect_view()}</tbody></table>
            </section>
        }
    });
    view! {
        <p class=class>{verdict}</p>
        {value}
        {needs}
        {bar}
        {missing}
        {fields}
        {trend}
        {units}
    }
    .into_any()
}

/// "số liệu đến 13/10/2023".
fn of_unit(board: Board, unit: &UnitId) -> String {
    let words = office::words(board.here.device.language());
    let scope = Scope::Unit(unit.clone());
    let read = |replica: &Replica| Desk::of(&replica.entities_among(&scope, EntityId::is_of_figures)).last();
    let last = board.here.notebook.with_replica(read);
    last.flatten()
        .map(|day| format!("{} {}", words.figures_of.to_lowercase(), dates::show(day)))
        .unwrap_or_default()
}
