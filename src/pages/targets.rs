//! "Chỉ tiêu": how the unit, or the district, stands against the plan's targets in a period.

mod edit;
mod list;
mod one;
mod periods;
mod reading;
mod submission;

use crate::{
    components::target_bar::Tone,
    platform::page,
    state::{Device, Navigator, Notebook, Office, Route},
    text::office,
};
use leptos::prelude::*;
use sotay_core::{
    checklist::{Entities, Records},
    ids::{EntityId, PeriodKey, Scope, TargetKey, UnitId},
    period::Period,
    targets::{Defined, District, Figures, Level, Ratio, Standing, Verdict, consolidate},
};
use std::sync::Arc;

/// What the screens share.
#[derive(Clone, Copy)]
pub struct Board {
    /// The unit's figures.
    pub here: Office,
    /// The period that a person chose.
    pub chosen: RwSignal<Option<PeriodKey>>,
    /// Whether the whole district is looked at.
    pub whole: RwSignal<bool>,
    /// Figures of the unit looked at.
    pub figures: Memo<Option<Arc<Figures>>>,
    /// The period looked at.
    pub period: Memo<Option<Period>>,
    /// How the unit stands, or the district's units together.
    pub rows: Memo<Vec<Row>>,
}

/// A target and how it stands.
#[derive(Clone, PartialEq)]
pub struct Row {
    /// The target.
    pub defined: Defined,
    /// How it stands.
    pub standing: Standing,
    /// Of the whole district: what it is made of.
    pub district: Option<District>,
}

impl Board {
    fn open(device: Device, notebook: Notebook) -> Self {
        let here = Office::open(device, notebook);
        let chosen = RwSignal::new(None);
        let whole = RwSignal::new(false);
        let figures = Memo::new(move |_| here.figures().map(Arc::new));
        let period = Memo::new(move |_| {
            let key = chosen.get().or_else(|| here.current_period())?;
            here.periods().into_iter().find(|period| period.key == key)
        });
        let rows = Memo::new(move |_| {
            let (Some(figures), Some(period)) = (figures.get(), period.get()) else { return Vec::new() };
            let row = |standing: Standing, district: Option<District>| {
                let defined = figures.target(&standing.key)?.clone();
                Some(Row { defined, standing, district })
            };
            if whole.get() {
                let all = consolidate(&figures, &period.key, &of_units(here, &period.key));
                all.into_iter().filter_map(|of| row(of.standing.clone(), Some(of))).collect()
            } else {
                figures
                    .standings(&period.key, Level::Ward)
                    .into_iter()
                    .filter_map(|of| row(of, None))
                    .collect()
            }
        });
        Self { here, chosen, whole, figures, period, rows }
    }

    /// Whose figures are judged.
    pub fn level(self) -> Level {
        if self.whole.get() { Level::District } else { Level::Ward }
    }
}

/// How every unit that the person reads stands in a period.
fn of_units(here: Office, period: &PeriodKey) -> Vec<(UnitId, Vec<Standing>)> {
    let Some(sheet) = here.sheet() else { return Vec::new() };
    let (plan, today) = (here.plan.get(), here.notebook.today());
    let units = here.notebook.session().map(|session| session.units).unwrap_or_default();
    // The district itself counts nothing: its wards do.
    let parents: Vec<UnitId> = units.iter().filter_map(|unit| unit.parent.clone()).collect();
    let of = units.into_iter().filter(|unit| !parents.contains(&unit.id)).map(|unit| {
        let scope = Scope::Unit(unit.id.clone());
        let entities: Entities = here
            .notebook
            .with_replica(|replica| replica.entities_among(&scope, EntityId::is_of_figures))
            .unwrap_or_default();
        let figures = Figures::of(Records { unit: &entities, plan: &plan }, &sheet, today);
        (unit.id, figures.standings(period, Level::Ward))
    });
    of.collect()
}

/// How a verdict looks.
pub fn tone(verdict: &Verdict) -> Tone {
    match verdict {
        Verdict::Met => Tone::Met,
        Verdict::Failing => Tone::Failing,
        Verdict::NoCase | Verdict::Missing(_) | Verdict::Statement => Tone::Neither,
    }
}

/// A ratio of a thousand, for drawing alone.
pub fn of_thousand(value: Ratio) -> u32 {
    let part = u128::from(value.numerator) * 1_000;
    let of = part.checked_div(u128::from(value.denominator)).unwrap_or(0);
    u32::try_from(of.min(1_000)).unwrap_or(1_000)
}

/// Which of the screens is open.
#[derive(Clone, PartialEq)]
enum Shown {
    Hint(&'static str),
    Empty(&'static str),
    Periods,
    One(TargetKey),
    List,
}

/// The screens.
#[component]
pub fn TargetsPage() -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let navigator = expect_context::<Navigator>();
    let board = Board::open(device, notebook);
    Effect::new(move |_| {
        let words = device.words();
        page::set_title(&format!("{} · {}", words.targets, words.app));
    });
    // A figure that arrives must not build anew what somebody is typing in.
    let shown = Memo::new(move |_| {
        let (common, words) = (device.words(), office::words(device.language()));
        let empty = board.figures.with(|figures| figures.as_ref().map(|figures| figures.targets.is_empty()));
        match (navigator.route(), empty) {
            _ if notebook.unit().is_none() => Shown::Hint(common.no_unit),
            _ if notebook.has_no_plan() => Shown::Hint(common.no_plan),
            _ if notebook.is_first_fetch() || notebook.plan().is_none() => Shown::Hint(common.first_fetch),
            (_, None) => Shown::Hint(common.opening),
            (Route::Periods, _) => Shown::Periods,
            (Route::Targets(Some(key)), _) => Shown::One(key),
            (_, Some(true)) => Shown::Empty(words.no_targets),
            (_, Some(false)) => Shown::List,
        }
    });
    let hint = |text: &'static str| view! { <p class="checklist-nothing" role="status">{text}</p> };
    let body = move || match shown.get() {
        Shown::Hint(text) => hint(text).into_any(),
        Shown::Periods => view! { <periods::Periods board=board/> }.into_any(),
        Shown::One(key) => view! { <one::One board=board key=key/> }.into_any(),
        Shown::Empty(text) => view! { {hint(text)} <edit::Adding board=board/> }.into_any(),
        Shown::List => view! { <list::List board=board/> }.into_any(),
    };
    view! { <div class="targets">{body}</div> }
}
