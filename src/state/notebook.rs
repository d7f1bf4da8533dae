//! The notebook: who is signed in, what the device holds for them, and the edits they make.

mod bulk;
mod carry;
mod edits;
mod plans;
mod shows;

pub use bulk::Bulked;
pub use carry::Handed;
pub use plans::{Draft, News};

use super::{
    items::{About, Rows},
    learned::learned,
};
use crate::{
    platform::{clock, page, prefs, tabs::Tabs},
    store::{DATABASE, IndexedDbStore, StoreError},
    sync::api::{self, ApiError},
};
use edits::Undo;
pub use edits::{before, touched};
use futures::channel::mpsc::UnboundedSender;
use jiff::civil::Date;
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    change::{Change, Field},
    clock::Millis,
    dates,
    drive::Link,
    ids::{EntityId, ItemId, PersonId, PlanId, Scope, UnitId},
    plan::Outline,
    replica::{Meta, Replica},
    store::{DeviceStore, Need},
    wire::{DeviceReport, Poke, Session, SignIn},
};
use std::{collections::BTreeSet, sync::Arc};

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

/// Why the last edit was not saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The storage did not take it.
    Store(StoreError),
    /// The storage did not take an answer of the server.
    NotTaken(StoreError),
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
    plan: RwSignal<Option<(PlanId, Arc<Outline>)>>,
    digest: StoredValue<Option<String>>,
    unit: RwSignal<Option<UnitId>>,
    link: RwSignal<Link>,
    trouble: RwSignal<Option<Trouble>>,
    others: RwSignal<usize>,
    /// How many files are not sent, and whether all are pictures.
    files: RwSignal<(usize, bool)>,
    devices: RwSignal<Option<Vec<DeviceReport>>>,
    undo: RwSignal<Option<Undo>>,
    /// The changes that this tab made, in order.
    made: StoredValue<Vec<Change>>,
    /// What stands in the box of the search, until the app is closed or somebody else signs in.
    sought: RwSignal<String>,
    rows: Memo<Rows>,
    /// The items of which the rows say what stood before; none if that may be any.
    stale: StoredValue<Option<BTreeSet<ItemId>>>,
    today: RwSignal<Date>,
    store: StoredValue<Option<IndexedDbStore>, LocalStorage>,
    tabs: StoredValue<Option<Tabs>, LocalStorage>,
    wake: StoredValue<Option<UnboundedSender<()>>, LocalStorage>,
    wake_files: StoredValue<Option<UnboundedSender<()>>, LocalStorage>,
}

impl Notebook {
    /// An empty notebook; [`Self::open`] fills it.
    pub fn new() -> Self {
        let session: RwSignal<Option<Session>> = RwSignal::new(None);
        let replica = RwSignal::new(None);
        let plan: RwSignal<Option<(PlanId, Arc<Outline>)>> = RwSignal::new(None);
        let unit: RwSignal<Option<UnitId>> = RwSignal::new(None);
        let today = RwSignal::new(dates::day_of(clock::now(None)));
        let stale = StoredValue::new(None);
        // Each list and each row looks for itself whether it changed; comparing everything here as well is twice.
        let rows = Memo::new_owning(move |before: Option<Rows>| {
            let changed = stale.try_update_value(|stale| stale.replace(BTreeSet::new())).flatten();
            let (Some((id, plan)), Some(unit)) = (plan.get(), unit.get()) else {
                return (Rows::default(), true);
            };
            let name = session.with(|s| s.as_ref().map(|s| s.person.name.clone())).unwrap_or_default();
            let (scope, today) = (Scope::Unit(unit), today.get());
            let rows = replica.with(|replica: &Option<Replica>| match replica {
                // Before the unit's first fetch is whole there is nothing true to say of its items.
                Some(replica) if fetched(replica, &scope) => {
                    let about = About { id, plan, scope, today, me: replica.meta.person.clone(), name };
                    match (before, changed, learned()) {
                        (Some(before), Some(changed), Some(learned)) => {
                            (learned.follow)(before, about, replica, &changed)
                        }
                        _ => Rows::of(about, replica),
                    }
                }
                _ => Rows::default(),
            });
            (rows, true)
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
            files: RwSignal::new((0, false)),
            devices: RwSignal::new(None),
            undo: RwSignal::new(None),
            made: StoredValue::new(Vec::new()),
            sought: RwSignal::new(String::new()),
            rows,
            stale,
            today,
            store: StoredValue::new_local(None),
            tabs: StoredValue::new_local(None),
            wake: StoredValue::new_local(None),
            wake_files: StoredValue::new_local(None),
        }
    }

    /// Opens the device's storage and what it holds for the person who used it last. The server is not asked.
    pub async fn open(self, wake: UnboundedSender<()>) {
        self.wake.set_value(Some(wake));
        let store = match IndexedDbStore::open(DATABASE).await {
            Ok(store) => store,
            Err(error) => return self.phase.set(Phase::Failed(error)),
        };
        let person = store.current().await;
        self.store.set_value(Some(store));
        self.tabs.set_value(Some(Tabs::open(move || {
            // A hidden tab may be frozen at any moment, and one that is frozen in a transaction holds every other up.
            if page::is_visible() {
                spawn_local(self.read_again());
            }
        })));
        match person {
            Ok(Some(person)) => self.show(&person).await,
            Ok(None) => self.phase.set(Phase::SignIn),
            Err(error) => self.phase.set(Phase::Failed(error)),
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
                self.undo.set(None);
                self.trouble.set(None);
                self.today.set(dates::day_of(clock::now(session.practice)));
                self.others.set(store.pending_of_others(person).await.unwrap_or(0));
                self.files.set(store.unsent_files(person).await);
                let shown = prefs::unit().filter(|u| session.units.iter().any(|unit| unit.id == *u));
                let first =
                    || session.units.iter().find(|unit| unit.parent.is_some()).or(session.units.first());
                self.unit.set(shown.or_else(|| first().map(|unit| unit.id.clone())));
                self.session.set(Some(session));
                self.replace(replica);
                self.read_plan().await;
                self.phase.set(Phase::Ready);
                self.poke();
                self.wake_files();
            }
        }
    }

