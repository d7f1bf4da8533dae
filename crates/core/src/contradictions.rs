//! Places where the document says one thing in two ways. Both stand, with their places: which is meant is for the
//! body that issued it to say.

use crate::{
    code::Code,
    plan::{Comparator, Figure, Plan},
};
use std::collections::BTreeMap;

/// One thing that the document says in several ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// What it is about.
    pub about: About,
    /// What is said and where, in reading order.
    pub said: Vec<Said>,
}

/// What a contradiction is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A figure that parts which speak of the same thing promise differently.
    Figure,
    /// The date of a document that is cited, by its number.
    Document(String),
}

/// What is said at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// The part.
    pub at: Code,
    /// The words there.
    pub words: String,
}

/// Every contradiction that shows in the data, figures first.
pub fn contradictions(plan: &Plan) -> Vec<Contradiction> {
    let mut found = figures(plan);
    found.extend(citations(plan));
    found
}

/// Those that a part takes part in.
pub fn of<'a>(all: &'a [Contradiction], code: &'a Code) -> impl Iterator<Item = &'a Contradiction> {
    all.iter().filter(move |one| one.said.iter().any(|said| said.at == *code))
}

// ── Figures ──

/// Parts are held against those that they are linked with, and against themselves.
fn figures(plan: &Plan) -> Vec<Contradiction> {
    let mut parts: BTreeMap<&Code, &[Figure]> = BTreeMap::new();
    parts.extend(plan.clauses().into_iter().map(|clause| (&clause.code, clause.figures.as_slice())));
    parts.extend(plan.work().tasks().map(|(_, task)| (&task.code, task.figures.as_slice())));
    let of = |code: &Code| parts.get(code).copied().unwrap_or_default();
    let linked = plan.references.iter().flat_map(|r| against((&r.from, of(&r.from)), (&r.to, of(&r.to))));
    let mut found: Vec<Vec<Said>> = Vec::new();
    for pair in linked {
        merge(&mut found, pair);
    }
    for (code, figures) in &parts {
        for pair in against((code, figures), (code, figures)) {
            // A part that already stands against another one with these words says nothing new by itself.
            if !found.iter().flatten().any(|said| pair.contains(said)) {
                merge(&mut found, pair);
            }
        }
    }
    found.into_iter().map(|said| Contradiction { about: About::Figure, said }).collect()
}

/// Two sayings join what shares one of them.
fn merge(found: &mut Vec<Vec<Said>>, pair: [Said; 2]) {
    let mut joined: Vec<Said> = pair.into();
    found.retain(|said| {
        let shares = said.iter().any(|one| joined.contains(one));
        if shares {
            joined.extend(said.iter().cloned());
        }
        !shares
    });
    joined.sort();
    joined.dedup();
    found.push(joined);
}

/// The figures of two parts that cannot both be meant: one threshold compared in two ways; or, where each part has
/// just one figure that the other has not, two thresholds.
fn against((a, of_a): (&Code, &[Figure]), (b, of_b): (&Code, &[Figure])) -> Vec<[Said; 2]> {
    let said = |at: &Code, figure: &Figure| Said { at: at.clone(), words: figure.quote.clone() };
    let only = |some: &[Figure], others: &[Figure]| -> Vec<Figure> {
        let mut only: Vec<Figure> = Vec::new();
        for figure in some {
            if !has(others, figure) && !has(&only, figure) {
                only.push(figure.clone());
            }
        }
        only
    };
    let itself = a == b;
    let (of_a_alone, of_b_alone) =
        if itself { (of_a.to_vec(), Vec::new()) } else { (only(of_a, of_b), only(of_b, of_a)) };
    let mut pairs = Vec::new();
    let threshold = |figure: &Figure, others: &[Figure]| {
        others.iter().find(|o| o.per_cent == figure.per_cent && o.comparator != figure.comparator).cloned()
    };
    let mut odd = (Vec::new(), Vec::new());
    for figure in &of_a_alone {
        match threshold(figure, of_b) {
            Some(other) => pairs.push([said(a, figure), said(b, &other)]),
            None => odd.0.push(figure),
        }
    }
    for figure in &of_b_alone {
        match threshold(figure, of_a) {
            Some(other) => pairs.push([said(a, &other), said(b, figure)]),
            None => odd.1.push(figure),
        }
    }
    if let ([one], [other]) = (odd.0.as_slice(), odd.1.as_slice()) {
        // "dưới 3% trễ hạn" and "trên 97% đúng hạn" say the same of the other side.
        let both_ways =
            (one.comparator == Comparator::LessThan) != (other.comparator == Comparator::LessThan);
        if !both_ways {
            pairs.push([said(a, one), said(b, other)]);
        }
    }
    // The same two can be come by from both sides.
    pairs.iter_mut().for_each(|pair| pair.sort());
    pairs.sort();
    pairs.dedup();
    pairs
}

