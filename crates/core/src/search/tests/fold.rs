use super::SOURCE;
use crate::search::{
    fold::fold,
    letters::{Look, look},
};
use proptest::prelude::*;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What Unicode's own tables say: decomposed, without marks, small, đ as d, all else a space.
fn reference(text: &str) -> String {
    let bare = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let spaced = bare.map(|c| match c {
        'đ' => 'd',
        // Raised digits are footnote marks.
        c if c.is_alphanumeric() && (c.is_ascii() || !c.is_numeric()) => c,
        _ => ' ',
    });
    spaced.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_whole_source_folds_as_unicode_says_in_every_normalisation() {
    assert!(SOURCE.len() > 80_000);
    let expected = reference(SOURCE);
    assert!(expected.is_ascii());
    assert_eq!(fold(SOURCE).text(), expected);
    assert_eq!(fold(&SOURCE.nfc().collect::<String>()).text(), expected);
    assert_eq!(fold(&SOURCE.nfd().collect::<String>()).text(), expected);
    assert_eq!(fold(&SOURCE.to_uppercase()).text(), expected);
}

#[test]
fn the_spelling_of_every_word_of_the_source_is_the_same_in_every_normalisation() {
    let marks = |text: &str| fold(text).words().iter().map(|word| word.marks).collect::<Vec<_>>();
    let expected = marks(SOURCE);
    assert_eq!(marks(&SOURCE.nfd().collect::<String>()), expected);
    assert_eq!(marks(&SOURCE.to_uppercase()), expected);
}

#[test]
fn every_latin_letter_with_marks_folds_to_the_letter_unicode_takes_it_for() {
    for n in (0..0x180).chain(0x1A0..0x1B1).chain(0x1CD..0x234).chain(0x1E00..0x1F00) {
        let c = char::from_u32(n).unwrap();
        let expected = reference(&c.to_string());
        if expected.len() == 1 {
            assert_eq!(fold(&c.to_string()).text(), expected, "{c} U+{n:04X}");
        }
    }
}

#[test]
fn letters_that_unicode_does_not_take_apart_fold_as_readers_take_them() {
    for (text, folded) in [
        ("Đường Ðường đường", "duong duong duong"),
        ("Æ æ Œ œ ß ẞ ĳ", "ae ae oe oe ss ss ij"),
        ("ø Ø ł Ł ħ ŧ ŋ ı ſ", "o o l l h t n i s"),
        ("vă\u{AD}n b\u{200B}ản", "van ban"),
        ("ﬁle ﬂ", "file fl"),
        ("ＡＢＣ １２３", "abc 123"),
        ("Привет Ёж ΑΘΗΝΑ", "привет ёж αθηνα"),
        ("漢字", "漢字"),
        ("quy định mới¹ về 30 m²", "quy dinh moi ve 30 m"),
        ("👍🏽 xong 👨\u{200D}👩\u{200D}👧 ✅", "xong"),
        ("", ""),
        (" \t\n…!?", ""),
        ("\u{301}\u{323}a", "a"),
    ] {
        assert_eq!(fold(text).text(), folded, "{text:?}");
    }
}

#[test]
fn old_and_new_placement_of_the_tone_are_one_spelling() {
    for (one, other) in [
        ("hòa", "hoà"),
        ("khỏe", "khoẻ"),
        ("thủy", "thuỷ"),
        ("lõa", "loã"),
        ("húy", "huý"),
        ("tòa", "to\u{300}a"),
        ("giải", "gỉai"),
        ("ậ", "a\u{323}\u{302}"),
        ("ậ", "a\u{302}\u{323}"),
        ("ậ", "â\u{323}"),
        ("ậ", "ạ\u{302}"),
        ("ữ", "ũ\u{31B}"),
        ("Đ", "đ"),
    ] {
        let (one, other) = (fold(one), fold(other));
        assert_eq!(one.text(), other.text());
        assert_eq!(one.words()[0].marks, other.words()[0].marks, "{}", one.text());
    }
    for (one, other) in [("hồ", "hộ"), ("hồ", "hò"), ("đất", "dất"), ("hoa", "hóa"), ("ơ", "ô"), ("ă", "â")]
    {
        assert_ne!(fold(one).words()[0].marks, fold(other).words()[0].marks, "{one} {other}");
    }
}

#[test]
fn numbers_and_codes_fall_apart_into_bound_words() {
    let bound = |text: &str| -> Vec<String> {
        let folded = fold(text);
        let words = folded.words().iter();
        words
            .map(|word| format!("{}{}", if word.is_bound { "+" } else { "" }, folded.letters(word)))
            .collect()
    };
    assert_eq!(bound("3.15"), ["3", "+15"]);
    assert_eq!(bound("PL.3.15."), ["pl", "+3", "+15"]);
    assert_eq!(bound("214/UBND-NV"), ["214", "+ubnd", "+nv"]);
    assert_eq!(bound("7679 /QĐ-UBND"), ["7679", "qd", "+ubnd"]);
    assert_eq!(bound("phản ánh, kiến nghị"), ["phan", "anh", "kien", "nghi"]);
    assert_eq!(bound("(năm 2023) 2021 - 2030"), ["nam", "2023", "2021", "2030"]);
    assert_eq!(bound("../a"), ["a"]);
}

#[test]
fn folded_bytes_lead_back_to_whole_characters() {
    let source = "  «Hoà\u{300}\u{301} gia\u{309}i», Æ漢";
    let folded = fold(source);
    assert_eq!(folded.text(), "hoa giai ae漢");
    let back = |range: std::ops::Range<usize>| &source[folded.source(range)];
    assert_eq!(back(0..3), "Hoà\u{300}\u{301}");
    assert_eq!(back(2..3), "à\u{300}\u{301}");
    assert_eq!(back(6..7), "a\u{309}");
    assert_eq!(back(3..4), " ");
    assert_eq!(back(8..9), "», ");
    assert_eq!(back(9..10), "Æ");
    assert_eq!(back(10..11), "Æ");
    assert_eq!(back(11..12), "漢");
    assert_eq!(back(0..14), &source["  «".len()..]);
    assert_eq!(back(5..5), "");
    assert_eq!(back(90..99), "");
}

/// A syllable as parts, so that it can be written in different ways.
fn syllable() -> impl Strategy<Value = (String, String, String, char)> {
    let initial = prop::sample::select(vec!["", "b", "ch", "đ", "gi", "kh", "ngh", "qu", "t", "th", "tr"]);
    let vowels =
        prop::sample::select(vec!["a", "ă", "oa", "oe", "uy", "ươ", "iê", "uyê", "ô", "ơi", "âu", "ya"]);
    let last = prop::sample::select(vec!["", "n", "ng", "t", "ch"]);
    let tone = prop::sample::select(vec!['\u{300}', '\u{301}', '\u{309}', '\u{303}', '\u{323}']);
    let text = |part: &str| part.to_owned();
    (initial, vowels, last, tone).prop_map(move |(i, v, l, tone)| (text(i), text(v), text(l), tone))
}

/// A syllable with the tone on one of its letters; its marks before or after the shape's; composed or not.
fn write(syllable: &(String, String, String, char), on: usize, first: bool, form: u8) -> String {
    let (initial, vowels, last, tone) = syllable;
    let mut text: String = initial.nfd().collect();
    for (at, c) in vowels.chars().enumerate() {
        let mut parts: Vec<char> = c.nfd().collect();
        if at == on % vowels.chars().count() {
            parts.insert(if first { 1 } else { parts.len() }, *tone);
        }
        text.extend(parts);
    }
    text.push_str(last);
    match form {
        0 => text,
        1 => text.nfc().collect(),
        2 => text.nfd().collect(),
        _ => text.nfc().collect::<String>().to_uppercase(),
    }
}

proptest! {
    #[test]
    fn a_syllable_is_one_however_it_is_written(
        syllable in syllable(), a in (0usize..4, any::<bool>(), 0u8..4), b in (0usize..4, any::<bool>(), 0u8..4)
    ) {
        let (a, b) = (write(&syllable, a.0, a.1, a.2), write(&syllable, b.0, b.1, b.2));
        let (fa, fb) = (fold(&a), fold(&b));
        prop_assert_eq!(fa.text(), reference(&a));
        prop_assert_eq!(fa.text(), fb.text());
        prop_assert_eq!(fa.words()[0].marks, fb.words()[0].marks, "{:?} {:?}", a, b);
    }

    #[test]
    fn vietnamese_and_latin_texts_fold_as_unicode_says(
        text in "[ -~À-ÅÇ-ÏÑ-ÖÙ-Ýà-åç-ïñ-öù-ýÿĂăĐđĨĩŨũƠơƯưẠ-ỹ\u{300}-\u{304}\u{306}\u{309}\u{31B}\u{323}]{0,60}"
    ) {
        // Whoever types Ð means Đ, and ligatures are two letters to a reader: told apart in a test above.
        let text: String = text.chars().filter(|c| !"ÐÆØÞßæðøþ×÷".contains(*c)).collect();
        let folded = fold(&text);
        prop_assert_eq!(folded.text(), reference(&text));
        for form in [text.nfc().collect::<String>(), text.nfd().collect()] {
            let form = fold(&form);
            prop_assert_eq!(form.text(), reference(&text));
        }
    }

    #[test]
    fn every_folded_range_leads_to_whole_characters(text in any::<String>(), mixed in "[aàậ ./đ漢æß\u{301}\u{323}👍]{0,20}") {
        for text in [&text, &mixed] {
            let folded = fold(text);
            for word in folded.words() {
                for end in word.start + 1..=word.end {
                    let range = folded.source(word.start..end);
                    let after = text[range.end..].chars().next();
                    let cut = after.is_some_and(|c| matches!(look(c), Look::Attached { .. }));
                    prop_assert!(!cut);
                    prop_assert!(fold(&text[range]).text().as_bytes().starts_with(&folded.text().as_bytes()[word.start..end]));
                }
            }
        }
    }
}
