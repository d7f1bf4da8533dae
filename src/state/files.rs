//! Evidence files on this device: which are here, which are on their way, and where the others are.
//!
//! In the second piece of the program: a first start waits for no file. What the chip says of them until then is
//! what was counted last ([`Notebook::files`]).

use super::Notebook;
use crate::{
    platform::{clock, page, photo},
    store::{Held, StoreError},
    sync::api::{self, ApiError},
    text::phrases,
};
use js_sys::Uint8Array;
use leptos::prelude::*;
use sotay_core::{
    change::{Edit, Field, NAME_LIMIT, Value},
    evidence::{self, CHUNK, Kind, Place, Refused, Sending},
    ids::{EntityId, PersonId, Scope, UnitId},
    replica::Replica,
};
use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

/// The most bytes of copies that are kept here; what is still to be sent does not count.
const COPIES: u64 = 100 * 1024 * 1024;

thread_local! {
    /// The one of this tab: no screen owns it.
    static HERE: OnceCell<Files> = const { OnceCell::new() };
}

/// Where a file is, as a screen says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// On this device alone.
    Here,
    /// So many of so many parts are on the server.
    Sending(u64, u64),
    /// On the server.
    There,
    /// The server does not take it.
    Refused(Refused),
    /// Not on this device.
    Elsewhere,
    /// On its way here.
    Coming,
    /// It could not be fetched.
    Unreachable,
    /// The server does not have it yet.
    Missing,
}

/// Why a chosen file was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotKept {
    /// It cannot be evidence.
    Photo(photo::PhotoError),
    /// The device's storage did not take it.
    Store(StoreError),
    /// What is known of it could not be recorded; the notebook says why.
    NotRecorded,
}

/// How a fetch went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fetch {
    Coming,
    Failed,
    Missing,
    /// On the server, and not asked for.
    Known,
}

/// The files. Clones are the same.
#[derive(Clone)]
pub struct Files {
    notebook: Notebook,
    queue: ArcRwSignal<Vec<Sending>>,
    held: ArcRwSignal<BTreeMap<String, Held>>,
    moving: ArcRwSignal<Option<(String, u64)>>,
    fetches: ArcRwSignal<BTreeMap<String, Fetch>>,
}

impl Files {
    /// The files of this tab; opened once.
    pub fn open(notebook: Notebook) -> Self {
        HERE.with(|here| {
            let make = || Self {
                notebook,
                queue: ArcRwSignal::default(),
                held: ArcRwSignal::default(),
                moving: ArcRwSignal::default(),
                fetches: ArcRwSignal::default(),
            };
            here.get_or_init(make).clone()
        })
    }

    /// The files of this tab, once opened.
    pub fn here() -> Option<Self> {
        HERE.with(|here| here.get().cloned())
    }

    // What screens read.

    /// Where a file is.
    pub fn whereabouts(&self, unit: &UnitId, digest: &str) -> Whereabouts {
        let of = |file: &&Sending| file.unit == *unit && file.digest == digest;
        let place = self.queue.with(|queue| queue.iter().find(of).map(|file| (file.place(None), file.size)));
        let moving = self.moving.with(|moving| moving.clone().filter(|(moving, _)| moving == digest));
        match (place, moving) {
            (Some((Place::Refused(why), _)), _) => return Whereabouts::Refused(why),
            (Some((Place::There, _)), _) => return Whereabouts::There,
            (Some((Place::Here(_), size)), Some((_, at))) => {
                let chunk = u64::from(CHUNK);
                return Whereabouts::Sending(at / chunk, size.div_ceil(chunk));
            }
            (Some((Place::Here(_), _)), None) => return Whereabouts::Here,
            (None, _) => {}
        }
        if self.is_here(digest) {
            return Whereabouts::There;
        }
        match self.fetches.with(|fetches| fetches.get(digest).copied()) {
            None | Some(Fetch::Known) => Whereabouts::Elsewhere,
            Some(Fetch::Coming) => Whereabouts::Coming,
            Some(Fetch::Failed) => Whereabouts::Unreachable,
            Some(Fetch::Missing) => Whereabouts::Missing,
        }
    }

