//! Sentences with numbers, names or dates in them.
#![allow(missing_docs)] // Each name says what its sentence says.

mod lists;

use super::Language::{self, En, Vi};
use jiff::civil::Date;
use sotay_core::{
    change::{Field, State, Value},
    clock::Millis,
    dates,
    evidence::Kind,
    plan::Membership,
    rights::Role,
    schedule::Occurrence,
};

pub use lists::*;

/// "10:12", or "10:12 hôm qua", or "10:12 14/10" by how long ago it was.
pub fn moment(language: Language, at: Millis, now: Millis) -> String {
    let (hour, minute) = dates::time_of(at);
    let (day, today) = (dates::day_of(at), dates::day_of(now));
    let time = format!("{hour}:{minute:02}");
    if day == today {
        time
    } else if day.tomorrow().ok() == Some(today) {
        match language {
            Vi => format!("{time} hôm qua"),
            En => format!("{time} yesterday"),
        }
    } else {
        format!("{time} {}", dates::show_short(day, today))
    }
}

/// How long ago something was, in the largest unit that fits.
pub fn age(language: Language, at: Millis, now: Millis) -> String {
    let minutes = (now - at).max(0) / 60_000;
    let (count, vi, en) = match minutes {
        0 => return pick(language, "vừa xong", "just now").into(),
        1..60 => (minutes, "phút", "min"),
        60..1440 => (minutes / 60, "giờ", "h"),
        _ => (minutes / 1440, "ngày", "d"),
    };
    match language {
        Vi => format!("{count} {vi} trước"),
        En => format!("{count} {en} ago"),
    }
}

pub fn unsent(language: Language, count: usize) -> String {
    match language {
        Vi => format!("{count} chưa gửi"),
        En => format!("{count} not sent"),
    }
}

pub fn files_unsent(language: Language, count: usize, pictures: bool) -> String {
    match (language, pictures) {
        (Vi, true) => format!("{count} ảnh chưa gửi"),
        (Vi, false) => format!("{count} tệp chưa gửi"),
        (En, true) => format!("{count} {} not sent", if count == 1 { "photo" } else { "photos" }),
        (En, false) => format!("{count} {} not sent", if count == 1 { "file" } else { "files" }),
    }
}

pub fn file_sending(language: Language, done: u64, all: u64) -> String {
    match language {
        Vi => format!("đang gửi {done}/{all}"),
        En => format!("sending {done}/{all}"),
    }
}

pub fn file_refused(language: Language, why: &str) -> String {
    match language {
        Vi => format!("bị từ chối: {why}"),
        En => format!("refused: {why}"),
    }
}

pub fn file_waits_on(language: Language, device: &str) -> String {
    match language {
        Vi => format!("chưa tới máy chủ, còn ở {device}"),
        En => format!("not on the server yet, still on {device}"),
    }
}

/// What a photo or a document that has no name is called.
pub fn file_name(at: Millis, kind: Kind) -> String {
    let (hour, minute) = dates::time_of(at);
    let what = if kind.is_image() { "Ảnh" } else { "Tệp" };
    format!("{what} {} {hour}:{minute:02}", dates::show(dates::day_of(at)))
}

pub fn files_held(language: Language, count: usize, bytes: u64) -> String {
    let size = size(bytes);
    match language {
        Vi => format!("{count} ảnh và tệp trên máy này, {size}"),
        En => format!("{count} photos and files on this device, {size}"),
    }
}

pub fn sending(language: Language, done: usize, all: usize) -> String {
    match language {
        Vi => format!("Đang gửi {done}/{all}"),
        En => format!("Sending {done}/{all}"),
    }
}

pub fn refused(language: Language, count: usize) -> String {
    match language {
        Vi => format!("{count} bị từ chối"),
        En => format!("{count} refused"),
    }
}

pub fn synced(language: Language, at: Millis, now: Millis) -> String {
    let at = moment(language, at, now);
    match language {
        Vi => format!("Đã đồng bộ {at}"),
        En => format!("Synced {at}"),
    }
}

pub fn others_pending(language: Language, count: usize) -> String {
    match language {
        Vi => format!(
            "Máy này còn {count} thay đổi của người khác chưa gửi; sẽ gửi khi người đó đăng nhập lại."
        ),
        En => {
            format!("{count} changes of someone else wait on this device; they go when that person signs in.")
        }
    }
}

