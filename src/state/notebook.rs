//! The notebook: who is signed in, what the device holds for them, and the edits they make.

use super::items::Rows;
use crate::{
    platform::{clock, page, prefs, tabs::Tabs},
    store::{DATABASE, IndexedDbStore, StoreError},
    sync::api::{self, ApiError},
};
use futures::channel::mpsc::UnboundedSender;
use jiff::civil::Date;
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    change::{Edit, Field, Invalid, Value},
    clock::Millis,
    dates,
    ids::{ChangeId, EntityId, ItemId, PersonId, PlanId, Scope, UnitId},
    plan::Plan,
    replica::{Limits, Meta, RecordError, Replica, Write},
    rights::{Rights, Role},
    store::{DeviceStore, Need},
    wire::{Session, SignIn, Unit},
};
use std::sync::Arc;

/// Where the app is between being opened and being of use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Reading the device.
    Opening,
    /// Nobody signed in on this device.
    SignIn,
    /// The person's own data is on the screen.
    Ready,
    /// The device's storage cannot be opened.
    Failed(StoreError),
}

/// How the last attempt to reach the server went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Not tried yet.
    Unknown,
    /// At it: so many of so many changes have a verdict.
    Sending(usize, usize),
    /// Reached.
    Reached,
    /// Not reached, or asked to come back later.
    Unreachable,
    /// The server wants the person to sign in again.
    SignedOut,
    /// This build is too old to send.
    TooOld,
}

/// Why the last edit was not saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The storage did not take it.
    Store(StoreError),
    /// A text is too long.
    TooLong,
    /// The value cannot be.
    NotRecorded,
}

/// The notebook. A handle; copies are the same notebook.
#[derive(Clone, Copy)]
pub struct Notebook {
    phase: RwSignal<Phase>,
    session: RwSignal<Option<Session>>,
    replica: RwSignal<Option<Replica>>,
    plan: RwSignal<Option<(PlanId, Arc<Plan>)>>,
    digest: StoredValue<Option<String>>,
    unit: RwSignal<Option<UnitId>>,
    link: RwSignal<Link>,
    trouble: RwSignal<Option<Trouble>>,
    others: RwSignal<usize>,
    undo: RwSignal<Option<Vec<Edit>>>,
    rows: Memo<Rows>,
    today: RwSignal<Date>,
    store: StoredValue<Option<IndexedDbStore>, LocalStorage>,
    tabs: StoredValue<Option<Tabs>, LocalStorage>,
    wake: StoredValue<Option<UnboundedSender<()>>, LocalStorage>,
}

impl Notebook {
    /// An empty notebook; [`Self::open`] fills it.
    pub fn new() -> Self {
        let session: RwSignal<Option<Session>> = RwSignal::new(None);
        let replica = RwSignal::new(None);
        let plan: RwSignal<Option<(PlanId, Arc<Plan>)>> = RwSignal::new(None);
        let unit: RwSignal<Option<UnitId>> = RwSignal::new(None);
        let today = RwSignal::new(dates::day_of(clock::now(None)));
        let rows = Memo::new(move |_| {
            let (Some((id, plan)), Some(unit)) = (plan.get(), unit.get()) else { return Rows::default() };
            let me = session.with(|s| s.as_ref().map(|s| s.person.name.clone())).unwrap_or_default();
            replica.with(|replica: &Option<Replica>| match replica {
                Some(replica) => Rows::of(&plan, &id, replica, &Scope::Unit(unit), today.get(), &me),
                None => Rows::default(),
            })
        });
        Self {
            phase: RwSignal::new(Phase::Opening),
            session,
            replica,
            plan,
            digest: StoredValue::new(None),
            unit,
            link: RwSignal::new(Link::Unknown),
            trouble: RwSignal::new(None),
            others: RwSignal::new(0),
            undo: RwSignal::new(None),
            rows,
            today,
            store: StoredValue::new_local(None),
            tabs: StoredValue::new_local(None),
            wake: StoredValue::new_local(None),
        }
    }

