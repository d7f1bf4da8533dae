use crate::search::{
    Query, excerpt, fold, hits,
    letters::{Look, look},
};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

fn marked<'a>(text: &'a str, query: &str) -> Vec<&'a str> {
    hits(text, &Query::new(query)).into_iter().map(|hit| &text[hit]).collect()
}

#[test]
fn each_word_is_marked_where_it_is_answered_best() {
    for (text, query, expected) in [
        ("Xin lỗi vì trả trễ hạn", "xin loi tre han", vec!["Xin", "lỗi", "trễ", "hạn"]),
        ("Hộ tịch, hồ sơ, chủ tịch", "ho tich", vec!["Hộ", "tịch", "hồ", "tịch"]),
        ("Hộ tịch, hồ sơ", "hồ", vec!["hồ"]),
        ("Hộ tịch", "hồ", vec!["Hộ"]),
        ("hoà giải", "hòa", vec!["hoà"]),
        ("phản ánh kiến nghị", "phan an", vec!["phản", "án"]),
        ("Số 7679/QĐ-UBND ngày 30", "7679/qd", vec!["7679/QĐ"]),
        ("Số 7679 /QĐ-UBND ngày 30", "7679/QĐ-UBND", vec!["7679 /QĐ-UBND"]),
        ("PL.3.15 và 3.1, 15.3", "3.15", vec!["3.15"]),
        ("PL.3.15", "3.1", vec!["3.1"]),
        ("kiểm tra", "iểm", vec!["iểm"]),
        ("abc", "ab bc", vec!["abc"]),
        ("a an", "a", vec!["a"]),
        ("Một cửa", "x", vec![]),
        ("Một cửa", "", vec![]),
        ("", "một", vec![]),
    ] {
        assert_eq!(marked(text, query), expected, "{query:?} in {text:?}");
        let (text, query) = (text.nfd().collect::<String>(), query.nfd().collect::<String>());
        let expected: Vec<String> = expected.iter().map(|hit| hit.nfd().collect()).collect();
        assert_eq!(marked(&text, &query), expected, "decomposed: {query:?} in {text:?}");
    }
}

#[test]
fn an_excerpt_holds_most_of_the_query_between_whole_words() {
    let text = "Thực hiện nghiêm việc xin lỗi đối với hồ sơ trễ hẹn. Xử lý nghiêm các trường hợp sai phạm, tiêu cực \
        phát sinh trong quá trình giải quyết hồ sơ, thủ tục hành chính của người dân trên địa bàn quận.";
    let cut = |query: &str, most: usize| excerpt(text, &Query::new(query), most);
    let found = cut("giai quyet ho so", 40);
    assert_eq!(found.text, "…trình giải quyết hồ sơ, thủ tục hành…");
    assert_eq!(found.marked().collect::<Vec<_>>(), ["giải", "quyết", "hồ", "sơ"]);
    assert_eq!(cut("không có", 20).text, "Thực hiện nghiêm…");
    assert_eq!(cut("xin", 1000).text, text);
    let end = cut("địa bàn quận", 30);
    assert!(end.text.starts_with('…') && end.text.ends_with("trên địa bàn quận."), "{}", end.text);
    assert_eq!(cut("xin", 0).text, "");
    assert_eq!(cut("xin", 1).text, "…");
}

#[test]
fn hostile_texts_and_queries_are_answered() {
    let long = "ă".repeat(200_000);
    let many = "a. ".repeat(50_000);
    let emoji = "👨\u{200D}👩\u{200D}👧 ".repeat(1000);
    for text in [&long, &many, &emoji, "\u{301}\u{301}\u{301}", "\0\u{7f}", "<b>x</b>"] {
        for query in
            [&long, &many, &emoji, "a", "b", "a a a a a a a a a a a a a a a a a a", "<b>", "\u{301}", "./-"]
        {
            let query = Query::new(query);
            for hit in hits(text, &query) {
                assert!(text.is_char_boundary(hit.start) && text.is_char_boundary(hit.end));
            }
            let cut = excerpt(text, &query, 50);
            assert!(cut.marked().all(|hit| !hit.is_empty()));
        }
    }
}

/// How many characters a reader counts.
fn length(text: &str) -> usize {
    text.chars().filter(|c| !matches!(look(*c), Look::Attached { .. })).count()
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-cA-Cđàậă]{1,4}",
        "[a-c\u{301}\u{323}\u{302}đ]{1,4}",
        "[0-9]{1,2}[./-][0-9]{1,2}",
        prop::sample::select(vec![
            "hồ sơ",
            "hộ tịch",
            "Hoà",
            "hòa",
            "QĐ-UBND",
            "👍🏽",
            "漢字",
            "Æ",
            "ß",
            "ﬁ",
            "…"
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #[test]
    fn hits_are_whole_characters_in_order_that_fold_to_the_querys_words(
        words in prop::collection::vec(word(), 0..14), gap in prop::sample::select(vec![" ", ", ", "-", "\n"]),
        asked in prop::collection::vec(word(), 1..4), most in 0usize..60
    ) {
        let (text, typed) = (words.join(gap), asked.join(" "));
        let query = Query::new(&typed);
        // The pieces that must be found as one, as they were folded.
        let folded = fold(&typed);
        let mut pieces: Vec<String> = Vec::new();
        for word in folded.words() {
            match pieces.last_mut() {
                Some(piece) if word.is_bound => *piece = format!("{piece} {}", folded.letters(word)),
                _ => pieces.push(folded.letters(word).into()),
            }
        }
        let check = |text: &str, hits: &[std::ops::Range<usize>]| {
            let mut last = None;
            for hit in hits {
                assert!(hit.start < hit.end && last.is_none_or(|last| last < hit.start), "{hits:?}");
                last = Some(hit.end);
                let after = text[hit.end..].chars().next();
                assert!(after.is_none_or(|c| !matches!(look(c), Look::Attached { .. })), "{text:?} {hit:?}");
                let marked = fold(&text[hit.clone()]);
                assert!(pieces.iter().any(|piece| marked.text().contains(piece)), "{:?} {pieces:?}", marked.text());
            }
        };
        let all = hits(&text, &query);
        check(&text, &all);
        let cut = excerpt(&text, &query, most);
        prop_assert!(length(&cut.text) <= most, "{:?}", cut.text);
        let inner = cut.text.trim_start_matches('…').trim_end_matches('…');
        prop_assert!(text.contains(inner));
        // A piece longer than the room is cut; what fits is shown.
        let fits = all.iter().all(|hit| length(&text[hit.clone()]) + 2 <= most);
        if fits && !all.is_empty() {
            check(&cut.text, &cut.hits);
            prop_assert!(!cut.hits.is_empty(), "{:?} {:?}", text, cut);
        }
    }
}