pub fn sign_out_pending(language: Language, count: usize) -> String {
    match language {
        Vi => format!(
            "Còn {count} thay đổi chưa gửi. Chúng ở lại trên máy và sẽ được gửi khi bạn đăng nhập lại. Vẫn đăng xuất?"
        ),
        En => format!(
            "{count} changes are not sent. They stay on this device and go when you sign in again. Sign out?"
        ),
    }
}

pub fn practice(language: Language, today: Date) -> String {
    let day = dates::show(today);
    match language {
        Vi => format!("Tập huấn · hôm nay là {day} · số liệu giả định"),
        En => format!("Practice · today is {day} · made-up figures"),
    }
}

pub fn days_late(language: Language, days: i32) -> String {
    match language {
        Vi => format!("quá hạn {days} ngày"),
        En => format!("{days} days overdue"),
    }
}

pub fn due(language: Language, due: Date, today: Date) -> String {
    let day = dates::show_short(due, today);
    match language {
        Vi => format!("hạn {day}"),
        En => format!("due {day}"),
    }
}

pub fn milestone(language: Language, day: Date, today: Date) -> String {
    let day = dates::show_short(day, today);
    match language {
        Vi => format!("mốc {day}"),
        En => format!("milestone {day}"),
    }
}

pub fn products(language: Language, ready: usize, all: usize) -> String {
    match language {
        Vi => format!("{ready}/{all} sản phẩm"),
        En => format!("{ready}/{all} products"),
    }
}

/// "2 tệp".
pub fn files(language: Language, count: usize) -> String {
    match language {
        Vi => format!("{count} tệp"),
        En => format!("{count} files"),
    }
}

/// "chờ: sau khi Thành phố ban hành quyết định".
pub fn waits(language: Language, event: &str) -> String {
    match language {
        Vi => format!("chờ: {event}"),
        En => format!("waits: {event}"),
    }
}

/// A phase or period with what is due in it: "quý I: ban hành Kế hoạch".
pub fn occurrence(language: Language, occurrence: &Occurrence) -> String {
    let name = period(language, occurrence);
    match &occurrence.what {
        Some(what) => format!("{name}: {what}"),
        None => name,
    }
}

/// The name of a phase or period: "quý III", "quý II–III", "tháng 10", "khi phát sinh".
pub fn period(language: Language, occurrence: &Occurrence) -> String {
    const ROMAN: [&str; 4] = ["I", "II", "III", "IV"];
    let quarter = |text: &str| -> Option<&str> {
        let n: usize = text.strip_prefix('q')?.parse().ok()?;
        ROMAN.get(n.checked_sub(1)?).copied()
    };
    let key = occurrence.key.as_str();
    match key {
        "year" => pick(language, "cả năm", "whole year").to_owned(),
        "rest" => pick(language, "phần còn lại trong năm", "rest of the year").to_owned(),
        "event" => pick(language, "khi phát sinh", "when it occurs").to_owned(),
        "outside" => pick(language, "theo kế hoạch khác", "by another plan").to_owned(),
        _ => {
            let quarters = match key.split_once('-') {
                Some((a, b)) => quarter(a).zip(quarter(b)).map(|(a, b)| format!("{a}–{b}")),
                None => quarter(key).map(Into::into),
            };
            match (quarters, key.strip_prefix('m')) {
                (Some(quarters), _) => match language {
                    Vi => format!("quý {quarters}"),
                    En => format!("Q {quarters}"),
                },
                (None, Some(month)) => match language {
                    Vi => format!("tháng {month}"),
                    En => format!("month {month}"),
                },
                (None, None) => key.to_owned(),
            }
        }
    }
}

pub fn state(language: Language, state: State) -> &'static str {
    let words = language.words();
    match state {
        State::Todo => words.todo,
        State::Doing => words.doing,
        State::Waiting => words.waits,
        State::Done => words.done,
        State::NotApplicable => words.not_applicable,
    }
}

pub fn membership(language: Language, membership: Membership) -> &'static str {
    let words = language.words();
    match membership {
        Membership::On => words.membership_on,
        Membership::Direct => words.direct,
        Membership::Folded => words.folded,
    }
}