    /// Opens the device's storage and what it holds for the person who used it last. The server is not asked.
    pub async fn open(self, wake: UnboundedSender<()>) {
        self.wake.set_value(Some(wake));
        let store = match IndexedDbStore::open(DATABASE).await {
            Ok(store) => store,
            Err(error) => return self.phase.set(Phase::Failed(error)),
        };
        self.store.set_value(Some(store));
        self.tabs.set_value(Some(Tabs::open(move || spawn_local(self.read_again()))));
        match prefs::person() {
            Some(person) => self.show(&person).await,
            None => self.phase.set(Phase::SignIn),
        }
    }

    /// Puts what the device holds for a person on the screen.
    async fn show(self, person: &PersonId) {
        let Some(store) = self.store() else { return };
        let held = async {
            let session = store.session(person).await?;
            let replica = store.load(person).await?;
            Ok::<_, StoreError>(session.zip(replica))
        };
        match held.await {
            Err(error) => self.phase.set(Phase::Failed(error)),
            Ok(None) => self.phase.set(Phase::SignIn),
            Ok(Some((session, replica))) => {
                self.today.set(dates::day_of(clock::now(session.practice)));
                self.others.set(store.pending_of_others(person).await.unwrap_or(0));
                let shown = prefs::unit().filter(|u| session.units.iter().any(|unit| unit.id == *u));
                let first =
                    || session.units.iter().find(|unit| unit.parent.is_some()).or(session.units.first());
                self.unit.set(shown.or_else(|| first().map(|unit| unit.id.clone())));
                self.session.set(Some(session));
                self.replica.set(Some(replica));
                self.read_plan().await;
                self.phase.set(Phase::Ready);
                self.poke();
            }
        }
    }

    /// Reads the replica again: another tab wrote.
    async fn read_again(self) {
        let (Some(store), Some(person)) = (self.store(), self.person_id()) else { return };
        if let Ok(Some(replica)) = store.load(&person).await {
            self.replica.set(Some(replica));
            self.read_plan_if_new().await;
        }
    }

    /// Takes the published plan that the confirmed cells name, if the device has it. Gives the digest of one
    /// that is still to be fetched.
    pub async fn read_plan(self) -> Option<String> {
        let store = self.store()?;
        let (id, digest) = self.replica.with_untracked(|replica| published(replica.as_ref()?))?;
        match store.document(&digest).await {
            Ok(Some(json)) => {
                match Plan::from_json(&json) {
                    Ok(plan) => {
                        self.digest.set_value(Some(digest));
                        self.plan.set(Some((id, Arc::new(plan))));
                    }
                    Err(error) => leptos::logging::error!("the plan document cannot be read: {error}"),
                }
                None
            }
            _ => Some(digest),
        }
    }

    /// As [`Self::read_plan`], when the plan shown is not the one that the cells name.
    pub async fn read_plan_if_new(self) -> Option<String> {
        let named = self.replica.with_untracked(|replica| published(replica.as_ref()?))?;
        if self.digest.with_value(|shown| shown.as_ref() == Some(&named.1)) {
            return None;
        }
        self.read_plan().await
    }

    /// Keeps a fetched plan and shows it.
    pub async fn keep_plan(self, digest: &str, json: &str) -> Result<(), StoreError> {
        // A document that this build cannot read is not kept in place of one that it can.
        if Plan::from_json(json).is_err() {
            return Err(StoreError::Damaged(digest.into()));
        }
        if let Some(store) = self.store() {
            store.keep_document(digest, json).await?;
            self.read_plan().await;
        }
        Ok(())
    }

    /// Signs in over the network and puts the person's data on the screen.
    pub async fn sign_in(self, account: String, password: String) -> Result<(), ApiError> {
        let Some(store) = self.store() else { return Err(ApiError::Unreachable) };
        let replica = store.replica_of(&account).await.unwrap_or(None);
        let request = SignIn { account, password, device: page::browser(), replica };
        let session = api::sign_in(&request).await?;
        let person = session.person.id.clone();
        let now = clock::now(session.practice);
        let taken = async {
            store.enrol(&Meta::new(person.clone(), session.replica.clone(), session.acked)).await?;
            let adopted: Result<(), ()> = store
                .transact(&person, Need::All, |replica| {
                    Ok(((), replica.adopt(&session.replica, session.acked, now)))
                })
                .await?;
            debug_assert_eq!(adopted, Ok(()));
            store.keep_session(&session).await
        };
        match taken.await {
            Ok(()) => {
                prefs::set_person(Some(&person));
                self.link.set(Link::Unknown);
                self.show(&person).await;
            }
            Err(error) => self.phase.set(Phase::Failed(error)),
        }
        Ok(())
    }

