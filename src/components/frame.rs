//! The frame around every screen: unit and person, the sync chip, and where one can go.

use super::icon::{Glyph, Icon};
use crate::text::Words;
use leptos::prelude::*;
use sotay_core::{ids::UnitId, wire::Unit};

/// Navigation: a bar at the bottom of a phone, a rail at the left from 840 px.
#[component]
pub fn Navigation(
    words: &'static Words,
    /// Which of the places is open, from 0.
    open: Option<usize>,
) -> impl IntoView {
    let places = [
        ("/viec", Glyph::Checklist, words.checklist),
        ("/quay", Glyph::Counter, words.counter),
        ("/chi-tieu", Glyph::Targets, words.targets),
        ("/ke-hoach", Glyph::Plan, words.plan),
        ("/them", Glyph::More, words.more),
    ];
    let links = places.into_iter().enumerate().map(|(place, (href, glyph, name))| {
        let current = (open == Some(place)).then_some("page");
        view! { <a href=href aria-current=current><Icon glyph=glyph/><span>{name}</span></a> }
    });
    view! { <nav class="navigation" aria-label=words.nav>{links.collect_view()}</nav> }
}

/// The left of the head: which unit, whose work.
#[component]
pub fn HeadUnit(
    words: &'static Words,
    /// The unit looked at.
    unit: Option<Unit>,
    /// The units to choose from; one or none offers no choice.
    units: Vec<Unit>,
    /// The person and what they are.
    #[prop(into)]
    who: String,
    /// Another unit was chosen.
    on_unit: Callback<UnitId>,
) -> impl IntoView {
    let current = unit.as_ref().map(|u| u.id.clone());
    let name = unit.map(|u| u.name).unwrap_or_else(|| words.app.into());
    let choose = (units.len() > 1).then(|| {
        let listed = units.clone();
        view! {
            <select
                class="head-units"
                aria-label=words.choose_unit
                on:change=move |event| {
                    let chosen = event_target_value(&event);
                    if let Some(unit) = units.iter().find(|u| u.id.as_str() == chosen) {
                        on_unit.run(unit.id.clone());
                    }
                }
            >
                {listed
                    .into_iter()
                    .map(|unit| {
                        let selected = Some(&unit.id) == current.as_ref();
                        view! { <option value=unit.id.to_string() selected=selected>{unit.name}</option> }
                    })
                    .collect_view()}
            </select>
        }
        .into_any()
    });
    view! {
        <div class="head-unit">
            {choose.unwrap_or_else(|| view! { <p class="head-name">{name}</p> }.into_any())}
            <p class="head-who">{who}</p>
        </div>
    }
}
