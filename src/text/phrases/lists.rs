//! Sentences of the list and the search.

use crate::text::{
    Language::{self, En, Vi},
    later,
};

fn many(language: Language, count: usize) -> String {
    match language {
        Vi => format!("{count} việc"),
        En if count == 1 => "1 task".to_owned(),
        En => format!("{count} tasks"),
    }
}

/// "12 việc".
pub fn items(language: Language, count: usize) -> String {
    many(language, count)
}

/// "Lọc", "Lọc (2)".
pub fn filter(language: Language, on: usize) -> String {
    let name = later::words(language).filter;
    if on == 0 { name.to_owned() } else { format!("{name} ({on})") }
}

/// "Xem 12 việc".
pub fn show_items(language: Language, count: usize) -> String {
    let items = many(language, count);
    match language {
        Vi => format!("Xem {items}"),
        En => format!("Show {items}"),
    }
}

/// "Ghi cho 12 việc".
pub fn for_items(language: Language, count: usize) -> String {
    let items = many(language, count);
    match language {
        Vi => format!("Ghi cho {items}"),
        En => format!("Save for {items}"),
    }
}

/// "Đã chọn 12 việc".
pub fn picked(language: Language, count: usize) -> String {
    let items = many(language, count);
    match language {
        Vi => format!("Đã chọn {items}"),
        En => format!("{items} selected"),
    }
}

/// What the filters hide, by their names.
pub fn filtered_empty(language: Language, names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    let names = names.join(", ");
    match language {
        Vi => format!("Không có việc nào khi lọc theo {names}. Bỏ lọc để xem lại cả danh sách."),
        En => format!("No task passes the filters {names}. Clear them to see the whole list."),
    }
}

/// What a gesture over many items did: how many it changed, how many it left because two versions stand there, and
/// in how many parts it is sent.
pub fn bulked(language: Language, changed: usize, left: usize, parts: usize) -> String {
    let mut said = match (language, changed) {
        (Vi, 0) => "Không có việc nào thay đổi.".to_owned(),
        (En, 0) => "Nothing changed.".to_owned(),
        (Vi, _) => format!("Đã đổi {changed} việc."),
        (En, _) => format!("Changed {}.", many(language, changed)),
    };
    if parts > 1 {
        said.push_str(&match language {
            Vi => format!(" Gửi thành {parts} đợt, mỗi đợt được nhận trọn hoặc bị từ chối trọn."),
            En => format!(" Sent in {parts} parts, each taken whole or refused whole."),
        });
    }
    if left > 0 {
        said.push_str(&match language {
            Vi => format!(" {left} việc đang có hai bản nên để nguyên: hãy mở từng việc để chọn."),
            En => format!(
                " {} left as they are, for two versions stand there: open each to choose.",
                many(language, left)
            ),
        });
    }
    said
}

/// "12 kết quả".
pub fn found(language: Language, shown: usize, all: usize) -> String {
    match language {
        Vi if shown < all => format!("{all} kết quả, đang xem {shown} kết quả đầu"),
        Vi => format!("{all} kết quả"),
        En if shown < all => format!("{all} found, the first {shown}"),
        En => format!("{all} found"),
    }
}

/// Nothing was found.
pub fn not_found(language: Language, typed: &str) -> String {
    match language {
        Vi => format!("Không thấy gì cho “{typed}”. Thử ít từ hơn, có dấu hay không dấu đều được."),
        En => format!("Nothing found for “{typed}”. Try fewer words, with or without diacritics."),
    }
}
