//! The files of a product on the item's screen.

use super::Open;
use crate::{
    components::evidence::{EvidenceList, Help, Shown, Tone},
    platform::{file, photo::PhotoError},
    state::{Files, NotKept, Whereabouts},
    store::StoreError,
    text::{Words, later, phrases},
};
use leptos::{ev, prelude::*, task::spawn_local};
use sotay_core::{
    change::{Field, Value},
    checklist,
    evidence::{Kind, Refused, Unfit},
    ids::{EntityId, UnitId},
};
use std::collections::BTreeMap;

/// What is recorded of a file.
#[derive(Clone, PartialEq)]
struct Known {
    id: EntityId,
    name: String,
    digest: String,
    kind: Kind,
    size: u64,
    device: String,
}

impl Known {
    /// None as long as not all of it has come.
    fn of(file: &checklist::File) -> Option<Self> {
        Some(Self {
            id: file.id.clone(),
            name: file.name().to_owned(),
            digest: file.digest()?.to_owned(),
            kind: file.kind()?,
            size: file.size()?,
            device: file.device().to_owned(),
        })
    }
}

/// The files that prove a product.
#[component]
pub fn Evidence(open: Open, product: EntityId) -> impl IntoView {
    let Open { device, notebook, .. } = open;
    let (language, words) = (device.language(), device.words());
    let more = later::words(language);
    let files = StoredValue::new(Files::open(notebook));
    let unit = StoredValue::new(untrack(|| notebook.scope()).and_then(|scope| scope.unit().cloned()));
    let product = StoredValue::new(product);
    let known = Memo::new(move |_| {
        let of = |item: &checklist::Item<'_>| {
            let product = product.with_value(|id| item.products.iter().find(|product| product.id == *id))?;
            Some(product.files.iter().filter_map(Known::of).collect::<Vec<_>>())
        };
        open.with(of).flatten().unwrap_or_default()
    });
    let taken_back = Memo::new(move |_| taken_back(open, &product.get_value()));
    let pictures: RwSignal<BTreeMap<String, String>> = RwSignal::new(BTreeMap::new());
    show_pictures(files, known, pictures);
    look_elsewhere(files, unit, known);

    let shown = Memo::new(move |_| {
        let Some(unit) = unit.get_value() else { return Vec::new() };
        let tell = |known: Known| {
            let place = files.with_value(|files| files.whereabouts(&unit, &known.digest));
            let here = files.with_value(|files| files.is_here(&known.digest));
            let (place, tone, help) = told(language, more, place, &known.device);
            Shown {
                id: known.id.to_string(),
                name: known.name,
                size: phrases::size(known.size),
                place,
                tone,
                help: if here && help == Help::Fetch { Help::None } else { help },
                picture: known.kind.is_image(),
                address: pictures.with(|pictures| pictures.get(&known.digest).cloned()),
                opens: here && !known.kind.is_image(),
            }
        };
        known.get().into_iter().map(tell).collect::<Vec<_>>()
    });

    let trouble = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let chosen = move |event: ev::Event| {
        let files = files.get_value();
        busy.set(true);
        trouble.set(String::new());
        spawn_local(async move {
            if let Err(error) = files.add(&event, &product.get_value()).await {
                trouble.set(why(words, more, &error).to_owned());
            }
            busy.set(false);
        });
    };
    // Callbacks name a file by its identity; it may have been taken back meanwhile.
    let find = move |id: &str| {
        known.with_untracked(|known| known.iter().find(|known| known.id.to_string() == id).cloned())
    };
    let opened = move |id: String| {
        if let Some(Known { digest, kind, name, .. }) = find(&id) {
            let files = files.get_value();
            spawn_local(async move {
                if let Some(bytes) = files.bytes(&digest).await {
                    file::offer_bytes(&format!("{name}.pdf"), &bytes, kind);
                }
            });
        }
    };
    let fetched = move |id: String| {
        if let Some((Known { digest, size, .. }, unit)) = find(&id).zip(unit.get_value()) {
            let files = files.get_value();
            spawn_local(async move { files.fetch(&unit, &digest, size).await });
        }
    };
    let again = move |id: String| {
        if let Some((Known { digest, .. }, unit)) = find(&id).zip(unit.get_value()) {
            let files = files.get_value();
            spawn_local(async move { files.again(&unit, &digest).await });
        }
    };
    let take_back = move |(id, taken): (String, bool)| {
        open.set(&EntityId::from(id), vec![(Field::Removed, Value::Bool(taken))]);
        notebook.wake_files();
    };
    view! {
        <EvidenceList
            files=shown
            taken_back=taken_back
            trouble=trouble
            busy=busy
            enabled=open.enabled()
            words=more
            on_chosen=Callback::new(chosen)
            on_open=Callback::new(opened)
            on_fetch=Callback::new(fetched)
            on_again=Callback::new(again)
            on_take_back=Callback::new(take_back)
        />
    }
}

