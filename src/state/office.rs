//! What the counter and the targets share: the figures of the unit looked at, and how they are recorded.

use super::{Device, Notebook};
use crate::text::phrases;
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    cell::Cell,
    change::{Edit, Field, Value},
    checklist::{Entities, Records},
    counter::{Desk, Problem, Procedure, procedures},
    ids::{ChangeId, EntityId, PeriodKey, PlanId, ReplicaId, Scope},
    period::{self, Period},
    targets::{Figures, Sheet},
};
use std::sync::Arc;

/// Figures of the unit looked at. A handle; copies are the same.
#[derive(Clone, Copy)]
pub struct Office {
    /// Language and words.
    pub device: Device,
    /// Where it is recorded.
    pub notebook: Notebook,
    /// What the unit's scope holds that figures are made of.
    pub unit: Memo<Arc<Entities>>,
    /// What the plan's scope holds.
    pub plan: Memo<Arc<Entities>>,
    /// The unit's counts.
    pub desk: Memo<Arc<Desk>>,
    /// The unit's fields of procedures.
    pub procedures: Memo<Vec<Procedure>>,
    sheet: RwSignal<Option<Arc<Sheet>>>,
}

impl Office {
    /// Reads what the device holds, and the plan's targets.
    pub fn open(device: Device, notebook: Notebook) -> Self {
        let unit = Memo::new(move |_| {
            let scope = notebook.scope();
            let read = |scope: &Scope| {
                notebook.with_replica(|replica| replica.entities_among(scope, EntityId::is_of_figures))
            };
            Arc::new(scope.as_ref().and_then(read).unwrap_or_default())
        });
        let plan = Memo::new(move |_| {
            let scope = notebook.plan().map(|(plan, _)| Scope::Plan(plan));
            let read = |scope: &Scope| notebook.with_replica(|replica| replica.entities(scope));
            Arc::new(scope.as_ref().and_then(read).unwrap_or_default())
        });
        let sheet: RwSignal<Option<Arc<Sheet>>> = RwSignal::new(None);
        Effect::new(move |_| {
            if notebook.plan().is_some() {
                spawn_local(async move {
                    let read = notebook.sheet().await.map(Arc::new);
                    // The screen may have been left meanwhile.
                    let _ = sheet.try_set(read);
                });
            }
        });
        let desk = Memo::new(move |_| Arc::new(Desk::of(&unit.get())));
        Self {
            device,
            notebook,
            unit,
            plan,
            desk,
            procedures: Memo::new(move |_| procedures(&unit.get())),
            sheet,
        }
    }

    /// The plan's id and year, once its targets are read.
    pub fn sheet(self) -> Option<Arc<Sheet>> {
        self.sheet.get()
    }

    /// The plan, if there is one.
    pub fn plan_id(self) -> Option<PlanId> {
        self.notebook.plan().map(|(plan, _)| plan)
    }

    /// The year that is counted for: the plan's, or else today's.
    pub fn year(self) -> i16 {
        self.sheet
            .with(|sheet| sheet.as_ref().map(|sheet| sheet.year))
            .unwrap_or_else(|| self.notebook.today().year())
    }

    /// The unit's figures against the plan's targets; none before both are here.
    pub fn figures(self) -> Option<Figures> {
        let sheet = self.sheet()?;
        let (unit, plan) = (self.unit.get(), self.plan.get());
        Some(Figures::of(Records { unit: &unit, plan: &plan }, &sheet, self.notebook.today()))
    }

    /// The plan's reporting periods; those not asked for included.
    pub fn periods(self) -> Vec<Period> {
        let Some(sheet) = self.sheet() else { return Vec::new() };
        period::periods(sheet.year, &sheet.id, &self.plan.get())
    }

    /// The period that is looked at when nobody chose one.
    pub fn current_period(self) -> Option<PeriodKey> {
        period::current(&self.periods(), self.notebook.today()).map(|period| period.key.clone())
    }

    /// Records what follows from what the device holds at that moment, of the entities of the unit that are wanted:
    /// a count goes on from the last one, whichever tab it was made in. Whether it is on the device.
    pub async fn count(
        self,
        wanted: impl Fn(&EntityId) -> bool + 'static,
        make: impl FnOnce((&Scope, &Entities), &ReplicaId) -> Result<Vec<Edit>, Problem> + 'static,
    ) -> Result<bool, Problem> {
        let Some(scope) = untrack(|| self.notebook.scope()) else { return Ok(false) };
        self.notebook
            .record_upon(Box::new(move |replica| {
                let entities = replica.entities_among(&scope, wanted);
                make((&scope, &entities), &replica.meta.replica)
            }))
            .await
    }

    /// An entity of the unit's scope, to be read and recorded field by field.
    pub fn slot(self, entity: EntityId) -> Slot {
        Slot { office: self, of_plan: false, entity: StoredValue::new(entity) }
    }

    /// An entity of the plan's scope.
    pub fn slot_of_plan(self, entity: EntityId) -> Slot {
        Slot { office: self, of_plan: true, entity: StoredValue::new(entity) }
    }
}

/// One entity on the screen.
#[derive(Clone, Copy)]
pub struct Slot {
    /// The screen's figures.
    pub office: Office,
    of_plan: bool,
    entity: StoredValue<EntityId>,
}

impl Slot {
    fn scope(self) -> Option<Scope> {
        if self.of_plan { self.office.plan_id().map(Scope::Plan) } else { self.office.notebook.scope() }
    }

    fn entities(self) -> Memo<Arc<Entities>> {
        if self.of_plan { self.office.plan } else { self.office.unit }
    }

    /// What stands in a field; an empty cell where nothing was recorded.
    pub fn cell(self, field: &Field) -> Cell {
        let read = |entities: &Arc<Entities>| {
            self.entity
                .with_value(|entity| entities.get(entity).and_then(|fields| fields.get(field).cloned()))
        };
        self.entities().with(read).unwrap_or_default()
    }

    /// The value that is shown.
    pub fn value(self, field: &Field) -> Value {
        self.cell(field).shown().clone()
    }

    /// The value as it is shown and typed.
    pub fn shown(self, field: &Field) -> String {
        match self.cell(field).shown() {
            Value::Empty => String::new(),
            value => phrases::value(self.office.device.language(), field, value),
        }
    }

    /// The identities of the values that stand in a field.
    pub fn seen(self, field: &Field) -> Vec<ChangeId> {
        untrack(|| self.cell(field)).seen()
    }

    /// Records fields in one gesture, over what is on the screen.
    pub fn set(self, edits: Vec<(Field, Value)>) {
        let seen = edits.into_iter().map(|(field, value)| {
            let over = self.seen(&field);
            (field, value, over)
        });
        self.set_over(seen.collect());
    }

    /// Records fields in one gesture, each over what its author saw.
    pub fn set_over(self, edits: Vec<(Field, Value, Vec<ChangeId>)>) {
        let Some(scope) = untrack(|| self.scope()) else { return };
        let entity = self.entity.get_value();
        let edit =
            |(field, value, over)| Edit { scope: scope.clone(), entity: entity.clone(), field, value, over };
        self.office.notebook.record(edits.into_iter().map(edit).collect());
    }
}