    /// Signs out: the session ends where it can be reached, and the screen is cleared. What is not sent stays
    /// on the device for the person.
    pub async fn sign_out(self) {
        // Offline the cookie stays until the next sign-in; the screen is closed all the same.
        let _ = api::sign_out().await;
        prefs::set_person(None);
        self.phase.set(Phase::SignIn);
        self.session.set(None);
        self.replica.set(None);
        self.plan.set(None);
        self.digest.set_value(None);
        self.unit.set(None);
        self.undo.set(None);
        self.link.set(Link::Unknown);
    }

    /// Records one gesture: one strict transaction over names, clock and outbox. The screen shows it when
    /// the transaction is through, not before.
    pub fn record(self, edits: Vec<Edit>) {
        let before = self.values_before(&edits);
        spawn_local(async move {
            if self.record_now(edits).await {
                self.undo.set(Some(before));
            }
        });
    }

    async fn record_now(self, edits: Vec<Edit>) -> bool {
        let (Some(store), Some(person)) = (self.store(), self.person_id()) else { return false };
        let now = self.now();
        let recorded = store
            .transact(&person, Need::Meta, |replica| {
                let writes = replica.record(edits, now, Limits::default())?;
                Ok::<_, RecordError>((writes.clone(), writes))
            })
            .await;
        match recorded {
            Ok(Ok(writes)) => {
                self.trouble.set(None);
                self.follow(&writes);
                self.poke();
                true
            }
            Ok(Err(RecordError::Invalid(Invalid::TooLong(_)))) => self.fail(Trouble::TooLong),
            Ok(Err(_)) => self.fail(Trouble::NotRecorded),
            Err(error) => self.fail(Trouble::Store(error)),
        }
    }

    fn fail(self, trouble: Trouble) -> bool {
        self.trouble.set(Some(trouble));
        false
    }

    /// Does to the picture in memory what the store did, and tells the other tabs.
    fn follow(self, writes: &[Write]) {
        self.replica.update(|replica| {
            if let Some(replica) = replica {
                writes.iter().for_each(|write| replica.follow(write));
            }
        });
        self.tabs.with_value(|tabs| tabs.iter().for_each(Tabs::wrote));
    }

    /// The edits that would put back what stood before. `over` is left open: it is read when they are made.
    fn values_before(self, edits: &[Edit]) -> Vec<Edit> {
        self.replica.with_untracked(|replica| {
            let Some(replica) = replica else { return Vec::new() };
            edits
                .iter()
                .map(|edit| {
                    let fields = replica.entity(&edit.scope, &edit.entity);
                    let value = fields.get(&edit.field).map(|cell| cell.shown().clone());
                    let value = value.unwrap_or_else(|| blank(&edit.field));
                    Edit { value, over: vec![], ..edit.clone() }
                })
                .collect()
        })
    }

    /// Whether the last gesture can be undone.
    pub fn can_undo(self) -> bool {
        self.undo.with(Option::is_some)
    }

    /// Puts back what stood before the last gesture, as a change of its own.
    pub fn undo(self) {
        let Some(edits) = self.undo.get_untracked() else { return };
        self.undo.set(None);
        let edits = edits.into_iter().map(|edit| self.over_all(edit)).collect();
        spawn_local(async move {
            self.record_now(edits).await;
        });
    }

    /// The edit over everything that stands in its field now.
    fn over_all(self, edit: Edit) -> Edit {
        let over = self.replica.with_untracked(|replica| {
            let fields = replica.as_ref().map(|r| r.entity(&edit.scope, &edit.entity)).unwrap_or_default();
            fields.get(&edit.field).map(sotay_core::cell::Cell::seen).unwrap_or_default()
        });
        Edit { over, ..edit }
    }