pub fn role(language: Language, role: Role) -> &'static str {
    let words = language.words();
    match role {
        Role::WardOfficer => words.role_officer,
        Role::WardChair => words.role_chair,
        Role::District => words.role_district,
        Role::Administrator => words.role_administrator,
    }
}

pub fn field(language: Language, field: &Field) -> String {
    let words = language.words();
    match field {
        Field::State => words.state.into(),
        Field::Note => words.note.into(),
        Field::Assignee => words.assignee.into(),
        Field::Milestone => words.milestone.into(),
        Field::Reason => words.reason.into(),
        Field::Active => words.on_list_field.into(),
        Field::Ready => words.products.into(),
        Field::Number => words.number.into(),
        Field::Issued => words.issued.into(),
        Field::Event => words.event.into(),
        Field::Due => words.due.into(),
        Field::Title => words.own_title.into(),
        Field::Removed => words.removed.into(),
        Field::Name | Field::Kind | Field::Size => words.file.into(),
        Field::Device => words.device.into(),
        Field::About => words.plan.into(),
        Field::Membership => words.on_list_field.into(),
        Field::Answer => words.answer.into(),
        Field::Reply => words.reply.into(),
        Field::Digest => words.file.into(),
        Field::Text => words.remarks.into(),
        of_counter => super::office::field(language, of_counter),
    }
}

/// A value in words.
pub fn value(language: Language, field: &Field, value: &Value) -> String {
    if *field == Field::State
        && let Some(of) = State::of(value)
    {
        return state(language, of).to_owned();
    }
    let words = language.words();
    match (field, value) {
        (Field::Membership, _) => {
            if let Some(of) = Membership::of(value) {
                return membership(language, of).to_owned();
            }
        }
        (Field::Answer, Value::Text(text)) => {
            let accepted = text.starts_with("accepted");
            return if accepted { words.answer_accepted } else { words.answer_returned }.to_owned();
        }
        _ => {}
    }
    match value {
        Value::Empty => language.words().empty_value.to_owned(),
        Value::Bool(yes) => pick_bool(language, field, *yes).to_owned(),
        Value::Text(_) if field.is_date() => value.as_date().map(dates::show).unwrap_or_default(),
        Value::Text(text) if !field.is_plain() => super::office::value_of(language, field, text),
        Value::Text(text) => text.clone(),
        Value::Other(json) => json.clone(),
    }
}

/// "Ghi chú có hai bản", "Trạng thái có ba bản".
pub fn versions(language: Language, of: &Field, count: usize) -> String {
    let name = field(language, of);
    match language {
        Vi => {
            let count = match count {
                2 => "hai".to_owned(),
                3 => "ba".to_owned(),
                n => n.to_string(),
            };
            format!("{name} có {count} bản")
        }
        En => format!("{name} has {count} versions"),
    }
}

pub fn by_at(author: &str, at: &str) -> String {
    format!("{author} · {at}")
}

pub fn stored(language: Language, used: u64, quota: u64) -> String {
    let (used, quota) = (size(used), size(quota));
    match language {
        Vi => format!("Đang dùng {used} trong {quota} trình duyệt cho phép."),
        En => format!("{used} used of {quota} that the browser allows."),
    }
}

/// "còn 12 thay đổi chưa gửi (cũ nhất: 3 giờ trước)".
pub fn device_holds(language: Language, pending: u64, oldest: Option<Millis>, now: Millis) -> String {
    let holds = match language {
        Vi => format!("còn {pending} thay đổi chưa gửi"),
        En => format!("{pending} not sent"),
    };
    let Some(oldest) = oldest.map(|at| age(language, at, now)) else { return holds };
    match language {
        Vi => format!("{holds} (cũ nhất: {oldest})"),
        En => format!("{holds} (the oldest: {oldest})"),
    }
}

/// "liên lạc lần cuối 14:05 hôm qua".
pub fn device_heard(language: Language, at: Millis, now: Millis) -> String {
    let at = moment(language, at, now);
    match language {
        Vi => format!("liên lạc lần cuối {at}"),
        En => format!("last heard of {at}"),
    }
}