/// The files of a product that were taken back: identity and name, oldest first.
fn taken_back(open: Open, product: &EntityId) -> Vec<(String, String)> {
    let EntityId::Product(item, index) = product else { return Vec::new() };
    open.records.with(|(unit, _)| {
        let mut gone = Vec::new();
        for (id, fields) in unit {
            let EntityId::File(of, of_product, _) = id else { continue };
            let value = |field: &Field| fields.get(field).map(|cell| cell.shown());
            if of == item && of_product == index && value(&Field::Removed).is_some_and(Value::is_true) {
                let name = value(&Field::Name).and_then(Value::as_text).unwrap_or_default();
                gone.push((id.to_string(), name.to_owned()));
            }
        }
        gone
    })
}

/// Gives every picture that is here an address, as long as the screen stands.
fn show_pictures(
    files: StoredValue<Files>,
    known: Memo<Vec<Known>>,
    pictures: RwSignal<BTreeMap<String, String>>,
) {
    Effect::new(move |_| {
        for Known { digest, kind, .. } in known.get() {
            let here = files.with_value(|files| files.is_here(&digest));
            if !here || !kind.is_image() || pictures.with_untracked(|shown| shown.contains_key(&digest)) {
                continue;
            }
            let files = files.get_value();
            spawn_local(async move {
                let Some(bytes) = files.bytes(&digest).await else { return };
                let Some(address) = file::address(&bytes, kind) else { return };
                // The screen may be gone by now, or another turn may have been faster.
                let kept = pictures.try_update(|shown| {
                    let new = !shown.contains_key(&digest);
                    if new {
                        shown.insert(digest, address.clone());
                    }
                    new
                });
                if kept != Some(true) {
                    file::forget(&address);
                }
            });
        }
    });
    on_cleanup(move || {
        if let Some(shown) = pictures.try_get_untracked() {
            shown.values().for_each(|address| file::forget(address));
        }
    });
}

/// Asks the server once about the files that are not here, so that one that it lacks is told of before it is tapped.
fn look_elsewhere(files: StoredValue<Files>, unit: StoredValue<Option<UnitId>>, known: Memo<Vec<Known>>) {
    Effect::new(move |_| {
        let Some(unit) = unit.get_value() else { return };
        for Known { digest, .. } in known.get() {
            let elsewhere = untrack(|| files.with_value(|files| files.whereabouts(&unit, &digest)));
            if matches!(elsewhere, Whereabouts::Elsewhere | Whereabouts::Missing) {
                let (files, unit) = (files.get_value(), unit.clone());
                spawn_local(async move { files.look(&unit, &digest).await });
            }
        }
    });
}

/// Where a file is, in words, and what can be done about it.
fn told(
    language: crate::text::Language,
    more: &later::Words,
    place: Whereabouts,
    device: &str,
) -> (String, Tone, Help) {
    match place {
        Whereabouts::Here => (more.file_here.to_owned(), Tone::Here, Help::None),
        Whereabouts::Sending(done, all) => {
            (phrases::file_sending(language, done, all), Tone::Here, Help::None)
        }
        Whereabouts::There => (more.file_there.to_owned(), Tone::Calm, Help::Fetch),
        Whereabouts::Refused(why) => {
            (phrases::file_refused(language, refused(more, why)), Tone::Look, Help::Again)
        }
        Whereabouts::Elsewhere => (more.file_elsewhere.to_owned(), Tone::Calm, Help::Fetch),
        Whereabouts::Coming => (more.file_coming.to_owned(), Tone::Here, Help::None),
        Whereabouts::Unreachable => (more.file_unreachable.to_owned(), Tone::Look, Help::Fetch),
        Whereabouts::Missing if device.is_empty() => (more.file_missing.to_owned(), Tone::Look, Help::Fetch),
        Whereabouts::Missing => (phrases::file_waits_on(language, device), Tone::Look, Help::Fetch),
    }
}

/// Why the server does not take a file, in words.
pub fn refused(more: &later::Words, why: Refused) -> &'static str {
    match why {
        Refused::Kind => more.refused_kind,
        Refused::TooLarge => more.refused_large,
        Refused::Quota => more.refused_quota,
        Refused::Denied => more.refused_denied,
        Refused::Damaged => more.refused_damaged,
        Refused::Lost => more.refused_lost,
    }
}

/// Why a file was not kept, in words.
fn why(words: &Words, more: &later::Words, error: &NotKept) -> &'static str {
    match error {
        NotKept::Photo(PhotoError::Unfit(Unfit::Kind)) => more.file_kind,
        NotKept::Photo(PhotoError::Unfit(Unfit::TooLarge(_))) => more.file_too_large,
        NotKept::Photo(PhotoError::Unfit(Unfit::Empty)) => more.file_empty,
        NotKept::Photo(PhotoError::Heic) => more.file_heic,
        NotKept::Photo(PhotoError::Unreadable) => more.file_unreadable,
        NotKept::Photo(PhotoError::Unsupported) => more.file_unsupported,
        NotKept::Store(StoreError::Full) => words.full,
        NotKept::Store(StoreError::Closed) => words.store_closed,
        NotKept::Store(_) => words.aborted,
        NotKept::NotRecorded => words.not_recorded,
    }
}
