//! The sync chip and its sheet: what is where, said truthfully.

use crate::{
    components::{
        sync_chip::{SyncChip, Tone},
        sync_sheet::{Listed, ListedItem, SheetContent, SyncSheet},
    },
    pages::{item, later::Later},
    state::{Device, Files, Notebook, Route},
    text::{Language, later, phrases},
};
use leptos::prelude::*;
use sotay_core::{
    cell::Cell,
    change::{Change, Field},
    clock::SKEW_LIMIT,
    drive::Link,
    ids::{ChangeId, EntityId, Scope},
    replica::Replica,
    rights::Denied,
    wire::Refusal,
};

/// What the chip says, and in which tone. "Đã đồng bộ" only when nothing is pending and the last answer left
/// the device whole.
fn standing(
    language: Language,
    replica: &Replica,
    (files, pictures): (usize, bool),
    link: Link,
    now: i64,
) -> (String, Tone) {
    let words = language.words();
    let pending = replica.pending().count();
    let refused = replica.drawer.len();
    match link {
        _ if refused > 0 => (phrases::refused(language, refused), Tone::Look),
        Link::SignedOut => (words.sign_in_again.to_owned(), Tone::Look),
        Link::TooOld => (words.too_old.to_owned(), Tone::Look),
        Link::Sending(done, all) if pending > 0 => (phrases::sending(language, done, all), Tone::Busy),
        _ if pending > 0 => (phrases::unsent(language, pending), Tone::Busy),
        _ if files > 0 => (phrases::files_unsent(language, files, pictures), Tone::Busy),
        Link::Unreachable => (words.offline_saved.to_owned(), Tone::Busy),
        Link::Portal => (words.portal.to_owned(), Tone::Busy),
        Link::Trouble => (words.server_trouble.to_owned(), Tone::Busy),
        _ => match replica.meta.whole_at {
            Some(at) if replica.is_synced() => (phrases::synced(language, at, now), Tone::Calm),
            Some(_) if matches!(link, Link::Reached | Link::Sending(..)) => {
                (words.receiving.to_owned(), Tone::Busy)
            }
            Some(at) => {
                let at = phrases::moment(language, at, now);
                (format!("{}: {at}", words.last_sync), Tone::Busy)
            }
            _ => (words.never_synced.to_owned(), Tone::Busy),
        },
    }
}

fn why(words: &later::Words, reason: &Refusal) -> String {
    match reason {
        Refusal::Denied(Denied::Unit) => words.reason_unit,
        Refusal::Denied(Denied::Role) => words.reason_role,
        Refusal::Author => words.reason_author,
        Refusal::Group(_) => words.reason_group,
        Refusal::Invalid(_) => words.reason_value,
        Refusal::Before => words.reason_before,
    }
    .to_owned()
}

/// The chip, and the sheet that it opens.
#[component]
pub fn Sync() -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    let later = expect_context::<Later>();
    let open = RwSignal::new(false);
    let standing = Memo::new(move |_| {
        let (language, link, files) = (device.language(), notebook.link(), notebook.files());
        notebook
            .with_replica(|replica| standing(language, replica, files, link, notebook.now()))
            .unwrap_or((String::new(), Tone::Calm))
    });
    view! {
        <SyncChip
            text=Signal::derive(move || standing.get().0)
            tone=Signal::derive(move || standing.get().1)
            on_tap=Callback::new(move |()| open.set(true))
        />
        {move || later.screens().map(|screens| (screens.sheet)(open, standing))}
    }
}