/// What another device of the person said that it holds.
pub fn left_elsewhere(language: Language, device: &str, pending: u64, at: Millis, now: Millis) -> String {
    let at = moment(language, at, now);
    match language {
        Vi => format!("Lúc {at}, máy {device} của bạn báo còn {pending} thay đổi chưa gửi lên máy chủ."),
        En => format!("Your device {device} said at {at} that it holds {pending} changes not yet sent."),
    }
}

pub fn handed_over(language: Language, taken: usize, refused: usize, name: &str) -> String {
    let mut said = match language {
        Vi => format!("Đã gửi {taken} thay đổi của {name} lên máy chủ."),
        En => format!("{taken} changes of {name} are on the server."),
    };
    if refused > 0 {
        said.push(' ');
        said.push_str(&match language {
            Vi => format!("{refused} thay đổi bị từ chối."),
            En => format!("{refused} were refused."),
        });
    }
    said
}

/// "Nguyễn Thị Mai · 10:12 · do Phòng Nội vụ gửi hộ".
pub fn brought_by(language: Language, by: &str, bringer: &str) -> String {
    match language {
        Vi => format!("{by} · do {bringer} gửi hộ"),
        En => format!("{by} · handed over by {bringer}"),
    }
}

/// "Kế hoạch · Số văn bản".
pub fn of_product(product: &str, field: &str) -> String {
    let short: String = product.chars().take(40).collect();
    let dots = if short.len() < product.len() { "…" } else { "" };
    format!("{short}{dots} · {field}")
}

/// "412 KB", "3 MB".
pub fn size(bytes: u64) -> String {
    const MB: u64 = 1 << 20;
    match bytes {
        0..MB => format!("{} KB", bytes.div_ceil(1024)),
        _ if bytes < 1024 * MB => format!("{} MB", bytes / MB),
        _ => format!("{} GB", bytes / (1024 * MB)),
    }
}

pub fn try_later(language: Language, seconds: u32) -> String {
    match language {
        Vi => format!("Bạn đã thử quá nhiều lần. Hãy đợi {seconds} giây rồi thử lại."),
        En => format!("Too many attempts. Wait {seconds} seconds and try again."),
    }
}

pub fn server_said(language: Language, status: u16) -> String {
    match language {
        Vi => format!("Máy chủ chưa xử lý được (mã {status}). Hãy thử lại sau ít phút."),
        En => format!("The server could not do this (code {status}). Try again in a few minutes."),
    }
}

pub fn open_failed(language: Language, cause: &str) -> String {
    match language {
        Vi => format!("Chưa mở được kho dữ liệu trên máy: {cause}"),
        En => format!("The data on this device could not be opened: {cause}"),
    }
}

/// Whether a product is there; whether an item is on the unit's list.
fn pick_bool(language: Language, field: &Field, yes: bool) -> &'static str {
    let words = language.words();
    match (field, yes) {
        (Field::Active, true) => words.on_list,
        (Field::Active, false) => words.off_list,
        (_, true) => words.yes,
        (_, false) => words.no,
    }
}

fn pick<'a>(language: Language, vi: &'a str, en: &'a str) -> &'a str {
    match language {
        Vi => vi,
        En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_said_by_how_long_ago_they_were() {
        let at = 1_697_425_920_000; // 16/10/2023 10:12.
        assert_eq!(moment(Vi, at, at + 60_000), "10:12");
        assert_eq!(moment(Vi, at, at + 86_400_000), "10:12 hôm qua");
        assert_eq!(moment(Vi, at, at + 3 * 86_400_000), "10:12 16/10");
        assert_eq!(age(Vi, at, at + 59_000), "vừa xong");
        assert_eq!(age(Vi, at, at + 61 * 60_000), "1 giờ trước");
        assert_eq!(age(Vi, at + 5, at), "vừa xong");
    }

    #[test]
    fn occurrences_are_named_as_the_plan_names_them() {
        let name =
            |key: &str| occurrence(Vi, &Occurrence { key: key.into(), what: None, start: None, due: None });
        assert_eq!(name("q3"), "quý III");
        assert_eq!(name("q2-q3"), "quý II–III");
        assert_eq!(name("m10"), "tháng 10");
        assert_eq!(name("event"), "khi phát sinh");
        assert_eq!(name("q9"), "q9");
    }
}