fn has(figures: &[Figure], figure: &Figure) -> bool {
    figures.iter().any(|o| (o.comparator, o.per_cent) == (figure.comparator, figure.per_cent))
}

// ── Citations ──

/// Documents that are cited with two dates. A number that has its year in it ("106/2020/NĐ-CP") names one document;
/// of one that has not ("178/KH-UBND") there is one each year.
fn citations(plan: &Plan) -> Vec<Contradiction> {
    let mut cited: BTreeMap<Document, Vec<(Date, Said)>> = BTreeMap::new();
    let mut take = |at: &Code, text: &str| {
        for citation in cite(text) {
            let year = citation.number.split('/').nth(2).is_none().then_some(citation.date.2);
            let said = Said { at: at.clone(), words: citation.words };
            cited.entry((citation.number, year)).or_default().push((citation.date, said));
        }
    };
    for clause in plan.clauses() {
        let more = clause.more.iter().map(|more| &more.text).chain(&clause.footnotes);
        std::iter::once(&clause.text).chain(more).for_each(|text| take(&clause.code, text.shown()));
    }
    for (_, task) in plan.work().tasks() {
        std::iter::once(&task.text).chain(&task.products).for_each(|text| take(&task.code, text.shown()));
    }
    let several = cited.into_iter().filter(|(_, dated)| dated.iter().any(|(date, _)| *date != dated[0].0));
    several
        .map(|((number, _), dated)| {
            let mut said: Vec<Said> = dated.into_iter().map(|(_, said)| said).collect();
            said.sort();
            said.dedup();
            Contradiction { about: About::Document(number), said }
        })
        .collect()
}

/// A document's number, and the year where the number has none.
type Document = (String, Option<u16>);

/// Day, month, year.
type Date = (u16, u16, u16);

/// A document that a text cites with its date.
struct Citation {
    number: String,
    date: Date,
    words: String,
}

fn cite(text: &str) -> Vec<Citation> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare = |word: &&str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let plain: Vec<String> = words.iter().map(bare).collect();
    let mut found = Vec::new();
    for (at, number) in plain.iter().enumerate() {
        if !is_number(number) || plain.get(at + 1).is_none_or(|word| word.to_lowercase() != "ngày") {
            continue;
        }
        let rest: Vec<&str> = plain[at + 2..].iter().take(5).map(String::as_str).collect();
        let Some((date, length)) = date(&rest) else { continue };
        let words = plain[at + 1..at + 2 + length].join(" ");
        found.push(Citation { number: number.clone(), date, words });
    }
    found
}

/// "106/2020/NĐ-CP", "178/KH-UBND": digits, perhaps a year, and an abbreviation in capitals.
fn is_number(word: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let capitals = |part: &str| {
        part.contains('-')
            && part.chars().all(|c| c == '-' || (c.is_alphabetic() && !c.is_lowercase()) || c == 'r')
    };
    match word.split('/').collect::<Vec<_>>().as_slice() {
        [number, kind] => digits(number) && capitals(kind),
        [number, year, kind] => digits(number) && year.len() == 4 && digits(year) && capitals(kind),
        _ => false,
    }
}