/// The sheet and what it shows.
#[component]
pub fn Sheet(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What the chip says.
    standing: Memo<(String, Tone)>,
) -> impl IntoView {
    let device = expect_context::<Device>();
    let notebook = expect_context::<Notebook>();
    Effect::new(move |_| {
        if open.get() {
            notebook.look_at_devices();
        }
    });
    let content = Signal::derive(move || {
        if !open.get() {
            return SheetContent::default();
        }
        let (language, words, now) = (device.language(), device.words(), notebook.now());
        let more = later::words(language);
        let (summary, _) = standing.get();
        let link = notebook.link();
        let others = notebook.others_pending();
        notebook
            .with_replica(|replica| {
                let listed = |change: &Change, about: String| Listed {
                    id: change.id.clone(),
                    what: item::title(notebook, device, &change.entity),
                    value: format!(
                        "{}: {}",
                        phrases::field(language, &change.field),
                        phrases::value(language, &change.field, &change.value)
                    ),
                    about,
                };
                let mut in_conflict: Vec<(Scope, EntityId, i64)> = Vec::new();
                for scope in replica.scopes.keys() {
                    for (entity, fields) in replica.entities(scope) {
                        let split = fields.values().find(|cell| cell.is_conflict()).map(Cell::heads);
                        let Some([latest, ..]) = split else { continue };
                        // An item is listed once, whichever of its parts it is.
                        let what =
                            entity.item().map_or_else(|| entity.clone(), |id| EntityId::Item(id.clone()));
                        if !in_conflict.iter().any(|(of, known, _)| of == scope && *known == what) {
                            in_conflict.push((scope.clone(), what, latest.at.millis()));
                        }
                    }
                }
                let mut remarks = Vec::new();
                if others > 0 {
                    remarks.push(phrases::others_pending(language, others));
                }
                for device in notebook.left_elsewhere() {
                    let at = device.contact_at.unwrap_or(now);
                    remarks.push(phrases::left_elsewhere(language, &device.device, device.pending, at, now));
                }
                let (waiting, pictures) = notebook.files();
                if waiting > 0 {
                    remarks.push(phrases::files_unsent(language, waiting, pictures));
                    // Offered beside the export, which has no bytes in it.
                    remarks.push(more.export_without_files.to_owned());
                }
                for (unit, digest, why) in Files::here().map(|files| files.refused()).unwrap_or_default() {
                    let entities = replica.entities(&Scope::Unit(unit));
                    let named = entities.iter().find(|(_, fields)| {
                        let cell = fields.get(&Field::Digest);
                        cell.and_then(|cell| cell.shown().as_text()) == Some(&digest)
                    });
                    let what = named.map_or(String::new(), |(id, _)| item::title(notebook, device, id));
                    let why = phrases::file_refused(language, item::refused_file(more, why));
                    remarks.push(phrases::by_at(&what, &why));
                }
                if replica.meta.offset.abs() > SKEW_LIMIT {
                    remarks.push(more.clock_off.to_owned());
                }
                SheetContent {
                    summary,
                    last: replica.meta.whole_at.map_or_else(
                        || words.never_synced.to_owned(),
                        |at| phrases::moment(language, at, now),
                    ),
                    unsent: replica
                        .pending()
                        .map(|change| listed(change, phrases::age(language, change.at.millis(), now)))
                        .collect(),
                    refused: replica
                        .drawer
                        .values()
                        .map(|refused| {
                            let age = phrases::age(language, refused.at, now);
                            listed(&refused.change, phrases::by_at(&why(more, &refused.reason), &age))
                        })
                        .collect(),
                    two_versions: in_conflict
                        .into_iter()
                        .map(|(scope, entity, at)| ListedItem {
                            unit: scope.unit().cloned(),
                            href: Route::to_entity(&entity).address(),
                            what: item::title(notebook, device, &entity),
                            about: phrases::by_at(
                                &scope.unit().map(|unit| notebook.unit_name(unit)).unwrap_or_default(),
                                &phrases::age(language, at, now),
                            ),
                        })
                        .collect(),
                    remarks,
                    files: notebook.files().0,
                    sign_in_again: link == Link::SignedOut,
                }
            })
            .unwrap_or_default()
    });
    view! {
        <SyncSheet
            open=open
            content=content
            words=device.words()
            on_sync=Callback::new(move |()| notebook.poke())
            on_again=Callback::new(move |id: ChangeId| notebook.do_again(&id))
            on_drop=Callback::new(move |id: ChangeId| notebook.drop_refused(&id))
            on_open=Callback::new(move |unit| notebook.look_at(unit))
            on_export=Callback::new(move |()| notebook.export())
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sotay_core::{
        change::{Edit, State},
        ids::EntityId,
        replica::{Limits, Meta},
    };

    fn replica() -> Replica {
        let mut meta = Meta::new("mai".parse().unwrap(), "r".parse().unwrap(), 0);
        meta.whole_at = Some(1_697_425_920_000);
        Replica::new(meta)
    }

    fn edit(replica: &mut Replica) {
        let edit = Edit {
            scope: "unit/an-lac".parse().unwrap(),
            entity: EntityId::from("item/p/PL.1.1/event".to_owned()),
            field: Field::State,
            value: State::Done.value(),
            over: vec![],
        };
        replica.record(vec![edit], 0, Limits::default()).unwrap();
    }

    #[test]
    fn the_chip_never_says_synced_while_something_is_unsent() {
        let now = 1_697_425_980_000;
        let mut replica = replica();
        let says = |replica: &Replica, link| standing(Language::Vi, replica, (0, false), link, now).0;
        assert_eq!(says(&replica, Link::Reached), "Đã đồng bộ 10:12");
        assert_eq!(says(&replica, Link::Unreachable), "Ngoại tuyến, đã lưu trên máy");
        assert_eq!(says(&replica, Link::Trouble), "Máy chủ chưa xử lý được, sẽ thử lại");
        let files = |files, link| standing(Language::Vi, &replica, files, link, now).0;
        assert_eq!(files((1, true), Link::Reached), "1 ảnh chưa gửi");
        assert_eq!(files((2, false), Link::Unreachable), "2 tệp chưa gửi");
        edit(&mut replica);
        assert_eq!(says(&replica, Link::Reached), "1 chưa gửi");
        assert_eq!(says(&replica, Link::Unreachable), "1 chưa gửi");
        assert_eq!(says(&replica, Link::Sending(0, 1)), "Đang gửi 0/1");
        assert_eq!(says(&replica, Link::SignedOut), "Đăng nhập lại để gửi");
        replica.outbox.clear();
        replica.meta.partial = true;
        assert_eq!(says(&replica, Link::Reached), "Đang nhận từ máy chủ");
        replica.meta.whole_at = None;
        assert_eq!(says(&replica, Link::Reached), "Chưa đồng bộ lần nào");
    }
}