    /// Whether all bytes of a file are on this device.
    pub fn is_here(&self, digest: &str) -> bool {
        self.held.with(|held| held.get(digest).is_some_and(Held::is_whole))
    }

    /// How many files are on this device, and how many bytes they have together.
    pub fn held(&self) -> (usize, u64) {
        self.held.with(|held| (held.len(), held.values().map(|held| held.here).sum()))
    }

    /// The files that the server did not take: of which unit, the digest, and why.
    pub fn refused(&self) -> Vec<(UnitId, String, Refused)> {
        let of = |file: &Sending| Some((file.unit.clone(), file.digest.clone(), file.refused?));
        self.queue.with(|queue| queue.iter().filter_map(of).collect())
    }

    // What screens do.

    /// Keeps the files that were just chosen for a product, and records them. Stops at the first that cannot be.
    pub async fn add(&self, event: &leptos::ev::Event, product: &EntityId) -> Result<(), NotKept> {
        for file in photo::chosen(event) {
            let ready = photo::prepare(&file).await.map_err(NotKept::Photo)?;
            self.add_one(ready, product).await?;
        }
        Ok(())
    }

    async fn add_one(&self, ready: photo::Ready, product: &EntityId) -> Result<(), NotKept> {
        let notebook = self.notebook;
        let EntityId::Product(item, index) = product else { return Err(NotKept::NotRecorded) };
        let scope = untrack(|| notebook.scope()).ok_or(NotKept::NotRecorded)?;
        let (store, person) = notebook.store().zip(notebook.person_id()).ok_or(NotKept::NotRecorded)?;
        let unit = scope.unit().cloned().ok_or(NotKept::NotRecorded)?;
        let photo::Ready { kind, bytes, digest, name } = ready;
        let now = notebook.now();
        let sending = Sending::new(unit, digest.clone(), u64::from(bytes.length()), now);
        // The bytes first: a file that is recorded is here, whatever happens between the two.
        let mut kept = store.keep_own(&person, &sending, &bytes, kind.is_image()).await;
        if kept == Err(StoreError::Full) {
            // Copies of what the server has make room for what it has not.
            let _ = store.drop_copies(|_| true).await;
            kept = store.keep_own(&person, &sending, &bytes, kind.is_image()).await;
        }
        kept.map_err(NotKept::Store)?;
        // Before anything can say that all is on the server.
        let (count, pictures) = notebook.files_untracked();
        notebook.set_files(count + 1, kind.is_image() && (count == 0 || pictures));

        let name = if name.is_empty() { phrases::file_name(now, kind) } else { cut(&name).to_owned() };
        let file = EntityId::file(item.clone(), *index, now, clock::random());
        let edit =
            |field, value| Edit { scope: scope.clone(), entity: file.clone(), field, value, over: vec![] };
        let edits = vec![
            edit(Field::Name, Value::text(&name)),
            edit(Field::Kind, Value::text(kind.media_type())),
            edit(Field::Size, Value::text(&sending.size.to_string())),
            edit(Field::Digest, Value::text(&digest)),
            edit(Field::Device, Value::text(cut(&page::browser()))),
        ];
        let recorded = notebook.add(edits, edit(Field::Removed, Value::Bool(true))).await;
        self.read().await;
        notebook.wake_files();
        if recorded { Ok(()) } else { Err(NotKept::NotRecorded) }
    }

    /// The bytes of a file that is here.
    pub async fn bytes(&self, digest: &str) -> Option<Uint8Array> {
        let store = self.notebook.store()?;
        let mut held = self.held.with_untracked(|held| held.get(digest).cloned())?;
        let bytes = store.read_file(digest, 0, held.size).await.ok()??;
        held.used = self.notebook.now();
        // Which copy is looked at least is no fact that must not be lost.
        let _ = store.touch(&held).await;
        Some(bytes)
    }

