//! What the counter counted for an item: citizens' feedback, where a target of feedback stands on its task.

use super::Open;
use crate::text::office;
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    counter::{Feedback, StepCounts, feedback},
    ids::EntityId,
};

/// How far the feedback came that was received in the item's phase or period.
#[component]
pub fn Counted(open: Open) -> impl IntoView {
    let notebook = open.notebook;
    let all: Memo<Vec<Feedback>> = Memo::new(move |_| {
        let Some(scope) = notebook.scope() else { return Vec::new() };
        let wanted = |entity: &EntityId| matches!(entity, EntityId::Feedback(_));
        let read = notebook.with_replica(|replica| feedback(&replica.entities_among(&scope, wanted)));
        read.unwrap_or_default()
    });
    let concerns = RwSignal::new(false);
    let some = Memo::new(move |_| all.with(|all| !all.is_empty()));
    Effect::new(move |_| {
        // The plan's targets are read only where there is feedback at all.
        if some.get() {
            spawn_local(async move {
                let Some(sheet) = notebook.sheet().await else { return };
                let of = open.id.try_with_value(|id| {
                    let mut targets = sheet.indicators.iter().filter(|target| target.counts_feedback());
                    targets.any(|target| target.tasks.contains(&id.code))
                });
                // The item may have been left meanwhile.
                let _ = concerns.try_set(of.unwrap_or(false));
            });
        }
    });
    move || {
        if !concerns.get() {
            return None;
        }
        let (from, to) = open.with(|item| {
            let occurrence = item.assigned.map(|assigned| assigned.occurrence)?;
            Some((occurrence.start?, occurrence.due?))
        })??;
        let counts = all.with(|all| StepCounts::of(all, (from, to), notebook.today()));
        Some(
            view! { <p class="item-counted"><a href="/quay/pakn">{office::steps(open.device.language(), &counts)}</a></p> },
        )
    }
}
