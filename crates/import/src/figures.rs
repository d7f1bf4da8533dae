//! Percentages that a text promises, and how they compare.

use crate::{
    pattern::Pattern,
    report::{Report, excerpt},
};
use sotay_core::plan::{Comparator, Figure};

/// A percentage with the words before it that say how it compares, and "trở lên" behind it.
static FIGURE: Pattern = Pattern::new(
    r"(?i)(?P<before>(?:(?:xuống|đạt|còn|từ|tối thiểu|ít nhất|tương ứng|là|trên|hơn|vượt|dưới|thấp hơn|không quá|tối đa|không vượt quá|lớn hơn|nhỏ hơn)\s+)*)(?P<number>\d+(?P<fraction>[.,]\d+)?)\s*%(?P<after>\s+trở (?:lên|xuống))?",
);
/// What stands between two percentages of one list ("là 40%, 35%").
const LIST: [&str; 3] = [", ", " và ", "; "];

/// The figures of a text, in its order.
pub fn figures(text: &str, line: usize, report: &mut Report) -> Vec<Figure> {
    let mut figures: Vec<Figure> = Vec::new();
    let mut previous_end = None;
    for found in FIGURE.all_captures(text) {
        let (Some(whole), Some(number)) = (found.get(0), found.name("number")) else { continue };
        let before = found.name("before").map_or("", |before| before.as_str()).to_lowercase();
        let after = found.name("after").map_or("", |after| after.as_str()).to_lowercase();
        let at_most =
            after.contains("xuống") || ["không quá", "tối đa", "vượt quá"].iter().any(|w| before.contains(w));
        let Some(per_cent) =
            number.as_str().parse().ok().filter(|_| found.name("fraction").is_none() && !at_most)
        else {
            report.puzzle(line, format!("tỷ lệ chưa đọc được: “{}”", excerpt(whole.as_str())));
            continue;
        };
        // "tối thiểu tương ứng là 40%, 35%": the words before the first hold for the whole list.
        let carried =
            previous_end.filter(|end| before.is_empty() && LIST.contains(&&text[*end..whole.start()]));
        let comparator = match (carried, figures.last()) {
            (Some(_), Some(last)) => last.comparator,
            _ if has_word(&before, &["dưới", "thấp hơn", "nhỏ hơn"]) => Comparator::LessThan,
            _ if has_word(&before, &["trên", "hơn", "vượt", "lớn hơn"]) => Comparator::MoreThan,
            _ => Comparator::AtLeast,
        };
        figures.push(Figure { comparator, per_cent, quote: whole.as_str().trim().to_owned() });
        previous_end = Some(whole.end());
    }
    figures
}

fn has_word(text: &str, any: &[&str]) -> bool {
    any.iter().any(|word| !crate::words::find_words(text, word).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Comparator::{AtLeast, LessThan, MoreThan};

    fn check(text: &str, expected: &[(Comparator, u16, &str)]) {
        let mut report = Report::default();
        let found = figures(text, 1, &mut report);
        let found: Vec<_> = found.iter().map(|f| (f.comparator, f.per_cent, f.quote.as_str())).collect();
        assert_eq!(found, expected, "{text}");
        assert!(report.is_clean());
    }

    #[test]
    fn the_words_around_a_percentage_say_how_it_compares() {
        check(
            "đúng hạn từ 98% trở lên, đơn thư đạt 95% trở lên.",
            &[(AtLeast, 98, "từ 98% trở lên"), (AtLeast, 95, "đạt 95% trở lên")],
        );
        check("trễ hạn xuống còn dưới 3%.", &[(LessThan, 3, "xuống còn dưới 3%")]);
        check("đúng hạn đạt trên 97%.", &[(MoreThan, 97, "đạt trên 97%")]);
        check("100% hồ sơ; ít nhất 20 % phường", &[(AtLeast, 100, "100%"), (AtLeast, 20, "ít nhất 20 %")]);
    }

    #[test]
    fn a_list_of_percentages_shares_its_comparison() {
        check(
            "đạt tỷ lệ tối thiểu tương ứng là 40%, 35%.",
            &[(AtLeast, 40, "tối thiểu tương ứng là 40%"), (AtLeast, 35, "35%")],
        );
        check("đạt trên 90%. 100% cơ quan", &[(MoreThan, 90, "đạt trên 90%"), (AtLeast, 100, "100%")]);
    }

    #[test]
    fn a_comparison_without_a_form_here_is_reported() {
        for text in ["không quá 5%", "97,5%", "giảm 3% trở xuống", "999999%"] {
            let mut report = Report::default();
            assert!(figures(text, 7, &mut report).is_empty());
            assert_eq!(report.not_understood().map(|e| e.line).collect::<Vec<_>>(), [Some(7)], "{text}");
        }
    }
}
