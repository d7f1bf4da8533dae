//! Small questions about Vietnamese text that several modules ask.

/// A text on one line: every run of white space becomes one space, none at the ends.
pub fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a line is set in capitals: it has letters and none of them is small.
pub fn is_capitals(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase)
}

/// Whether the first letter or digit stands in the middle of a sentence: a small letter.
pub fn starts_small(text: &str) -> bool {
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase)
}

/// Whether a paragraph may end here: it closes with a full stop, semicolon, colon or the like. A footnote's
/// mark, a quotation mark or a bracket after the stop does not count.
pub fn is_terminated(text: &str) -> bool {
    text.trim_end_matches(|c: char| c.is_whitespace() || "\"”’»)".contains(c) || is_superscript(c))
        .ends_with(['.', ';', ':', '!', '?'])
}

/// Whether a text closes as official papers close, with "./.".
pub fn is_closed(text: &str) -> bool {
    text.trim_end().ends_with("/.")
}

/// A raised digit, which marks a footnote.
pub fn is_superscript(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

/// The number a Roman numeral stands for, up to 39.
pub fn roman(text: &str) -> Option<u16> {
    let mut total: u16 = 0;
    let mut rest = text;
    for (sign, value, most) in [("X", 10, 3), ("IX", 9, 1), ("V", 5, 1), ("IV", 4, 1), ("I", 1, 3)] {
        let mut seen = 0;
        while seen < most && rest.starts_with(sign) && !(sign == "I" && rest.starts_with("IV")) {
            // "IX" and "IV" must not be taken apart by the plain "I", nor "V" come after them.
            rest = &rest[sign.len()..];
            total += value;
            seen += 1;
        }
    }
    (rest.is_empty() && total > 0 && to_roman(total) == text).then_some(total)
}

fn to_roman(mut number: u16) -> String {
    let mut text = String::new();
    for (sign, value) in [("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1)] {
        while number >= value {
            text.push_str(sign);
            number -= value;
        }
    }
    text
}

/// A text in ASCII without marks, in small letters with hyphens: "Bình Tân" gives `binh-tan`.
pub fn slug(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut slug = String::new();
    for c in text.to_lowercase().replace('đ', "d").nfd() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && (c.is_whitespace() || c.is_ascii_punctuation()) {
            slug.push('-');
        }
    }
    slug.trim_matches('-').to_owned()
}

/// Where `needle` stands in `text` as whole words, by byte position.
pub fn find_words(text: &str, needle: &str) -> Vec<usize> {
    if needle.is_empty() {
        return Vec::new();
    }
    text.match_indices(needle)
        .filter(|(at, _)| {
            !runs_on(text[..*at].chars().next_back(), needle.chars().next())
                && !runs_on(text[at + needle.len()..].chars().next(), needle.chars().next_back())
        })
        .map(|(at, _)| at)
        .collect()
}

/// Whether a text begins with `needle` as whole words.
pub fn starts_with_words(text: &str, needle: &str) -> bool {
    text.strip_prefix(needle).is_some_and(|rest| !runs_on(rest.chars().next(), needle.chars().next_back()))
}

/// Whether a word goes on over the edge between two characters.
fn runs_on(beyond: Option<char>, edge: Option<char>) -> bool {
    beyond.is_some_and(char::is_alphanumeric) && edge.is_some_and(char::is_alphanumeric)
}

/// Whether the numbers `next` may directly follow `previous` in a numbered text: a first child, or the next
/// sibling of it or of one of its parents.
pub fn follows(previous: Option<&[u16]>, next: &[u16]) -> bool {
    let Some(previous) = previous else { return next == [1] };
    let Some((last, head)) = next.split_last() else { return false };
    if head == previous {
        return *last == 1;
    }
    previous.len() >= next.len()
        && previous[..head.len()] == *head
        && previous[head.len()].checked_add(1) == Some(*last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numerals_are_read_and_other_letters_are_not() {
        for (text, number) in
            [("I", 1), ("II", 2), ("III", 3), ("IV", 4), ("V", 5), ("VI", 6), ("IX", 9), ("XIV", 14)]
        {
            assert_eq!(roman(text), Some(number), "{text}");
        }
        for text in ["", "IIII", "VX", "A", "IVI", "i"] {
            assert_eq!(roman(text), None, "{text:?}");
        }
    }

    #[test]
    fn numbers_follow_as_a_child_or_as_a_sibling_of_the_line_or_its_parents() {
        assert!(follows(None, &[1]));
        assert!(!follows(None, &[2]));
        assert!(follows(Some(&[1]), &[1, 1]) && follows(Some(&[1]), &[2]));
        assert!(follows(Some(&[1, 2, 2]), &[1, 3]) && follows(Some(&[1, 2, 2]), &[2]));
        assert!(!follows(Some(&[1, 2, 2]), &[1, 4]) && !follows(Some(&[1]), &[2, 1]));
        assert!(!follows(Some(&[3, 9]), &[3, 1]));
    }

    #[test]
    fn words_are_found_whole() {
        assert_eq!(find_words("CBCCVC và CBCCV.", "CBCCV").len(), 1);
        assert_eq!(find_words("xã hội hóa", "xã").len(), 1);
    }

    #[test]
    fn a_slug_has_no_marks() {
        assert_eq!(slug("Bình Tân"), "binh-tan");
        assert_eq!(slug("Thủ Đức, TP. HCM"), "thu-duc-tp-hcm");
    }
}