    /// Makes a refused change again, over what stands now, and takes the refused one out of the drawer.
    pub fn do_again(self, id: &ChangeId) {
        let change = self.replica.with_untracked(|r| Some(r.as_ref()?.drawer.get(id)?.change.clone()));
        let Some(change) = change else { return };
        let id = id.clone();
        let edit = self.over_all(Edit {
            scope: change.scope,
            entity: change.entity,
            field: change.field,
            value: change.value,
            over: vec![],
        });
        spawn_local(async move {
            // In this order: a crash between the two shows it twice, and loses nothing.
            if self.record_now(vec![edit]).await {
                self.undrawer(id).await;
            }
        });
    }

    /// Drops a refused change for good.
    pub fn drop_refused(self, id: &ChangeId) {
        spawn_local(self.undrawer(id.clone()));
    }

    async fn undrawer(self, id: ChangeId) {
        let (Some(store), Some(person)) = (self.store(), self.person_id()) else { return };
        let done = store
            .transact(&person, Need::Meta, |replica| {
                let writes = replica.undrawer(&id);
                Ok::<_, ()>((writes.clone(), writes))
            })
            .await;
        match done {
            Ok(Ok(writes)) => self.follow(&writes),
            Ok(Err(())) => {}
            Err(error) => {
                self.fail(Trouble::Store(error));
            }
        }
    }

    /// Asks the driver to sync soon.
    pub fn poke(self) {
        self.wake.with_value(|wake| {
            if let Some(wake) = wake {
                // The driver lives as long as the tab.
                let _ = wake.unbounded_send(());
            }
        });
    }

    // What the driver needs.

    /// The store, once opened.
    pub fn store(self) -> Option<IndexedDbStore> {
        self.store.get_value()
    }

    /// Who is signed in.
    pub fn person_id(self) -> Option<PersonId> {
        self.session.with_untracked(|s| s.as_ref().map(|s| s.person.id.clone()))
    }

    /// The device's clock, shifted on a practice server.
    pub fn now(self) -> Millis {
        clock::now(self.session.with_untracked(|s| s.as_ref().and_then(|s| s.practice)))
    }

    /// Takes the replica as it stands in the store after an answer.
    pub fn took(self, replica: Replica) {
        self.today.set(dates::day_of(self.now()));
        self.replica.set(Some(replica));
        self.tabs.with_value(|tabs| tabs.iter().for_each(Tabs::wrote));
    }

    /// Says how the last attempt went.
    pub fn set_link(self, link: Link) {
        if self.link.get_untracked() != link {
            self.link.set(link);
        }
    }

    // What the screens show.

    /// Where the app is.
    pub fn phase(self) -> Phase {
        self.phase.get()
    }

    /// The session.
    pub fn session(self) -> Option<Session> {
        self.session.get()
    }

    /// What the device holds.
    pub fn with_replica<T>(self, read: impl FnOnce(&Replica) -> T) -> Option<T> {
        self.replica.with(|replica| replica.as_ref().map(read))
    }

    /// The plan and its id.
    pub fn plan(self) -> Option<(PlanId, Arc<Plan>)> {
        self.plan.get()
    }

    /// The unit looked at.
    pub fn unit(self) -> Option<Unit> {
        let id = self.unit.get()?;
        self.session.with(|s| s.as_ref()?.units.iter().find(|unit| unit.id == id).cloned())
    }

    /// Looks at a unit.
    pub fn look_at(self, unit: UnitId) {
        prefs::set_unit(&unit);
        self.unit.set(Some(unit));
    }

    /// The scope of the unit looked at.
    pub fn scope(self) -> Option<Scope> {
        self.unit.get().map(Scope::Unit)
    }

    /// Whether the person may record for the unit looked at: the same rule as the server's.
    pub fn may_record(self) -> bool {
        let Some(unit) = self.unit.get() else { return false };
        self.session.with(|session| {
            session.as_ref().is_some_and(|session| {
                let rights = Rights {
                    role: session.person.role,
                    own: session.person.own.clone(),
                    reads: vec![],
                    plans: vec![],
                };
                rights.records_for(&unit).is_ok()
            })
        })
    }

