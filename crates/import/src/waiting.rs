//! The words by which a task waits for an outside event.

use crate::pattern::Pattern;

/// "nếu có"; "sau khi" and "khi có" with an outside body's act. A name behind "sau khi" begins with a
/// capital ("Thành phố", "Trung ương", "Bộ Nội vụ"); behind "khi có" stands the act ("Đề án của …").
static WAITING: Pattern = Pattern::new(
    r"\bnếu có\b|\bsau khi (?:có )?(?:\p{Lu}|cấp trên|cấp có thẩm quyền|trung ương)[^.;()]*|\bkhi có (?:Đề án|Kế hoạch|Quyết định|Nghị quyết|Nghị định|Thông tư|văn bản|hướng dẫn|chỉ đạo|chủ trương|đề án|kế hoạch|quyết định|quy định)[^.;()]*",
);

/// The words of the text, if it has such.
pub fn waits_for(text: &str) -> Option<String> {
    WAITING.find(text).map(|words| words.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outside_event_is_read_from_its_words() {
        for (text, words) in [
            ("Kiện toàn Ban Chỉ đạo CCHC quận (nếu có).", Some("nếu có")),
            (
                "Hoàn thiện quy định sau khi Thành phố ban hành quyết định.",
                Some("sau khi Thành phố ban hành quyết định"),
            ),
            ("Kịp thời triển khai khi có Đề án của Tỉnh ủy", Some("khi có Đề án của Tỉnh ủy")),
            ("Thực hiện các kiến nghị sau thanh tra", None),
            ("Phục vụ tốt người dân khi đến liên hệ công tác", None),
            ("Báo cáo sau khi hoàn thành kiểm tra", None),
        ] {
            assert_eq!(waits_for(text).as_deref(), words, "{text}");
        }
    }
}
