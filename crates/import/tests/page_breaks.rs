//! Page breaks may fall anywhere: the plan is the same.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod common;
use common::{OTHER, Random, SOURCE, understood};
use proptest::prelude::*;

/// A text with page breaks at random places: between and inside rows, between and inside paragraphs.
fn broken(text: &str, random: &mut Random) -> String {
    let header = text.lines().find(|line| line.starts_with("STT\t") || line.starts_with("TT\t")).unwrap();
    let mut pages = Vec::new();
    let mut chapters = false;
    for line in text.lines() {
        chapters |= line.starts_with("I. ");
        if line.contains('\t') {
            chapters = false;
        }
        let is_row = line.contains('\t') && line != header;
        if is_row && random.chance(8) {
            pages.extend(page_end(random));
            pages.push(header.to_owned());
        }
        if is_row && random.chance(3) {
            let (first, rest) = cut_row(line, random);
            pages.push(first);
            pages.extend(page_end(random));
            pages.extend([header.to_owned(), rest]);
        } else if chapters && random.chance(3) {
            match cut_paragraph(line, random) {
                Some((first, rest)) => {
                    pages.push(first);
                    pages.extend(page_end(random));
                    pages.push(rest);
                }
                None => pages.push(line.to_owned()),
            }
        } else {
            pages.push(line.to_owned());
        }
    }
    pages.join("\n")
}

/// What stands between two pages: an empty line, perhaps a page number.
fn page_end(random: &mut Random) -> Vec<String> {
    if random.chance(2) {
        return vec![String::new()];
    }
    vec![String::new(), (1 + random.below(40)).to_string(), String::new()]
}

/// A row cut in two: each cell at a space or at one of its ends, the number on the first page.
fn cut_row(line: &str, random: &mut Random) -> (String, String) {
    let cells = line.split('\t').enumerate().map(|(column, cell)| {
        let spaces: Vec<usize> = cell.match_indices(' ').map(|(at, _)| at).chain([cell.len()]).collect();
        // A tag of a list is no text and is not cut.
        let at =
            if column == 0 || cell.contains('<') { cell.len() } else { spaces[random.below(spaces.len())] };
        (cell[..at].to_owned(), cell[at..].trim_start().to_owned())
    });
    let (first, rest): (Vec<String>, Vec<String>) = cells.unzip();
    (first.join("\t"), rest.join("\t"))
}

/// A paragraph cut inside a sentence. No page break falls inside a number or a heading, and none that would
/// leave a line which reads as a dash or a number of its own: those no reader could tell from new paragraphs.
fn cut_paragraph(line: &str, random: &mut Random) -> Option<(String, String)> {
    let heading = line.chars().any(char::is_alphabetic) && !line.chars().any(char::is_lowercase);
    if heading || line.starts_with(['¹', '²', '(']) || line.ends_with("năm 2025") {
        return None;
    }
    let places: Vec<usize> = line
        .match_indices(' ')
        .skip(2)
        .map(|(at, _)| at)
        .filter(|at| {
            let (before, after) = (&line[..*at], line[*at..].trim_start());
            let ends =
                before.trim_end_matches(['"', ')', '”', '*', '¹', '²']).ends_with(['.', ';', ':', '!', '?']);
            let opens = after.starts_with(['-', '–', '¹', '²', '+'])
                || after.starts_with(|c: char| c.is_ascii_digit());
            // A number that a full stop follows ("năm 2023. Đẩy mạnh") is cut in `another_plan`.
            !ends && !opens && after.chars().any(char::is_alphabetic)
        })
        .collect();
    let at = *places.get(random.below(places.len()))?;
    Some((line[..at].to_owned(), line[at..].trim_start().to_owned()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn page_breaks_at_random_places_leave_the_2023_plan_as_it_is(seed in 1u64..) {
        same_plan(SOURCE, seed);
    }

    #[test]
    fn page_breaks_at_random_places_leave_another_plan_as_it_is(seed in 1u64..) {
        same_plan(OTHER, seed);
    }
}

fn same_plan(text: &str, seed: u64) {
    let text = text.replace("\r\n", "\n");
    let paged = broken(&text, &mut Random(seed));
    let (whole, (plan, report)) = (understood(&text).0, understood(&paged));
    if plan == whole {
        return;
    }
    let (a, b) = (sotay_import::plan_json(&whole).unwrap(), sotay_import::plan_json(&plan).unwrap());
    let difference = a.lines().zip(b.lines()).find(|(a, b)| a != b);
    panic!("seed {seed}: the first difference is {difference:#?}\n{report}");
}