    /// Whether the person looks at more than one unit.
    pub fn sees_many(self) -> bool {
        self.session
            .with(|s| s.as_ref().is_some_and(|s| s.person.role == Role::District && s.units.len() > 1))
    }

    /// The rows of the unit looked at.
    pub fn rows(self) -> Memo<Rows> {
        self.rows
    }

    /// The fields of an item and its products as the screens show them.
    pub fn fields_of(self, id: &ItemId) -> sotay_core::checklist::Entities {
        let Some(scope) = self.scope() else { return Default::default() };
        let products = self.plan.with(|plan| {
            let task = plan.as_ref().and_then(|(_, plan)| plan.task(&id.code));
            task.map_or(0, |task| u16::try_from(task.products.len()).unwrap_or(u16::MAX))
        });
        self.with_replica(|replica| {
            let entities = std::iter::once(EntityId::Item(id.clone()))
                .chain((1..=products).map(|index| EntityId::Product(id.clone(), index)));
            let mut fields = sotay_core::checklist::Entities::new();
            fields.extend(entities.map(|entity| (entity.clone(), replica.entity(&scope, &entity))));
            fields
        })
        .unwrap_or_default()
    }

    /// Whether the first fetch of the unit has not come through yet.
    pub fn is_first_fetch(self) -> bool {
        let Some(scope) = self.scope() else { return false };
        self.with_replica(|replica| {
            replica
                .scopes
                .get(&scope)
                .is_none_or(|held| held.mark.generation == 0 && held.mark.filling.is_some())
        })
        .unwrap_or(false)
    }

    /// Whether the server, as far as the device knows, has published no plan.
    pub fn has_no_plan(self) -> bool {
        self.plan.with(Option::is_none)
            && self.with_replica(|r| r.meta.whole_at.is_some() && published(r).is_none()).unwrap_or(false)
    }

    /// Today, in Việt Nam.
    pub fn today(self) -> Date {
        self.today.get()
    }

    /// The day of a practice server.
    pub fn practice(self) -> Option<Date> {
        self.session.with(|s| s.as_ref().and_then(|s| s.practice))
    }

    /// How the last attempt to reach the server went.
    pub fn link(self) -> Link {
        self.link.get()
    }

    /// Why the last edit was not saved.
    pub fn trouble(self) -> Option<Trouble> {
        self.trouble.get()
    }

    /// Puts the trouble away.
    pub fn dismiss(self) {
        self.trouble.set(None);
    }

    /// How many changes other people left unsent on this device.
    pub fn others_pending(self) -> usize {
        self.others.get()
    }

    /// The name of a person, or their id if this device does not know them.
    pub fn name_of(self, person: &PersonId) -> String {
        self.session.with(|session| {
            let people = session.as_ref().map(|s| s.people.as_slice()).unwrap_or_default();
            people.iter().find(|p| p.id == *person).map_or_else(|| person.to_string(), |p| p.name.clone())
        })
    }

    /// The names of the people of the unit, to choose from.
    pub fn names(self) -> Vec<String> {
        self.session.with(|session| {
            session.as_ref().map(|s| s.people.iter().map(|p| p.name.clone()).collect()).unwrap_or_default()
        })
    }
}

impl Default for Notebook {
    fn default() -> Self {
        Self::new()
    }
}

/// The plan that the confirmed cells name as published.
fn published(replica: &Replica) -> Option<(PlanId, String)> {
    replica.scopes.keys().filter_map(Scope::plan).find_map(|id| {
        let fields = replica.entity(&Scope::Plan(id.clone()), &EntityId::Document(id.clone()));
        let digest = fields.get(&Field::Digest)?.shown().as_text()?.to_owned();
        Some((id.clone(), digest))
    })
}

/// What stands in a field before anyone touched it.
fn blank(field: &Field) -> Value {
    match field {
        Field::State => sotay_core::change::State::Todo.value(),
        Field::Active | Field::Ready => Value::Bool(false),
        _ => Value::Empty,
    }
}
