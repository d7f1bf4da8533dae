//! How fast the search is: 10,000 texts of about 200 characters, cut out of a plan's source.
//!
//! ```sh
//! cargo run --release -p sotay-core --example search_speed -- plans/ke-hoach-cchc-binh-tan-2023.txt
//! ```
//!
//! Prints figures and judges none. A browser on a telephone takes some ten times as long (Wasm, slowed 4×).

use sotay_core::{
    ids::{EntityId, Scope},
    search::{Document, Field, Index, Place, Query, excerpt},
};
use std::{error::Error, hint::black_box, time::Instant};

const DOCUMENTS: usize = 10_000;
const ROUNDS: usize = 30;
/// Asked of texts nearly all of which have the letters, some of which have the words, and none.
const QUERIES: [&str; 12] = [
    "a",
    "n",
    "an",
    "xin loi tre han",
    "3.15",
    "ho tich",
    "hộ tịch",
    "mot cua",
    "214/ubnd",
    "phan anh kien nghi",
    "quan ly nha nuoc cai cach hanh chinh thu tuc ho so quyet dinh cua uy ban nhan dan",
    "zzz",
];

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("which text? plans/ke-hoach-cchc-binh-tan-2023.txt")?;
    let texts = texts(&std::fs::read_to_string(path)?)?;
    let letters: usize = texts.iter().map(|text| text.chars().count()).sum();
    println!("{DOCUMENTS} texts, {} characters each on average", letters / texts.len());

    let scope: Scope = "unit/an-lac".parse()?;
    let place = |n: usize| Place::Record(scope.clone(), EntityId::Other(format!("x/{n}")));
    let document = |n: usize| {
        Document::new(place(n))
            .with(Field::Code, &format!("PL.{}.{}", n % 9 + 1, n / 9))
            .with(Field::Note, &texts[n])
    };
    let built = Instant::now();
    let mut index = Index::default();
    for n in 0..texts.len() {
        index.add(document(n));
    }
    println!("build {:.1} ms", millis(built));

    let put = Instant::now();
    for n in 0..100 {
        index.put(document(texts.len() - 1 - n * 7));
    }
    println!("put one of them {:.3} ms", millis(put) / 100.0);

    println!("{:>8} {:>8} {:>9}  query, with 20 excerpts", "median", "worst", "found");
    for typed in QUERIES {
        let mut took = Vec::new();
        let mut total = 0;
        for _ in 0..ROUNDS {
            let asked = Instant::now();
            let query = Query::new(typed);
            let results = index.search(&query, 20);
            total = results.total;
            for found in &results.found {
                black_box(excerpt(found.text().1, &query, 120));
            }
            took.push(millis(asked));
        }
        took.sort_by(f64::total_cmp);
        println!("{:>5.2} ms {:>5.2} ms {total:>9}  {typed}", took[ROUNDS / 2], took[ROUNDS - 1]);
    }
    Ok(())
}

fn millis(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

/// As many texts of about 200 characters as asked for, each with a number of its own.
fn texts(source: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let words: Vec<&str> = source.split_whitespace().collect();
    if words.is_empty() {
        return Err("the text is empty".into());
    }
    let mut texts = Vec::new();
    for n in 0..DOCUMENTS {
        // A step without a common measure with the length, so that no two texts begin alike for long.
        let mut text = format!("{n}/UBND-NV");
        for word in words.iter().cycle().skip(n * 1009 % words.len()) {
            if text.chars().count() >= 195 {
                break;
            }
            text.push(' ');
            text.push_str(word);
        }
        texts.push(text);
    }
    Ok(texts)
}
