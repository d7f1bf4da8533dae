//! What differs between two versions of a plan, part by part, with the words that went and came marked.

use crate::text::{Language, phrases, plans};
use leptos::prelude::*;
use sotay_core::{
    compare::{Aspect, Change, Difference, Mark, Place, Tally, marks},
    plan::{Membership, Plan},
};

/// The list, a part an entry.
#[component]
pub fn Differences(
    /// What differs, in reading order.
    differences: Vec<Difference>,
    /// The newer version.
    plan: Plan,
    /// The language.
    language: Language,
) -> impl IntoView {
    let words = plans::words(language);
    if differences.is_empty() {
        return view! { <p role="status">{words.nothing_differs}</p> }.into_any();
    }
    let tally = plans::counts(language, &Tally::of(&differences));
    let mut parts: Vec<(Place, Vec<Change>)> = Vec::new();
    for Difference { place, change } in differences {
        match parts.last_mut() {
            Some((last, changes)) if *last == place => changes.push(change),
            _ => parts.push((place, vec![change])),
        }
    }
    let entries = parts.into_iter().map(|(place, changes)| {
        let name = name(&place, &plan, language);
        let changes = changes.iter().map(|change| one(change, language)).collect_view();
        view! { <li><h3>{name}</h3>{changes}</li> }
    });
    view! {
        <p class="differences-tally">{tally}</p>
        <ul class="differences">{entries.collect_view()}</ul>
    }
    .into_any()
}

fn name(place: &Place, plan: &Plan, language: Language) -> String {
    match place {
        Place::Head => plans::words(language).head.to_owned(),
        Place::Chapter(at) => {
            plans::chapter(language, plan.chapters().get(*at).map_or("", |chapter| chapter.number.as_str()))
        }
        Place::Clause(code) | Place::Group(code) => code.to_string(),
        Place::Task { number, .. } => number.to_string(),
    }
}

fn one(change: &Change, language: Language) -> AnyView {
    let words = plans::words(language);
    match change {
        Change::Added(text) => view! { <p><b>{words.added}": "</b><ins>{text.clone()}</ins></p> }.into_any(),
        Change::Dropped(text) => {
            view! { <p><b>{words.dropped}": "</b><del>{text.clone()}</del></p> }.into_any()
        }
        Change::Renumbered { from, to } => {
            view! { <p>{plans::renumbered(language, from, to)}</p> }.into_any()
        }
        Change::Reworded { aspect, old, new } => {
            let said = |text: &String| match aspect {
                Aspect::Membership => {
                    Membership::ALL.into_iter().find(|membership| membership.name() == text).map_or_else(
                        || text.clone(),
                        |membership| phrases::membership(language, membership).into(),
                    )
                }
                _ => text.clone(),
            };
            view! {
                <p><b>{plans::aspect(language, *aspect)}": "</b><Marked old=said(old) new=said(new)/></p>
            }
            .into_any()
        }
    }
}

/// A text in two versions, read as one.
#[component]
pub fn Marked(
    /// As it was.
    old: String,
    /// As it is.
    new: String,
) -> impl IntoView {
    let runs = marks(&old, &new).into_iter().map(|mark| match mark {
        Mark::Kept(text) => view! { <span>{text}" "</span> }.into_any(),
        Mark::Gone(text) => view! { <del>{text}</del>" " }.into_any(),
        Mark::New(text) => view! { <ins>{text}</ins>" " }.into_any(),
    });
    runs.collect_view()
}