    /// Reads the replica again: another tab wrote.
    async fn read_again(self) {
        let (Some(store), Some(person)) = (self.store(), self.person_id()) else { return };
        if let Ok(Some(replica)) = store.load(&person).await
            && self.person_id().as_ref() == Some(&person)
        {
            self.replace(replica);
            self.read_plan_if_new().await;
            // Another tab may have kept a file, or sent one.
            self.wake_files();
        }
    }

    /// Takes the published plan that the confirmed cells name, if the device has it. Gives the digest of one
    /// that is still to be fetched.
    pub async fn read_plan(self) -> Option<String> {
        let store = self.store()?;
        let (id, digest) = self.replica.with_untracked(|replica| published(replica.as_ref()?))?;
        match store.document(&digest).await {
            Ok(Some(json)) => {
                match Outline::from_json(&json) {
                    Ok(plan) => {
                        self.digest.set_value(Some(digest));
                        self.plan.set(Some((id, Arc::new(plan))));
                    }
                    Err(error) => leptos::logging::error!("the plan document cannot be read: {error}"),
                }
                None
            }
            _ => {
                // Until the new version is here, the one that the device has is better than none.
                if self.plan.with_untracked(Option::is_none) {
                    self.show_kept(&store).await;
                }
                Some(digest)
            }
        }
    }