    /// Fetches a file from the server, from where it stopped the last time.
    pub async fn fetch(&self, unit: &UnitId, digest: &str, size: u64) {
        self.note(digest, Fetch::Coming);
        match self.fetch_all(unit, digest, size).await {
            Ok(()) => self.fetches.update(|fetches| {
                fetches.remove(digest);
            }),
            Err(fetch) => self.note(digest, fetch),
        }
        self.read().await;
    }

    async fn fetch_all(&self, unit: &UnitId, digest: &str, size: u64) -> Result<(), Fetch> {
        let store = self.notebook.store().ok_or(Fetch::Failed)?;
        let known = self.held.with_untracked(|held| held.get(digest).cloned());
        let mut held = known.filter(|held| held.size == size).unwrap_or_else(|| Held {
            digest: digest.to_owned(),
            unit: unit.clone(),
            size,
            here: 0,
            used: self.notebook.now(),
        });
        while !held.is_whole() {
            let to = (held.here + u64::from(CHUNK)).min(size);
            let piece = api::file(unit, digest, held.here, to).await.map_err(|error| match error {
                ApiError::Refused(problem) if problem.status == 404 => Fetch::Missing,
                _ => Fetch::Failed,
            })?;
            if u64::from(piece.length()) != to - held.here {
                return Err(Fetch::Failed);
            }
            held.here = to;
            held.used = self.notebook.now();
            store.keep_piece(&held, &piece).await.map_err(|_| Fetch::Failed)?;
        }
        let bytes = store.read_file(digest, 0, size).await.ok().flatten().ok_or(Fetch::Failed)?;
        if photo::digest(&bytes).await.as_deref() != Ok(digest) {
            // Not what it should be: better none than another.
            let _ = store.drop_copies(|held| held.digest == digest).await;
            return Err(Fetch::Failed);
        }
        self.make_room().await;
        Ok(())
    }

    /// Asks whether the server has files that are not here; nothing is fetched.
    pub async fn look(&self, unit: &UnitId, digest: &str) {
        match api::file(unit, digest, 0, 1).await {
            Ok(_) => self.note(digest, Fetch::Known),
            Err(ApiError::Refused(problem)) if problem.status == 404 => self.note(digest, Fetch::Missing),
            // Nobody knows.
            Err(_) => {}
        }
    }

    fn note(&self, digest: &str, fetch: Fetch) {
        self.fetches.update(|fetches| {
            fetches.insert(digest.to_owned(), fetch);
        });
    }

    /// Sends a refused file once more.
    pub async fn again(&self, unit: &UnitId, digest: &str) {
        let Some((store, person)) = self.notebook.store().zip(self.notebook.person_id()) else { return };
        let of = |file: &&Sending| file.unit == *unit && file.digest == digest;
        let found = self.queue.with_untracked(|queue| queue.iter().find(of).cloned());
        if let Some(mut file) = found {
            file.again();
            if store.keep_sending(&person, &file).await.is_ok() {
                self.read().await;
                self.notebook.wake_files();
            }
        }
    }

    // What the sender needs.

    /// The notebook they belong to.
    pub fn notebook(&self) -> Notebook {
        self.notebook
    }