/// "15 tháng 9 năm 2020" or "15/9/2020", and how many words it has.
fn date(words: &[&str]) -> Option<(Date, usize)> {
    let number = |word: &str| word.parse::<u16>().ok();
    match words {
        [day, month_word, month, year_word, year, ..]
            if month_word.to_lowercase() == "tháng" && year_word.to_lowercase() == "năm" =>
        {
            Some(((number(day)?, number(month)?, number(year)?), 5))
        }
        [whole, ..] => match whole.split('/').collect::<Vec<_>>().as_slice() {
            [day, month, year] => Some(((number(day)?, number(month)?, number(year)?), 1)),
            _ => None,
        },
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_is_read_with_its_date_however_that_is_written() {
        let of = |text: &str| -> Vec<(String, Date, String)> {
            cite(text).into_iter().map(|c| (c.number, c.date, c.words)).collect()
        };
        assert_eq!(
            of(
                "theo Nghị định số 106/2020/NĐ-CP ngày 10 tháng 9 năm 2020 của Chính phủ; Tờ trình số 31/TTr-NV ngày 05/5/2014."
            ),
            [
                ("106/2020/NĐ-CP".to_owned(), (10, 9, 2020), "ngày 10 tháng 9 năm 2020".to_owned()),
                ("31/TTr-NV".to_owned(), (5, 5, 2014), "ngày 05/5/2014".to_owned()),
            ]
        );
        for text in [
            "số 20/2008/NĐ-CP (đã sửa đổi)",
            "ngày 1/9/2020",
            "đúng hạn/trễ hạn ngày 1/9/2020",
            "24/7 ngày 3",
        ] {
            assert!(of(text).is_empty(), "{text}");
        }
    }

    fn figures_of(list: &[(Comparator, u16)]) -> Vec<Figure> {
        list.iter()
            .map(|(comparator, per_cent)| Figure {
                comparator: *comparator,
                per_cent: *per_cent,
                quote: format!("{comparator:?} {per_cent}"),
            })
            .collect()
    }

    #[test]
    fn figures_stand_against_each_other_by_threshold_and_by_comparison() {
        use Comparator::{AtLeast, LessThan, MoreThan};
        let (a, b): (Code, Code) = ("II.8".parse().unwrap(), "PL.6.6".parse().unwrap());
        let count = |of_a: &[(Comparator, u16)], of_b: &[(Comparator, u16)]| {
            against((&a, &figures_of(of_a)), (&b, &figures_of(of_b))).len()
        };
        assert_eq!(count(&[(AtLeast, 90)], &[(MoreThan, 90)]), 1);
        assert_eq!(count(&[(AtLeast, 90)], &[(AtLeast, 90), (AtLeast, 100)]), 0, "one says more");
        assert_eq!(count(&[(AtLeast, 98), (AtLeast, 95)], &[(AtLeast, 97), (AtLeast, 95)]), 1);
        assert_eq!(
            count(&[(AtLeast, 40), (AtLeast, 20)], &[(AtLeast, 30), (AtLeast, 10)]),
            0,
            "which is which is not said"
        );
        assert_eq!(count(&[(LessThan, 3)], &[(MoreThan, 97)]), 0);
        assert_eq!(count(&[(AtLeast, 100)], &[]), 0);
        let own = figures_of(&[(AtLeast, 95), (MoreThan, 95)]);
        assert_eq!(against((&a, &own), (&a, &own)).len(), 1, "once, though come by from both sides");
    }

    #[test]
    fn the_plan_of_2023_contradicts_itself_in_three_places() {
        let plan = Plan::from_json(include_str!("../../../plans/binh-tan-2023.json")).unwrap();
        let said = |list: &[(&str, &str)]| -> Vec<Said> {
            list.iter().map(|(at, words)| Said { at: at.parse().unwrap(), words: (*words).into() }).collect()
        };
        let found = contradictions(&plan);
        let expected = [
            (About::Figure, said(&[("II.3.1", "đạt 95% trở lên"), ("PL.3.10", "đạt trên 95%")])),
            (
                About::Figure,
                said(&[
                    ("II.8", "đạt từ 90% trở lên"),
                    ("III.6.3", "đạt trên 90%"),
                    ("PL.6.6", "đạt trên 90%"),
                ]),
            ),
            (
                About::Document("106/2020/NĐ-CP".into()),
                said(&[
                    ("III.5.2", "ngày 10 tháng 9 năm 2020"),
                    ("PL.4.5", "ngày 15 tháng 9 năm 2020"),
                    ("PL.5.2", "ngày 10 tháng 9 năm 2020"),
                ]),
            ),
        ];
        let expected: Vec<Contradiction> =
            expected.into_iter().map(|(about, said)| Contradiction { about, said }).collect();
        assert_eq!(found, expected);
        assert_eq!(of(&found, &"PL.6.6".parse().unwrap()).count(), 1);
        assert_eq!(of(&found, &"PL.6.7".parse().unwrap()).count(), 0);
    }
}