    /// Shows the latest plan that the device keeps, whichever the cells name.
    async fn show_kept(self, store: &IndexedDbStore) {
        let latest = store.documents().await.ok().and_then(|kept| kept.into_iter().next());
        let Some(latest) = latest else { return };
        if let Ok(Some(json)) = store.document(&latest).await
            && let Ok(plan) = Outline::from_json(&json)
            && let Ok(id) = plan.id.parse()
        {
            self.digest.set_value(Some(latest));
            self.plan.set(Some((id, Arc::new(plan))));
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
        if Outline::from_json(json).is_err() {
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
            store.keep_session(&session).await?;
            store.set_current(Some(&person)).await
        };
        match taken.await {
            Ok(()) => {
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
        if let Some(store) = self.store()
            && let Err(error) = store.set_current(None).await
        {
            return self.trouble.set(Some(Trouble::Store(error)));
        }
        // The screen first: on a dead network the server's answer may take half a minute.
        self.phase.set(Phase::SignIn);
        self.session.set(None);
        self.replica.set(None);
        self.plan.set(None);
        self.digest.set_value(None);
        self.unit.set(None);
        self.undo.set(None);
        self.devices.set(None);
        self.sought.set(String::new());
        self.files.set((0, false));
        self.link.set(Link::Unknown);
        // Offline the cookie stays until the next sign-in.
        let _ = api::sign_out().await;
    }

    /// The tab is shown again, or the network is back: reads what other tabs wrote meanwhile, and syncs soon.
    pub fn look_again(self) {
        spawn_local(self.read_again());
        self.poke();
    }

    /// Asks the driver to sync soon.
    pub fn poke(self) {
        wake(self.wake);
    }

    /// Asks for files to be sent, once there is somebody who does it.
    pub fn wake_files(self) {
        wake(self.wake_files);
    }

    /// From now on files are sent by whoever hears this line.
    pub fn send_files_by(self, line: UnboundedSender<()>) {
        self.wake_files.set_value(Some(line));
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

    /// Asks the server who is signed in: names of new colleagues, units, the practice day. Nothing waits for it.
    pub async fn refresh_session(self) {
        let (Some(store), Some(person)) = (self.store(), self.person_id()) else { return };
        let Ok(session) = api::session().await else { return };
        // Signed out, or another person, while the answer was on its way.
        if session.person.id == person && self.person_id() == Some(person) {
            // What cannot be kept is asked for again at the next start.
            let _ = store.keep_session(&session).await;
            self.session.set(Some(session));
        }
    }

    /// Takes the replica as it stands in the store after an answer.
    pub fn took(self, replica: Replica) {
        // Signed out, or another person, while the answer was being put down.
        if self.person_id().as_ref() != Some(&replica.meta.person) {
            return;
        }
        self.replace(replica);
        self.tabs.with_value(|tabs| tabs.iter().for_each(Tabs::wrote));
    }

    /// Puts another picture in place of the one held. The rows are told what differs, so that an answer over a few
    /// cells costs no more than those.
    fn replace(self, replica: Replica) {
        let differing = learned().and_then(|learned| (learned.differing)(self, &replica));
        self.note_stale(differing);
        self.replica.set(Some(replica));
    }

    /// Says of which items the rows no longer tell what is held; none for any. Just before the picture changes.
    fn note_stale(self, items: Option<BTreeSet<ItemId>>) {
        self.stale.update_value(|stale| match (stale.as_mut(), items) {
            (Some(stale), Some(items)) => stale.extend(items),
            _ => *stale = None,
        });
    }

    /// Looks at the calendar: a tablet may stay on overnight without a network.
    pub fn tick(self) {
        let day = dates::day_of(self.now());
        if self.today.get_untracked() != day {
            self.today.set(day);
        }
    }

    /// Says that the storage did not take an answer. Nothing is lost by it: it is asked for again.
    pub fn not_taken(self, error: StoreError) {
        self.link.set(Link::Unknown);
        self.fail(Trouble::NotTaken(error));
    }

    /// Whether something recorded here has no verdict.
    pub fn has_unsent(self) -> bool {
        self.replica.with_untracked(|r| r.as_ref().is_some_and(|replica| replica.pending().next().is_some()))
    }

    /// Whether the server has more of a scope than the device.
    pub fn is_behind(self, poke: &Poke) -> bool {
        self.replica.with_untracked(|replica| {
            let held = replica.as_ref().and_then(|replica| replica.scopes.get(&poke.scope));
            held.is_none_or(|held| held.mark.cursor < poke.head)
        })
    }

    /// Says how the last attempt went.
    pub fn set_link(self, link: Link) {
        if self.link.get_untracked() != link {
            self.link.set(link);
        }
    }
}

impl Default for Notebook {
    fn default() -> Self {
        Self::new()
    }
}

fn wake(line: StoredValue<Option<UnboundedSender<()>>, LocalStorage>) {
    line.with_value(|line| {
        if let Some(line) = line {
            // Who hears it lives as long as the tab.
            let _ = line.unbounded_send(());
        }
    });
}

/// Whether a scope was fetched whole once.
fn fetched(replica: &Replica, scope: &Scope) -> bool {
    replica.scopes.get(scope).is_some_and(|held| held.mark.generation > 0 || held.mark.filling.is_none())
}

/// The plan that the confirmed cells name as published, and its digest; of several, the one published last.
fn published(replica: &Replica) -> Option<(PlanId, String)> {
    let mut latest = None;
    for id in replica.scopes.keys().filter_map(Scope::plan) {
        let fields = replica.entity(&Scope::Plan(id.clone()), &EntityId::Document(id.clone()));
        let Some(head) = fields.get(&Field::Digest).and_then(|cell| cell.heads().first()) else { continue };
        let Some(digest) = head.value.as_text() else { continue };
        if latest.as_ref().is_none_or(|(at, _, _)| *at < head.at) {
            latest = Some((head.at, id.clone(), digest.to_owned()));
        }
    }
    latest.map(|(_, id, digest)| (id, digest))
}