    /// Reads what the store holds, and counts what is not sent. Gives the files that wait, those left out that were
    /// taken back.
    pub async fn read(&self) -> Vec<Sending> {
        let notebook = self.notebook;
        let Some((store, person)) = notebook.store().zip(notebook.person_id()) else { return Vec::new() };
        let Ok(held) = store.held().await else { return Vec::new() };
        let Ok(mut queue) = store.sending(&person).await else { return Vec::new() };
        let (epoch, live) = untrack(|| {
            notebook
                .with_replica(|replica| (replica.meta.epoch.clone(), live(replica, &queue)))
                .unwrap_or_default()
        });
        for file in &mut queue {
            // Another database than the one that has it: it is to be sent again, if need be.
            if file.there.is_some() && epoch.is_some() && file.place(epoch.as_deref()) != Place::There {
                file.there = None;
                let _ = store.keep_sending(&person, file).await;
            }
        }
        let waiting: Vec<Sending> =
            queue.iter().filter(|file| live.contains_key(&file.digest)).cloned().collect();
        let (count, _) = evidence::unsent(&waiting, epoch.as_deref());
        let unsent = |file: &&Sending| file.place(epoch.as_deref()) != Place::There;
        let pictures = waiting.iter().filter(unsent).all(|file| live.get(&file.digest) == Some(&true));
        if notebook.files_untracked() != (count, pictures) && notebook.person_id().as_ref() == Some(&person) {
            notebook.set_files(count, pictures);
            let _ = store.count_unsent(&person, count, pictures).await;
        }
        self.held.set(held.into_iter().map(|held| (held.digest.clone(), held)).collect());
        self.queue.set(queue);
        waiting
    }

    /// Puts down how far a file is.
    pub async fn keep(&self, person: &PersonId, file: &Sending) -> Result<(), StoreError> {
        let store = self.notebook.store().ok_or(StoreError::Closed)?;
        store.keep_sending(person, file).await?;
        self.queue.update(|queue| {
            if let Some(known) = queue.iter_mut().find(|f| f.digest == file.digest && f.unit == file.unit) {
                *known = file.clone();
            }
        });
        Ok(())
    }

    /// Says which file is on its way, and how far.
    pub fn moves(&self, file: Option<(&str, u64)>) {
        self.moving.set(file.map(|(digest, at)| (digest.to_owned(), at)));
    }

    /// Drops the copies that were looked at least, beyond what is to be kept here, and those of units that the
    /// person no longer reads.
    pub async fn make_room(&self) {
        let Some(store) = self.notebook.store() else { return };
        let Ok(mut held) = store.held().await else { return };
        let units: BTreeSet<UnitId> = untrack(|| {
            let units = |replica: &Replica| replica.scopes.keys().filter_map(Scope::unit).cloned().collect();
            self.notebook.with_replica(units).unwrap_or_default()
        });
        held.sort_by_key(|held| std::cmp::Reverse(held.used));
        let mut room = COPIES;
        let mut gone = BTreeSet::new();
        for held in held {
            match room.checked_sub(held.here) {
                Some(left) if units.contains(&held.unit) => room = left,
                _ => drop(gone.insert(held.digest)),
            }
        }
        if !gone.is_empty() {
            let _ = store.drop_copies(|held| gone.contains(&held.digest)).await;
        }
    }
}

/// The digests that the records of the queued files' units name, those of files taken back left out; and whether
/// each is a picture.
fn live(replica: &Replica, queue: &[Sending]) -> BTreeMap<String, bool> {
    let units: BTreeSet<&UnitId> = queue.iter().map(|file| &file.unit).collect();
    let mut live = BTreeMap::new();
    for unit in units {
        for (entity, fields) in replica.entities(&Scope::Unit(unit.clone())) {
            if !matches!(entity, EntityId::File(..)) {
                continue;
            }
            let value = |field: &Field| fields.get(field).map(|cell| cell.shown().clone());
            let text = |field: &Field| value(field).and_then(|value| value.as_text().map(str::to_owned));
            let picture = text(&Field::Kind).and_then(|kind| Kind::of(&kind)).is_some_and(Kind::is_image);
            let removed = value(&Field::Removed).is_some_and(|value| value.is_true());
            if let Some(digest) = text(&Field::Digest).filter(|_| !removed) {
                live.insert(digest, picture);
            }
        }
    }
    live
}

/// As much of a name as a field takes.
fn cut(name: &str) -> &str {
    let end = name.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= NAME_LIMIT);
    &name[..end.last().unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_between_letters() {
        assert_eq!(cut("biên bản"), "biên bản");
        let long = "ở".repeat(100);
        assert_eq!(cut(&long).len(), 198);
        assert!(long.starts_with(cut(&long)));
    }
}
